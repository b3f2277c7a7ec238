"""Suites over DuckDB say what Great Expectations' own pandas engine says of the same rows."""

import dataclasses
import json

import duckdb
import great_expectations
import pandas as pd
import pytest
from delivered_rows import DELIVERED, REGISTER
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.models import Rule
from quality.evaluated import evaluated_select
from quality.expectations import EXPECTATION, SuiteError, run_suite, run_suite_in_engine, suite_of
from quality.rules import rules_of

Figures = dict[str, tuple[bool, int, int]]


def figures(results) -> Figures:
    return {r.check.rule: (r.success, r.evaluated, r.failed) for r in results}


def by_counts(connection, catalog, dataset) -> Figures:
    """DuckDB's counts in one statement, handed to Great Expectations."""
    return figures(run_suite(connection, catalog, dataset))


def by_engine(connection, catalog, dataset) -> Figures:
    """Great Expectations' own SQL engine over DuckDB."""
    return figures(run_suite_in_engine(connection, catalog, dataset))


def by_pandas(connection, catalog, dataset) -> Figures:
    """The same suite over the same rows in Great Expectations' own engine for frames."""
    rows = connection.execute(evaluated_select(catalog, dataset).sql(dialect="duckdb"))
    names = [column[0] for column in rows.description]
    frame = pd.DataFrame(rows.fetchall(), columns=names, dtype=object)
    suite = suite_of(catalog, dataset)
    source = great_expectations.get_context(mode="ephemeral").data_sources.add_pandas("rows")
    batch = source.add_dataframe_asset(dataset).add_batch_definition_whole_dataframe("all")
    validated = batch.get_batch({"dataframe": frame}).validate(suite, result_format="BASIC")
    found: Figures = {}
    for result in validated.results:
        config, counts = result.expectation_config, result.result
        raised = [i for i in result.exception_info.values() if isinstance(i, dict) and i["raised_exception"]]
        assert not raised, raised[0]["exception_message"]
        if config.type == "expect_table_row_count_to_be_between":
            found[config.meta["rule"]] = (result.success, 1, int(not result.success))
        else:
            judged = counts["element_count"] - counts.get("missing_count", 0)
            found[config.meta["rule"]] = (result.success, judged, counts["unexpected_count"])
    return found


@pytest.mark.parametrize("dataset", DELIVERED)
def test_verdict_and_counts_of_every_rule_are_those_of_either_engine(dataset, stage, connection, catalog):
    stage(dataset, DELIVERED[dataset])
    ours = by_counts(connection, catalog, dataset)
    assert ours == by_engine(connection, catalog, dataset)
    assert ours == by_pandas(connection, catalog, dataset)


def test_every_kind_of_rule_is_broken_by_a_delivered_row_and_passed_by_another(stage, connection, catalog):
    failed, passed = set(), set()
    for dataset, rows in DELIVERED.items():
        stage(dataset, rows)
        for result in run_suite(connection, catalog, dataset):
            failed |= {result.check.kind} if result.failed else set()
            passed |= {result.check.kind} if result.evaluated > result.failed else set()
    assert failed == set(EXPECTATION)
    assert passed == set(EXPECTATION)


CELLS = {
    "公民身份号码": st.sampled_from(
        ["", "无", REGISTER[0]["公民身份号码"], "439901199003070111", "4.39901E+17"]
    ),
    "姓名": st.sampled_from(["", "张 伟", "张伟", "？", "无"]),
    "性别": st.sampled_from(["", "1", "男", "1男", "乱", "不详"]),
    "出生日期": st.sampled_from(["", "1990-03-07", "1990-03", "1850-01-01", "9999-12-31", "三月"]),
    "户号": st.text(alphabet="A1- 号", max_size=24),
}


@pytest.fixture
def three_ways(stage, connection, catalog):
    """Stages rows of the register and hands back the figures of each way to count."""

    def run(rows: list[dict[str, str]]) -> list[Figures]:
        stage("household_register", rows)
        return [by(connection, catalog, "household_register") for by in (by_counts, by_engine, by_pandas)]

    return run


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.fixed_dictionaries(CELLS), min_size=1, max_size=8))
def test_any_delivery_gets_the_figures_of_either_engine(rows, three_ways):
    counts, engine, pandas = three_ways(rows)
    assert counts == engine == pandas


def figures_of(stage, connection, catalog, dataset, rows) -> dict[str, tuple[int, int]]:
    stage(dataset, rows)
    return {r.check.rule: (r.evaluated, r.failed) for r in run_suite(connection, catalog, dataset)}


def test_a_blank_cell_is_one_defect_of_completeness_and_nothing_else(stage, connection, catalog):
    figures = figures_of(stage, connection, catalog, "household_register", [{"姓名": ""}])
    assert figures["household_register.name.not_null"] == (1, 1)
    assert figures["household_register.name.conform"] == (0, 0)
    assert figures["household_register.name.length"] == (0, 0)


def test_a_damaged_value_is_written_but_does_not_conform(stage, connection, catalog):
    figures = figures_of(stage, connection, catalog, "household_register", [{"出生日期": "1990年13月"}])
    assert figures["household_register.birth_date.not_null"] == (1, 0)
    assert figures["household_register.birth_date.conform"] == (1, 1)
    assert figures["household_register.birth_date.between"] == (0, 0)


