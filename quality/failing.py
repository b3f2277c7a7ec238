"""The records that break a rule, so that a count can be opened to its rows."""

from __future__ import annotations

from collections.abc import Container
from functools import reduce
from typing import Any

from sqlglot import exp

from catalog.load import Catalog
from quality.evaluated import evaluated_select
from quality.rules import RuleCheck, rules_of

BEYOND_ISSUES = frozenset({"matches", "between", "length", "holds"})
"""Kinds whose failures are found nowhere else: one defect is one finding.

What was read from a cell is its ``x_issue``; whose a repeated number or key is, is decided with the persons behind it.
"""


def failing_select(catalog: Catalog, dataset: str, kinds: Container[str] = BEYOND_ISSUES) -> exp.Query:
    """``record_id, rule, field, element, code`` of every record in force that breaks a rule of these kinds."""
    checks = [c for c in rules_of(catalog, dataset) if c.kind in kinds and c.kind != "row_count"]
    if not checks:
        return _named(None).from_(exp.to_table(f"staged.{dataset}")).where(exp.false())
    branches: list[exp.Query] = [_failing(catalog, check) for check in checks]
    return reduce(lambda left, right: exp.union(left, right, distinct=False), branches)


def _failing(catalog: Catalog, check: RuleCheck) -> exp.Select:
    """The records that break one rule."""
    judged = evaluated_select(catalog, check.dataset, [check]).subquery("judged")
    condition = broken(check)
    query = _named(check).from_(judged)
    if check.kind == "unique":
        column = exp.column(check.kwargs["column"])
        return query.where(exp.not_(column.is_(exp.null()))).qualify(condition)
    return query.where(condition)


def _named(check: RuleCheck | None) -> exp.Select:
    texts = (check.rule, check.field, check.element, check.code) if check else (None,) * 4
    columns = zip(("rule", "field", "element", "code"), texts, strict=True)
    return exp.select("record_id", *(exp.alias_(exp.cast(exp.convert(t), "VARCHAR"), n) for n, t in columns))


def broken(check: RuleCheck) -> exp.Expr:
    """The condition of a failing row; the same as Great Expectations', where null is not judged."""
    column, kwargs = exp.column(check.kwargs["column"]), check.kwargs
    match check.kind:
        case "not_null":
            return column.is_(exp.null())
        case "conform" | "agrees" | "holds":
            return exp.not_(column)
        case "in_codes":
            return exp.not_(column.isin(*kwargs["value_set"]))
        case "matches":
            return exp.not_(exp.RegexpLike(this=column, expression=exp.Literal.string(kwargs["regex"])))
        case "between":
            return exp.not_(_within(column, kwargs))
        case "length":
            return exp.not_(_within(exp.func("length", column), kwargs))
        case "unique":
            return exp.Window(this=exp.func("count", exp.Star()), partition_by=[column]) > 1
    raise ValueError(f"no condition for a rule of the kind `{check.kind}`")


def _within(value: exp.Expr, kwargs: dict[str, Any]) -> exp.Expr:
    low, high = kwargs["min_value"], kwargs["max_value"]
    bounds = []
    if low is not None:
        bounds.append(exp.GTE(this=value, expression=exp.convert(low)))
    if high is not None:
        bounds.append(exp.LTE(this=value.copy(), expression=exp.convert(high)))
    return exp.and_(*bounds)
