"""The tree of ties: what single records say of two entities that belong together, and until when."""

from __future__ import annotations

from sqlglot import exp

from catalog.compile.identity import JOINED_ENTITIES
from catalog.compile.ledger import as_of
from catalog.compile.tellings import successors
from catalog.compile.unions import union_all
from catalog.facts import Relation
from catalog.load import Catalog
from catalog.models import Mode, Role, Source


def ties_select(catalog: Catalog) -> exp.Query:
    """One row a record and pair of roles that its source relates.

    ``since`` and ``until`` are days as text, ``told_on`` the day the record was true, ``in_force`` null where its
    status is unknown; ``closes`` marks an event that ends what earlier records said (a divorce), ``takes_over`` a record
    that replaced another, so that what it tells anew began with it.
    """
    return union_all(
        [
            _tie(dataset, source, relation, from_type, to_type)
            for dataset, source in sorted(catalog.sources.items())
            for relation in source.relations
            for from_type in _entities(source.roles[relation.from_role])
            for to_type in _entities(source.roles[relation.to_role])
        ]
    )


def _entities(role: Role) -> tuple[str, ...]:
    """What may stand in a role."""
    return JOINED_ENTITIES if role.joined else (role.entity,)


def _tie(dataset: str, source: Source, relation: Relation, from_type: str, to_type: str) -> exp.Select:
    """The ties of one relation of one source; of events only what is in force, of states also what was."""
    is_event = source.mode is Mode.append
    texts = {"from_type": from_type, "relation": relation.relation, "to_type": to_type, "source": dataset}
    named = {name: exp.alias_(exp.Literal.string(text), name) for name, text in texts.items()}
    query = (
        exp.select(
            named["from_type"],
            exp.alias_(exp.column("entity_id", "f"), "from_id"),
            named["relation"],
            named["to_type"],
            exp.alias_(exp.column("entity_id", "t"), "to_id"),
            named["source"],
            exp.alias_(_day(relation.start), "since"),
            exp.alias_(_until(relation, is_event), "until"),
            exp.alias_(as_of(source), "told_on"),
            exp.alias_(_in_force(relation), "in_force"),
            exp.alias_(exp.convert(is_event and relation.end is not None), "closes"),
            exp.alias_(exp.false() if is_event else exp.column("takes_over", "s"), "takes_over"),
        )
        .from_(
            exp.Subquery(this=_records(dataset, source), alias=exp.TableAlias(this=exp.to_identifier("s")))
        )
        .where(*(_among(relation.when)))
    )
    if is_event:
        query = query.where(exp.not_(exp.column("superseded", "s")))
    for alias, role, entity in (("f", relation.from_role, from_type), ("t", relation.to_role, to_type)):
        query = query.join(
            exp.to_table(f"identity.{entity}_links").as_(alias),
            on=exp.and_(
                exp.column("record_id", alias).eq(exp.column("record_id", "s")),
                exp.column("role", alias).eq(exp.Literal.string(role)),
            ),
        )
    return query


def _records(dataset: str, source: Source) -> exp.Select:
    """Staged records with ``left_on``, the day on which what replaced them was true or a batch ended them, and
    ``takes_over``: whether they replaced another.
    """
    replaced = exp.select("replaced_by").from_(f"staged.{dataset}").where("replaced_by IS NOT NULL")
    replaced_on = exp.column("as_of", "n")
    left_on = (
        exp.Case()
        .when(replaced_on > as_of(source), replaced_on.copy())
        .else_(exp.func("coalesce", exp.column("gone_on", "r"), exp.column("batch_day", "r")))
    )
    return (
        exp.select(
            exp.column(exp.Star(), "r"),
            exp.alias_(left_on, "left_on"),
            exp.alias_(exp.column("record_id", "r").isin(query=replaced), "takes_over"),
        )
        .from_(exp.to_table(f"staged.{dataset}").as_("r"))
        .join(
            successors(dataset, source).subquery("n"),
            on=exp.column("record_id", "n").eq(exp.column("replaced_by", "r")),
            join_type="left",
        )
    )


def _until(relation: Relation, is_event: bool) -> exp.Expr:
    """The day a tie ended: declared, else the day on which its record was no longer in force."""
    if is_event:
        return _day(relation.end)
    left = exp.Case().when(exp.column("superseded", "s"), exp.cast(exp.column("left_on", "s"), "VARCHAR"))
    return exp.func("coalesce", _day(relation.end), left)


def _in_force(relation: Relation) -> exp.Expr:
    """Whether a record says that the tie holds; null where the field that would tell is empty."""
    over: list[exp.Expr] = [exp.column("superseded", "s")]
    if relation.end is not None:
        over.append(exp.not_(exp.column(relation.end, "s").is_(exp.null())))
    return exp.and_(*(exp.not_(o) for o in over), *_among(relation.lasts))


def _among(wanted: dict[str, tuple[str, ...]]) -> list[exp.Expr]:
    """One condition a field: its value is one of these."""
    return [
        exp.column(field, "s").isin(*(exp.Literal.string(v) for v in values))
        for field, values in wanted.items()
    ]


SERIAL = "T-02"
"""Issue of a date written as a spreadsheet's serial: in a text file nobody tells whether it counts from 1900 or 1904."""


def _day(field: str | None) -> exp.Expr:
    """The day of a date or time as text, null without a field or where it may be four years off."""
    if field is None:
        return exp.cast(exp.null(), "VARCHAR")
    day = exp.func(
        "substr", exp.cast(exp.column(field, "s"), "VARCHAR"), exp.Literal.number(1), exp.Literal.number(10)
    )
    sure = exp.NullSafeNEQ(this=exp.column(f"{field}_issue", "s"), expression=exp.Literal.string(SERIAL))
    return exp.Case().when(sure, day)
