"""The trees of the layer ``identity``: who is mentioned in which record, and equal evidence collapsed to profiles."""

from __future__ import annotations

from sqlglot import exp

from catalog.compile.unions import union_all
from catalog.load import Catalog
from catalog.models import Role, Source, ValueType

TEXT_ATTRIBUTES = (
    "id_number", "id_text", "id_issue", "uscc", "number", "name", "name_text", "former_name", "birth_date", "sex",
    "phone", "division", "bank", "household", "relation", "address", "kin",
)  # fmt: skip
"""What a mention says of an entity, as text; null is unknown and equal to nothing."""
JOINED_ENTITIES = ("person", "enterprise")
"""What may stand side by side in a cell of owners."""
_NULL = exp.cast(exp.null(), "VARCHAR")


def evidence_select(catalog: Catalog, entity: str) -> exp.Query:
    """One row a mention of this kind of entity in any record and role, with the number of its profile."""
    mentions = union_all([
        _mentions(dataset, source, name, role, entity)
        for dataset, source in sorted(catalog.sources.items())
        for name, role in source.roles.items()
        if (role.entity == entity or (role.joined and entity in JOINED_ENTITIES)) and _says_who(role)
    ])  # fmt: skip
    return exp.select("*", _profile_id()).from_("mentions").with_("mentions", as_=mentions)


def _profile_id() -> exp.Expr:
    """The number of what a mention shows: equal evidence of one dataset and role, one number."""
    told = [
        exp.func("coalesce", exp.column(c), exp.Literal.string(""))
        for c in ("dataset", "role", *TEXT_ATTRIBUTES)
    ]
    described = exp.Anonymous(this="concat_ws", expressions=[exp.Literal.string("\x1f"), *told])
    return exp.alias_(exp.Anonymous(this="fingerprint", expressions=[described]), "profile_id")


def mentions_select(entity: str) -> exp.Query:
    """The narrow table: which record, in which role, shows which profile."""
    columns = ("record_id", "dataset", "role", "ordinal", "superseded", "profile_id")
    return exp.select(*columns).from_(f"identity.{entity}_evidence")


def profiles_select(entity: str) -> exp.Query:
    """Distinct evidence of one dataset and role, with the number of mentions and the first record of the first batch."""
    first = exp.Anonymous(this="row", expressions=[exp.column("batch_key"), exp.column("record_id")])
    keys = ("dataset", "role", "subject", *TEXT_ATTRIBUTES)
    # numbered when grouped: half as many digests, and they are the dearest part
    grouped = (
        exp.select(
            *keys,
            exp.alias_(exp.cast(exp.func("count", exp.Star()), "BIGINT"), "mentions"),
            exp.alias_(
                exp.Anonymous(this="arg_min", expressions=[exp.column("record_id"), first]), "first_record"
            ),
            exp.alias_(exp.func("bool_or", exp.not_(exp.column("superseded"))), "in_force"),
        )
        .from_(f"identity.{entity}_evidence")
        .group_by(*keys)
    )
    return exp.select(_profile_id(), "*").from_(grouped.subquery("grouped"))


def _says_who(role: Role) -> bool:
    """Whether a role can name anybody: a telephone alone does not."""
    return role.subject or any((role.id_number, role.name, role.uscc, role.number))


def _mentions(dataset: str, source: Source, name: str, role: Role, entity: str) -> exp.Select:
    """The mentions of one role of one dataset."""
    if role.joined:
        return _joined_mentions(dataset, name, role, entity)
    fields = [f for f in (role.id_number, role.name, role.uscc, role.number) if f]
    present = [exp.cast(exp.column(f"{f}{s}"), "VARCHAR") for f in fields for s in ("", "_text")]
    query = (
        _frame(dataset, name, role, exp.Literal.number(1))
        .select(*(exp.alias_(_attribute(source, role, a), a) for a in TEXT_ATTRIBUTES))
        .from_(f"staged.{dataset}")
    )
    if role.subject:
        return query
    # a record that says nothing of a role does not mention anybody
    return query.where(exp.not_(exp.func("coalesce", *present, _NULL.copy()).is_(exp.null())))


def _frame(dataset: str, name: str, role: Role, ordinal: exp.Expr) -> exp.Select:
    return exp.select(
        "record_id",
        "batch_key",
        exp.alias_(exp.Literal.string(dataset), "dataset"),
        exp.alias_(exp.Literal.string(name), "role"),
        exp.alias_(exp.cast(ordinal, "INTEGER"), "ordinal"),
        exp.alias_(exp.true() if role.subject else exp.false(), "subject"),
        "superseded",
    )


def _attribute(source: Source, role: Role, attribute: str) -> exp.Expr:
    """One attribute of a mention as text."""
    if attribute in ("id_number", "id_text", "id_issue"):
        return _number(source, role, attribute)
    if attribute == "uscc" and role.uscc and source.column(role.uscc).type is not ValueType.uscc:
        core = exp.Anonymous(this="uscc_core", expressions=[_call("uscc_text", exp.column(role.uscc))])
        # one id number in 31 passes the check of a credit code as well
        person = _call("embedded_id_number", exp.column(role.uscc))
        return exp.Case().when(person.is_(exp.null()), _value("uscc", core))
    if attribute == "name_text":
        return exp.column(f"{role.name}_text") if role.name else _NULL.copy()
    if attribute == "division":
        return exp.column("record_division")
    if attribute == "birth_date" and role.birth_date:
        return exp.func("substr", exp.column(role.birth_date), exp.Literal.number(1), exp.Literal.number(10))
    if attribute == "kin":
        return _kin(source, role)
    field = getattr(role, attribute)
    value = exp.cast(exp.column(field), "VARCHAR") if field else _NULL.copy()
    if attribute == "household" and field and source.scope == "division":
        return exp.Anonymous(
            this="concat_ws", expressions=[exp.Literal.string("|"), exp.column("part_division"), value]
        )
    return value


