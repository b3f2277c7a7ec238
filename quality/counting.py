"""The figures of a suite in one statement: for each rule how many elements are judged and how many fail."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from catalog.load import Catalog
from quality.evaluated import evaluated_select
from quality.failing import broken
from quality.rules import RuleCheck

ROWS = "rows"


def counts_select(catalog: Catalog, dataset: str, checks: Sequence[RuleCheck]) -> exp.Select:
    """One row: ``rows``, and for check i ``failed_i`` and ``empty_i`` (null elements, which are not judged)."""
    of_rows = [c for c in checks if c.kind != "row_count"]
    query = exp.select(exp.alias_(exp.Count(this=exp.Star()), ROWS))
    for i, check in enumerate(checks):
        if check.kind == "row_count":
            continue
        empty = exp.column(check.kwargs["column"]).is_(exp.null())
        failed = _repeated(catalog, check) if check.kind == "unique" else _count(broken(check))
        query = query.select(
            exp.alias_(failed, f"failed_{i}"), exp.alias_(_count(empty), f"empty_{i}"), copy=False
        )
    return query.from_(evaluated_select(catalog, dataset, of_rows).subquery("judged"))


def _count(condition: exp.Expr) -> exp.Filter:
    return exp.Filter(this=exp.Count(this=exp.Star()), expression=exp.Where(this=condition))


def _repeated(catalog: Catalog, check: RuleCheck) -> exp.Expr:
    """Elements whose value occurs more than once; grouping is cheaper than a window over all rows."""
    column = exp.column(check.kwargs["column"])
    groups = (
        exp.select(exp.alias_(exp.Count(this=exp.Star()), "occurrences"))
        .from_(evaluated_select(catalog, check.dataset, [check]).subquery("judged"))
        .where(exp.not_(column.is_(exp.null())))
        .group_by(column)
        .having(exp.Count(this=exp.Star()) > 1)
    )
    return (
        exp.select(exp.func("sum", exp.column("occurrences"))).from_(groups.subquery("repeated")).subquery()
    )
