"""How sheets are laid out: titles, sums that add or do not, footers, merged and hidden parts."""

from sample.chance import Chance
from sample.extract import Page
from sample.layouts import Layout
from sample.style import choice, summed_headers
from sample.writers.excel import Form

_FOOTERS = (
    "填表人：王某某    审核人：李某某    联系电话：0744-3222222",
    "制表人：张某某",
    "单位负责人：        填表人：        ",
    None,
)
_MERGED_IN, _REPEATED = {"village_ledger": "户主姓名"}, {"poverty_monitoring": 400}
_WRONG_SUMS = ("rural_dilapidated_house", "subsistence_allowance")
_HIDDEN_IN = "village_ledger"
_GROUPED = {
    "disability_certificate": ("残疾类别", "发证日期", "残疾情况"),
    "subsistence_allowance": ("申请人姓名", "申请人身份证号", "申请人"),
}
"""First and last header of a group and the name above it, in the first sheet."""
_BROKEN_FORMULAS = {"poverty_monitoring": "劳动技能"}
_COMMENTED = "elderly_allowance"


def _group(layout: Layout) -> tuple[int, int, str] | None:
    """Columns that share a header above their own."""
    if layout.dataset not in _GROUPED:
        return None
    first, last, name = _GROUPED[layout.dataset]
    return list(layout.columns).index(first), list(layout.columns).index(last), name


def form_of(layout: Layout, file: str, page: Page, place: int, chance: Chance) -> Form:
    """The form of one sheet; `place` counts the sheets of the file."""
    what = f"{layout.dataset} {file} {page.sheet}"
    sums = summed_headers(layout)
    wrong = layout.dataset in _WRONG_SUMS and place == 0
    subtitle = (None, "填报单位：（盖章）        填报日期：2025年12月", "单位：元、人")[
        choice(chance, f"{what} subtitle", 3)
    ]
    merged = _MERGED_IN.get(layout.dataset) if choice(chance, f"{file} merged", 8) == 0 else None
    return Form(
        page.heading or layout.title,
        subtitle,
        sums,
        sums[0] if wrong and sums else None,
        bool(sums) or place % 2 == 0,
        _FOOTERS[choice(chance, f"{what} footer", len(_FOOTERS))],
        choice(chance, f"{what} blank", 5) == 0,
        _REPEATED.get(layout.dataset, 0),
        merged,
        layout.dataset == _HIDDEN_IN and place == 0 and choice(chance, f"{file} hidden", 6) == 0,
        _group(layout) if place == 0 else None,
        list(layout.columns).index(_BROKEN_FORMULAS[layout.dataset])
        if place == 0 and layout.dataset in _BROKEN_FORMULAS
        else None,
        layout.dataset == _COMMENTED and place == 0,
    )
