"""The trees that find the village a record belongs to."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from catalog.models import Source, ValueType


def with_division(query: exp.Select, source: Source) -> exp.Select:
    """Add ``record_division``, to the query itself: the village a record belongs to, by code, by its sheet, or by the place it names.

    Reads the columns of the CTE ``valued`` (``x__raw``, ``x__value``), the relation ``delivered`` and ``catalog.places``.
    """
    declared = [_village(source)] if source.territory else []
    known = exp.func("coalesce", *declared, exp.column("part_division"))
    fields = _place_fields(source)
    if not fields:
        return query.select(exp.alias_(known, "record_division"), copy=False)
    if source.territory or source.scope == "division":
        # the stems of a place cost more than the rest of a row: only who has no code needs them
        place = exp.Case().when(known.copy().is_(exp.null()), _place_text(fields, _valued))
        query = _located(query, *_stems(place))
        found = _FOUND
    else:
        same = (
            exp.NullSafeEQ(this=exp.column(f"{f}__spelt"), expression=exp.column(f"{f}__raw")) for f in fields
        )
        query = query.join("located", on=exp.and_(*same), join_type="left", copy=False)
        query = query.with_("located", as_=_places(fields), copy=False)
        found = exp.column("code", "located")
    return query.select(exp.alias_(exp.func("coalesce", known, found.copy()), "record_division"), copy=False)


def _places(fields: tuple[str, ...]) -> exp.Select:
    """Code of the village for each spelling of a place, where no record has a code: a few hundred, not one a row.

    Read from the files once more, for a step of the row that is read twice would be kept in memory whole.
    """
    spelt = [exp.column(f"{f}__spelt") for f in fields]
    given = [exp.alias_(exp.column(f), f"{f}__spelt") for f in fields]
    spellings = exp.select(*given).distinct().from_("delivered").subquery("spellings")
    named = (
        exp.select(*spelt, exp.alias_(_place_text(fields, _read), "place"))
        .from_(spellings)
        .subquery("named_places")
    )
    stems = [
        exp.alias_(s, n) for s, n in zip(_stems(exp.column("place")), ("township", "village"), strict=True)
    ]
    places = exp.select(*(s.copy() for s in spelt), *stems).from_(named).subquery("stems")
    query = exp.select(*(s.copy() for s in spelt), exp.alias_(_FOUND.copy(), "code")).from_(places)
    return _located(query, exp.column("township", "stems"), exp.column("village", "stems"))


def _stems(place: exp.Expr) -> tuple[exp.Expr, exp.Expr]:
    return (
        exp.Anonymous(this="township_stem", expressions=[place]),
        exp.Anonymous(this="village_stem", expressions=[place.copy()]),
    )


_FOUND = exp.func("coalesce", exp.column("code", "named"), exp.column("code", "alone"))
"""The code of a village named with its township, or of one whose name stands alone in the county."""


def _located(query: exp.Select, township: exp.Expr, village: exp.Expr) -> exp.Select:
    """Join ``catalog.places`` by the stems of a place, as ``named`` and ``alone``."""
    for alias, on_township in (("named", exp.column("township_stem", "named").eq(township)),
                               ("alone", exp.and_(exp.column("township_stem", "alone").is_(exp.null()),
                                                  exp.paren(township.copy()).is_(exp.null())))):  # fmt: skip
        query = query.join(
            exp.to_table("catalog.places").as_(alias),
            on=exp.and_(on_township, exp.column("village_stem", alias).eq(village.copy())),
            join_type="left",
            copy=False,
        )
    return query


def _village(source: Source) -> exp.Expr:
    """The village code of a declared division, or the head of a text that begins with one (a grid code)."""
    column = source.column(source.territory or "")
    value = exp.column(f"{column.field}__value")
    if column.type is ValueType.div:
        return value
    head = exp.func("regexp_extract", value, exp.Literal.string("^[0-9]{12}"))
    return exp.Nullif(this=head, expression=exp.Literal.string(""))


def _place_fields(source: Source) -> tuple[str, ...]:
    """Fields whose text names a village: township and village columns, and the address of the subject."""
    fields = {c.field for c in source.columns}
    named = [f for f in ("township", "village") if f in fields] if "village" in fields else []
    address = next((r.address for r in source.roles.values() if r.subject and r.address), None)
    return (*named, *([address] if address else []))


def _place_text(fields: tuple[str, ...], value: Callable[[str], exp.Expr]) -> exp.Expr:
    """Text that names a village: the township and village columns, else the address of the subject."""
    empty = exp.Literal.string("")
    named = [exp.func("coalesce", value(f), empty.copy()) for f in fields if f in ("township", "village")]
    texts = [value(f) for f in fields if f not in ("township", "village")]
    if named:
        texts.insert(0, exp.Nullif(this=exp.Anonymous(this="concat", expressions=named), expression=empty))
    return exp.func("coalesce", *texts)


def _valued(field: str) -> exp.Expr:
    return exp.column(f"{field}__value")


def _read(field: str) -> exp.Expr:
    """The value of a place that only its raw text is there of."""
    text = exp.Anonymous(this="addr_text", expressions=[exp.column(f"{field}__spelt")])
    nothing = [exp.null(), exp.null(), exp.null()]
    return exp.Anonymous(this="addr_value", expressions=[text, *nothing])
