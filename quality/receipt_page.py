"""The receipt as a page: opens offline, prints on A4, says first whether the delivery was accepted and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from quality.receipt import FileAccount, Finding, Place, Receipt
from quality.reports import template

SHOWN_FILES = 200
"""Files with an account of their own on the page; the JSON beside it has all."""
_SERIOUS = ("error", "warn")


@dataclass(frozen=True)
class Task:
    """One thing the department should do; ``urgent`` where something was not accepted."""

    text: str
    urgent: bool = False


def receipt_page(receipt: Receipt) -> str:
    """A self-contained HTML page; the same receipt gives the same bytes."""
    told = {r.reason.code for r in receipt.remarks}
    quarantined = {q.reason.code for f in receipt.files for q in f.quarantined_lines}
    findings = [f for f in receipt.findings if f.reason.code not in told | quarantined]
    return template("receipt.html.j2").render(
        receipt=receipt,
        verdict=verdict(receipt),
        tasks=tasks(receipt),
        findings=[f for f in findings if f.reason.severity in _SERIOUS],
        repaired=[f for f in findings if f.reason.severity not in _SERIOUS],
        shown=receipt.files[:SHOWN_FILES],
        address=address,
    )


def verdict(receipt: Receipt) -> str:
    """The delivery in a few sentences, for somebody who reads nothing else."""
    if receipt.status == "refused":
        reason = receipt.detail or (receipt.refused.label if receipt.refused else "")
        return f"本批未接收：{reason}。已有数据保持上一次接收的状态，不受影响。"
    refused = [f for f in receipt.files if f.status == "refused"]
    parts = [f"本批已接收，共 {len(receipt.files)} 个文件、{receipt.total('lines'):,} 行"]
    if refused:
        parts.append(f"，其中 {len(refused)} 个文件未接收")
    parts.append(f"。采用 {receipt.total('staged'):,} 条记录")
    if receipt.total("quarantined"):
        parts.append(f"，隔离 {receipt.total('quarantined'):,} 行")
    return "".join(parts) + f"{_to_fix(receipt)}。"


def _to_fix(receipt: Receipt) -> str:
    count = sum(f.count for f in receipt.findings if f.reason.severity in _SERIOUS)
    return f"；发现需核实的问题 {count:,} 处" if count else "；没有发现需要核实的问题"


def tasks(receipt: Receipt) -> list[Task]:
    """What to do next, refusals first; each advice once."""
    refusals = [(receipt.refused, "整批")] if receipt.refused else []
    refusals += [(f.refused, f.file) for f in receipt.files if f.refused and not receipt.refused]
    found = [Task(f"{what}：{r.advice or r.label}", urgent=True) for r, what in refusals]
    if refusals:
        found.append(
            Task(f"改正后作为新的批次重新报送（例如 {_next(receipt.batch)}），不要改动原批次。", urgent=True)
        )
    for guess in (g for f in receipt.files for c in f.columns for g in c.guesses):
        found.append(
            Task(f"列“{guess.header}”如果就是“{guess.column}”，请改用登记的列名，或告知数据局登记这一写法。")
        )
    serious: list[Finding] = [
        f for f in receipt.findings if f.reason.severity in _SERIOUS and f.reason.advice
    ]
    found += [Task(f"{f.reason.label}：{f.reason.advice}") for f in sorted(serious, key=lambda f: -f.count)]
    return list({t.text: t for t in reversed(found)}.values())[::-1]


def _next(batch: str) -> str:
    """The name of a second delivery on the same day."""
    day, _, number = batch.partition(".")
    return f"{day}.{int(number or 1) + 1}"


def address(place: Place, among: tuple[FileAccount, ...]) -> str:
    """A place as a person looks it up; the file only where there are several."""
    parts = [
        place.file if place.file and len(among) > 1 else None,
        f"工作表“{place.sheet}”" if place.sheet else None,
        f"第 {place.row_number} 行" if place.row_number is not None else None,
        f"“{place.header}”列" if place.header else None,
    ]
    return " ".join(p for p in parts if p)
