"""The steward's side of identity: the review queue out, decisions in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from assets.county import County
from assets.identity.decisions import Decision, read_journal, write_journal
from assets.identity.review import KINDS, landed_decisions, read_answers, write_queue
from assets.publication.publish import current_version
from orchestration.links import LinkError, explain
from sql.warehouse import open_published


def queue_lines(county: County, limit: int) -> Iterator[str]:
    """The first questions of the queue, those that would move most records first."""
    version = current_version(county)
    if version is None:
        raise LinkError("nothing is published")
    with open_published(version, county.limits) as engine:
        total = engine.rows("SELECT count(*) FROM identity.review_queue")[0][0]
        yield f"{total:,} questions"
        rows = engine.rows(
            "SELECT place, kind, mentions, probability, one, other FROM identity.review_queue ORDER BY place LIMIT ?",
            [limit],
        )
    for place, kind, mentions, probability, one, other in rows:
        likely = "" if probability is None else f"，概率 {probability:.4f}"
        yield f"{place:5}  {KINDS[kind]}，{mentions} 条记录{likely}\n       {one}\n       {other}"


def write_workbook(county: County, path: Path) -> int:
    """Write the whole queue as a workbook to fill in; answers how many questions it holds."""
    version = current_version(county)
    if version is None:
        raise LinkError("nothing is published")
    with open_published(version, county.limits) as engine:
        rows = engine.arrow("SELECT * FROM identity.review_queue ORDER BY place")
    return write_queue((r for batch in rows.to_batches() for r in batch.to_pylist()), path)


def take_workbook(county: County, path: Path) -> int:
    """Put the answers of a filled workbook into the journal; answers how many are new."""
    return write_journal(county.home.journal, read_answers(path))


def decide(county: County, verdict: str, one: str, other: str, by: str, on: str, reason: str) -> Decision:
    """Put one decision into the journal; entity ids stand for their best record."""
    found = explain(county, one, other)
    decision = Decision(found.one.record, found.other.record, verdict, by, on, reason)
    write_journal(county.home.journal, [decision])
    return decision


def decision_lines(county: County) -> Iterator[str]:
    """Every decision of the journal in the order it was taken, and the landed workbooks that could not be taken."""
    for d in read_journal(county.home.journal):
        yield f"{d.decided_on}  {d.verdict:9}  {d.decided_by}：{d.reason}\n            {d.one}\n            {d.other}"
    for problem in landed_decisions(county.home.landing)[1]:
        yield f"not taken: {problem}"
