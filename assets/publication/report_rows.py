"""The rows of a report, computed from a published version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from sql.model import Model
from sql.warehouse import Warehouse


def report_rows(
    engine: Warehouse, models: Mapping[str, Model], name: str, parameters: Mapping[str, Any]
) -> pa.Table:
    """Rows of the report ``name``; tables of the layer ``reports`` that it reads are computed before it.

    ``parameters`` are ``month_start`` and ``month_end``; raises KeyError when a model asks for another.
    """
    model = models[name]
    _compute_inputs(engine, models, model, parameters)
    return engine.arrow(model.sql(), _used(model, parameters))


def _compute_inputs(
    engine: Warehouse, models: Mapping[str, Model], model: Model, parameters: Mapping[str, Any]
) -> None:
    """Make the tables of its own layer that a model reads, and before each those that it reads."""
    for table in model.depends_on:
        if table in models and models[table].schema == model.schema:
            before = models[table]
            _compute_inputs(engine, models, before, parameters)
            engine.run(f"CREATE SCHEMA IF NOT EXISTS {before.schema}")
            engine.run(f"CREATE OR REPLACE TABLE {before.name} AS {before.sql()}", _used(before, parameters))


def _used(model: Model, parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {parameter: parameters[parameter] for parameter in model.parameters}
