"""The tree of tellings: what each record said of an element that its source may decide, and until when it was so."""

from __future__ import annotations

from sqlglot import exp

from catalog.compile.force import DELETION
from catalog.compile.ledger import _of_role, _struct, as_of
from catalog.compile.unions import union_all
from catalog.load import Catalog
from catalog.models import Mode, Source

Deciding = set[tuple[str, str, str]]
"""Entity type, element and dataset of every authority that is or was in force."""


def tellings_select(catalog: Catalog) -> exp.Query:
    """One row a record and element that its source has, or had, authority over.

    ``as_of`` and ``valid_to`` say when the value was true, ``known_from`` and ``known_to`` from which batch day on it was
    known and since which it is known to be over (null: it still holds). ``is_dated``: the record itself gave the date;
    ``is_alone``: it replaced nothing and nothing replaced it.
    """
    deciding = {
        (entity, element, authority.source)
        for (entity, element), declared in catalog.elements.items()
        for version in declared.versions()
        for authority in version.ranked()
    }
    branches = [
        _told(dataset, source, role, structs)
        for dataset, source in sorted(catalog.sources.items())
        for role in source.roles
        if (structs := _deciding_structs(dataset, source, role, deciding))
    ]
    return union_all(branches)


def _deciding_structs(dataset: str, source: Source, role: str, deciding: Deciding) -> list[exp.Expr]:
    entity = source.roles[role].entity
    return [
        _struct(column, statement)
        for column, statement in _of_role(source, role)
        if (entity, statement.element, dataset) in deciding
    ]


def _told(dataset: str, source: Source, role: str, structs: list[exp.Expr]) -> exp.Select:
    """The tellings of one role of one dataset; of a deletion there are none, and an event told again is told once."""
    entity_type = source.roles[role].entity
    element, value = (
        exp.Dot(this=exp.column("said"), expression=exp.to_identifier(n)) for n in ("element", "value")
    )
    linked = exp.and_(
        exp.column("record_id", "l").eq(exp.column("record_id", "s")),
        exp.column("role", "l").eq(exp.Literal.string(role)),
        exp.column("ordinal", "l").eq(exp.Literal.number(1)),
    )
    replacing = exp.column("record_id", "n").eq(exp.column("replaced_by", "s"))
    columns = ("entity_id", "as_of", "is_dated", "is_alone", "known_from", "known_to", "valid_to")
    told = (
        exp.select(
            exp.column("entity_id", "l"),
            exp.column("as_of", "s"),
            exp.column("is_dated", "s"),
            exp.column("is_alone", "s"),
            exp.alias_(exp.column("batch_day", "s"), "known_from"),
            exp.alias_(exp.column("gone_on", "s"), "known_to"),
            exp.alias_(_valid_to(), "valid_to"),
            exp.alias_(exp.func("unnest", exp.column("said", "s")), "said"),
        )
        .from_(_records(dataset, source, structs).subquery("s"))
        .join(exp.to_table(f"identity.{entity_type}_links").as_("l"), on=linked)
        .join(successors(dataset, source).subquery("n"), on=replacing, join_type="left")
    )
    return (
        exp.select(
            exp.alias_(exp.Literal.string(entity_type), "entity_type"),
            *(exp.column(c) for c in columns),
            exp.alias_(element, "element"),
            exp.alias_(value, "value"),
            exp.alias_(exp.Literal.string(dataset), "dataset"),
        )
        .from_(told.subquery("t"))
        .where(exp.not_(value.copy().is_(exp.null())))
    )


def _records(dataset: str, source: Source, structs: list[exp.Expr]) -> exp.Select:
    """Records with what they say; those that were never in force are left out."""
    told = exp.select(
        "record_id", "batch_day", "gone_on", "replaced_by",
        exp.alias_(as_of(source), "as_of"),
        exp.alias_(_declares_its_day(source), "is_dated"),
        exp.alias_(_is_alone(dataset), "is_alone"),
        exp.alias_(exp.Array(expressions=structs), "said"),
    ).from_(f"staged.{dataset}")  # fmt: skip
    if source.mode is Mode.delta:
        told = told.where(exp.not_(_deletes()))
    if source.mode is Mode.append:
        # a conflict of one batch, or the same event delivered again
        told = told.where(exp.NullSafeNEQ(this=exp.column("gone_on"), expression=exp.column("batch_day")))
    return told


def _is_alone(dataset: str) -> exp.Expr:
    """Whether a record is the only one of its key that was ever in force: most are, and need not be put in order."""
    replaced = exp.select("replaced_by").from_(f"staged.{dataset}").where("replaced_by IS NOT NULL")
    stands = exp.column("gone_on").is_(exp.null())
    return exp.and_(stands, exp.not_(exp.column("record_id").isin(query=replaced)))


def _declares_its_day(source: Source) -> exp.Expr:
    """Whether a record is dated by itself, not by its batch."""
    if source.as_of is None:
        return exp.false()
    text = exp.func("substr", exp.column(source.as_of), exp.Literal.number(1), exp.Literal.number(10))
    declared = exp.TryCast(this=text, to=exp.DataType.build("DATE"))
    return exp.func("coalesce", declared <= exp.column("batch_day"), exp.false())


def successors(dataset: str, source: Source) -> exp.Select:
    """The records that replaced another, with the date they declare; a deletion dates nothing but itself."""
    day = exp.column("batch_day")
    dated = (
        exp.Case().when(_deletes(), day).else_(as_of(source)) if source.mode is Mode.delta else as_of(source)
    )
    return exp.select("record_id", exp.alias_(dated, "as_of")).from_(f"staged.{dataset}")


def _deletes() -> exp.Expr:
    return exp.func("coalesce", exp.column("operation").eq(exp.Literal.string(DELETION)), exp.false())


def _valid_to() -> exp.Expr:
    """Until when a value was true: the date of what replaced it, else the day of the list that lacked it.

    What replaced it may be dated before it: then it never was (a correction).
    """
    return exp.func("coalesce", exp.column("as_of", "n"), exp.column("gone_on", "s"))
