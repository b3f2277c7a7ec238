"""What the warnings can not tell, and that each says what the rule contract asks for."""

from functools import cache

import duckdb

from assets.alerts import LEAD, gaps_select, leads_select, rules_select
from assets.tables import county_models
from catalog.load import load_catalog
from catalog.tables import catalog_tables
from sql.model import AlertMatter, Model, render

CATALOG = load_catalog()


@cache
def models() -> dict[str, Model]:
    """Every built-in model, compiled ones included."""
    return county_models(CATALOG)


@cache
def alerts() -> list[Model]:
    """The built-in warnings."""
    return [m for n, m in sorted(models().items()) if isinstance(m.matter, AlertMatter)]


def gaps(lists: list[tuple[str, str, bool]]) -> set[tuple[str, str, str]]:
    """(alert, datum, explanation) for the lists that were delivered."""
    with duckdb.connect() as engine:
        engine.execute("CREATE SCHEMA catalog; CREATE SCHEMA ledger")
        engine.register("frame", catalog_tables(CATALOG)["sources"])
        engine.execute("CREATE TABLE catalog.sources AS FROM frame")
        engine.execute("CREATE TABLE ledger.lists (dataset VARCHAR, list_day VARCHAR, complete BOOLEAN)")
        if lists:
            engine.executemany("INSERT INTO ledger.lists VALUES (?, ?, ?)", lists)
        found = engine.execute(
            f"SELECT alert, datum, explanation FROM ({render(gaps_select(alerts()))})"
        ).fetchall()
    assert len(found) == len(set(found))
    return set(found)


def test_a_list_that_never_came_or_came_in_part_is_a_gap_and_a_whole_one_is_none() -> None:
    title = CATALOG.sources["student_enrollment"].title
    never = ("school_age_not_enrolled", title, f"无法判断：还没有收到可用的{title}。")
    partly = ("school_age_not_enrolled", title, f"部分无法判断：2025-12-31报送的{title}不全，有文件未接收。")
    assert never in gaps([])
    assert partly in gaps([("student_enrollment", "2025-12-31", False)])
    whole = gaps([("student_enrollment", "2025-12-31", True)])
    assert {never, partly}.isdisjoint(whole)


def test_data_that_no_extract_has_are_gaps_whatever_was_delivered() -> None:
    gap = (
        "several_marriages_in_force",
        "法院判决和外地登记的离婚",
        "无法判断：没有法院判决和外地登记的离婚。前一婚姻可能已由法院解除。",
    )
    assert gap in gaps([])
    assert gap in gaps([(dataset, "2025-12-31", True) for dataset in CATALOG.sources])


def test_every_warning_names_a_department_its_lists_and_its_parameters() -> None:
    for alert in alerts():
        matter = alert.matter
        assert isinstance(matter, AlertMatter)
        assert matter.recipient in CATALOG.departments, alert.name
        assert set(matter.needs) <= set(CATALOG.sources), alert.name
        read = alert.sql() + "".join(
            models()[t].sql() for t in alert.depends_on if t in ("ledger.deaths", "ledger.doubles")
        )
        own = {name for name in CATALOG.parameters if f"'{name}'" in alert.sql()}
        assert own <= set(matter.params), alert.name
        assert all(f"'{name}'" in read and name in CATALOG.parameters for name in matter.params), alert.name


def test_leads_and_rules_have_a_row_a_warning_under_its_own_name() -> None:
    with duckdb.connect() as engine:
        rules = engine.execute(f"SELECT alert, policy_ref FROM ({render(rules_select(alerts()))})").fetchall()
        engine.execute("CREATE SCHEMA alerts")
        for alert in alerts():
            columns = ", ".join(f"'{alert.name}' AS {name}" for name in LEAD)
            engine.execute(f"CREATE TABLE {alert.name} AS SELECT {columns}")
        leads = engine.execute(f"SELECT rule, alert FROM ({render(leads_select(alerts()))})").fetchall()
    assert (
        {alert for alert, _ in rules}
        == {alert for _, alert in leads}
        == {a.name.split(".")[1] for a in alerts()}
    )
    assert all(rule == f"alerts.{alert}" for rule, alert in leads)
    # no document number is known to be in force in this county
    assert {policy for _, policy in rules} == {"未配置"}


def test_warnings_read_the_ledger_and_the_catalog_only() -> None:
    for alert in alerts():
        assert {table.split(".")[0] for table in alert.depends_on} <= {"ledger", "catalog"}, alert.name
        assert all(table in models() or table.startswith("catalog.") for table in alert.depends_on)
