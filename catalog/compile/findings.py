"""The trees of the layer ``findings`` that every source shares: what is wrong with single values and repeated lines."""

from __future__ import annotations

from sqlglot import exp

from catalog.compile.keys import NO_KEY
from catalog.compile.staged import fields_of
from catalog.compile.unions import union_all
from catalog.load import Catalog
from catalog.models import Column, Mode, Source, ValueType

BLANK = "BLANK"
OWN_WAYS = ("T-04", "T-10", "T-12")
"""Issues of style: where most cells of a column of one file have one, it is the file's own way and only counted."""
PLACE_FIELDS = ("township", "village", "group_no")
"""Fields that hold one part of an address each."""
_FILE = ("batch", "file")
_STRUCT = ("field", "rule", "repaired", "original")
_ADDRESS = ("record_id", "batch", "file", "sheet", "row_number", "business_key")
_IN_FORCE = exp.not_(exp.column("superseded"))


def value_findings_select(catalog: Catalog) -> exp.Query:
    """One row a wrong value of a record in force: record, field, rule, whether it was repaired, and the original."""
    return union_all([_wrong(dataset, source) for dataset, source in sorted(catalog.sources.items())])


def key_findings_select(catalog: Catalog) -> exp.Query:
    """One row a record whose key is wrong: a change of an unknown one, or other content under an equal one."""
    columns = ("record_id", "batch", "file", "sheet", "row_number", "business_key")
    return union_all(
        [
            exp.select(
                exp.alias_(exp.Literal.string(dataset), "dataset"),
                *columns,
                exp.alias_(exp.Literal.string(source.keys[0][0]), "field"),
                exp.alias_(exp.column("key_issue"), "rule"),
            )
            .from_(f"staged.{dataset}")
            .where(exp.not_(exp.column("key_issue").is_(exp.null())))
            for dataset, source in sorted(catalog.sources.items())
        ]
    )


def _wrong(dataset: str, source: Source) -> exp.Select:
    rules = {column.field: _rule(source, column) for column in fields_of(source)}
    cells = exp.Array(expressions=[_cell(source, c, rules[c.field]) for c in fields_of(source)])
    seen = (
        exp.select(*_ADDRESS, exp.alias_(exp.func("unnest", cells), "cell"))
        .from_(f"staged.{dataset}")
        .where(_IN_FORCE.copy(), exp.not_(exp.func("coalesce", *rules.values()).is_(exp.null())))
    )
    of_cell = {n: exp.Dot(this=exp.column("cell"), expression=exp.to_identifier(n)) for n in _STRUCT}
    query = (
        exp.select(
            exp.alias_(exp.Literal.string(dataset), "dataset"),
            *_ADDRESS,
            *(exp.alias_(of_cell[n], n) for n in _STRUCT),
        )
        .from_("seen")
        .where(exp.not_(of_cell["rule"].copy().is_(exp.null())))
    )
    own = _own_ways(dataset, source)
    if own is None:
        return query.with_("seen", as_=seen)
    same = exp.and_(
        *(exp.column(c, "o").eq(exp.column(c, "seen")) for c in _FILE),
        exp.column("rule", "o").eq(of_cell["rule"].copy()),
        exp.column("field", "o").eq(of_cell["field"].copy()),
    )
    query = query.join(exp.to_table("own_ways").as_("o"), on=same, join_type="anti")
    return query.with_("own_ways", as_=own).with_("seen", as_=seen)


def _rule(source: Source, column: Column) -> exp.Expr:
    """The issue of a value; an optional blank is none, several in a cell and a reversal are."""
    issue: exp.Expr = exp.column(f"{column.field}_issue")
    if not column.required:
        issue = exp.Nullif(this=issue, expression=exp.Literal.string(BLANK))
    if _beside(source, column):
        several = exp.func("len", _parts(column.field)) > 1
        return exp.func("coalesce", issue, exp.Case().when(several, "'D-19'"))
    if source.mode is Mode.append and column.field == _first_amount(source):
        reversal = exp.column(column.field) < 0
        return exp.func("coalesce", issue, exp.Case().when(reversal, "'X-12'"))
    return issue


