"""The receipt of an answered workbook as a page: what was taken, what was not and why, and what follows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from quality.answers import CHOICES, DISPUTE, FINDING, AnsweredWorkbook
from quality.reports import template

SHOWN_ROWS = 200
"""Rejected rows on the page; the JSON beside it has all."""
_ABOUT = {FINDING: "质检问题", DISPUTE: "校核申请"}
_FOLLOWS = {
    "claimed": "下一批次报送后复核：不再出现即办结，仍然出现即退回并计入虚报整改",
    "exception_asked": "等待数据局核准；核准前仍按待整改计",
    "upstream": "挂账，待上级系统修正；涉及其他部门权威值的，已转为校核申请",
    "verifying": "已签收，请在期限内核实",
    "correction_claimed": "下一批次报送后复核",
    "declined": "下一批次报送后复核，值未变即维持",
}


@dataclass(frozen=True)
class Line:
    """How many rows were answered alike, and what follows from it."""

    about: str
    choice: str
    count: int
    follows: str


def answers_page(workbook: AnsweredWorkbook) -> str:
    """A self-contained HTML page; the same workbook gives the same bytes."""
    return template("answers.html.j2").render(
        workbook=workbook, verdict=verdict(workbook), counts=lines(workbook), shown=SHOWN_ROWS
    )


def verdict(workbook: AnsweredWorkbook) -> str:
    """The outcome in a sentence or two, for somebody who reads nothing else."""
    if workbook.unreadable:
        return f"文件无法读取：{workbook.unreadable}。其中的答复均未采用。"
    if not workbook.answers and not workbook.rejected:
        return "“处理结果”一列没有填写，没有可以采用的答复。"
    parts = [f"采用 {len(workbook.answers):,} 行答复"]
    if workbook.rejected:
        parts.append(f"，另有 {len(workbook.rejected):,} 行未采用，原因见下")
    return "".join(parts) + "。"


def lines(workbook: AnsweredWorkbook) -> list[Line]:
    """The answers counted by what they are about and say, in the order in which they are offered."""
    counts = Counter((a.about, a.word) for a in workbook.answers)
    return [
        Line(_ABOUT[about], choice, counts[about, word], _FOLLOWS[word])
        for about, choices in CHOICES.items()
        for choice, word in choices.items()
        if counts[about, word]
    ]
