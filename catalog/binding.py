"""Where an element's authority list names a header: the extract delivers the element in a column it does not declare."""

from __future__ import annotations

from dataclasses import replace

from catalog.headers import normalise_header
from catalog.load import Catalog, Problem
from catalog.models import Authority, Column, Element, Source, Statement


class Misfit(Exception):
    """Why an element can not be bound to a column; becomes a problem of the element's file."""


def bind_authorities(catalog: Catalog) -> tuple[Catalog, list[Problem]]:
    """The catalog with every header of an authority list as a stating column of its source, and what did not fit."""
    sources, problems = dict(catalog.sources), []
    for (entity, name), element in sorted(catalog.elements.items()):
        for i, authority in enumerate(element.ranked()):
            if authority.header is None or authority.source not in sources:
                continue
            try:
                sources[authority.source] = _bound(
                    sources[authority.source], entity, name, element, authority
                )
            except Misfit as misfit:
                place = catalog.line(f"elements/{entity}/{name}.yml", "authority", i)
                problems.append(Problem(*place, f"{authority.source}: {misfit}"))
    return replace(catalog, sources=sources), problems


def _bound(source: Source, entity: str, name: str, element: Element, authority: Authority) -> Source:
    """The source with the statement on the column of that header, or with a new column when it has none."""
    header = authority.header or ""
    statement = Statement(element=name, role=authority.role or _only_subject(source, entity))
    for i, column in enumerate(source.columns):
        if normalise_header(header) in {normalise_header(h) for h in (column.header, *column.also)}:
            stating = _stating(column, statement, element)
            return source.model_copy(
                update={"columns": (*source.columns[:i], stating, *source.columns[i + 1 :])}
            )
        if column.field == name:
            raise Misfit(f"the field `{name}` is the column {column.header} already, not {header}")
    added = Column(
        header=header,
        field=name,
        type=element.type,
        codes=element.codes,
        unit=element.unit,
        states=(statement,),
    )
    return source.model_copy(update={"columns": (*source.columns, added)})


def _only_subject(source: Source, entity: str) -> str:
    """Whose the element is where the authority does not say: the record's one subject of that kind."""
    subjects = [name for name, role in source.roles.items() if role.entity == entity and role.subject]
    if len(subjects) != 1:
        told = f"has {len(subjects)} subjects that are a {entity}"
        raise Misfit(f"{told}: name the `role` whose element it is")
    return subjects[0]


def _stating(column: Column, statement: Statement, element: Element) -> Column:
    """A declared column that states the element as well; it must standardise to the element's values."""
    if (column.type, column.codes) != (element.type, element.codes):
        ours, theirs = (f"{x.type.value} {x.codes or ''}".strip() for x in (element, column))
        raise Misfit(f"the column {column.header} is declared as {theirs}, the element as {ours}")
    if statement in column.statements():
        return column
    return column.model_copy(update={"states": (*column.states, statement)})
