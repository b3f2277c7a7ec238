"""Rules of the catalog as Great Expectations suites, validated over the open warehouse."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy
from sqlalchemy.exc import DBAPIError
from sqlglot import exp

from catalog.load import Catalog
from quality.counting import ROWS, counts_select
from quality.dialect import URL, Connection, creator, engine_over
from quality.evaluated import evaluated_select
from quality.rules import RuleCheck, rules_of

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuite
    from great_expectations.core.expectation_validation_result import ExpectationValidationResult
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext
    from great_expectations.expectations.expectation import Expectation

EXPECTATION = {
    "not_null": "expect_column_values_to_not_be_null",
    "conform": "expect_column_values_to_be_in_set",
    "in_codes": "expect_column_values_to_be_in_set",
    "agrees": "expect_column_values_to_be_in_set",
    "holds": "expect_column_values_to_be_in_set",
    "matches": "expect_column_values_to_match_regex",
    "between": "expect_column_values_to_be_between",
    "length": "expect_column_value_lengths_to_be_between",
    "unique": "expect_column_values_to_be_unique",
    "row_count": "expect_table_row_count_to_be_between",
}
"""Kind of rule -> Great Expectations type: the closed list of what is used."""

_COUNTS = {"result_format": "BASIC", "partial_unexpected_count": 0}
"""Figures and no values: samples of failing rows are personal."""


class SuiteError(Exception):
    """A suite could not be evaluated, which says nothing of the data; names rules, quotes no values."""


@dataclass(frozen=True)
class RuleResult:
    """What became of one rule: elements evaluated (rows with something to judge) and failed."""

    check: RuleCheck
    evaluated: int
    failed: int

    @property
    def success(self) -> bool:
        """No element failed."""
        return self.failed == 0


def suite_of(catalog: Catalog, dataset: str) -> ExpectationSuite:
    """The rules of a dataset as a suite; ``.to_json_dict()`` is its readable form."""
    _context()
    from great_expectations.core import ExpectationSuite
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    suite = ExpectationSuite(name=dataset, meta={"title": catalog.sources[dataset].title})
    for check in rules_of(catalog, dataset):
        meta = {
            "rule": check.rule,
            "title": check.title,
            "dimension": check.dimension.value,
            "severity": check.severity.value,
            "weight": check.weight,
        }
        kwargs = {k: v for k, v in check.kwargs.items() if v is not None}
        suite.add_expectation_configuration(
            ExpectationConfiguration(type=EXPECTATION[check.kind], kwargs=kwargs, meta=meta)
        )
    return suite


def run_suite(connection: Connection, catalog: Catalog, dataset: str) -> list[RuleResult]:
    """Validate ``staged.<dataset>`` as committed; raises SuiteError when a rule could not be evaluated.

    DuckDB counts every rule in one statement, and Great Expectations gives its verdicts on these metric values:
    its own engine asks for them in some thirty statements. ``run_suite_in_engine`` is that engine.
    """
    checks = rules_of(catalog, dataset)
    counts = _counts(connection, catalog, dataset, checks)
    expectations = {_rule(e.meta): e for e in suite_of(catalog, dataset).expectations}
    results = {}
    for i, check in enumerate(checks):
        figures = (counts[ROWS], counts.get(f"empty_{i}", 0), counts.get(f"failed_{i}", 0))
        results[check.rule] = _verdict(expectations[check.rule], *figures)
    return [_result(check, results[check.rule]) for check in checks]


def run_suite_in_engine(connection: Connection, catalog: Catalog, dataset: str) -> list[RuleResult]:
    """The same results, counted by Great Expectations' own SQL engine: the measure of ``run_suite``."""
    checks = rules_of(catalog, dataset)
    suite = suite_of(catalog, dataset)
    sources = _context().data_sources
    options: dict[str, Any] = {"create_temp_table": False, "kwargs": {"creator": creator(connection)}}
    warehouse = sources.add_sql("warehouse", connection_string=URL, **options)
    try:
        query = evaluated_select(catalog, dataset).sql(dialect="duckdb")
        batch = warehouse.add_query_asset(dataset, query).add_batch_definition("in force").get_batch()
        validated = batch.validate(suite, result_format=_COUNTS)
    finally:
        warehouse.get_engine().dispose()
        sources.delete("warehouse")
    found = {_rule(c.meta): result for result in validated.results if (c := result.expectation_config)}
    _raise_what_broke(found)
    return [_result(check, found[check.rule]) for check in checks]


