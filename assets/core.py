"""The assets from landing to publication, put together from the catalog and the SQL files."""

from pathlib import Path
from typing import Any

import dagster as dg

from assets.answers import answers_asset
from assets.answers_stewards import steward_assets
from assets.comments import column_comments
from assets.county import County, code_version
from assets.deliveries import delivery_assets
from assets.factory import POOL, key_of, table_asset
from assets.identity.assets import identity_assets
from assets.memory import memory_assets
from assets.name_slips import name_slips_asset
from assets.publication.publish import COMPUTED, publish
from assets.quality_results import rule_results_asset
from assets.quality_scores import score_assets
from assets.receipts import receipts_asset
from assets.sources import source_assets
from catalog import tables as catalog_module
from catalog.tables import catalog_table
from quality.checks import markdown_table
from sql.model import AlertMatter, TableMatter
from sql.warehouse import Built, Warehouse

CATALOG_TITLES = {
    "codes": "代码表", "spellings": "代码的各种写法", "issues": "问题代码", "departments": "部门", "sources": "数据集",
    "columns": "数据项", "roles": "记录中的角色", "statements": "数据项所说的数据元", "elements": "数据元", "authority": "一数一源清单", "contradictions": "不可能同时为真的取值",
    "cross_checks": "多源校核清单", "parameters": "参数", "tiers": "归并层级", "divisions": "区划",
    "places": "地名", "calendar": "工作日历", "id_prefixes": "历史区划代码",
    "matrix": "一数一源清单各版",
}  # fmt: skip


def core_assets(county: County) -> list[dg.AssetsDefinition]:
    """Everything one run of the job ``core`` makes."""
    return [
        *_catalog_assets(),
        *memory_assets(),
        *source_assets(county.catalog),
        *delivery_assets(county.catalog.sources),
        *identity_assets(),
        *_model_assets(county),
        rule_results_asset(list(county.catalog.sources)),
        score_assets(),
        receipts_asset(),
        answers_asset(),
        *steward_assets(),
        name_slips_asset(),
        _publication(county),
    ]


def _catalog_assets() -> list[dg.AssetsDefinition]:
    return [_catalog_asset(name, title) for name, title in CATALOG_TITLES.items()]


def _catalog_asset(name: str, title: str) -> dg.AssetsDefinition:
    table = f"catalog.{name}"
    code = code_version(Path(catalog_module.__file__))

    def build(county: County, warehouse: Warehouse) -> Built:
        key = warehouse.key(code, {"catalog": county.catalog.digest}, ())
        return warehouse.current(table, key) or warehouse.store(
            table, key, catalog_table(county.catalog, name)
        )

    return table_asset(table, title, "一条声明", (), build, kinds=("python", "yaml"))


def _model_assets(county: County) -> list[dg.AssetsDefinition]:
    """One asset a SELECT; checks and reports are made elsewhere."""
    return [
        _model_asset(county, name)
        for name, model in sorted(county.models.items())
        if isinstance(model.matter, TableMatter | AlertMatter) and not name.startswith("reports.")
    ]


def _model_asset(county: County, name: str) -> dg.AssetsDefinition:
    model = county.models[name]
    matter = model.matter

    def build(county: County, warehouse: Warehouse) -> Built:
        return county.build(warehouse, name)

    comments = column_comments(county.catalog, model)
    row = matter.row if isinstance(matter, TableMatter) else "一条线索"
    return table_asset(name, matter.title, row, model.depends_on, build, columns=comments)


def _publication(county: County) -> dg.AssetsDefinition:
    names = [n for n, m in county.models.items() if isinstance(m.matter, TableMatter) and m.matter.published]

    @dg.asset(
        key=["publication", "version"],
        deps=[key_of(n) for n in sorted({*names, *COMPUTED})],
        description="**发布**：阻断检查全部通过后，将本次结果原子地切换为当前版本；上一版本保留。",
        group_name="publication",
        kinds={"parquet"},
        owners=["team:data-bureau"],
        pool=POOL,
        required_resource_keys={"county", "warehouse"},
    )
    def version(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        published = publish(context.resources.county, context.resources.warehouse)
        metadata: dict[str, Any] = {
            "version": published.version,
            "new": published.new,
            "tables": dg.MetadataValue.md(markdown_table(("表", "行数"), sorted(published.tables.items()))),
            "dagster/row_count": sum(published.tables.values()),
        }
        return dg.MaterializeResult(metadata=metadata)

    return version
