"""多源校核 as asset checks: of each element the share of other sources' values that agree with the golden ones.

By department and month, with the trend of the months that the published versions remember.
"""

import base64
from collections.abc import Iterable, Sequence

import dagster as dg

from catalog.load import Catalog
from quality.checks import POOL, markdown_table
from sql.warehouse import Warehouse

FULL_AGREEMENT = 0.98
"""Below this share of equal values an element's check warns."""
Counted = tuple[str, str, int, int]
"""Month, department, values compared, values that agree."""
_COUNTED = """
SELECT a.month, d.short_title, a.compared, a.agreeing
FROM ledger.agreement AS a
INNER JOIN catalog.departments AS d ON d.department = a.department
WHERE a.entity_type = ? AND a.element = ?
ORDER BY a.month, a.department
"""
_COLOURS = ("#3b6ea5", "#c77d1e", "#3b7d4f", "#8a4f9e", "#b3433f", "#4f8f8f", "#7a6a3a", "#555555")


def agreement_checks(catalog: Catalog) -> list[dg.AssetChecksDefinition]:
    """One check an element that several sources state."""
    return [
        _agreement_check(entity, element, declaration.title)
        for (entity, element), declaration in sorted(catalog.elements.items())
        if len({a.source for a in declaration.ranked()} | set(declaration.cross_check)) > 1
    ]


def _agreement_check(entity: str, element: str, title: str) -> dg.AssetChecksDefinition:
    @dg.asset_check(
        asset=dg.AssetKey(["ledger", "golden_values"]),
        name=f"agreement_{entity}_{element}",
        description=f"**{title}**：其他来源与黄金值一致的比例（多源校核），按部门和月份。",
        additional_deps=[dg.AssetKey(["ledger", "agreement"])],
        required_resource_keys={"warehouse"},
        pool=POOL,
    )
    def check(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        warehouse: Warehouse = context.resources.warehouse
        return agreement_result(warehouse.rows(_COUNTED, [entity, element]))

    return check


def agreement_result(counted: Sequence[Counted]) -> dg.AssetCheckResult:
    """The verdict on the newest month, a table of its departments, their bars, and the trend of all months."""
    newest = max((month for month, *_ in counted), default="")
    rows = [
        (department, compared, equal) for month, department, compared, equal in counted if month == newest
    ]
    compared, agreeing = sum(r[1] for r in rows), sum(r[2] for r in rows)
    rate = agreeing / compared if compared else 1.0
    lines = [(*r, f"{r[2] / r[1]:.2%}") for r in rows]
    return dg.AssetCheckResult(
        passed=rate >= FULL_AGREEMENT,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={
            "month": newest,
            "agreement": round(rate, 6),
            "compared": compared,
            "differing": compared - agreeing,
            "by_department": dg.MetadataValue.md(
                markdown_table(("部门", "比对数", "一致数", "一致率"), lines)
            ),
            "plot": dg.MetadataValue.md(bar_chart([(d, equal / count) for d, count, equal in rows])),
            "trend": dg.MetadataValue.md(trend_chart(shares_by_department(counted))),
        },
    )


def shares_by_department(counted: Sequence[Counted]) -> dict[str, dict[str, float]]:
    """Department -> month -> share of equal values; 合计 is of all departments."""
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for month, department, compared, agreeing in counted:
        for name in (department, "合计"):
            before = sums.get((name, month), (0, 0))
            sums[name, month] = before[0] + compared, before[1] + agreeing
    shares: dict[str, dict[str, float]] = {}
    for (name, month), (compared, agreeing) in sorted(sums.items()):
        shares.setdefault(name, {})[month] = agreeing / compared
    return shares


def bar_chart(bars: Sequence[tuple[str, float]]) -> str:
    """Shares from 0 to 1 as horizontal bars, an SVG inside a markdown image."""
    parts = []
    for i, (label, share) in enumerate(bars):
        y = 22 * i + 4
        colour = "#3b7d4f" if share >= FULL_AGREEMENT else "#c77d1e"
        parts.append(_text(176, y + 13, label, "end"))
        parts.append(f'<rect x="184" y="{y}" width="300" height="16" fill="#eee"/>')
        parts.append(f'<rect x="184" y="{y}" width="{300 * share:.1f}" height="16" fill="{colour}"/>')
        parts.append(_text(492, y + 13, f"{share:.1%}"))
    return _image("一致率", 560, 22 * len(bars) + 8, parts)


def trend_chart(shares: dict[str, dict[str, float]]) -> str:
    """Shares month by month, a line a department and a thick one for all, an SVG inside a markdown image."""
    months = sorted({month for of in shares.values() for month in of})
    low = min((share for of in shares.values() for share in of.values()), default=0.0)
    floor = max(0.0, min(0.9, int(low * 10) / 10))
    left, right, top, bottom = 48.0, 400.0, 12.0, 168.0
    step = (right - left) / max(1, len(months) - 1)

    def point(month: str, share: float) -> tuple[float, float]:
        return left + months.index(month) * step, bottom - (share - floor) / (1 - floor) * (bottom - top)

    parts = [
        part
        for share in (floor, (1 + floor) / 2, 1.0)
        for part in _grid_line(left, right, point(months[0], share)[1] if months else bottom, f"{share:.0%}")
    ]
    for i, (name, of) in enumerate(shares.items()):
        colour = "#111" if name == "合计" else _COLOURS[i % len(_COLOURS)]
        parts += _line([point(m, s) for m, s in of.items()], colour, 2.5 if name == "合计" else 1.2)
        parts.append(_text(right + 14, top + 8 + 15 * i, f"{name} {of[max(of)]:.1%}", fill=colour))
    for month in {months[0], months[-1]} if months else ():
        parts.append(_text(point(month, floor)[0], bottom + 16, month, "middle"))
    return _image("一致率走势", 560, max(bottom + 24, top + 15 * len(shares) + 12), parts)


def _line(points: list[tuple[float, float]], colour: str, width: float) -> list[str]:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dots = [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{width:g}" fill="{colour}"/>' for x, y in points]
    return [f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width:g}"/>', *dots]


def _grid_line(left: float, right: float, y: float, label: str) -> list[str]:
    line = f'<line x1="{left:g}" y1="{y:.1f}" x2="{right:g}" y2="{y:.1f}" stroke="#ddd"/>'
    return [line, _text(left - 6, y + 4, label, "end")]


def _text(x: float, y: float, text: str, anchor: str = "start", fill: str = "#444") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}">{text}</text>'


def _image(title: str, width: float, height: float, parts: Iterable[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        'font-family="sans-serif" font-size="12">'
    )
    image = base64.b64encode("".join([head, *parts, "</svg>"]).encode()).decode()
    return f"![{title}](data:image/svg+xml;base64,{image})"
