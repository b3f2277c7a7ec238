"""Rules of the catalog as Great Expectations suites, validated over the open warehouse."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from catalog.load import Catalog
from quality.dialect import URL, Connection, creator, is_pattern
from quality.evaluated import evaluated_select
from quality.rules import RuleCheck, rules_of

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuite
    from great_expectations.core.expectation_validation_result import ExpectationValidationResult
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext

EXPECTATION = {
    "not_null": "expect_column_values_to_not_be_null",
    "conform": "expect_column_values_to_be_in_set",
    "in_codes": "expect_column_values_to_be_in_set",
    "agrees": "expect_column_values_to_be_in_set",
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
    """Validate ``staged.<dataset>`` as committed; raises SuiteError when a rule could not be evaluated."""
    checks = rules_of(catalog, dataset)
    _lint(connection, checks)
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
    found = {c.meta["rule"]: result for result in validated.results if (c := result.expectation_config)}
    _raise_what_broke(found)
    return [_result(check, found[check.rule]) for check in checks]


def _lint(connection: Connection, checks: Iterable[RuleCheck]) -> None:
    """One pattern that is not RE2 would break every rule of its suite: it is found before."""
    for check in checks:
        if check.kind == "matches" and not is_pattern(connection, check.kwargs["regex"]):
            raise SuiteError(f"{check.rule}: `{check.kwargs['regex']}` is not a pattern of RE2")


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
