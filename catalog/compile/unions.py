"""Several SELECTs with equal columns as one query."""

from __future__ import annotations

from sqlglot import exp


def union_all(branches: list[exp.Select]) -> exp.Query:
    """One query of several with equal columns; a branch with CTEs of its own becomes a subquery."""
    alone = [_as_subquery(b) if b.args.get("with_") else b for b in branches]
    query: exp.Query = alone[0]
    for branch in alone[1:]:
        query = exp.union(query, branch, distinct=False, copy=False)
    return query


def _as_subquery(branch: exp.Select) -> exp.Select:
    return exp.select("*").from_(
        exp.Subquery(this=branch, alias=exp.TableAlias(this=exp.to_identifier("branch")))
    )
