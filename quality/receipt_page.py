"""The receipt as a page: opens offline, prints on A4, says first whether the delivery was accepted and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from quality.receipt import FileAccount, Finding, Place, Receipt
from quality.reports import template

SHOWN_FILES = 200
"""Files with an account of their own on the page; the JSON beside it has all."""
ADVISED = 6
"""Kinds of findings whose advice stands among the tasks, the gravest and commonest."""
TEST_DATA = "X-11"
"""The finding of a line that is quarantined as TEST_DATA."""
_SERIOUS = ("error", "warn")


@dataclass(frozen=True)
class Task:
    """One thing the department should do; ``urgent`` where something was not accepted."""

    text: str
    urgent: bool = False


def receipt_page(receipt: Receipt) -> str:
    """A self-contained HTML page; the same receipt gives the same bytes."""
    findings = _told_once(receipt)
    return template("receipt.html.j2").render(
        receipt=receipt,
        verdict=verdict(receipt),
        tasks=tasks(receipt),
        remarks=[r for r in receipt.remarks if r.reason.severity in _SERIOUS],
        findings=[f for f in findings if f.reason.severity in _SERIOUS],
        repaired=[f for f in findings if f.reason.severity not in _SERIOUS],
        noted=[r for r in receipt.remarks if r.reason.severity not in _SERIOUS],
        shown=receipt.files[:SHOWN_FILES],
        address=address,
        headers=delivered_headers,
    )


def _told_once(receipt: Receipt) -> list[Finding]:
    """The findings that no other part of the page tells: not refusals, remarks and quarantined lines."""
    told = {r.reason.code for r in receipt.remarks} | {f.refused.code for f in receipt.files if f.refused}
    told |= {q.reason.code for f in receipt.files for q in f.quarantined_lines}
    told |= {receipt.refused.code} if receipt.refused else set()
    told |= {TEST_DATA} if "TEST_DATA" in told else set()
    return [f for f in receipt.findings if f.header or f.reason.code not in told]


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
    guesses = dict.fromkeys((g.header, g.column) for f in receipt.files for c in f.columns for g in c.guesses)
    for header, column in guesses:
        found.append(Task(f"列“{header}”如果就是“{column}”，请改用登记的列名，或告知数据局登记这一写法。"))
    return found + _advice(receipt.findings, {r.code for r, _ in refusals})


def _advice(findings: tuple[Finding, ...], refused: set[str]) -> list[Task]:
    """What to do about the gravest and commonest findings, each advice once."""
    serious = [f for f in findings if f.reason.severity in _SERIOUS and f.reason.code not in refused]
    ordered = sorted(serious, key=lambda f: (f.reason.severity != "error", -f.count))
    advised = dict.fromkeys(f"{f.reason.label}：{f.reason.advice}" for f in ordered if f.reason.advice)
    return [Task(text) for text in list(advised)[:ADVISED]]


def _next(batch: str) -> str:
    """The name of a second delivery on the same day."""
    day, _, number = batch.partition(".")
    return f"{day}.{int(number or 1) + 1}"


def address(place: Place, among: tuple[FileAccount, ...], with_header: bool = True) -> str:
    """A place as a person looks it up; the file only where there are several."""
    parts = [
        place.file if place.file and len(among) > 1 else None,
        f"工作表“{place.sheet}”" if place.sheet else None,
        f"第 {place.row_number} 行" if place.row_number is not None else None,
        f"“{place.header}”列" if place.header and with_header else None,
    ]
    return " ".join(p for p in parts if p)


def delivered_headers(finding: Finding) -> list[str]:
    """The headers under which the column of a finding was delivered."""
    own = [p.header for p in finding.places if p.header]
    return list(dict.fromkeys(own)) or ([finding.header] if finding.header else [])
