"""Derived elements of the built-in catalog: what follows from what, and whose record it is."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import pytest

from catalog.compile import derived_select
from catalog.load import load_catalog
from catalog.tables import catalog_tables
from sql.model import inline, load_functions, render

CATALOG = load_catalog()
SELECT = render(inline(derived_select(CATALOG), load_functions()))
TODAY = date(2026, 2, 28)


@pytest.fixture(scope="module")
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    """The built-in divisions beside an empty ledger."""
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA catalog; CREATE SCHEMA ledger")
        connection.register("divisions", catalog_tables(CATALOG)["divisions"])
        connection.execute("CREATE TABLE catalog.divisions AS FROM divisions")
        connection.execute(
            "CREATE TABLE ledger.golden (entity_type VARCHAR, entity_id VARCHAR, element VARCHAR, value VARCHAR, "
            "source VARCHAR, record_id BIGINT, as_of DATE, valid_from DATE)"
        )
        connection.execute("CREATE TABLE ledger.deaths (person_id VARCHAR, grade VARCHAR)")
        yield connection


def derived(
    engine: duckdb.DuckDBPyConnection, *golden: tuple[str, str], grade: str | None = None
) -> dict[str, Any]:
    """Element -> (value, record) of one person with these golden values, whose records are numbered from 1."""
    engine.execute("DELETE FROM ledger.golden; DELETE FROM ledger.deaths")
    for number, (element, value) in enumerate(golden, 1):
        engine.execute(
            "INSERT INTO ledger.golden VALUES ('person', 'P1', ?, ?, ?, ?, ?, ?)",
            [element, value, f"source of {element}", number, TODAY, TODAY],
        )
    if grade is not None:
        engine.execute("INSERT INTO ledger.deaths VALUES ('P1', ?)", [grade])
    rows = engine.execute(
        f"SELECT element, value, source, record_id FROM ({SELECT})", {"today": TODAY}
    ).fetchall()
    return {element: (value, source, number) for element, value, source, number in rows}


@pytest.mark.parametrize(
    ("born", "died", "age"),
    [
        ("1990-02-28", None, "36"),
        ("1990-03-01", None, "35"),
        ("1950-06-01", "2020-05-31", "69"),
        ("1990-05", None, None),
        ("1950-06-01", "2020", None),
    ],
)
def test_an_age_is_in_whole_years_today_or_at_death(
    engine: duckdb.DuckDBPyConnection, born: str, died: str | None, age: str | None
) -> None:
    golden = [("birth_date", born), *([("death_date", died)] if died else [])]
    found = derived(engine, *golden)
    assert found.get("age") == (None if age is None else (age, "source of birth_date", 1))


def test_urban_or_rural_is_presumed_from_the_division(engine: duckdb.DuckDBPyConnection) -> None:
    assert derived(engine, ("division_code", "430821001001"))["urban_rural"][0] == "城镇（推定）"
    assert derived(engine, ("division_code", "430821001200"))["urban_rural"][0] == "乡村（推定）"
    assert "urban_rural" not in derived(engine, ("division_code", "430821001000"))


@pytest.mark.parametrize(
    ("present", "registration", "life", "residence"),
    [
        ("湖南省张家界市慈利县零溪镇大庄村5组", "正常", "存活", "常住"),
        ("零溪镇大庄村5组", None, None, "常住"),
        ("慈利县城", "正常", "存活", "常住"),
        ("广东省深圳市", "正常", "存活", "外出"),
        ("上海市", "正常", "存活", "外出"),
        ("湖南省张家界市永定区", "正常", "存活", "外出"),
        (None, "迁出", "存活", "外出"),
        (None, "正常", "存活", "不详"),
        ("零溪镇大庄村5组", "死亡注销", "死亡", None),
    ],
)
def test_residence_follows_the_present_address_of_the_living(
    engine: duckdb.DuckDBPyConnection,
    present: str | None,
    registration: str | None,
    life: str | None,
    residence: str | None,
) -> None:
    said = {"present_address": present, "registration_status": registration, "life_status": life}
    found = derived(engine, *((element, value) for element, value in said.items() if value is not None))
    assert found.get("residence", (None,))[0] == residence


def test_what_is_derived_has_the_record_of_the_first_input_that_is_there(
    engine: duckdb.DuckDBPyConnection,
) -> None:
    found = derived(engine, ("registration_status", "正常"), ("present_address", "上海市"))
    assert found["residence"] == ("外出", "source of present_address", 2)
    found = derived(engine, ("registration_status", "迁出"))
    assert found["residence"] == ("外出", "source of registration_status", 1)


def test_the_grade_of_a_death_is_that_of_its_evidence(engine: duckdb.DuckDBPyConnection) -> None:
    assert derived(engine, ("life_status", "存活"), grade="C")["death_evidence"] == (
        "C",
        "source of life_status",
        1,
    )
    assert "death_evidence" not in derived(engine, ("life_status", "存活"))
