"""What single files can not say: names that must exist elsewhere in the catalog, words with one meaning."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from catalog.element_relations import TODAY
from catalog.headers import normalise_header
from catalog.load import Catalog, Problem
from catalog.models import Element, Source
from catalog.record_rules import fields_of_rule

IDENTIFIER = re.compile("[a-z][a-z0-9_]*")

ATTRIBUTES = (
    "id_number", "uscc", "number", "name", "former_name", "birth_date", "sex", "phone", "address",
    "division", "bank", "household", "relation",
)  # fmt: skip
"""Attributes of a role, each the name of a field of its source."""
FACT_FIELDS = (
    "kind", "amount", "start", "end", "status", "category", "period", "number", "household", "account", "institution",
)  # fmt: skip
"""Attributes of a fact, each the name of a field of its source; a kind may be a literal in quotes."""


def find_problems(catalog: Catalog) -> list[Problem]:
    """All dangling names, repeated keys and ambiguous spellings, each with file and line.

    A name exists when its file does: what is wrong inside it is reported there, not by all who name it.
    """
    problems: list[Problem] = []
    for dataset in catalog.sources:
        problems += _source(catalog, dataset)
    for entity, element in catalog.elements:
        problems += _element(catalog, entity, element)
    for name in _value_lists(catalog):
        problems += _code_list(catalog, name)
    problems += _header_groups(catalog)
    return problems


def _source(catalog: Catalog, dataset: str) -> Iterator[Problem]:
    source = catalog.sources[dataset]
    path = f"sources/{catalog.owners[dataset]}/{dataset}.yml"

    def problem(message: str, *where: str | int) -> Problem:
        return Problem(*catalog.line(path, *where), message)

    for what, name in (("dataset", dataset), ("department", catalog.owners[dataset])):
        if not IDENTIFIER.fullmatch(name):
            yield problem(f"{what} `{name}` is not a name of lower-case letters, digits and _")
    if catalog.departments and catalog.owners[dataset] not in catalog.departments:
        yield problem(f"department `{catalog.owners[dataset]}` is not in departments.yml")
    for what, names in (
        ("field", [c.field for c in source.columns]),
        ("header", [normalise_header(h) for c in source.columns for h in (c.header, *c.also)]),
    ):
        for name, count in Counter(names).items():
            if count > 1:
                yield problem(f"{what} `{name}` is declared {count} times", "columns")
    known = {row["code"] for row in catalog.codes.get("issues", ())}
    for i, rule in enumerate(source.rules):
        if rule.code not in known:
            yield problem(f"rule `{rule.name}`: unknown issue code `{rule.code}`", "rules", i)
        if (rule.field, rule.code) in {(other.field, other.code) for other in source.rules[:i]}:
            yield problem(
                f"rule `{rule.name}`: `{rule.field}` has a rule of the code {rule.code} already", "rules", i
            )
    for message, where in (*_dangling_fields(source), *_dangling_columns(catalog, source)):
        yield problem(message, *where)


Found = tuple[str, tuple[str | int, ...]]


def _dangling_fields(source: Source) -> Iterator[Found]:
    """Fields named by keys, roles and facts that no column declares."""
    fields = {c.field for c in source.columns}
    for i, key in enumerate(source.keys):
        for field in key:
            if field not in fields:
                yield f"key names the unknown field `{field}`", ("keys", i)
    for name in ("as_of", "territory"):
        if (field := getattr(source, name)) is not None and field not in fields:
            yield f"{name} names the unknown field `{field}`", (name,)
    if source.scope not in (None, "division", *fields):
        yield f"scope names the unknown field `{source.scope}`", ("scope",)
    for role, declaration in source.roles.items():
        for attribute in ATTRIBUTES:
            if (field := getattr(declaration, attribute)) is not None and field not in fields:
                yield (
                    f"role `{role}`: {attribute} names the unknown field `{field}`",
                    ("roles", role, attribute),
                )
    for i, fact in enumerate(source.facts):
        if fact.role not in source.roles:
            yield f"fact of the unknown role `{fact.role}`", ("facts", i)
        for name in FACT_FIELDS:
            field = getattr(fact, name)
            if field is not None and not field.startswith("'") and field not in fields:
                yield f"fact: {name} names the unknown field `{field}`", ("facts", i, name)
    for i, rule in enumerate(source.rules):
        for field in fields_of_rule(rule):
            if field not in fields:
                yield f"rule `{rule.name}` names the unknown field `{field}`", ("rules", i)
    for what, presumption in source.presumes.items():
        for field in (*presumption.when, presumption.month_of):
            if field is not None and field not in fields:
                yield f"presumes: {what} names the unknown field `{field}`", ("presumes", what)
    yield from _dangling_relations(source, fields)


def _dangling_relations(source: Source, fields: set[str]) -> Iterator[Found]:
    """Roles and fields named by relations that the source does not have."""
    for i, relation in enumerate(source.relations):
        for name in ("from_role", "to_role"):
            if getattr(relation, name) not in source.roles:
                yield f"relation of the unknown role `{getattr(relation, name)}`", ("relations", i, name)
        for name in ("start", "end"):
            if (field := getattr(relation, name)) is not None and field not in fields:
                yield f"relation: {name} names the unknown field `{field}`", ("relations", i, name)
        for name in ("when", "lasts"):
            for field in getattr(relation, name):
                if field not in fields:
                    yield f"relation: {name} names the unknown field `{field}`", ("relations", i, name)


def _dangling_columns(catalog: Catalog, source: Source) -> Iterator[Found]:
    """Code lists, roles and elements named by columns that are not declared."""
    for i, column in enumerate(source.columns):
        if column.codes is not None and f"codes/{column.codes}.csv" not in catalog.files:
            yield f"unknown code list `{column.codes}`", ("columns", i, "codes")
        for j, statement in enumerate(column.statements()):
            role = source.roles.get(statement.role)
            if role is None:
                yield f"column {column.header}: unknown role `{statement.role}`", ("columns", i, "states", j)
            elif f"elements/{role.entity}/{statement.element}.yml" not in catalog.files:
                yield f"unknown element `{role.entity}.{statement.element}`", ("columns", i, "states", j)


def _element(catalog: Catalog, entity: str, element: str) -> Iterator[Problem]:
    declaration = catalog.elements[entity, element]
    path = f"elements/{entity}/{element}.yml"
    datasets = {p.split("/")[2].removesuffix(".yml") for p in catalog.files if p.startswith("sources/")}

    def problem(message: str, *where: str | int) -> Problem:
        return Problem(*catalog.line(path, *where), message)

    if not IDENTIFIER.fullmatch(element):
        yield problem(f"element `{element}` is not a name of lower-case letters, digits and _")
    if f"entities/{entity}.yml" not in catalog.files:
        yield problem(f"unknown entity `{entity}`")
    if declaration.codes is not None and f"codes/{declaration.codes}.csv" not in catalog.files:
        yield problem(f"unknown code list `{declaration.codes}`", "codes")
    for message, where in _related_elements(catalog, entity, declaration):
        yield problem(message, *where)
    named = [(a.source, ("authority", i)) for i, a in enumerate(declaration.ranked())]
    named += [(dataset, ("cross_check", i)) for i, dataset in enumerate(declaration.cross_check)]
    named += [(a.source, ("earlier", i)) for i, m in enumerate(declaration.earlier) for a in m.ranked()]
    begins = [version.valid_from for version in declaration.versions()]
    if begins != sorted(set(begins), reverse=True):
        yield problem("earlier authority lists come newest first, each valid from an earlier day", "earlier")
    for i, rule in enumerate(declaration.rules):
        named += [(dataset, ("rules", i, "sources")) for dataset in rule.sources]
        if rule.type == "in_codes" and declaration.codes is None:
            yield problem("rule in_codes without a code list", "rules", i)
    for dataset, where in named:
        if dataset not in datasets:
            yield problem(f"unknown dataset `{dataset}`", *where)


def _related_elements(catalog: Catalog, entity: str, element: Element) -> Iterator[Found]:
    """Elements and parameters named by what an element follows from or contradicts that are not declared."""
    inputs = element.derived.inputs if element.derived else ()
    named = [(name, ("derived", "inputs")) for name in inputs if name != TODAY]
    named += [(c.element, ("contradicts", i)) for i, c in enumerate(element.contradicts)]
    for name, where in named:
        if f"elements/{entity}/{name}.yml" not in catalog.files:
            yield f"unknown element `{entity}.{name}`", where
    for i, contradiction in enumerate(element.contradicts):
        parameter = contradiction.younger_than
        if parameter is not None and parameter not in catalog.parameters:
            yield f"unknown parameter `{parameter}`", ("contradicts", i)


def _value_lists(catalog: Catalog) -> list[str]:
    """Code lists by which cells are read; others (name variants, reasons) may say one thing of two codes."""
    columns = (column.codes for source in catalog.sources.values() for column in source.columns)
    elements = (element.codes for element in catalog.elements.values())
    return sorted({name for name in (*columns, *elements) if name in catalog.codes})


def _code_list(catalog: Catalog, name: str) -> Iterator[Problem]:
    """Spellings that would mean two codes of one list; letters compare without case."""
    meanings: dict[str, str] = {}
    for row in catalog.codes[name]:
        spellings = {row["code"], row.get("label", ""), *row.get("also", "").split("|")} - {""}
        for spelling in sorted({s.upper() for s in spellings}):
            code = meanings.setdefault(spelling, row["code"])
            if code != row["code"]:
                place = catalog.line(f"codes/{name}.csv", row["code"])
                yield Problem(*place, f"`{spelling}` means both `{code}` and `{row['code']}`")


def _header_groups(catalog: Catalog) -> Iterator[Problem]:
    """Spellings that stand for two different headers."""
    meanings: dict[str, str] = {}
    for header, others in catalog.headers.items():
        for spelling in dict.fromkeys(normalise_header(h) for h in (header, *others)):
            first = meanings.setdefault(spelling, header)
            if first != header:
                # whichever of the two the newest file names: the other one stood before it came
                named = header if ("spellings", header) in catalog.files["headers.yml"][1] else first
                place = catalog.line("headers.yml", "spellings", named)
                yield Problem(*place, f"`{spelling}` is a spelling of both {first} and {header}")
