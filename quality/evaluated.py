"""The rows a suite judges, as one SELECT: the records in force, and for each rule the column it looks at."""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from catalog.compile import holds
from catalog.load import Catalog
from catalog.models import Mode, Source, ValueType
from quality.rules import DATES, NO_CONTENT, RuleCheck, number_beside, rules_of
from sql.model import BUILT_IN, inline, load_functions


def evaluated_select(catalog: Catalog, dataset: str, checks: Iterable[RuleCheck] | None = None) -> exp.Select:
    """``record_id`` and the columns that ``checks`` look at (all rules by default), of the records in force.

    ``x_written`` is null where the cell is blank; ``x_conforms`` tells whether what is written became a value
    (a repaired value conforms); ``x_stated`` is the value, or the text where no code was found for it;
    ``x_agrees`` tells whether a value fits the id number beside it; ``x_day`` is the last day that a date can
    mean; ``x_holds`` tells whether the record keeps a rule of its own. They are null where nothing is written.
    """
    source = catalog.sources[dataset]
    in_force = exp.not_(exp.column("superseded"))
    query = exp.select("record_id").from_(exp.to_table(f"staged.{dataset}")).where(in_force)
    named: dict[str, exp.Expr] = {}
    for check in rules_of(catalog, dataset) if checks is None else checks:
        if check.kind != "row_count":
            named[check.kwargs["column"]] = _column(source, check)
    query = query.select(*(exp.alias_(tree, name) for name, tree in named.items()))
    inlined = inline(query, load_functions((BUILT_IN,)))
    assert isinstance(inlined, exp.Select)
    return inlined


def _column(source: Source, check: RuleCheck) -> exp.Expr:
    """What one rule looks at."""
    if check.field is None:
        return _business_key(source)
    if check.kind == "holds":
        return holds(source, next(r for r in source.rules if check.kwargs["column"] == f"{r.name}_holds"))
    value, issue = exp.column(check.field), exp.column(f"{check.field}_issue")
    written = exp.func("coalesce", exp.not_(issue.isin(*NO_CONTENT)), exp.true())
    match check.kind:
        case "not_null":
            return exp.Case().when(_other_than(issue, "BLANK"), exp.true())
        case "conform":
            return exp.Case().when(written, exp.not_(value.is_(exp.null())))
        case "in_codes":
            return exp.Case().when(written, exp.func("coalesce", value, exp.column(f"{check.field}_text")))
        case "agrees":
            number = exp.column(number_beside(source, check.field) or "")
            both = exp.and_(exp.not_(value.is_(exp.null())), exp.not_(number.is_(exp.null())))
            return exp.Case().when(both, _other_than(issue, "D-20"))
        case "between" if source.column(check.field).type in DATES:
            return _last_day(value)
    return value


def _last_day(date: exp.Column) -> exp.Expr:
    """The last day that a date at its own precision can mean: a month is not before a day inside it."""
    month = exp.func("last_day", _day(exp.func("concat", date, exp.Literal.string("-01"))))
    year = _day(exp.func("concat", date, exp.Literal.string("-12-31")))
    whole = _day(exp.func("substr", date, exp.Literal.number(1), exp.Literal.number(10)))
    return exp.Case(this=exp.func("length", date)).when("4", year).when("7", month).else_(whole)


def _day(text: exp.Expr) -> exp.TryCast:
    return exp.TryCast(this=text, to=exp.DataType.build("DATE"))


def _other_than(issue: exp.Column, code: str) -> exp.NullSafeNEQ:
    return exp.NullSafeNEQ(this=issue, expression=exp.Literal.string(code))


def _business_key(source: Source) -> exp.Expr:
    """The key of a record that has a whole one; a reversal, which shares it with its original, has none."""
    whole = [exp.and_(*(exp.not_(exp.column(f).is_(exp.null())) for f in key)) for key in source.keys]
    judged: exp.Expr = exp.or_(*whole)
    amounts = [c.field for c in source.columns if c.type is ValueType.money]
    if source.mode is Mode.append and amounts:
        reversal = exp.func("coalesce", exp.column(amounts[0]) < 0, exp.false())
        judged = exp.and_(judged, exp.not_(reversal))
    return exp.Case().when(judged, exp.column("business_key"))