def _first_amount(source: Source) -> str | None:
    return next((c.field for c in source.columns if c.type is ValueType.money), None)


def _beside(source: Source, column: Column) -> str | None:
    """The names that several numbers in one cell stand beside, or None."""
    joined = (r for r in source.roles.values() if r.joined and r.id_number == column.field)
    return next((r.name for r in joined), None)


def _parts(field: str) -> exp.Expr:
    return exp.Anonymous(this="cell_parts", expressions=[exp.column(field)])


def _cell(source: Source, column: Column, rule: exp.Expr) -> exp.Expr:
    """Field, rule, repaired and original of one value; numbers in one cell are taken apart if names pair with them."""
    repaired: exp.Expr = exp.not_(exp.column(column.field).is_(exp.null()))
    if names := _beside(source, column):
        repaired = exp.func("len", _parts(names)).eq(exp.func("len", _parts(column.field)))
    values = (exp.Literal.string(column.field), rule.copy(), repaired, exp.column(f"{column.field}_text"))
    return exp.Struct(
        expressions=[
            exp.PropertyEQ(this=exp.to_identifier(n), expression=v)
            for n, v in zip(_STRUCT, values, strict=True)
        ]
    )


def _own_ways(dataset: str, source: Source) -> exp.Select | None:
    """``batch, file, field, rule`` of a style in which more than half of the filled cells of a delivered column are written."""
    styled = [
        (column, rule)
        for column in source.columns
        for rule in OWN_WAYS
        if (rule == "T-04") == (column.type in (ValueType.date, ValueType.time))
        and (column.codes == "yes_no") == (rule == "T-10")
        and (rule == "T-04" or column.codes)
    ]
    if not styled:
        return None
    counts: list[exp.Expr] = [exp.column(c) for c in _FILE]
    for i, (column, rule) in enumerate(styled):
        issue = exp.column(f"{column.field}_issue")
        so = exp.Filter(
            this=exp.Count(this=exp.Star()), expression=exp.Where(this=issue.eq(exp.Literal.string(rule)))
        )
        counts.append(exp.alias_(so * 2 > exp.Count(this=exp.column(column.field)), f"own_{i}"))
    counted = exp.select(*counts).from_(f"staged.{dataset}").where(_IN_FORCE.copy()).group_by(*_FILE)
    ways = [
        exp.select(
            *_FILE,
            exp.alias_(exp.Literal.string(column.field), "field"),
            exp.alias_(exp.Literal.string(rule), "rule"),
        )
        .from_(exp.to_table("counted"))
        .where(exp.column(f"own_{i}"))
        for i, (column, rule) in enumerate(styled)
    ]
    return (
        exp.select(*_FILE, "field", "rule")
        .from_(exp.Subquery(this=union_all(ways), alias=exp.TableAlias(this=exp.to_identifier("ways"))))
        .with_("counted", as_=counted)
    )


def _part(record_id: exp.Column) -> exp.Expr:
    """The number of the table of a file that a record stands in."""
    return exp.IntDiv(this=record_id, expression=exp.Literal.number(2**32))


def repeats_select(catalog: Catalog) -> exp.Query:
    """Records whose line stands further up in the same table of the same file, word for word (X-01)."""
    return union_all([_repeated(dataset) for dataset in sorted(catalog.sources)])


def _repeated(dataset: str) -> exp.Select:
    part = _part(exp.column("record_id"))
    repeated = (
        exp.select(
            exp.alias_(part, "part"),
            "content",
            exp.alias_(exp.func("min", exp.column("record_id")), "first_record"),
        )
        .from_(f"staged.{dataset}")
        .group_by(part.copy(), exp.column("content"))
        .having(exp.Count(this=exp.Star()) > 1)
    )
    same = exp.and_(
        exp.column("content", "r").eq(exp.column("content", "s")),
        exp.column("part", "r").eq(_part(exp.column("record_id", "s"))),
        exp.column("first_record", "r") < exp.column("record_id", "s"),
    )
    return (
        exp.select(
            exp.alias_(exp.Literal.string(dataset), "dataset"), *(exp.column(c, "s") for c in _ADDRESS)
        )
        .from_(exp.to_table(f"staged.{dataset}").as_("s"))
        .join(exp.to_table("repeated").as_("r"), on=same)
        .with_("repeated", as_=repeated)
    )