def _kin(source: Source, role: Role) -> exp.Expr:
    """The id numbers of the others in the same record, joined by |: evidence of a household."""
    others = [
        exp.column(other.id_number)
        for other in source.roles.values()
        if other is not role and other.entity == "person" and other.id_number and not other.joined
    ]
    if not others:
        return _NULL.copy()
    joined = exp.Anonymous(this="concat_ws", expressions=[exp.Literal.string("|"), *others])
    return exp.func("nullif", joined, exp.Literal.string(""))


def _number(source: Source, role: Role, attribute: str) -> exp.Expr:
    """An id number as it was standardised, or read out of a text that carries it (disability certificate)."""
    field = role.id_number
    if field is None:
        return _NULL.copy()
    if source.column(field).type is ValueType.id:
        return exp.column(
            {"id_number": field, "id_text": f"{field}_text", "id_issue": f"{field}_issue"}[attribute]
        )
    valid = _call("embedded_id_number", exp.column(field))
    if attribute == "id_number":
        return valid
    given = _call("id_number_text", exp.column(field))
    return exp.Case().when(valid.is_(exp.null()), given) if attribute == "id_text" else _NULL.copy()


def _call(function: str, *args: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this=function, expressions=list(args))


def _joined_mentions(dataset: str, name: str, role: Role, entity: str) -> exp.Select:
    """Several in one cell (D-19): names and numbers paired by place; a lone number belongs to nobody in particular."""
    parts = exp.select(
        "record_id", "batch_key", "superseded", "record_division",
        exp.alias_(_split(role.name), "names"), exp.alias_(_split(role.id_number), "numbers"),
    ).from_(f"staged.{dataset}")  # fmt: skip
    counted = exp.select(
        "*", exp.alias_(exp.func("unnest", exp.func("generate_series", exp.Literal.number(1),
                                                    exp.func("len", exp.column("names")))), "place")
    ).from_("parts")  # fmt: skip
    at = exp.cast(exp.column("place"), "INTEGER")
    paired = exp.func("len", exp.column("names")).eq(exp.func("len", exp.column("numbers")))
    number = exp.Case().when(
        paired, exp.Bracket(this=exp.column("numbers"), expressions=[at.copy()], offset=1)
    )
    who = exp.select(
        "record_id", "batch_key", "superseded", "record_division", "place",
        exp.alias_(exp.Bracket(this=exp.column("names"), expressions=[at.copy()], offset=1), "name_cell"),
        exp.alias_(exp.Anonymous(this="id_number_text", expressions=[number]), "number_text"),
    ).from_("counted")  # fmt: skip
    core = exp.Anonymous(this="id_number_core", expressions=[exp.column("number_text")])
    uscc = exp.Anonymous(this="uscc_core", expressions=[exp.column("number_text")])
    cores = exp.select("*", exp.alias_(core, "number_core"), exp.alias_(uscc, "uscc_core")).from_("who")
    return _joined_final(dataset, name, role, entity).from_("cores").with_("parts", as_=parts).with_(
        "counted", as_=counted).with_("who", as_=who).with_("cores", as_=cores)  # fmt: skip


def _joined_final(dataset: str, name: str, role: Role, entity: str) -> exp.Select:
    valid = _value("id_number", exp.column("number_core"))
    valid_uscc = _value("uscc", exp.column("uscc_core"))
    given = exp.column("number_text")
    # one id number in 31 passes the check of a credit code as well
    organization = exp.or_(
        exp.and_(exp.not_(valid_uscc.copy().is_(exp.null())), valid.copy().is_(exp.null())),
        exp.Anonymous(this="is_organization_name", expressions=[exp.column("name_cell")]),
    )
    values = {
        "id_number": valid,
        "id_text": exp.Case().when(valid.copy().is_(exp.null()), given),
        "uscc": exp.Case().when(organization.copy(), valid_uscc.copy()),
        "name": exp.Anonymous(this="solid", expressions=[exp.column("name_cell")]),
        "division": exp.column("record_division"),
    }
    query = _frame(dataset, name, role, exp.column("place"))
    query = query.select(*(exp.alias_(values.get(a, _NULL.copy()), a) for a in TEXT_ATTRIBUTES))
    return query.where(organization if entity == "enterprise" else exp.not_(exp.paren(organization)))


def _value(function: str, core: exp.Expr) -> exp.Expr:
    day = exp.cast(exp.Literal.string("2100-01-01"), "DATE")
    return _call(f"{function}_value", core, _NULL.copy(), day, _NULL.copy())


def links_select(entity: str) -> exp.Query:
    """Every mention that has an entity: which record, in which role, is who, by what and how surely.

    Persons have a file of their own, for there another role of the same record can decide.
    """
    mention = [exp.column(c, "m") for c in ("record_id", "dataset", "role", "ordinal")]
    same = exp.column("profile_id", "a").eq(exp.column("profile_id", "m"))
    return (
        exp.select(
            *mention,
            *(exp.column(c, "a") for c in ("entity_id", "method", "probability")),
            exp.column("superseded", "m"),
            exp.column("profile_id", "m"),
        )
        .from_(exp.to_table(f"identity.{entity}_mentions").as_("m"))
        .join(exp.to_table(f"identity.{entity}_assignments").as_("a"), on=same)
    )


def _split(field: str | None) -> exp.Expr:
    text = (
        exp.func("coalesce", exp.column(field), exp.Literal.string("")) if field else exp.Literal.string("")
    )
    return exp.Anonymous(this="cell_parts", expressions=[text])
