"""The tree of the layer ``findings`` that every source shares: what standardising found wrong with single values."""

from __future__ import annotations

from sqlglot import exp

from catalog.compile.ledger import union_all
from catalog.compile.staged import fields_of
from catalog.load import Catalog
from catalog.models import Column, Source

BLANK = "BLANK"


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
    cells = exp.Array(expressions=[_cell(column) for column in fields_of(source)])
    seen = exp.select(
        "record_id", "batch", "file", "sheet", "row_number", "business_key",
        exp.alias_(exp.func("unnest", cells), "cell"),
    ).from_(f"staged.{dataset}").where(exp.not_(exp.column("superseded")))  # fmt: skip
    of_cell = {n: exp.Dot(this=exp.column("cell"), expression=exp.to_identifier(n)) for n in _STRUCT}
    return (
        exp.select(
            exp.alias_(exp.Literal.string(dataset), "dataset"),
            "record_id", "batch", "file", "sheet", "row_number", "business_key",
            *(exp.alias_(of_cell[n], n) for n in _STRUCT),
        )
        .from_("seen")
        .where(exp.not_(of_cell["rule"].copy().is_(exp.null())))
        .with_("seen", as_=seen)
    )  # fmt: skip


_STRUCT = ("field", "rule", "repaired", "original")


def _cell(column: Column) -> exp.Expr:
    """Field, rule, repaired and original of one value; an optional blank is no finding."""
    issue = exp.column(f"{column.field}_issue")
    rule: exp.Expr = (
        issue if column.required else exp.Nullif(this=issue, expression=exp.Literal.string(BLANK))
    )
    values = (
        exp.Literal.string(column.field),
        rule,
        exp.not_(exp.column(column.field).is_(exp.null())),
        exp.column(f"{column.field}_text"),
    )
    return exp.Struct(
        expressions=[
            exp.PropertyEQ(this=exp.to_identifier(n), expression=v)
            for n, v in zip(_STRUCT, values, strict=True)
        ]
    )
