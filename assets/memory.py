"""What the last published version remembers, as views: ids given, golden values, changes, findings."""

from __future__ import annotations

from dataclasses import replace

import dagster as dg

from assets.county import County
from assets.factory import table_asset
from quality.month_figures import FIGURES, OF_MONTH
from sql.warehouse import Built, Warehouse, quoted

REMEMBERED = {
    "person_assignments": ("identity.person_assignments", "profile_id BIGINT, entity_id VARCHAR, first_id VARCHAR"),
    "enterprise_assignments": ("identity.enterprise_assignments", "profile_id BIGINT, entity_id VARCHAR, first_id VARCHAR"),
    "house_assignments": ("identity.house_assignments", "profile_id BIGINT, entity_id VARCHAR, first_id VARCHAR"),
    "event_assignments": ("identity.event_assignments", "profile_id BIGINT, entity_id VARCHAR, first_id VARCHAR"),
    "registry": ("identity.registry", "entity_id VARCHAR, entity_type VARCHAR, first_version INTEGER, "
                 "last_version INTEGER"),
    "model": ("identity.model", "model_version INTEGER, comparison VARCHAR, level VARCHAR, m DOUBLE, u DOUBLE"),
    "registry_events": ("identity.registry_events", "entity_type VARCHAR, event VARCHAR, entity_id VARCHAR, "
                        "other_id VARCHAR, mentions BIGINT, version INTEGER"),
    "golden_values": ("ledger.golden_values", "entity_type VARCHAR, entity_id VARCHAR, element VARCHAR, value VARCHAR, "
                      "source VARCHAR, rule VARCHAR"),
    "deliveries": ("raw.deliveries", "dataset VARCHAR, batch VARCHAR, status VARCHAR"),
    "agreement": ("ledger.agreement", "entity_type VARCHAR, element VARCHAR, department VARCHAR, month VARCHAR, "
                  "compared BIGINT, agreeing BIGINT"),
    "changes": ("ledger.changes", "entity_type VARCHAR, entity_id VARCHAR, element VARCHAR, old_value VARCHAR, "
                "new_value VARCHAR, valid_from DATE, known_from DATE, cause VARCHAR, version INTEGER"),
    "findings": ("findings.all", "finding_id VARCHAR, first_seen DATE, last_seen DATE, due_date DATE, status VARCHAR, "
                 "dataset VARCHAR, batch VARCHAR, file VARCHAR, sheet VARCHAR, row_number BIGINT, "
                 "business_key VARCHAR, entity_type VARCHAR, entity_id VARCHAR, element VARCHAR, field VARCHAR, "
                 "header VARCHAR, rule VARCHAR, dimension VARCHAR, severity VARCHAR, department VARCHAR, "
                 "original VARCHAR, message VARCHAR, false_claims INTEGER, checked_batch VARCHAR"),
    "disputes": ("ledger.disputes", "dispute_id VARCHAR, entity_type VARCHAR, entity_id VARCHAR, element VARCHAR, "
                 "source VARCHAR, department VARCHAR, disputed_value VARCHAR, claimed_value VARCHAR, origin VARCHAR, "
                 "raised_by VARCHAR, reason VARCHAR, opened_on DATE, told_on DATE, sign_in_due DATE, due_date DATE, "
                 "due_announced BOOLEAN, state VARCHAR, outcome VARCHAR, closed_on DATE, returns INTEGER, "
                 "overdue BOOLEAN, escalation VARCHAR, batch VARCHAR, file VARCHAR, sheet VARCHAR, row_number BIGINT"),
    **{name: (f"findings.{name}", f"{OF_MONTH}, {columns}") for name, columns in FIGURES.items()},
}  # fmt: skip
"""Memory table -> the published table it is read from (by column name) and its columns."""
TITLES = {
    "person_assignments": "已给出的人员编号", "enterprise_assignments": "已给出的企业编号",
    "house_assignments": "已给出的房屋编号", "event_assignments": "已给出的事件编号", "registry": "编号登记簿",
    "model": "归并模型", "registry_events": "编号的合并与拆分", "golden_values": "上一版本的黄金值", "agreement": "以往各月的一致率",
    "changes": "已记录的变更", "findings": "已知的问题",
    "rule_scores": "各月规则得分", "dimension_scores": "各月维度得分", "source_scores": "各月数据集得分",
    "department_scores": "各月部门得分", "lost_points": "最近一个月的失分",
    "deliveries": "已知的报送批次", "disputes": "已提出的校核申请",
}  # fmt: skip


def memory_assets() -> list[dg.AssetsDefinition]:
    """One asset a memory table."""
    return [_memory(name) for name in REMEMBERED]


def _memory(name: str) -> dg.AssetsDefinition:
    def build(county: County, warehouse: Warehouse) -> Built:
        return remember(county, warehouse, name)

    return table_asset(f"memory.{name}", TITLES[name], "上一版本中的一行", (), build, kinds=("parquet",))


def remember(county: County, warehouse: Warehouse, name: str) -> Built:
    """A view over the table as published, or an empty one in a new home; columns are read by name."""
    published, columns = REMEMBERED[name]
    file = county.home.published / "current" / f"{published}.parquet"
    wanted = [c.strip().split(" ") for c in columns.split(",")]
    if file.exists():
        resolved = file.resolve()
        there = set(warehouse.columns(f"(SELECT * FROM read_parquet({quoted(str(resolved))}))"))
        values = ", ".join(f"{n if n in there else 'NULL'}::{t} AS {n}" for n, t in wanted)
        select, source = f"SELECT {values} FROM read_parquet({quoted(str(resolved))})", str(resolved)
    else:
        values = ", ".join(f"NULL::{t} AS {n}" for n, t in wanted)
        select, source = f"SELECT {values} WHERE false", "new home"
    # a release may remember more of a table than the one that made the view
    table, key = f"memory.{name}", f"{source}: {columns}"
    # pointing a view at the newest version computes nothing
    return warehouse.current(table, key) or replace(warehouse.view(table, key, select, key), computed=False)
