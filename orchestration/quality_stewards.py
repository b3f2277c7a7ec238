"""The steward's side of quality: exceptions to findings, and values put to the department that gave them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from assets.answers_stewards import EXCEPTIONS, REQUESTS, DisputeRequest, ExceptionRuling, StewardError
from assets.county import County
from assets.journal import append, entries
from assets.publication.publish import current_version, read_manifest
from catalog.spelling import standard_value
from sql.warehouse import Warehouse, open_published


@contextmanager
def _published(county: County) -> Iterator[tuple[Warehouse, date]]:
    """The version in force and its day."""
    version = current_version(county)
    if version is None:
        raise StewardError("nothing is published")
    with open_published(version, county.limits) as engine:
        yield engine, date.fromisoformat(read_manifest(version)["today"])


def rule_exception(county: County, finding_id: str, by: str, why: str, until: date | None) -> ExceptionRuling:
    """Put into the journal that a finding is legitimate until a day, or, without one, that it is not."""
    if not (by.strip() and why.strip()):
        raise StewardError("a ruling needs who and why")
    with _published(county) as (engine, today):
        found = engine.rows("SELECT status FROM findings.all WHERE finding_id = ?", [finding_id])
    if not found or found[0][0] == "fixed":
        raise StewardError("no such finding stands")
    if until is not None and until < today:
        raise StewardError(f"the exception would have ended before {today}")
    ruling = ExceptionRuling(
        finding_id=finding_id,
        verdict="granted" if until else "refused",
        by=by,
        why=why,
        until=until,
        decided_on=today,
    )
    file = county.home.journal / EXCEPTIONS
    if ruling not in entries(file, ExceptionRuling)[-1:]:
        append(file, [ruling])
    return ruling


def asked_exceptions(county: County) -> Iterator[str]:
    """The findings for which their departments ask an exception; no value of a record."""
    with _published(county) as (engine, _):
        rows = engine.rows(
            "SELECT finding_id, department, dataset, message, due_date FROM findings.all "
            "WHERE status = 'exception_asked' ORDER BY due_date, finding_id"
        )
    yield f"{len(rows):,} exceptions asked"
    for finding_id, department, dataset, message, due in rows:
        yield f"{finding_id}  {department}/{dataset}  {message}  (due {due})"


def request_dispute(
    county: County, entity_id: str, element: str, value: str, by: str, why: str
) -> DisputeRequest:
    """Put into the journal that a golden value is held to be another one."""
    if not (by.strip() and why.strip() and value.strip()):
        raise StewardError("a dispute needs a value, who and why")
    with _published(county) as (engine, today):
        golden = engine.rows(
            "SELECT entity_type, source, value FROM ledger.golden_values WHERE entity_id = ? AND element = ?",
            [entity_id, element],
        )
    if not golden:
        raise StewardError(f"{entity_id} has no golden {element}")
    entity_type, source, disputed = golden[0]
    claimed = standard_value(county.catalog, entity_type, element, value)
    if claimed == disputed:
        raise StewardError("that is the golden value already")
    request = DisputeRequest(
        entity_type=entity_type, entity_id=entity_id, element=element, source=source, disputed_value=disputed,
        claimed_value=claimed, by=by, why=why, opened_on=today,
    )  # fmt: skip
    file = county.home.journal / REQUESTS
    if request not in entries(file, DisputeRequest):
        append(file, [request])
    return request


_DISPUTES = """
SELECT d.dispute_id, d.department, e.title, s.label, d.due_date, d.overdue, d.raised_by, o.label,
    d.disputed_value, d.claimed_value
FROM ledger.disputes AS d
LEFT JOIN catalog.elements AS e ON e.entity_type = d.entity_type AND e.element = d.element
LEFT JOIN catalog.codes AS s ON s.list = 'dispute_state' AND s.code = d.state
LEFT JOIN catalog.codes AS o ON o.list = 'dispute_outcome' AND o.code = d.outcome
WHERE (d.department = $department OR $department IS NULL) AND (d.state <> 'closed' OR $closed)
ORDER BY d.state = 'closed', d.due_date, d.dispute_id
"""


def dispute_lines(county: County, department: str | None, closed: bool, values: bool) -> Iterator[str]:
    """The disputes of a version, those due first; values of people only where asked for."""
    with _published(county) as (engine, _):
        rows = engine.rows(_DISPUTES, {"department": department, "closed": closed})
    yield f"{len(rows):,} disputes"
    for dispute_id, owner, title, state, due, overdue, raised_by, outcome, disputed, claimed in rows:
        told = outcome or f"{state}，期限 {due}{'，已逾期' if overdue else ''}"
        yield f"{dispute_id}  {owner}  {title}  {told}  由 {raised_by} 提出"
        if values:
            yield f"    {disputed} -> {claimed}"
