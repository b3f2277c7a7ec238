"""What lies in the outbox of a department and can be told.

Standing receipts of deliveries and of answered workbooks, the last digest, reports that are complete.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

from assets.answers import answered_workbooks
from assets.answers_receipts import FOLDER as ANSWERS
from assets.answers_receipts import receipt_name
from assets.county import County
from assets.digests import FILE as DIGESTS
from assets.digests import UNDECLARED, digest_file, last_digests
from assets.journal import entries
from assets.receipts import FILE as RECEIPTS
from assets.receipts import receipt_stem
from assets.sending.message import Attachment, Paper
from quality.answers import AnsweredWorkbook
from quality.answers_page import answers_page
from quality.digest import Digest, digest_line, digest_page
from quality.receipt import Receipt
from quality.receipt_page import receipt_page

_SERIOUS = ("error", "warn")
PAGES = "数据质量报告_*.html"
"""Pages of the monthly reports in a month's folder."""
_EDITION = re.compile(r"_第(\d+)版$")
_COMPLETE = "</html>"
_SENTENCE = re.compile(r'<p class="say">(.*?)</p>', re.DOTALL)
"""The month in a few sentences, counts and scores, as the page begins."""


class Outbox:
    """The outboxes of all departments, as the journal and the folders hold them now."""

    def __init__(self, county: County) -> None:
        self.county = county
        self.receipts = {r.key: r for r in entries(county.home.journal / RECEIPTS, Receipt)}
        self.answered = answered_workbooks(county)
        self.digests = last_digests(entries(county.home.journal / DIGESTS, Digest))

    def papers(self, department: str) -> list[Paper]:
        """Everything a department can be told, receipts first, the newest deliveries before the older ones."""
        receipts = [r for r in self.receipts.values() if r.department == department]
        newest_first = sorted(receipts, key=lambda r: (r.batch, r.dataset), reverse=True)
        papers = [_receipt(r, r.dataset in self.county.catalog.sources) for r in newest_first]
        papers += [_answered(w) for w in reversed(self.answered) if w.department == department]
        if department in self.digests:
            papers.append(_digest(self.digests[department]))
        return [*papers, *self._reports(department)]

    def _reports(self, department: str) -> Iterator[Paper]:
        """The newest edition of each month whose page is whole; it is written last, when the workbooks stand."""
        for folder in sorted((self.county.home.outbox / department).glob("[0-9]*-[0-9]*")):
            pages = {int(m[1]): path for path in folder.glob(PAGES) if (m := _EDITION.search(path.stem))}
            newest = max(pages, default=0)
            page = pages[newest].read_text(encoding="utf-8") if pages else ""
            if _COMPLETE in page:
                yield _report(department, folder, newest, page)


def _report(department: str, folder: Path, edition: int, page: str) -> Paper:
    """A month's report: what its page says first, and its files, the page before the workbooks."""
    files = sorted(folder.glob(f"*_第{edition}版*"), key=lambda f: (f.suffix, f.name))
    sentence = _SENTENCE.search(page)
    return Paper(
        kind="report",
        subject=f"report/{department}/{folder.name}",
        content=str(edition),
        line=f"{folder.name} 月{_edition(edition)}：{html.unescape(sentence[1]).strip() if sentence else '见报告'}",
        place=f"{department}/{folder.name}",
        attachments=tuple(Attachment(f.name, f) for f in files),
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


def _answered(workbook: AnsweredWorkbook) -> Paper:
    """What became of an answered workbook; its name is the department's and stays out of the line."""
    rejected = f"，未采用 {len(workbook.rejected):,} 行" if workbook.rejected else ""
    taken = "文件无法读取" if workbook.unreadable else f"采用 {len(workbook.answers):,} 行{rejected}"
    return Paper(
        kind="answer",
        subject=f"answer/{workbook.department}/{workbook.sha256}",
        content=workbook.told,
        line=f"{workbook.told} 收到的答复：{taken}",
        place=f"{workbook.department}/{ANSWERS}",
        attachments=(Attachment(receipt_name(workbook), lambda: answers_page(workbook).encode()),),
    )


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