def addresses_select(catalog: Catalog) -> exp.Query:
    """Every address of a record in force, and each part of one that has a column of its own, as standardised.

    ``kind`` is ``address``, or the field of a part; a village has the township ``beside`` it, where there is one.
    """
    return union_all(
        [
            _address(dataset, source, column)
            for dataset, source in sorted(catalog.sources.items())
            for column in source.columns
            if column.type is ValueType.addr or column.field in PLACE_FIELDS
        ]
    )


def _address(dataset: str, source: Source, column: Column) -> exp.Select:
    beside = column.field == "village" and any(c.field == "township" for c in source.columns)
    kind = "address" if column.type is ValueType.addr else column.field
    return (
        exp.select(
            exp.alias_(exp.Literal.string(dataset), "dataset"),
            "record_id",
            exp.alias_(exp.Literal.string(column.field), "field"),
            exp.alias_(exp.Literal.string(kind), "kind"),
            exp.alias_(exp.column(column.field), "place"),
            exp.alias_(exp.column("township") if beside else exp.cast(exp.null(), "VARCHAR"), "beside"),
        )
        .from_(f"staged.{dataset}")
        .where(_IN_FORCE.copy(), exp.not_(exp.column(column.field).is_(exp.null())))
    )


def presumptions_select(catalog: Catalog) -> exp.Query:
    """Every record in force that takes for granted that its subject lives, or is registered here, and since when not."""
    return union_all(
        [
            _presumed(dataset, source, what)
            for dataset, source in sorted(catalog.sources.items())
            for what in source.presumes
        ]
    )


def _presumed(dataset: str, source: Source, what: str) -> exp.Select:
    """``day``: what happened up to it contradicts the record; of a payment, the end of the month before."""
    presumption = source.presumes[what]  # pyright: ignore[reportArgumentType]
    day: exp.Expr = exp.column("batch_day")
    if presumption.month_of is not None:
        month = exp.func(
            "substr", exp.column(presumption.month_of), exp.Literal.number(1), exp.Literal.number(7)
        )
        first = exp.TryCast(
            this=exp.func("concat", month, exp.Literal.string("-01")), to=exp.DataType.build("DATE")
        )
        day = exp.cast(exp.Sub(this=first, expression=exp.Literal.number(1)), "DATE")
    held = [exp.column(f).isin(*values) for f, values in presumption.when.items()]
    return (
        exp.select(
            exp.alias_(exp.Literal.string(dataset), "dataset"),
            "record_id",
            exp.alias_(exp.Literal.string(what), "presumed"),
            exp.alias_(day, "day"),
        )
        .from_(f"staged.{dataset}")
        .where(_IN_FORCE.copy(), *held)
    )


def keys_select(catalog: Catalog) -> exp.Query:
    """The business key of every record, and ``written_key`` of one without: what stands where the key should be.

    A finding is known by it from delivery to delivery, though the number on the record can not be read.
    """
    return union_all([_keys(dataset, source) for dataset, source in sorted(catalog.sources.items())])


def _keys(dataset: str, source: Source) -> exp.Select:
    subjects = [role for role in source.roles.values() if role.subject]
    named = [f for role in subjects for f in (role.name, role.household) if f]
    fields = dict.fromkeys([*(f for key in source.keys for f in key), *named])
    texts = [
        exp.func(
            "coalesce", exp.cast(exp.column(f), "VARCHAR"), exp.column(f"{f}_text"), exp.Literal.string("")
        )
        for f in fields
    ]
    written = exp.Anonymous(this="concat_ws", expressions=[exp.Literal.string("\x1f"), *texts])
    keyless = exp.func("starts_with", exp.column("business_key"), exp.Literal.string(NO_KEY))
    return exp.select(
        "record_id", "business_key", exp.alias_(exp.Case().when(keyless, written), "written_key")
    ).from_(f"staged.{dataset}")
