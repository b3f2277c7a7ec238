"""The trees of the business key: when two rows of an extract speak of the same record (design: Keys)."""

from __future__ import annotations

from sqlglot import exp

from catalog.models import Source, ValueType

UNRESOLVED = "unresolved"
"""Begins a scope nobody could tell; it ends nothing."""
NO_KEY = "record"
"""Begins the business key of a row without a complete key."""


def keyed_select(source: Source) -> exp.Select:
    """The rows of ``standard`` with ``business_key`` and ``scope_value``, inside which their list is the whole state.

    Where a row may match on any of several keys, ``alternative_keys`` has all that are complete.
    """
    query = exp.select(
        "*", exp.alias_(_business_key(source), "business_key"), exp.alias_(_scope(source), "scope_value")
    ).from_("standard")
    if not has_alternatives(source):
        return query
    given = [exp.Case().when(complete, key) for complete, key in _alternatives(source)]
    return query.select(exp.alias_(exp.Anonymous(this="list_value", expressions=given), "alternative_keys"))


def has_alternatives(source: Source) -> bool:
    """Whether rows match on any complete equal key, not only on the first complete one."""
    return len(source.keys) > 1 and source.match == "any"


def keyed_name(source: Source) -> str | None:
    """The name field of a source keyed by id number: a row replaces an older one only under a compatible name."""
    for role in source.roles.values():
        if role.subject and role.name and role.id_number and (role.id_number,) in source.keys:
            return role.name
    return None


def held_select(source: Source) -> exp.Select:
    """Batch and business key of records whose key fields all stand in one quarantined line of the batch.

    Reads ``staged_rows`` and ``unusable_lines`` (batch_key, line, tokens in capitals).
    """
    first, *others = (_written(f) for f in _key_fields(source))
    token = exp.select("batch_key", "tokens", exp.alias_(exp.func("unnest", exp.column("tokens")), "token"))
    query = (
        exp.select("l.batch_key", "r.business_key")
        .distinct()
        .from_(exp.to_table("staged_rows").as_("r"))
        .join(token.from_("unusable_lines").subquery("l"), on=exp.column("token", "l").eq(first))
    )
    for other in others:
        query = query.where(
            exp.Anonymous(this="list_contains", expressions=[exp.column("tokens", "l"), other])
        )
    return query


def _key_fields(source: Source) -> tuple[str, ...]:
    """The fields of the first key that are written in a line as they are standardised; dates are not."""
    written = tuple(
        f for f in source.keys[0] if source.column(f).type not in (ValueType.date, ValueType.time)
    )
    return written or source.keys[0]


def _written(field: str) -> exp.Expr:
    return exp.func("upper", exp.cast(exp.column(field, "r"), "VARCHAR"))


def _alternatives(source: Source) -> list[tuple[exp.Expr, exp.Expr]]:
    """Of each key whether it is complete, and its text; a ledger of villages counts inside each village."""
    within = [_scope(source)] if source.scope == "division" else []
    return [
        (
            exp.and_(*(exp.not_(exp.column(f).is_(exp.null())) for f in fields)),
            _joined(str(i), *within, *(exp.cast(exp.column(f), "VARCHAR") for f in fields)),
        )
        for i, fields in enumerate(source.keys, 1)
    ]


def _business_key(source: Source) -> exp.Expr:
    """The first complete key as text; without any, what the row says: delivered again it is the same row."""
    case = exp.Case()
    for complete, key in _alternatives(source):
        case = case.when(complete, key)
    within = [_scope(source)] if source.scope == "division" else []
    return case.else_(_joined(NO_KEY, *within, exp.func("md5", said(source))))


def said(source: Source, table: str | None = None) -> exp.Expr:
    """What a row says as text, in standard values where there are any: spelling is no content, nor a row's number."""
    return _joined(*(
        exp.func("coalesce", exp.cast(exp.column(c.field, table), "VARCHAR"), exp.column(f"{c.field}_text", table),
                 exp.Literal.string(""))
        for c in source.columns if not c.counter
    ))  # fmt: skip


def _joined(*parts: exp.Expr | str) -> exp.Expr:
    texts = [exp.Literal.string(p) if isinstance(p, str) else p for p in ("\x1f", *parts)]
    return exp.Anonymous(this="concat_ws", expressions=texts)


def _scope(source: Source) -> exp.Expr:
    """The value of the scope; of one nobody could tell, the file and sheet, so that two of them stay apart."""
    if source.scope is None:
        return exp.Literal.string("dataset")
    if source.scope != "division":
        value = exp.cast(exp.column(source.scope), "VARCHAR")
        return exp.func("coalesce", value, exp.Literal.string(UNRESOLVED))
    unresolved = _joined(UNRESOLVED, exp.column("file"), exp.column("sheet"))
    return exp.func("coalesce", exp.column("part_division"), unresolved)
