"""The trees of the layer ``ledger``: statements in long form, golden slices and the wide golden tables."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from catalog.compile.derived import derived_elements
from catalog.compile.spells import linked, said, spell_figures, spells_select
from catalog.compile.staged import sql_type
from catalog.compile.unions import union_all
from catalog.load import Catalog
from catalog.models import Column, Element, Source, Statement, ValueType

_TYPES = {ValueType.money: "DECIMAL(18, 2)", ValueType.area: "DECIMAL(18, 2)", ValueType.int: "INTEGER",
          ValueType.date: "DATE", ValueType.time: "TIMESTAMP"}  # fmt: skip
PLACE = "division_code"
_RECORD_DIVISION = Column(header="区划", field="record_division", type=ValueType.text)
ANY = "*"
"""In a statement's map: any value that is there."""


def said_select(catalog: Catalog) -> exp.Query:
    """What each dataset says of each element: a row a value, with first and last seen and one record.

    ``as_of`` is the newest date a record declares for the value, else its batch day; ``since`` the newest date a record
    declares, else the day of the first batch that had it; ``in_force`` whether any record is in the state in force.
    """
    return union_all([_collapsed(*branch) for branch in _branches(catalog)])


def returned_select(catalog: Catalog) -> exp.Query:
    """Spells of values that a source gave up for another and took up again, a row a spell, as in ``ledger.said``.

    A source's sayings about an entity are ordered by the date they declare, then by batch; a spell ends where the
    source spoke of the element and did not say the value.
    """
    return union_all([spells_select(said_rows(*branch), *branch) for branch in _branches(catalog)])


def _branches(catalog: Catalog) -> Iterator[tuple[str, Source, str]]:
    """Dataset, source and role of everybody who states something."""
    for dataset, source in sorted(catalog.sources.items()):
        for role in source.roles:
            if _of_role(source, role):
                yield dataset, source, role


def _of_role(source: Source, role: str) -> list[tuple[Column, Statement]]:
    """What a role's columns state; houses, enterprises and events lie where their record lies."""
    stated = [(c, s) for c in source.columns for s in c.statements() if s.role == role]
    placed = source.roles[role].entity != "person" and all(s.element != PLACE for _, s in stated)
    return [*stated, (_RECORD_DIVISION, Statement(element=PLACE, role=role))] if stated and placed else stated


def said_rows(dataset: str, source: Source, role: str) -> exp.Select:
    """One row a record and element: what it says, with the record's batch and dates."""
    structs = exp.Array(expressions=[_struct(c, s) for c, s in _of_role(source, role)])
    return exp.select(
        "record_id", "batch_key", "batch_day", "superseded",
        exp.alias_(as_of(source), "as_of"),
        exp.alias_(_declared_day(source) or exp.cast(exp.null(), "DATE"), "declared_on"),
        exp.alias_(exp.func("unnest", structs), "said"),
    ).from_(f"staged.{dataset}")  # fmt: skip


def _collapsed(dataset: str, source: Source, role: str) -> exp.Select:
    """Statements of one role of one dataset, collapsed."""
    entity_type = source.roles[role].entity
    element, value = said("element"), said("value")
    keys = [exp.column("entity_id", "link"), element, value]
    return (
        exp.select(
            exp.alias_(exp.Literal.string(entity_type), "entity_type"),
            exp.alias_(keys[0], "entity_id"),
            exp.alias_(keys[1], "element"),
            exp.alias_(keys[2], "value"),
            exp.alias_(exp.Literal.string(dataset), "dataset"),
            *spell_figures(),
        )
        .from_(exp.to_table("said_rows"))
        .join(exp.to_table(f"identity.{entity_type}_links").as_("link"), on=linked(role))
        .where(exp.not_(value.copy().is_(exp.null())))
        .group_by(*(k.copy() for k in keys))
        .with_("said_rows", as_=said_rows(dataset, source, role))
    )


def as_of(source: Source) -> exp.Expr:
    """The date a record declares, else the batch day."""
    declared = _declared_day(source)
    return exp.func("coalesce", declared, exp.column("batch_day")) if declared else exp.column("batch_day")