def test_a_repaired_value_conforms(stage, connection, catalog):
    rows = [
        {
            "姓名": "张　伟",
            "性别": "1男",
            "出生日期": "1990年3月7日",
            "公民身份号码": "４３９９０１１９９００３０７０１１８",
        }
    ]
    figures = figures_of(stage, connection, catalog, "household_register", rows)
    assert figures["household_register.name.conform"] == (1, 0)
    assert figures["household_register.sex.in_codes"] == (1, 0)
    assert figures["household_register.birth_date.conform"] == (1, 0)


def test_a_year_is_not_before_a_day_inside_it(stage, connection, catalog):
    dates = [
        {"成立日期": day} for day in ("1949", "1949-10", "1949-09", "1948", "1949年9月30日", "2020-05-01")
    ]
    figures = figures_of(stage, connection, catalog, "individual_business", dates)
    assert figures["individual_business.founded_date.between"] == (6, 3)


def test_a_word_for_nothing_is_neither_blank_nor_judged(stage, connection, catalog):
    figures = figures_of(stage, connection, catalog, "household_register", [{"曾用名": "无", "性别": "不详"}])
    assert figures["household_register.former_name.conform"] == (0, 0)
    assert figures["household_register.sex.in_codes"] == (0, 0)


def test_a_column_that_contradicts_the_number_is_a_defect_of_consistency(stage, connection, catalog):
    figures = figures_of(stage, connection, catalog, "household_register", REGISTER)
    assert figures["household_register.sex.agrees"] == (3, 1)
    assert figures["household_register.birth_date.agrees"] == (3, 1)


def test_a_reversal_is_no_repeated_key_and_an_incomplete_key_is_not_judged(stage, connection, catalog):
    figures = figures_of(stage, connection, catalog, "subsidy_payment", DELIVERED["subsidy_payment"])
    assert figures["subsidy_payment.business_key.unique"] == (3, 2)


def test_superseded_records_are_not_judged(stage, connection, catalog):
    stage("household_register", REGISTER)
    connection.execute("UPDATE staged.household_register SET superseded = record_id > 1")
    figures = {r.check.rule: r.evaluated for r in run_suite(connection, catalog, "household_register")}
    assert figures["household_register.id_number.not_null"] == 1


def test_an_empty_table_fails_its_row_count_and_nothing_else_is_evaluated(stage, connection, catalog):
    stage("grid_event", [])
    results = run_suite(connection, catalog, "grid_event")
    assert [r.check.kind for r in results if r.failed] == ["row_count"]
    assert {r.evaluated for r in results if r.check.kind != "row_count"} == {0}


@pytest.mark.parametrize("run", [run_suite, run_suite_in_engine])
def test_a_broken_table_raises_and_is_not_a_failed_rule(run, stage, connection, catalog):
    stage("household_register", REGISTER)
    connection.execute("ALTER TABLE staged.household_register DROP COLUMN sex_issue")
    with pytest.raises(SuiteError, match=r"not evaluated: household_register.*BinderException") as raised:
        run(connection, catalog, "household_register")
    assert "张伟" not in str(raised.value)


def test_a_pattern_that_is_not_re2_is_named_before_the_suite_runs(stage, connection, catalog):
    stage("household_register", REGISTER)
    element = catalog.elements["person", "household_number"]
    broken = element.model_copy(update={"rules": (Rule(type="matches", pattern="(?=x)"),)})
    changed = dataclasses.replace(
        catalog, elements=catalog.elements | {("person", "household_number"): broken}
    )
    with pytest.raises(SuiteError, match=r"household_register.household_number.matches"):
        run_suite(connection, changed, "household_register")


def test_a_suite_is_readable_json_with_its_rule_ids(catalog):
    suite = json.loads(json.dumps(suite_of(catalog, "household_register").to_json_dict(), ensure_ascii=False))
    rules = {e["meta"]["rule"]: e for e in suite["expectations"]}
    assert rules["household_register.sex.in_codes"]["kwargs"]["value_set"] == ["0", "1", "2", "9"]
    assert rules["household_register.name.not_null"]["meta"]["title"] == "姓名不得为空"


def test_suites_send_nothing_and_draw_nothing(stage, connection, catalog, capfd):
    stage("household_register", REGISTER)
    run_suite(connection, catalog, "household_register")
    run_suite_in_engine(connection, catalog, "household_register")
    assert capfd.readouterr() == ("", "")


def test_the_warehouse_file_is_free_after_a_suite(stage, connection, catalog, tmp_path):
    stage("grid_event", [])
    file = tmp_path / "w.duckdb"
    connection.execute(f"ATTACH '{file}' AS w; CREATE SCHEMA w.staged")
    connection.execute("CREATE TABLE w.staged.grid_event AS SELECT * FROM staged.grid_event; DETACH w")
    warehouse = duckdb.connect(str(file))
    run_suite(warehouse, catalog, "grid_event")
    run_suite_in_engine(warehouse, catalog, "grid_event")
    warehouse.close()
    with duckdb.connect(str(file), config={"threads": "1"}) as reopened:
        reopened.execute("DROP TABLE staged.grid_event")
        assert reopened.execute("SELECT count(*) FROM duckdb_tables()").fetchall() == [(0,)]


def test_rule_ids_are_unique_over_all_datasets(catalog):
    rules = [check.rule for dataset in catalog.sources for check in rules_of(catalog, dataset)]
    assert len(rules) == len(set(rules))
