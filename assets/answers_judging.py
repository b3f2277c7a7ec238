"""Which answered rows are taken: those about something dispatched to the department, with one of the offered words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from assets.answers_reading import Written
from assets.landing.deliveries import batch_key
from catalog.load import Catalog
from catalog.spelling import standard_value
from quality.answers import CHOICES, DISPUTE, EXPLAINED, FINDING, NUMBERS, About, Answer, Rejected
from sql.warehouse import Warehouse

SUBJECTS = ("self", "deceased", "male")
"""The roles whose entity is the entity of a finding (see ``findings.now``)."""
EntityElement = tuple[str | None, str | None, str | None]
_HEADERS = {about: header for header, about in NUMBERS.items()}


@dataclass(frozen=True)
class Dispatched:
    """A finding or dispute of the answered version."""

    department: str
    dataset: str
    field: str | None = None
    entity_type: str | None = None
    entity_id: str | None = None


@dataclass(frozen=True)
class Known:
    """What the answered version says of the numbers that are answered; memory of the last published version."""

    dispatched: dict[tuple[About, str], Dispatched] = field(default_factory=dict)
    """finding or dispute, its number -> what it is."""
    newest: dict[str, str] = field(default_factory=dict)
    """Dataset -> key of its newest accepted batch."""
    golden: dict[EntityElement, tuple[str, str]] = field(default_factory=dict)
    """Entity type, entity, element -> source and value."""


def known_of(warehouse: Warehouse, written: Sequence[Written]) -> Known:
    """Ask memory about the numbers of a workbook, all at once."""
    numbers = pa.table({"number": pa.array(sorted({w.number for w in written if w.number}), pa.string())})
    newest: dict[str, str] = {}
    for dataset, batch in warehouse.rows(
        "SELECT dataset, batch FROM memory.deliveries WHERE status = 'accepted'"
    ):
        newest[dataset] = max(newest.get(dataset, ""), batch_key(batch))
    with warehouse.offered("answered", numbers):
        findings = warehouse.rows(
            "SELECT finding_id, department, dataset, field, entity_type, entity_id FROM memory.findings "
            "SEMI JOIN answered ON finding_id = number"
        )
        disputes = warehouse.rows(
            "SELECT dispute_id, department, source FROM memory.disputes SEMI JOIN answered ON dispute_id = number"
        )
        golden = warehouse.rows(
            "SELECT g.entity_type, g.entity_id, g.element, g.source, g.value FROM memory.golden_values AS g SEMI JOIN "
            "(SELECT entity_type, entity_id FROM memory.findings SEMI JOIN answered ON finding_id = number) AS f "
            "ON f.entity_type = g.entity_type AND f.entity_id = g.entity_id"
        )
    found: dict[tuple[About, str], Dispatched] = {(FINDING, n): Dispatched(*row) for n, *row in findings}
    found |= {(DISPUTE, n): Dispatched(*row) for n, *row in disputes}
    return Known(found, newest, {(e, i, n): (source, value) for e, i, n, source, value in golden})


def judged(
    catalog: Catalog, department: str, written: Iterable[Written], known: Known
) -> tuple[list[Answer], list[Rejected]]:
    """The rows that are taken and those that are not, each with its reason in Chinese."""
    answers, rejected = [], []
    for row in written:
        reason = _objection(department, row, known)
        if reason:
            rejected.append(Rejected(sheet=row.sheet, row_number=row.row_number, reason=reason))
        else:
            answers.append(_answer(catalog, row, known))
    return answers, rejected


def _objection(department: str, row: Written, known: Known) -> str | None:
    """Why an answered row can not be taken; a cell's own text is not repeated."""
    header, choices = _HEADERS[row.about], CHOICES[row.about]
    if row.number is None:
        return f"“{header}”为空，无法找到所答复的行"
    dispatched = known.dispatched.get((row.about, row.number))
    if dispatched is None:
        return f"“{header}”不是已派发的编号，请勿改动该列"
    if dispatched.department != department:
        return "该编号派发给其他部门"
    if row.said not in choices:
        return f"“处理结果”只能是{'、'.join(choices)}"
    wanted = EXPLAINED.get(choices[row.said])
    return f"“{row.said}”须在“说明”中写明{wanted}" if wanted and row.note is None else None


def _answer(catalog: Catalog, row: Written, known: Known) -> Answer:
    """A row that is taken; an upstream fault names the golden value it is about, where another source gave it."""
    assert row.number is not None
    about = known.dispatched[row.about, row.number]
    taken = Answer(
        sheet=row.sheet,
        row_number=row.row_number,
        about=row.about,
        number=row.number,
        word=CHOICES[row.about][row.said],
        note=row.note,
        value=row.value,
        dataset=about.dataset,
        after=known.newest.get(about.dataset, ""),
    )
    element = element_of(catalog, about)
    golden = known.golden.get((about.entity_type, about.entity_id, element))
    if row.about != FINDING or taken.word != "upstream" or golden is None or golden[0] == about.dataset:
        return taken
    return taken.model_copy(update={
        "entity_type": about.entity_type, "entity_id": about.entity_id, "element": element,
        "disputed_source": golden[0], "disputed_value": golden[1],
        "value": standard_value(catalog, about.entity_type or "", element or "", row.value) if row.value else None,
    })  # fmt: skip


def element_of(catalog: Catalog, finding: Dispatched) -> str | None:
    """The element that a finding's field states of the finding's entity, as it is; None where it states none."""
    source = catalog.sources.get(finding.dataset)
    column = next((c for c in source.columns if c.field == finding.field), None) if source else None
    if source is None or column is None:
        return None
    stated = (
        s.element
        for s in column.statements()
        if s.map is None and s.role in SUBJECTS and source.roles[s.role].entity == finding.entity_type
    )
    return next(stated, None)
