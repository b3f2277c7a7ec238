"""Asset checks: a suite a source, and the SELECTs of ``sql/checks``.

The publication asks again for what blocks it, and is told what was counted; what is here makes the state visible.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import dagster as dg

from catalog.load import Catalog
from sql.model import CheckMatter, Model
from sql.warehouse import Warehouse

POOL = "warehouse"
SEVERITY = {"error": dg.AssetCheckSeverity.ERROR}
"""Anything below error is a warning in Dagster."""


class Finds(Protocol):
    """What a check needs of the county."""

    def found(self, warehouse: Warehouse, check: Model) -> int:
        """Rows that a check finds."""
        ...


def suite_checks(catalog: Catalog) -> list[dg.AssetChecksDefinition]:
    """One check a source: its suite's figures, rule by rule, from ``findings.rule_results``."""
    return [_suite_check(dataset, source.title) for dataset, source in sorted(catalog.sources.items())]


def _suite_check(dataset: str, title: str) -> dg.AssetChecksDefinition:
    @dg.asset_check(
        asset=dg.AssetKey(["staged", dataset]),
        name="suite",
        description=f"**{title}**的数据元规则（Great Expectations），按规则列出检查数与不合格数。",
        additional_deps=[dg.AssetKey(["findings", "rule_results"])],
        required_resource_keys={"warehouse"},
        pool=POOL,
    )
    def check(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        warehouse: Warehouse = context.resources.warehouse
        rows = warehouse.rows(
            "SELECT title, dimension, severity, evaluated, failed FROM findings.rule_results WHERE dataset = ? "
            "ORDER BY failed DESC, rule",
            [dataset],
        )
        broken = [r for r in rows if r[4]]
        serious = any(r[2] == "error" for r in broken)
        evaluated, failed = sum(r[3] for r in rows), sum(r[4] for r in rows)
        return dg.AssetCheckResult(
            passed=not broken,
            severity=dg.AssetCheckSeverity.ERROR if serious else dg.AssetCheckSeverity.WARN,
            metadata={
                "rules": len(rows),
                "rules_broken": len(broken),
                "elements_evaluated": evaluated,
                "elements_failed": failed,
                "pass_rate": round(1 - failed / evaluated, 6) if evaluated else 1.0,
                "by_rule": dg.MetadataValue.md(
                    markdown_table(("规则", "维度", "级别", "检查数", "不合格数"), rows)
                ),
                "rows_at": f"findings.all where dataset = '{dataset}'",
            },
        )

    return check


def sql_checks(models: Mapping[str, Model]) -> list[dg.AssetChecksDefinition]:
    """One check a file under ``sql/checks``."""
    return [_sql_check(m, m.matter) for _, m in sorted(models.items()) if isinstance(m.matter, CheckMatter)]


def _sql_check(model: Model, matter: CheckMatter) -> dg.AssetChecksDefinition:
    others = [dg.AssetKey(t.split(".")) for t in model.depends_on if t != matter.asset]

    @dg.asset_check(
        asset=dg.AssetKey(matter.asset.split(".")),
        name=model.name.split(".")[1],
        description=f"**{matter.title}**（{matter.dimension}）",
        additional_deps=others,
        # publication runs blocking SELECTs itself; here a failure must be seen, and must not hide later ones
        blocking=False,
        required_resource_keys={"county", "warehouse"},
        pool=POOL,
    )
    def check(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        county: Finds = context.resources.county
        warehouse: Warehouse = context.resources.warehouse
        failed = county.found(warehouse, model)
        return dg.AssetCheckResult(
            passed=failed == 0,
            severity=SEVERITY.get(matter.severity, dg.AssetCheckSeverity.WARN),
            metadata={"failed": failed, "dimension": matter.dimension, "blocks_publication": matter.blocking,
                      "rows_at": f"yiyuan sql {model.name}"},
        )  # fmt: skip

    return check


def markdown_table(head: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> str:
    """Rows under a head as Dagster shows them; whole numbers with thousands separators."""
    lines = [
        "| " + " | ".join(f"{v:,}" if isinstance(v, int) else str(v) for v in row) + " |" for row in rows
    ]
    return "\n".join(["| " + " | ".join(head) + " |", "|" + "---|" * len(head), *lines])
