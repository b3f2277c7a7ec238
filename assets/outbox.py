"""What lies in the outbox of a department and can be told: standing receipts, the last digest, reports that are complete."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from assets.county import County
from assets.digests import FILE as DIGESTS
from assets.digests import UNDECLARED, digest_file, last_digests
from assets.journal import entries
from assets.publication.reports import newest_edition
from assets.quality_reports import scores_file
from assets.receipts import FILE as RECEIPTS
from assets.receipts import receipt_stem
from assets.sending.message import Attachment, Paper
from quality.digest import Digest, digest_line, digest_page
from quality.receipt import Receipt
from quality.receipt_page import receipt_page

_SERIOUS = ("error", "warn")
_COMPLETE = b"</html>"


class Outbox:
    """The outboxes of all departments, as the journal and the folders hold them now."""

    def __init__(self, county: County) -> None:
        self.county = county
        self.receipts = {r.key: r for r in entries(county.home.journal / RECEIPTS, Receipt)}
        self.digests = last_digests(entries(county.home.journal / DIGESTS, Digest))

    def papers(self, department: str) -> list[Paper]:
        """Everything a department can be told, receipts first, the newest deliveries before the older ones."""
        receipts = [r for r in self.receipts.values() if r.department == department]
        newest_first = sorted(receipts, key=lambda r: (r.batch, r.dataset), reverse=True)
        papers = [_receipt(r, r.dataset in self.county.catalog.sources) for r in newest_first]
        if department in self.digests:
            papers.append(_digest(self.digests[department]))
        return [*papers, *self._reports(department)]

    def _reports(self, department: str) -> Iterator[Paper]:
        """The newest edition of each month; its page is written last, and while it is not whole nothing is told."""
        for folder in sorted((self.county.home.outbox / department).glob("[0-9]*-[0-9]*")):
            found = newest_edition(folder)
            if found is None:
                continue
            edition, content = found
            files = sorted(folder.glob(f"*_第{edition}版*"))
            pages = [f for f in files if f.suffix == ".html" and f.read_bytes().rstrip().endswith(_COMPLETE)]
            if pages:
                yield self._report(department, folder, edition, content, files)

    def _report(self, department: str, folder: Path, edition: int, content: str, files: list[Path]) -> Paper:
        score = _score(scores_file(self.county, folder.name), department)
        books = sum(f.suffix == ".xlsx" for f in files)
        return Paper(
            kind="report",
            subject=f"report/{department}/{folder.name}",
            content=f"{edition}/{content}",
            line=f"{folder.name} 月{_edition(edition)}：{score}；待整改明细 {books} 份",
            place=f"{department}/{folder.name}",
            # the page first: it is what a mail has room for in any case
            attachments=tuple(Attachment(f.name, f) for f in sorted(files, key=lambda f: f.suffix)),
        )


def _receipt(receipt: Receipt, declared: bool) -> Paper:
    """A receipt; its page is made from the journal, as the one in the outbox was."""
    title = receipt.dataset_title if declared else UNDECLARED
    return Paper(
        kind="receipt",
        subject=f"receipt/{'/'.join(receipt.key)}",
        content=f"{receipt.edition}/{receipt.acceptance}",
        line=f"{title} {receipt.batch}{_edition(receipt.edition)}：{_accepted(receipt)}",
        place=f"{receipt.department}/receipts",
        attachments=(Attachment(f"{receipt_stem(receipt)}.html", lambda: receipt_page(receipt).encode()),),
    )


def _accepted(receipt: Receipt) -> str:
    """What became of a delivery, in codes' own words: file names and headers are the department's and stay out."""
    if receipt.status == "refused":
        return f"未接收（{receipt.refused.label}）" if receipt.refused else "未接收"
    refused = sum(f.status == "refused" for f in receipt.files)
    count = sum(f.count for f in receipt.findings if f.reason.severity in _SERIOUS)
    partly = f"，其中 {refused} 个文件未接收" if refused else ""
    return f"已接收{partly}，需核实的问题 {count:,} 处"


def _digest(digest: Digest) -> Paper:
    name = digest_file(Path(), digest).name
    return Paper(
        kind="digest",
        subject=f"digest/{digest.department}/{digest.day}",
        content=digest.day,
        line=digest_line(digest),
        place=f"{digest.department}/digests",
        attachments=(Attachment(name, lambda: digest_page(digest).encode()),),
    )


def _edition(edition: int) -> str:
    return f"（第{edition}版）" if edition > 1 else ""


def _score(file: Path, department: str) -> str:
    """The frozen score of a department in words."""
    if not file.is_file():  # whoever needs room removes old reports
        return "得分见报告"
    scores = pd.read_parquet(file, columns=["department", "score", "grade"]).set_index("department")
    line: dict[Any, Any] = scores.loc[department].to_dict()
    return (
        "没有可以评分的数据" if pd.isna(line["score"]) else f"得分 {line['score']:.1f} 分，{line['grade']} 级"
    )