def _declared_day(source: Source) -> exp.Expr | None:
    """The date a record declares, when it is precise to the day and not after its delivery."""
    if source.as_of is None:
        return None
    text = exp.func("substr", exp.column(source.as_of), exp.Literal.number(1), exp.Literal.number(10))
    day = exp.TryCast(this=text, to=exp.DataType.build("DATE"))
    return exp.Case().when(day <= exp.column("batch_day"), day.copy())


def _struct(column: Column, statement: Statement) -> exp.Expr:
    value = _stated_value(column, statement)
    if statement.when:
        held = exp.and_(*(exp.column(field).eq(wanted) for field, wanted in statement.when.items()))
        value = exp.Case().when(held, value)
    return exp.Struct(
        expressions=[
            exp.PropertyEQ(
                this=exp.to_identifier("element"), expression=exp.Literal.string(statement.element)
            ),
            exp.PropertyEQ(this=exp.to_identifier("value"), expression=value),
        ]
    )


def _stated_value(column: Column, statement: Statement) -> exp.Expr:
    """What a field says of an element: itself, or what the map makes of it."""
    field = exp.cast(exp.column(column.field), "VARCHAR")
    if column.type is ValueType.time and statement.element.endswith("_date"):
        return exp.func("substr", field, exp.Literal.number(1), exp.Literal.number(10))
    if statement.map is None:
        return field
    case = exp.Case()
    for value, element in statement.map.items():
        if value != ANY and element is not None:
            case = case.when(field.copy().eq(value), exp.Literal.string(element))
    if ANY in statement.map:
        case = case.when(exp.not_(field.copy().is_(exp.null())), exp.Literal.string(statement.map[ANY] or ""))
    return case


def golden_slice(catalog: Catalog, entity: str) -> exp.Query:
    """The golden values of one kind of entity, so that what depends on it alone is computed alone."""
    tables = ["ledger.golden", *(["ledger.derived"] if derived_elements(catalog, entity) else [])]
    columns = ("entity_id", "element", "value")
    of_kind = exp.column("entity_type").eq(entity)
    return union_all([exp.select(*columns).from_(table).where(of_kind.copy()) for table in tables])


def wide_select(catalog: Catalog, entity: str, extra: tuple[str, ...] = ()) -> exp.Query:
    """One row an entity, one column an element; ``extra`` are columns of ``ledger.<entity>_parties`` to add."""
    values = [
        exp.alias_(_golden_column(name, element), name)
        for (of, name), element in sorted(catalog.elements.items())
        if of == entity
    ]
    query = (
        exp.select(exp.alias_(exp.column("entity_id", "e"), f"{entity}_id"), *values)
        .from_(exp.to_table(f"identity.{entity}_entities").as_("e"))
        .join(
            exp.to_table(f"ledger.{entity}_golden").as_("g"),
            on=exp.column("entity_id", "g").eq(exp.column("entity_id", "e")),
            join_type="left",
        )
        .where(exp.column("in_ledger", "e"))
        .group_by(exp.column("entity_id", "e"))
    )
    if not extra:
        return query
    parties = exp.to_table(f"ledger.{entity}_parties").as_("p")
    same = exp.column(f"{entity}_id", "p").eq(exp.column(f"{entity}_id", "w"))
    return (
        exp.select(exp.column(exp.Star(), "w"), *(exp.column(c, "p") for c in extra))
        .from_(exp.to_table("wide").as_("w"))
        .join(parties, on=same, join_type="left")
        .with_("wide", as_=query)
    )


def _golden_column(name: str, element: Element) -> exp.Expr:
    # one row an element: a CASE costs half of a FILTER
    is_named = exp.column("element", "g").eq(name)
    chosen = exp.func("max", exp.Case().when(is_named, exp.column("value", "g")))
    target = _TYPES.get(element.type, sql_type(Column(header=name, field="x")))
    return (
        chosen
        if target == "VARCHAR"
        else exp.TryCast(this=chosen, to=exp.DataType.build(target, dialect="duckdb"))
    )
