"""What the command line says of links: why two records are one entity or are not, as lines and as a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import jinja2

from assets.county import County
from assets.identity.decisions import VERDICTS
from assets.identity.explaining import Contribution, contributions
from assets.identity.model import Model, model_of
from assets.publication.publish import current_version
from assets.request import RequestError
from quality.charts import Step, waterfall
from sql.warehouse import Warehouse, open_published

ADDRESS = "concat_ws('|', dataset, batch, file, coalesce(sheet, ''), row_number, role, ordinal)"


class LinkError(RequestError):
    """What was asked about is not there."""


@dataclass(frozen=True)
class Side:
    """One of the two: a record, the entity it was given to, and by what."""

    record: str
    entity_id: str
    method: str
    title: str
    probability: float
    candidates: tuple[dict[str, Any], ...]
    """Rows of identity.link_evidence, the best first; none where a valid number or the record itself decided."""


@dataclass(frozen=True)
class Explanation:
    """Two sides, what a steward said of them, and the model that weighed them."""

    one: Side
    other: Side
    said: tuple[str, ...]
    model: Model | None
    number: str | None
    """The id number by which the person of the first side is known."""


def explain(county: County, one: str, other: str) -> Explanation:
    """Two record addresses or entity ids, looked up in the current version; LinkError where there is none."""
    version = current_version(county)
    if version is None:
        raise LinkError("nothing is published")
    with open_published(version, county.limits) as engine:
        first, second = _side(county, engine, one), _side(county, engine, other)
        model = model_of(
            engine.arrow("SELECT * FROM identity.model"), county.catalog.entities["person"].comparisons
        )
        said = engine.rows(
            "SELECT verdict, decided_by, decided_on, reason FROM identity.decisions WHERE one = ? AND other = ?",
            sorted([first.record, second.record]),
        )
        words = tuple(f"{VERDICTS[v]}，{by}，{day}：{reason}" for v, by, day, reason in said)
        return Explanation(first, second, words, model, _number(engine, first.entity_id))


def _side(county: County, engine: Warehouse, given: str) -> Side:
    """The record of an address, or the best known record of an entity."""
    column = ADDRESS if "|" in given else "entity_id"
    found = engine.rows(
        f"SELECT {ADDRESS}, l.entity_id, l.method, c.label, l.probability, l.evidence_id, l.entity_type "
        "FROM identity.links AS l "
        f"LEFT JOIN catalog.codes AS c ON c.list = 'link_method' AND c.code = l.method WHERE {column} = ? "
        "ORDER BY l.method <> 'T1', l.superseded, l.probability DESC, 1 LIMIT 1",
        [given],
    )
    if not found:
        raise LinkError(f"no linked record or entity {given}")
    record, entity_id, method, label, probability, evidence_id, entity_type = found[0]
    titles = {tier.method: tier.title for tier in county.catalog.entities[entity_type].tiers}
    candidates = engine.arrow(
        "SELECT * FROM identity.link_evidence WHERE evidence_id = ? ORDER BY rank", [evidence_id]
    )
    title = titles.get(method) or label or method
    return Side(record, entity_id, method, title, probability, tuple(candidates.to_pylist()))


def _number(engine: Warehouse, entity_id: str) -> str | None:
    found = engine.rows(
        "SELECT value FROM ledger.golden_values WHERE entity_id = ? AND element IN ('id_number', 'uscc', 'unit_number')",
        [entity_id],
    )
    return found[0][0] if found else None


def lines(county: County, found: Explanation) -> Iterator[str]:
    """The explanation in lines."""
    same = found.one.entity_id == found.other.entity_id
    yield "同一实体" if same else "不同实体"
    for word in found.said:
        yield f"  人工裁定  {word}"
    for side in (found.one, found.other):
        yield f"{side.record}"
        yield f"  → {side.entity_id}  {side.method} {side.title}，概率 {side.probability:.4f}"
        for candidate in side.candidates:
            yield from _candidate_lines(county, found, candidate)
    if same:
        yield f"路径  {found.one.record} —{found.one.method}→ {found.number or found.one.entity_id} ←{found.other.method}— {found.other.record}"


def _candidate_lines(county: County, found: Explanation, candidate: dict[str, Any]) -> Iterator[str]:
    state = "已归并" if candidate["linked"] else "未归并"
    yield f"    候选 {candidate['rank']}（{state}）：{candidate['known_name'] or ''} {candidate['known_id_number']}"
    for step in steps(county, found.model, candidate):
        compared = f"{step.told or ''} ↔ {step.known or ''}" if step.told or step.known else ""
        yield f"      {step.bits:+7.2f}  {step.title}：{step.outcome}  {compared}"
    yield f"      {candidate['bits']:+7.2f}  合计，概率 {candidate['probability']:.4f}"
    if not candidate["decisive"]:
        yield "               仅姓名与村居一致，不自动归并（T8）"


def steps(county: County, model: Model | None, candidate: dict[str, Any]) -> list[Contribution]:
    """The steps of one candidate; none under a model that was made for other comparisons."""
    if model is None:
        return []
    return list(contributions(candidate, model, county.catalog.entities["person"].comparisons))


def page(county: County, found: Explanation) -> str:
    """The explanation as a page that needs nothing from elsewhere, with a waterfall for each candidate."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("orchestration"), autoescape=True, undefined=jinja2.StrictUndefined
    )
    charts = [
        (side, [(c, waterfall([Step(s.title, s.outcome, s.bits) for s in steps(county, found.model, c)]),
                 steps(county, found.model, c)) for c in side.candidates])
        for side in (found.one, found.other)
    ]  # fmt: skip
    return environment.get_template("link.html.j2").render(found=found, charts=charts)
