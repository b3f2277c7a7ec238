"""The rows behind a count: as many as the suite counted, and none that is a finding already."""

from collections import Counter

import pytest
from delivered_rows import DELIVERED

from quality.expectations import EXPECTATION, run_suite
from quality.failing import failing_select


@pytest.mark.parametrize("dataset", DELIVERED)
def test_every_count_of_a_suite_opens_to_as_many_records(dataset, stage, connection, catalog):
    stage(dataset, DELIVERED[dataset])
    query = failing_select(catalog, dataset, kinds=EXPECTATION).sql(dialect="duckdb")
    opened = Counter(rule for _, rule, *_ in connection.execute(query).fetchall())
    counted = {r.check.rule: r.failed for r in run_suite(connection, catalog, dataset)}
    assert opened == {r: n for r, n in counted.items() if n and not r.endswith("row_count")}


def test_a_failing_record_is_named_with_its_rule_field_and_element(stage, connection, catalog):
    stage("real_estate", DELIVERED["real_estate"])
    rows = connection.execute(failing_select(catalog, "real_estate").sql(dialect="duckdb")).fetchall()
    assert sorted(rows, key=str) == [
        (2, "real_estate.area.between", "area", "area", None),
        (2, "real_estate.unit_number.matches", "unit_number", "unit_number", None),
    ]


def test_what_is_an_issue_of_its_cell_already_is_not_listed_again(stage, connection, catalog):
    stage("household_register", DELIVERED["household_register"])
    rows = connection.execute(failing_select(catalog, "household_register").sql(dialect="duckdb")).fetchall()
    assert {rule.rsplit(".", 1)[1] for _, rule, *_ in rows} == {"between", "length", "matches"}