def _counts(
    connection: Connection, catalog: Catalog, dataset: str, checks: Sequence[RuleCheck]
) -> dict[str, int]:
    """The figures of all rules by their name in ``counts_select``; a sum over no rows is 0."""
    with engine_over(connection).connect() as session:
        for check in checks:
            if check.kind == "matches":
                tried = exp.select(
                    exp.RegexpLike(
                        this=exp.Literal.string(""), expression=exp.Literal.string(check.kwargs["regex"])
                    )
                )
                _row(session, tried, f"{check.rule}: not a pattern of RE2")
        figures = _row(session, counts_select(catalog, dataset, checks), f"not evaluated: {dataset}")
    return {name: value or 0 for name, value in figures.items()}


def _row(session: sqlalchemy.Connection, query: exp.Query, failure: str) -> Mapping[str, Any]:
    """The one row of a query; the engine's own text is left out of what is raised, for it may quote cells."""
    try:
        return dict(session.exec_driver_sql(query.sql(dialect="duckdb")).mappings().one())
    except DBAPIError as error:
        raise SuiteError(f"{failure}: {type(error.orig).__name__}") from None


def _verdict(expectation: Expectation, rows: int, empty: int, failed: int) -> ExpectationValidationResult:
    """Great Expectations' verdict on metric values that are known already."""
    runtime: dict[str, Any] = {"result_format": _COUNTS}
    wanted = expectation.get_validation_dependencies(
        runtime_configuration=runtime
    ).get_metric_configurations()
    metrics: dict[Any, Any] = {}
    for metric in wanted:
        name = metric.metric_name
        if name == "table.row_count":
            metrics[metric.id] = rows
        elif name == "column_values.nonnull.unexpected_count":
            metrics[metric.id] = empty
        elif name.endswith(".unexpected_count"):
            metrics[metric.id] = failed
        elif name.endswith(".unexpected_values"):
            metrics[metric.id] = []
        else:
            raise SuiteError(f"no figure for the metric `{name}`")
    return expectation.metrics_validate(metrics, runtime_configuration=runtime)


def _rule(meta: dict[str, Any] | None) -> str:
    """The rule an expectation was made of."""
    return (meta or {})["rule"]


def _raise_what_broke(found: dict[str, ExpectationValidationResult]) -> None:
    """Great Expectations hands back a broken expectation as a failed one; here it stops the suite."""
    broken = {rule: kind for rule, result in sorted(found.items()) if (kind := _kind(result.exception_info))}
    if broken:
        rules = list(broken)
        more = f" and {len(rules) - 3} more" if len(rules) > 3 else ""
        raise SuiteError(f"not evaluated: {', '.join(rules[:3])}{more}: {broken[rules[0]]}")


def _kind(info: dict[str, Any]) -> str | None:
    """The class of the exception inside a result, or None; its text is left out, for it may quote cells."""
    for raised in (info, *(i for i in info.values() if isinstance(i, dict))):
        if raised.get("raised_exception"):
            named = re.findall(r"\b(\w+(?:Exception|Error))\b", str(raised.get("exception_traceback")))
            return named[-1] if named else "exception"
    return None


def _result(check: RuleCheck, result: ExpectationValidationResult) -> RuleResult:
    figures: dict[str, Any] = result.result
    if check.kind == "row_count":
        return RuleResult(check, 1, 0 if result.success else 1)
    evaluated = figures["element_count"] - figures.get("missing_count", 0)
    return RuleResult(check, evaluated, figures["unexpected_count"] or 0)  # the sum over no rows is null


def _context() -> EphemeralDataContext:
    """A context in memory that sends nothing and draws nothing; the first import costs 4 seconds."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = great_expectations.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context
