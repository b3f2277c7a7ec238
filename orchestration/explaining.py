"""Why a golden value is what it is: winner, losers, rule, basis, history and disputes, as lines and as a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import jinja2

from assets.county import County
from assets.publication.publish import current_version
from assets.publication.reports import county_name
from assets.request import RequestError
from catalog.models import Element
from orchestration.as_of import labelled
from sql.warehouse import Warehouse, open_published

ADDRESS = "batch, file, sheet, row_number"


class ExplainError(RequestError):
    """What was asked about is not there."""


@dataclass(frozen=True)
class Saying:
    """What one source says of the element, and where it is written."""

    value: str
    source: str
    as_of: date
    in_force: bool
    agrees: bool
    batch: str
    file: str
    sheet: str | None
    row_number: int

    @property
    def state(self) -> str:
        """How it fares against the golden value."""
        if not self.in_force:
            return "已不再这样说"
        return "一致" if self.agrees else "不一致"

    @property
    def address(self) -> str:
        """Where a person finds the record."""
        sheet = f"工作表“{self.sheet}”，" if self.sheet else ""
        return f"批次 {self.batch}，{self.file}，{sheet}第 {self.row_number} 行"


@dataclass(frozen=True)
class Period:
    """A value that was held true of a time, while it was."""

    value: str
    valid_from: date
    valid_to: date | None
    known_from: date
    known_to: date | None

    @property
    def true(self) -> str:
        """When it was true."""
        return f"{self.valid_from} 至 {self.valid_to or '今'}"

    @property
    def known(self) -> str:
        """While it was known as such."""
        return f"{self.known_from} 至 {self.known_to or '今'}"


@dataclass(frozen=True)
class Explanation:
    """One golden value and everything that speaks for it, against it, and before it."""

    entity_id: str
    element: Element
    winner: Saying
    rule: str
    ranks: tuple[str, ...]
    """Titles of the sources that decide, the first of them first, each with its department."""
    agreement: tuple[int, int]
    """Other sources that say the same, and all that say something."""
    others: tuple[Saying, ...]
    history: tuple[Period, ...]
    in_dispute: bool
    version: str
    as_of: date
    county: str


def explain(county: County, entity_id: str, name: str) -> Explanation:
    """Look a golden value up in the current version; ExplainError where there is none."""
    version = current_version(county)
    if version is None:
        raise ExplainError("nothing is published")
    with open_published(version, county.limits) as engine:
        found = engine.rows(
            "SELECT entity_type, value, source, as_of, rule, agreeing_sources, other_sources, in_dispute, "
            f"{ADDRESS} FROM ledger.golden_values WHERE entity_id = ? AND element = ?",
            [entity_id, name],
        )
        if not found:
            raise ExplainError(f"{entity_id} has no golden {name}")
        entity_type, value, source, as_of, rule, agreeing, others, in_dispute, *address = found[0]
        element = county.catalog.elements[entity_type, name]
        titles = _titles(engine)

        def saying(said: str, dataset: str, day: date, in_force: bool, agrees: bool, *place: Any) -> Saying:
            return Saying(labelled(county, element, said), titles[dataset], day, in_force, agrees, *place)

        return Explanation(
            entity_id, element, saying(value, source, as_of, True, True, *address),
            _rule(engine, rule), tuple(titles[a.source] for a in element.ranked()), (agreeing, others),
            tuple(saying(*row) for row in _others(engine, entity_id, name, value, source)),
            tuple(Period(labelled(county, element, held), *days) for held, *days in _history(engine, entity_id, name)),
            in_dispute, version.name, county.day(county.bronze.manifest()), county_name(county),
        )  # fmt: skip


def _titles(engine: Warehouse) -> dict[str, str]:
    """Title and department of each dataset."""
    return dict(
        engine.rows(
            "SELECT s.dataset, concat(s.title, '（', d.title, '）') FROM catalog.sources AS s "
            "JOIN catalog.departments AS d ON d.department = s.department"
        )
    )


def _rule(engine: Warehouse, code: str) -> str:
    ((label,),) = engine.rows(
        "SELECT label FROM catalog.codes WHERE list = 'golden_rule' AND code = ?", [code]
    )
    return label


def _others(engine: Warehouse, entity_id: str, name: str, value: str, source: str) -> list[tuple]:
    """What the others say, those in force first; whether they agree was decided where they were compared."""
    return engine.rows(
        "SELECT v.value, v.source, v.as_of, v.in_force, d.entity_id IS NULL, "
        "v.batch, v.file, v.sheet, v.row_number FROM ledger.source_values AS v "
        "LEFT JOIN (SELECT DISTINCT entity_id, element, other_source, other_value FROM ledger.discrepancies) AS d "
        "ON d.entity_id = v.entity_id AND d.element = v.element AND d.other_source = v.source AND d.other_value = v.value "
        "WHERE v.entity_id = $entity AND v.element = $element AND NOT (v.value = $value AND v.source = $source) "
        "ORDER BY v.in_force DESC, v.as_of DESC, v.source, v.value",
        {"entity": entity_id, "element": name, "value": value, "source": source},
    )


def _history(engine: Warehouse, entity_id: str, name: str) -> list[tuple]:
    return engine.rows(
        "SELECT value, valid_from, valid_to, known_from, known_to FROM ledger.history "
        "WHERE entity_id = ? AND element = ? ORDER BY known_to IS NULL DESC, known_to DESC, valid_from DESC, value",
        [entity_id, name],
    )


def lines(found: Explanation) -> Iterator[str]:
    """The explanation in lines."""
    element, winner = found.element, found.winner
    yield f"{element.title}  {winner.value}{'  （有争议）' if found.in_dispute else ''}"
    yield f"  来源    {winner.source}，时点 {winner.as_of}"
    yield f"  记录    {winner.address}"
    yield f"  规则    {found.rule}：{' > '.join(found.ranks)}"
    yield f"  依据    {element.legal_basis}；文号 {element.document_number}；批准 {element.approved_by}"
    yield f"  佐证    {found.agreement[1]} 个其他来源中 {found.agreement[0]} 个一致"
    for other in found.others:
        yield f"  {other.state}  {other.value}  {other.source}，时点 {other.as_of}：{other.address}"
    for period in found.history:
        yield f"  历史    {period.value}  {period.true}；认定于 {period.known}"


def page(found: Explanation) -> str:
    """The explanation as a page that needs nothing from elsewhere and prints on A4."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("orchestration"), autoescape=True, undefined=jinja2.StrictUndefined
    )
    return environment.get_template("explanation.html.j2").render(found=found)
