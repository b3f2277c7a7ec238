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
    for table in model.depends_on:
        if table in models and models[table].schema == model.schema:
            _compute(engine, models[table], parameters)
    return engine.arrow(model.sql(), _used(model, parameters))


def _compute(engine: Warehouse, model: Model, parameters: Mapping[str, Any]) -> None:
    engine.run(f"CREATE SCHEMA IF NOT EXISTS {model.schema}")
    engine.run(f"CREATE OR REPLACE TABLE {model.name} AS {model.sql()}", _used(model, parameters))


def _used(model: Model, parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {parameter: parameters[parameter] for parameter in model.parameters}
