"""The trees of the layer ``staged``: one delivered file standardised, and the state in force of a dataset."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from catalog.compile.places import with_division
from catalog.models import Column, Mode, Source, ValueType

OPERATION = Column(
    header="操作类型", field="operation", type=ValueType.code, codes="operation", also=("操作",)
)
"""Every delta extract carries it; a batch without it upserts."""

_FUNCTION = {ValueType.id: "id_number"}
_WITH_CORE = {
    ValueType.id, ValueType.uscc, ValueType.person_name, ValueType.date, ValueType.time, ValueType.money, ValueType.area,
    ValueType.phone,
}  # fmt: skip
_SQL_TYPE = {ValueType.money: "DECIMAL(18, 2)", ValueType.area: "DECIMAL(18, 2)", ValueType.int: "INTEGER"}


def fields_of(source: Source) -> tuple[Column, ...]:
    """The columns of the staged table in order: the declared ones, and the operation of a delta."""
    return (*source.columns, OPERATION) if source.mode is Mode.delta else source.columns


def sql_type(column: Column) -> str:
    """DuckDB type of the standard value; dates are ISO text, for a month must never become a day."""
    return _SQL_TYPE.get(column.type, "VARCHAR")


@dataclass(frozen=True)
class _Cell:
    """Names of one field's columns at each step from text to value."""

    column: Column

    @property
    def field(self) -> str:
        return self.column.field

    def at(self, step: str) -> exp.Column:
        return exp.column(f"{self.field}__{step}")

    def call(self, what: str, *args: exp.Expr) -> exp.Expr:
        name = _FUNCTION.get(self.column.type, self.column.type.value)
        return exp.Anonymous(this=f"{name}_{what}", expressions=list(args))

    @property
    def unit(self) -> exp.Expr:
        unit = self.column.codes or self.column.unit
        return exp.Literal.string(unit) if unit else exp.cast(exp.null(), "VARCHAR")


def staged_select(source: Source) -> exp.Query:
    """Standardise delivered rows: relation ``delivered`` -> one row a line, in catalog elements.

    Reads ``delivered`` (one text column a field, beside ``record_id``, ``batch_day``, ``part_division``), ``catalog.spellings``,
    ``catalog.divisions`` and ``catalog.places``.
    """
    cells = [_Cell(c) for c in fields_of(source)]
    keep = [exp.column(c) for c in ("record_id", "batch_day", "part_division")]
    raw = exp.select(*keep, *(exp.alias_(exp.column(c.field), f"{c.field}__raw") for c in cells)).from_(
        "delivered"
    )
    text = _step(
        "raw", keep, cells, {"raw": lambda c: c.at("raw"), "txt": lambda c: c.call("text", c.at("raw"))}
    )
    core = _step("text", keep, cells, {"raw": _same("raw"), "txt": _same("txt"), "core": _core})
    query = exp.select(*keep).from_("core")
    for cell in cells:
        query = query.select(cell.at("raw"), cell.at("txt"), cell.at("core"), copy=False)
        query = _with_value(query, cell)
    final = exp.select("record_id").from_("valued")
    for cell in cells:
        final = final.select(*_outcome(cell, source), copy=False)
    final = with_division(final, source)
    final = final.select(
        exp.alias_(_quarantine(cells), "quarantine_reason"),
        exp.alias_(_content(cells), "content"),
        copy=False,
    )
    for name, step in (("raw", raw), ("text", text), ("core", core), ("valued", query)):
        final = final.with_(name, as_=step, copy=False)
    return final


def _same(step: str):  # noqa: ANN202 - a column picker
    return lambda cell: cell.at(step)


def _step(relation: str, keep: list[exp.Column], cells: list[_Cell], columns: dict) -> exp.Select:
    """One CTE: the kept columns and, for each cell, one column a step."""
    select = exp.select(*(k.copy() for k in keep)).from_(relation)
    for cell in cells:
        for name, build in columns.items():
            select = select.select(exp.alias_(build(cell), f"{cell.field}__{name}"), copy=False)
    return select


def _core(cell: _Cell) -> exp.Expr:
    if cell.column.type is ValueType.code:
        return cell.call("label", cell.at("txt"))
    if cell.column.type is ValueType.div or cell.column.type in _WITH_CORE:
        return cell.call("core", cell.at("txt"))
    return cell.at("txt")


