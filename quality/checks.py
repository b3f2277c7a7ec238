"""Asset checks: a suite a source, the SELECTs of ``sql/checks``, and the agreement of each element.

A check that blocks publication is run again by the publication itself; what is here makes the state visible.
"""

import base64
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import dagster as dg

from catalog.load import Catalog
from sql.model import CheckMatter, Model
from sql.warehouse import Warehouse

POOL = "warehouse"
SEVERITY = {"error": dg.AssetCheckSeverity.ERROR}
"""Anything below error is a warning in Dagster."""
FULL_AGREEMENT = 0.98
"""Below this share of equal values an element's check warns."""


class HasParameters(Protocol):
    """What a check needs of the county: the run's parameters."""

    def parameters(self, model: Model) -> dict[str, Any]:
        """Values of the parameters that a model uses."""
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
        county: HasParameters = context.resources.county
        warehouse: Warehouse = context.resources.warehouse
        failed = warehouse.rows(f"SELECT count(*) FROM ({model.sql()})", county.parameters(model))[0][0]
        return dg.AssetCheckResult(
            passed=failed == 0,
            severity=SEVERITY.get(matter.severity, dg.AssetCheckSeverity.WARN),
            metadata={"failed": failed, "dimension": matter.dimension, "blocks_publication": matter.blocking,
                      "rows_at": f"yiyuan sql {model.name}"},
        )  # fmt: skip

    return check


def agreement_checks(catalog: Catalog) -> list[dg.AssetChecksDefinition]:
    """多源校核: of each element that several sources state, the share of their values that agree with the golden one."""
    return [
        _agreement_check(entity, element, declaration.title)
        for (entity, element), declaration in sorted(catalog.elements.items())
        if len({a.source for a in declaration.ranked()} | set(declaration.cross_check)) > 1
    ]


def _agreement_check(entity: str, element: str, title: str) -> dg.AssetChecksDefinition:
    @dg.asset_check(
        asset=dg.AssetKey(["ledger", "golden_values"]),
        name=f"agreement_{entity}_{element}",
        description=f"**{title}**：其他来源与黄金值一致的比例（多源校核）。",
        additional_deps=[dg.AssetKey(["ledger", "comparisons"])],
        required_resource_keys={"warehouse"},
        pool=POOL,
    )
    def check(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        warehouse: Warehouse = context.resources.warehouse
        rows = warehouse.rows(
            "SELECT other_source, count(*), count(*) FILTER (WHERE agrees) FROM ledger.comparisons "
            "WHERE entity_type = ? AND element = ? GROUP BY other_source ORDER BY other_source",
            [entity, element],
        )
        compared, agreeing = sum(r[1] for r in rows), sum(r[2] for r in rows)
        rate = agreeing / compared if compared else 1.0
        bars = [(name, equal / count) for name, count, equal in rows]
        return dg.AssetCheckResult(
            passed=rate >= FULL_AGREEMENT,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={
                "agreement": round(rate, 6),
                "compared": compared,
                "differing": compared - agreeing,
                "by_source": dg.MetadataValue.md(
                    markdown_table(
                        ("来源", "比对数", "一致数", "一致率"), [(*r, f"{r[2] / r[1]:.2%}") for r in rows]
                    )
                ),
                "plot": dg.MetadataValue.md(bar_chart(bars)),
            },
        )

    return check


def markdown_table(head: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> str:
    """Rows under a head as Dagster shows them; whole numbers with thousands separators."""
    lines = [
        "| " + " | ".join(f"{v:,}" if isinstance(v, int) else str(v) for v in row) + " |" for row in rows
    ]
    return "\n".join(["| " + " | ".join(head) + " |", "|" + "---|" * len(head), *lines])


def bar_chart(bars: list[tuple[str, float]]) -> str:
    """Shares from 0 to 1 as horizontal bars, an SVG inside a markdown image."""
    height = 22 * len(bars) + 8
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="560" height="{height}" font-family="sans-serif" font-size="12">'
    ]
    for i, (label, share) in enumerate(bars):
        y = 22 * i + 4
        colour = "#3b7d4f" if share >= FULL_AGREEMENT else "#c77d1e"
        parts.append(f'<text x="176" y="{y + 13}" text-anchor="end" fill="#444">{label}</text>')
        parts.append(f'<rect x="184" y="{y}" width="300" height="16" fill="#eee"/>')
        parts.append(f'<rect x="184" y="{y}" width="{300 * share:.1f}" height="16" fill="{colour}"/>')
        parts.append(f'<text x="492" y="{y + 13}" fill="#444">{share:.1%}</text>')
    image = base64.b64encode("".join([*parts, "</svg>"]).encode()).decode()
    return f"![一致率](data:image/svg+xml;base64,{image})"
