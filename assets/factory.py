"""How a table becomes an asset: every one looks alike, and an asset is glue around one function or one SELECT."""

from collections.abc import Callable, Iterable
from typing import Any

import dagster as dg

from assets.county import County
from sql.warehouse import Built, Warehouse

POOL = "warehouse"
"""One run at a time has the warehouse; the pool's limit is 1 a run (deploy/dagster.yaml)."""
LAYERS = {
    "catalog": "目录", "raw": "原始报送", "quarantine": "隔离", "staged": "标准化记录", "identity": "身份归并",
    "ledger": "黄金台账", "findings": "质检问题", "alerts": "预警", "memory": "上一版本的记忆",
}  # fmt: skip
Build = Callable[[County, Warehouse], Built]
Metadata = Callable[[County, Warehouse], dict[str, Any]]


def key_of(table: str) -> dg.AssetKey:
    """``ledger.golden_values`` is the asset ``ledger/golden_values``."""
    return dg.AssetKey(table.split("."))


def table_asset(
    table: str,
    title: str,
    row: str,
    inputs: Iterable[str],
    build: Build,
    kinds: Iterable[str] = ("duckdb", "sql"),
    more: Metadata | None = None,
    owner: str = "team:data-bureau",
    columns: dict[str, str] | None = None,
) -> dg.AssetsDefinition:
    """The asset of one table: builds it, then reports rows, columns and whether anything was computed."""
    layer = table.split(".")[0]

    @dg.asset(
        key=key_of(table),
        deps=[key_of(name) for name in sorted(set(inputs))],
        description=f"**{title}**：一行是{row}。" if row else f"**{title}**",
        group_name=layer,
        kinds=set(kinds),
        owners=[owner],
        pool=POOL,
        required_resource_keys={"county", "warehouse"},
    )
    def asset(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        county, warehouse = context.resources.county, context.resources.warehouse
        built = build(county, warehouse)
        if county.progress is not None:
            county.progress(built)
        metadata = table_metadata(warehouse, built, columns or {})
        if layer == "raw":
            # delivered headers are columns here, and what a department writes stays out of events
            del metadata["dagster/column_schema"]
        return dg.MaterializeResult(metadata=metadata | (more(county, warehouse) if more else {}),
                                    data_version=dg.DataVersion(built.fingerprint))  # fmt: skip

    return asset


def table_metadata(warehouse: Warehouse, built: Built, comments: dict[str, str]) -> dict[str, Any]:
    """Rows, columns and state of a table; never a value out of it."""
    schema = [dg.TableColumn(name, kind, comments.get(name)) for name, kind in warehouse.schema(built.table)]
    return {
        "dagster/row_count": built.rows,
        "dagster/column_schema": dg.TableSchema(schema),
        "state": "已重新计算" if built.computed else "输入未变，未重新计算",
        "computed": built.computed,
        "fingerprint": built.fingerprint,
    }
