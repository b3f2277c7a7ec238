"""The trees of the layer ``ledger``: statements in long form and the wide golden tables."""

from __future__ import annotations

from sqlglot import exp

from catalog.compile.staged import sql_type
from catalog.load import Catalog
from catalog.models import Column, Element, Source, Statement, ValueType

_TYPES = {ValueType.money: "DECIMAL(18, 2)", ValueType.area: "DECIMAL(18, 2)", ValueType.int: "INTEGER",
          ValueType.date: "DATE", ValueType.time: "TIMESTAMP"}  # fmt: skip
PLACE = "division_code"
_RECORD_DIVISION = Column(header="区划", field="record_division", type=ValueType.text)
ANY = "*"
"""In a statement's map: any value that is there."""


def statements_select(catalog: Catalog) -> exp.Query:
    """Distinct statements (entity, element, value, dataset) with first and last seen and one record.

    ``as_of`` is the newest date a record declares for the value, else its batch day; ``in_force`` whether any of its
    records is in the state in force.
    """
    return union_all(
        [
            _stated(dataset, source, role)
            for dataset, source in sorted(catalog.sources.items())
            for role in source.roles
            if _of_role(source, role)
        ]
    )


def union_all(branches: list[exp.Select]) -> exp.Query:
    """One query of several with equal columns; a branch with CTEs of its own becomes a subquery."""
    alone = [_as_subquery(b) if b.args.get("with_") else b for b in branches]
    query: exp.Query = alone[0]
    for branch in alone[1:]:
        query = exp.union(query, branch, distinct=False, copy=False)
    return query


def _as_subquery(branch: exp.Select) -> exp.Select:
    return exp.select("*").from_(
        exp.Subquery(this=branch, alias=exp.TableAlias(this=exp.to_identifier("branch")))
    )


def _of_role(source: Source, role: str) -> list[tuple[Column, Statement]]:
    """What a role's columns state; houses, enterprises and events lie where their record lies."""
    stated = [(c, s) for c in source.columns for s in c.statements() if s.role == role]
    placed = source.roles[role].entity != "person" and all(s.element != PLACE for _, s in stated)
    return [*stated, (_RECORD_DIVISION, Statement(element=PLACE, role=role))] if stated and placed else stated


def _stated(dataset: str, source: Source, role: str) -> exp.Select:
    """Statements of one role of one dataset, collapsed."""
    stated = _of_role(source, role)
    structs = exp.Array(expressions=[_struct(column, statement) for column, statement in stated])
    said = exp.select(
        "record_id", "batch_key", "batch_day", "superseded",
        exp.alias_(as_of(source), "as_of"),
        exp.alias_(exp.func("unnest", structs), "said"),
    ).from_(f"staged.{dataset}")  # fmt: skip
    entity_type = source.roles[role].entity
    said_element, said_value = (
        exp.Dot(this=exp.column("said"), expression=exp.to_identifier(n)) for n in ("element", "value")
    )
    in_force = exp.not_(exp.column("superseded", "said_rows"))
    keys = [exp.column("entity_id", "link"), said_element, said_value]
    newest = exp.Anonymous(this="arg_max", expressions=[exp.column("record_id", "said_rows"), _recency()])
    return (
        exp.select(
            exp.alias_(exp.Literal.string(entity_type), "entity_type"),
            exp.alias_(keys[0], "entity_id"),
            exp.alias_(keys[1], "element"),
            exp.alias_(keys[2], "value"),
            exp.alias_(exp.Literal.string(dataset), "dataset"),
            exp.alias_(newest, "record_id"),
            exp.alias_(exp.func("max", exp.column("as_of", "said_rows")), "as_of"),
            exp.alias_(exp.func("min", exp.column("batch_day", "said_rows")), "first_seen"),
            exp.alias_(exp.func("max", exp.column("batch_day", "said_rows")), "last_seen"),
            exp.alias_(exp.func("bool_or", in_force), "in_force"),
            exp.alias_(exp.cast(exp.func("count", exp.Star()), "BIGINT"), "records"),
        )
        .from_(exp.to_table("said_rows"))
        .join(
            exp.to_table(f"identity.{entity_type}_links").as_("link"),
            on=exp.and_(
                exp.column("record_id", "link").eq(exp.column("record_id", "said_rows")),
                exp.column("role", "link").eq(exp.Literal.string(role)),
                exp.column("ordinal", "link").eq(exp.Literal.number(1)),
            ),
        )
        .where(exp.not_(said_value.copy().is_(exp.null())))
        .group_by(*(k.copy() for k in keys))
        .with_("said_rows", as_=said)
    )


def _recency() -> exp.Expr:
    """A total order of records: in force first, then the newest date and batch, then the later row of it.

    Record numbers compare inside a batch only: between batches they tell the order of arrival.
    """
    fields = (
        exp.not_(exp.column("superseded", "said_rows")),
        exp.column("as_of", "said_rows"),
        exp.column("batch_key", "said_rows"),
        exp.column("record_id", "said_rows"),
    )
    return exp.Anonymous(this="row", expressions=list(fields))


def as_of(source: Source) -> exp.Expr:
    """The date a record declares, when it is precise to the day and not after its delivery; else the batch day."""
    day = exp.column("batch_day")
    if source.as_of is None:
        return day
    stated = exp.TryCast(this=exp.func("substr", exp.column(source.as_of), exp.Literal.number(1), exp.Literal.number(10)),
                         to=exp.DataType.build("DATE"))  # fmt: skip
    return exp.func("coalesce", exp.Case().when(stated <= day, stated.copy()), day.copy())


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


def golden_slice(entity: str) -> exp.Query:
    """The golden values of one kind of entity, so that what depends on it alone is computed alone."""
    columns = ("entity_id", "element", "value")
    return exp.select(*columns).from_("ledger.golden").where(exp.column("entity_type").eq(entity))


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
    chosen = exp.Filter(
        this=exp.func("max", exp.column("value", "g")),
        expression=exp.Where(this=exp.column("element", "g").eq(name)),
    )
    target = _TYPES.get(element.type, sql_type(Column(header=name, field="x")))
    return (
        chosen
        if target == "VARCHAR"
        else exp.TryCast(this=chosen, to=exp.DataType.build(target, dialect="duckdb"))
    )
