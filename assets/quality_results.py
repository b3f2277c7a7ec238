"""The suites' figures as a table: each source's rules, validated again only where its staged table changed."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pyarrow as pa

from assets.county import County, code_version
from assets.factory import table_asset
from quality import expectations
from sql.warehouse import Built, Warehouse

TABLE = "findings.rule_results"
SCHEMA = {
    "dataset": pa.string(), "rule": pa.string(), "field": pa.string(), "element": pa.string(), "title": pa.string(),
    "dimension": pa.string(), "severity": pa.string(), "weight": pa.int64(), "evaluated": pa.int64(),
    "failed": pa.int64(), "source_key": pa.string(),
}  # fmt: skip
CODE = code_version(*Path(expectations.__file__).parent.glob("*.py"))


def rule_results_asset(datasets: list[str]) -> dg.AssetsDefinition:
    """The asset ``findings/rule_results``."""
    staged = [f"staged.{d}" for d in sorted(datasets)]
    return table_asset(
        TABLE,
        "规则检查结果",
        "一个来源的一条规则的检查数与不合格数",
        staged,
        _build,
        ("greatexpectations", "duckdb"),
    )


def _build(county: County, warehouse: Warehouse) -> Built:
    keys = {
        d: warehouse.key(CODE + county.catalog.digest, {}, (f"staged.{d}",))
        for d in sorted(county.catalog.sources)
    }
    key = warehouse.key(CODE, keys, ())
    if standing := warehouse.current(TABLE, key):
        return standing
    kept = _kept(warehouse, keys)
    fresh = [d for d in keys if d not in set(kept["dataset"].to_pylist())]
    rows = [row for d in fresh for row in _validated(county, warehouse, d, keys[d])]
    columns = list(zip(*rows, strict=True)) or [()] * len(SCHEMA)
    frame = pa.table({n: pa.array(c, t) for (n, t), c in zip(SCHEMA.items(), columns, strict=True)})
    return warehouse.store(
        TABLE, key, pa.concat_tables([kept, frame]).sort_by([("dataset", "ascending"), ("rule", "ascending")])
    )


def _kept(warehouse: Warehouse, keys: dict[str, str]) -> pa.Table:
    """Results of sources whose staged table and rules are those of today."""
    empty = pa.table({n: pa.array([], t) for n, t in SCHEMA.items()})
    if not warehouse.exists(TABLE):
        return empty
    standing = warehouse.arrow(f"SELECT * FROM {TABLE}").select(list(SCHEMA)).cast(empty.schema)
    return standing.filter(
        pa.array([k in set(keys.values()) for k in standing["source_key"].to_pylist()], pa.bool_())
    )


def _validated(county: County, warehouse: Warehouse, dataset: str, key: str) -> list[tuple]:
    results = expectations.run_suite(warehouse.connection, county.catalog, dataset)
    return [
        (dataset, r.check.rule, r.check.field, r.check.element, r.check.title, r.check.dimension.value,
         r.check.severity.value, r.check.weight, r.evaluated, r.failed, key)
        for r in results
    ]  # fmt: skip
