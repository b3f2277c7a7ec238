"""The tree of spells: a value that a source gives up and takes up again is two statements."""

from __future__ import annotations

from sqlglot import exp

from catalog.models import Source


def linked(role: str) -> exp.Expr:
    """A said row's record is linked to an entity in a role, as the first of its cell."""
    return exp.and_(
        exp.column("record_id", "link").eq(exp.column("record_id", "said_rows")),
        exp.column("role", "link").eq(exp.Literal.string(role)),
        exp.column("ordinal", "link").eq(exp.Literal.number(1)),
    )


def said(part: str) -> exp.Dot:
    """``element`` or ``value`` of what a row says."""
    return exp.Dot(this=exp.column("said", "said_rows"), expression=exp.to_identifier(part))


def spell_figures() -> list[exp.Expr]:
    """What a group of said rows comes to: one record, its dates, whether in force, and how many records."""
    of = "said_rows"
    first_day = exp.func("min", exp.column("batch_day", of))
    newest = exp.Anonymous(this="arg_max", expressions=[exp.column("record_id", of), _recency()])
    declared = exp.func("max", exp.column("declared_on", of))
    in_force = exp.func("bool_or", exp.not_(exp.column("superseded", of)))
    return [
        exp.alias_(newest, "record_id"),
        exp.alias_(exp.func("max", exp.column("as_of", of)), "as_of"),
        exp.alias_(exp.func("coalesce", declared, first_day), "since"),
        exp.alias_(first_day.copy(), "first_seen"),
        exp.alias_(exp.func("max", exp.column("batch_day", of)), "last_seen"),
        exp.alias_(in_force, "in_force"),
        exp.alias_(exp.cast(exp.func("count", exp.Star()), "BIGINT"), "records"),
    ]


def _recency() -> exp.Expr:
    """A total order of records: in force first, then the newest date and batch, then the later row of it.

    Record numbers compare inside a batch only: between batches they tell the order of arrival.
    """
    fields = [exp.not_(exp.column("superseded", "said_rows"))]
    fields += [exp.column(c, "said_rows") for c in ("as_of", "batch_key", "record_id")]
    return exp.Anonymous(this="row", expressions=fields)


def spells_select(rows: exp.Select, dataset: str, source: Source, role: str) -> exp.Select:
    """The spells of one role's values that came back, each numbered; only the last of a value can be in force."""
    entity_type = source.roles[role].entity
    keys = ("entity_id", "element", "value")
    figures = spell_figures()
    query = exp.select(
        exp.alias_(exp.Literal.string(entity_type), "entity_type"),
        *(exp.column(k, "said_rows") for k in keys),
        exp.alias_(exp.Literal.string(dataset), "dataset"),
        *figures,
        exp.column("spell", "said_rows"),
    ).from_(exp.to_table("numbered").as_("said_rows"))
    query = query.group_by(*(exp.column(k, "said_rows") for k in (*keys, "spell")))
    parts = {
        "said_rows": rows.where(exp.column("record_id").isin(query=_records_of_rivals(dataset, role))),
        "contested": _contested(dataset, role),
        "placed": _placed(),
        "following": _following(),
        "numbered": _numbered(),
    }
    for name, part in parts.items():
        query = query.with_(name, as_=part, copy=False)
    return query


def _of_role(dataset: str, role: str) -> exp.Expr:
    return exp.and_(
        exp.column("dataset", "r").eq(exp.Literal.string(dataset)),
        exp.column("role", "r").eq(exp.Literal.string(role)),
    )


def _records_of_rivals(dataset: str, role: str) -> exp.Select:
    """Records of whom the dataset said several things in turn: only they are taken apart again."""
    rivals = exp.to_table("ledger.rivals").as_("r")
    return exp.select(exp.column("record_id", "r")).from_(rivals).where(_of_role(dataset, role))


def _contested(dataset: str, role: str) -> exp.Select:
    """What was said of elements of which the dataset says several values in turn."""
    rivals = exp.and_(
        _of_role(dataset, role),
        exp.column("record_id", "r").eq(exp.column("record_id", "said_rows")),
        exp.column("element", "r").eq(said("element")),
    )
    kept = ("record_id", "batch_key", "batch_day", "superseded", "as_of", "declared_on")
    return (
        exp.select(
            exp.column("entity_id", "r"),
            exp.alias_(said("element"), "element"),
            exp.alias_(said("value"), "value"),
            *(exp.column(c, "said_rows") for c in kept),
        )
        .from_("said_rows")
        .join(exp.to_table("ledger.rivals").as_("r"), on=rivals)
        .where(exp.not_(said("value").is_(exp.null())))
    )


_OF_ELEMENT = ("entity_id", "element")
_OF_VALUE = ("entity_id", "element", "value")


def _window(function: exp.Expr, partition: tuple[str, ...], *order: str) -> exp.Window:
    return exp.Window(
        this=function,
        partition_by=[exp.column(c) for c in partition],
        order=exp.Order(expressions=[exp.Ordered(this=exp.column(c)) for c in order]),
    )


def _placed() -> exp.Select:
    """Sayings with their place among all that the source said of the element; those of one moment share it."""
    place = _window(exp.Anonymous(this="dense_rank"), _OF_ELEMENT, "as_of", "batch_key")
    return exp.select("*", exp.alias_(place, "place")).from_("contested")


def _following() -> exp.Select:
    """Sayings with the place at which the same value was said before."""
    before = _window(exp.func("lag", exp.column("place")), _OF_VALUE, "place", "record_id")
    return exp.select("*", exp.alias_(before, "place_before")).from_("placed")


def _numbered() -> exp.Select:
    """Sayings of values that came back, with the number of their spell."""
    came_back = exp.Case().when(exp.column("place") - exp.column("place_before") > 1, "1").else_("0")
    number = _window(exp.func("sum", came_back), _OF_VALUE, "place", "record_id")
    spell = exp.cast(number, "INTEGER") + exp.Literal.number(1)
    times = exp.Window(
        this=exp.func("sum", came_back.copy()), partition_by=[exp.column(c) for c in _OF_VALUE]
    )
    return exp.select("*", exp.alias_(spell, "spell")).from_("following").qualify(times > 0)