def _with_value(query: exp.Select, cell: _Cell) -> exp.Select:
    """Add the joins and the value of one cell; codes and divisions are looked up, the rest computed."""
    field = cell.field
    if cell.column.type is ValueType.code:
        direct, label = f"{field}__direct", f"{field}__label"
        for alias, on in ((direct, "txt"), (label, "core")):
            query = query.join(
                exp.to_table("catalog.spellings").as_(alias),
                on=exp.and_(
                    exp.column("list", alias).eq(cell.column.codes),
                    exp.column("spelling", alias).eq(cell.at(on)),
                ),
                join_type="left",
                copy=False,
            )
        found = exp.func("coalesce", exp.column("code", direct), exp.column("code", label))
        return query.select(
            exp.alias_(exp.column("code", direct), f"{field}__exact"),
            exp.alias_(found, f"{field}__value"),
            copy=False,
        )
    if cell.column.type is ValueType.div:
        alias = f"{field}__known"
        query = query.join(
            exp.to_table("catalog.divisions").as_(alias),
            on=exp.column("code", alias).eq(cell.at("core")),
            join_type="left",
            copy=False,
        )
        return query.select(exp.alias_(exp.column("code", alias), f"{field}__value"), copy=False)
    value = cell.call("value", cell.at("core"), cell.at("txt"), exp.column("batch_day"), cell.unit)
    return query.select(exp.alias_(value, f"{field}__value"), copy=False)


def _outcome(cell: _Cell, source: Source) -> list[exp.Expr]:
    """``x``, ``x_issue``, ``x_text`` and, for dates, ``x_precision``."""
    value, text = cell.at("value"), exp.Anonymous(this="plain", expressions=[cell.at("raw")])
    changed = exp.or_(exp.column(f"{cell.field}__value").is_(exp.null()), value.neq(cell.at("raw")))
    if sql_type(cell.column) != "VARCHAR":
        # 120.5 is 120.50: a number has changed when its cell held more than the number
        changed = exp.or_(
            exp.column(f"{cell.field}__value").is_(exp.null()), cell.at("core").neq(cell.at("raw"))
        )
    columns: list[exp.Expr] = [
        exp.alias_(value, cell.field),
        exp.alias_(_issue(cell, source), f"{cell.field}_issue"),
        exp.alias_(exp.Case().when(changed, text), f"{cell.field}_text"),
    ]
    if cell.column.type in (ValueType.date, ValueType.time):
        precision = exp.Case(this=exp.func("length", value)).when("10", "'day'").when("7", "'month'")
        precision = precision.when("4", "'year'").when("19", "'second'")
        columns.append(exp.alias_(precision, f"{cell.field}_precision"))
    return columns


def _issue(cell: _Cell, source: Source) -> exp.Expr:
    core = cell.at("exact") if cell.column.type is ValueType.code else cell.at("core")
    issue = cell.call(
        "issue", cell.at("raw"), cell.at("txt"), core, cell.at("value"), exp.column("batch_day"), cell.unit
    )
    contradiction = _contradicts_number(cell, source)
    return issue if contradiction is None else exp.func("coalesce", contradiction, issue)


def _contradicts_number(cell: _Cell, source: Source) -> exp.Expr | None:
    """D-20: the birth date or sex beside a valid id number says otherwise; charged to the column, not the person."""
    for role in source.roles.values():
        if role.id_number is None or role.joined or cell.field not in (role.birth_date, role.sex):
            continue
        what = "birth" if cell.field == role.birth_date else "sex"
        args = [exp.column(f"{role.id_number}__value"), cell.at("value")]
        if what == "birth":
            args.append(cell.at("txt"))
        return exp.Anonymous(this=f"{what}_contradiction", expressions=args)
    return None


def _quarantine(cells: list[_Cell]) -> exp.Expr:
    """Why nobody can use the line: test data (X-11) in a name or in the head of a text."""
    tests = [
        exp.Anonymous(this="is_test_name" if c.column.type is ValueType.person_name else "is_test_text",
                      expressions=[c.at("txt")])
        for c in cells
        if c.column.type in (ValueType.person_name, ValueType.text)
    ]  # fmt: skip
    return (
        exp.Case().when(exp.or_(*tests, copy=False), "'TEST_DATA'")
        if tests
        else exp.cast(exp.null(), "VARCHAR")
    )


def _content(cells: list[_Cell]) -> exp.Expr:
    """64 bits of what the line says, so that equal lines of two deliveries are seen as equal."""
    parts = [exp.func("coalesce", cell.at("raw"), exp.Literal.string("")) for cell in cells
             if not cell.column.counter]  # fmt: skip
    joined = exp.Anonymous(this="concat_ws", expressions=[exp.Literal.string("\x1f"), *parts])
    return exp.Anonymous(this="fingerprint", expressions=[joined])
