"""Every standardising function against a table of cases: what a department writes, what it means, what is wrong with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlglot import exp, parse_one

from assets.landing.deliveries import Batch
from sql.model import inline, load_functions, render

DAY = "DATE '2025-12-31'"
FUNCTIONS = load_functions()
CONNECTION = duckdb.connect()


def standardise(kind: str, raw: str | None, unit: str | None = None) -> tuple[object, str | None]:
    """Value and issue of one cell, by the same steps as the staged tables: text, core, value, issue."""
    value, issue = CONNECTION.execute(_steps(kind, unit), {"raw": raw}).fetchall()[0]
    return value, issue


@cache
def _steps(kind: str, unit: str | None) -> str:
    has_core = f"{kind}_core" in FUNCTIONS
    unit_sql = f"'{unit}'" if unit else "NULL::VARCHAR"
    steps = (
        f"WITH a AS (SELECT $raw::VARCHAR AS r), b AS (SELECT r, {kind}_text(r) AS t FROM a), "
        f"c AS (SELECT r, t, {f'{kind}_core(t)' if has_core else 't'} AS k FROM b), "
        f"d AS (SELECT *, {kind}_value(k, t, {DAY}, {unit_sql}) AS v FROM c) "
        f"SELECT v, {kind}_issue(r, t, k, v, {DAY}, {unit_sql}) FROM d"
    )
    return render(inline(parse_one(steps, dialect="duckdb"), FUNCTIONS))


ID_NUMBERS = [
    ("439901199003072486", "439901199003072486", None),
    ("43990119850615004X", "43990119850615004X", None),
    ("439901202402290151", "439901202402290151", None),
    ("11010519491231002X", "11010519491231002X", None),
    ("43990119850615004x", "43990119850615004X", "D-04"),
    ("４３９９０１１９９００３０７２４８６", "439901199003072486", "D-04"),
    ("43990119850615004×", "43990119850615004X", "D-04"),
    ("43990119850615004*", "43990119850615004X", "D-04"),
    ("439901 19900307 2486", "439901199003072486", "D-05"),
    ("'439901199003072486", "439901199003072486", "D-05"),
    ("身份证号:439901199003072486", "439901199003072486", "D-05"),
    ("439901-19900307-2486", "439901199003072486", "D-05"),
    ("439901850615004", "43990119850615004X", "D-06"),
    ("43990119900307248641", "439901199003072486", "D-16"),
    ("G439901199003072486", "439901199003072486", "D-16"),
    ("439901199003072000", None, "D-01"),
    ("4.39901E+17", None, "D-02"),
    ("439901199003072487", None, "D-07"),
    ("43990119900307248", None, "D-07"),
    ("4399011990030724866", None, "D-07"),
    ("43990120231301012X", None, "D-08"),
    ("111111111111111111", None, "D-09"),
    ("无", None, "D-09"),
    ("新生儿", None, "D-09"),
    ("439901********2486", None, "D-18"),
    ("439901199003072486、439901195203071236", None, "D-19"),
    ("E12345678", None, "D-16"),
    (None, None, "BLANK"),
    ("  ", None, "BLANK"),
]


@pytest.mark.parametrize(("raw", "value", "issue"), ID_NUMBERS)
def test_an_id_number_is_read_graded_and_never_guessed(
    raw: str | None, value: str | None, issue: str | None
) -> None:
    assert standardise("id_number", raw) == (value, issue)


def test_a_number_born_after_the_delivery_is_impossible() -> None:
    assert standardise("id_number", _with_check("43990120260101001")) == (None, "D-08")


@settings(deadline=None)
@given(st.dates(date(1900, 1, 1), date(2025, 12, 30)), st.integers(0, 999))
def test_any_number_with_a_right_check_character_is_usable_and_a_changed_digit_is_not(
    birth: date, sequence: int
) -> None:
    number = _with_check(f"439901{birth:%Y%m%d}{sequence:03d}")
    assert standardise("id_number", number) == (number, None)
    wrong = number[:16] + str((int(number[16]) + 1) % 10) + number[17]
    assert standardise("id_number", wrong)[0] is None


def _with_check(digits: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11]


CREDIT_CODES = [
    ("91110000600037341L", "91110000600037341L", None),
    ("91439901MA1QWE2R9D", "91439901MA1QWE2R9D", None),
    ("92439901MA1QWE2R9A", "92439901MA1QWE2R9A", None),
    ("N2439901MA1QWE2R9W", "N2439901MA1QWE2R9W", None),
    ("91439901 MA1Q WE2R 9D", "91439901MA1QWE2R9D", "D-05"),
    ("91439901ma1qwe2r9d", "91439901MA1QWE2R9D", "D-04"),
    ("91439901MAIQWE2R9D", "91439901MA1QWE2R9D", "D-04"),
    ("91439901MA1QWE2R9E", None, "D-07"),
    ("430821600012345", None, "D-16"),
    ("无", None, "D-09"),
    (None, None, "BLANK"),
]


@pytest.mark.parametrize(("raw", "value", "issue"), CREDIT_CODES)
def test_a_credit_code_is_repaired_only_when_its_check_then_holds(
    raw: str | None, value: str | None, issue: str | None
) -> None:
    assert standardise("uscc", raw) == (value, issue)


NAMES = [
    ("张三", "张三", None),
    ("张　三", "张三", "N-01"),
    (" 张三 ", "张三", "N-01"),
    ("阿依古丽•买买提", "阿依古丽·买买提", "N-02"),
    ("阿依古丽.买买提", "阿依古丽·买买提", "N-02"),
    ("阿依古丽·买买提", "阿依古丽·买买提", None),
    ("李\ue863", "李䶮", "N-04"),
    ("推進(jìn)", "推進", "N-13"),
    ("王小明(已故)", "王小明", "N-08"),
    ("户主张三", "张三", "N-08"),
    ("张三2", "张三", "N-08"),
    ("王小明支书", "王小明", "N-12"),
    ("张三张三", "张三", "N-12"),
    ("欧阳娜娜", "欧阳娜娜", None),
    ("ZHANG SAN", "ZHANG SAN", "N-10"),
    ("张三之妻", None, "N-08"),
    ("张三之长子", None, "N-09"),
    ("王(羽+中)", None, "N-03"),
    ("王[三水]", None, "N-03"),
    ("张波〇", None, "N-03"),
    ("李?明", None, "N-03"),
    ("王□", None, "N-03"),
    ("张三之子", None, "N-09"),
    ("未取名", None, "N-09"),
    ("李某某", None, "N-08"),
    ("张三、李四", None, "N-08"),
    ("测试", None, "X-11"),
    ("无", None, "T-13"),
    (None, None, "BLANK"),
]


@pytest.mark.parametrize(("raw", "value", "issue"), NAMES)
def test_a_name_keeps_its_legal_form_and_says_what_was_wrong(
    raw: str | None, value: str | None, issue: str | None
) -> None:
    assert standardise("name", raw) == (value, issue)


DATES = [
    ("2024-03-05", "2024-03-05", None),
    ("20240305", "2024-03-05", None),
    ("2024/3/5", "2024-03-05", None),
    ("2024.3.5", "2024-03-05", None),
    ("2024年3月5日", "2024-03-05", None),
    ("二〇二四年三月二十五日", "2024-03-25", None),
    ("一九九〇年十二月十日", "1990-12-10", None),
    ("2024-03-05 10:11:12", "2024-03-05", None),
    ("2024-03", "2024-03", "T-04"),
    ("202403", "2024-03", "T-04"),
    ("2024年3月", "2024-03", "T-04"),
    ("2024", "2024", "T-04"),
    ("45356", "2024-03-05", "T-02"),
    ("1900-01-01", None, "T-03"),
    ("9999-12-31", None, "T-03"),
    ("1900-01-00", None, "T-03"),
    ("2024-02-30", None, "T-01"),
    ("24.3.5", None, "T-01"),
    ("农历1940年8月15日", None, "T-06"),
    ("14610", "1939-12-31", "T-02"),
    ("19905", None, "T-01"),
    ("不详", None, "T-13"),
    (None, None, "BLANK"),
]


@pytest.mark.parametrize(("raw", "value", "issue"), DATES)
def test_a_date_keeps_its_precision_and_a_month_never_becomes_a_day(
    raw: str | None, value: str | None, issue: str | None
) -> None:
    assert standardise("date", raw) == (value, issue)


@settings(deadline=None)
@example(date(1970, 1, 1))
@given(st.dates(date(1927, 5, 18), date(2049, 12, 31)))
def test_a_day_counted_as_excel_counts_is_that_day_unless_it_may_be_a_year_and_month(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    if str(serial)[:2] in ("18", "19"):
        expected = (None, "T-01")
    elif day == date(1970, 1, 1):  # what systems write for no date
        expected = (None, "T-03")
    else:
        expected = (day.isoformat(), "T-02")
    assert standardise("date", str(serial)) == expected


@settings(deadline=None)
@given(
    st.dates(date(1900, 2, 1), date(2099, 12, 30)),
    st.sampled_from(["%Y-%m-%d", "%Y%m%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y.%m.%d"]),
)
def test_every_unambiguous_form_of_a_day_is_that_day(day: date, form: str) -> None:
    value, _ = standardise("date", day.strftime(form))
    assert value == day.isoformat() or day.isoformat() == "1970-01-01"


NUMBERS = [
    ("money", "1200.00", None, "1200.00", None),
    ("money", "1,200.00元", None, "1200.00", "T-08"),
    ("money", "￥300", None, "300.00", "T-08"),
    ("money", "1.2万", None, "12000.00", "T-08"),
    ("money", "-50", None, "-50.00", None),
    ("money", "500", "万元", "5000000.00", None),
    ("money", "500万人民币", "万元", "5000000.00", None),
    ("money", "500万人民币", None, "5000000.00", "T-08"),
    ("money", "五十", None, None, "T-08"),
    ("area", "120.5", "平方米", "120.50", None),
    ("area", "2亩", "平方米", "1333.34", "T-09"),
    ("area", "3.5亩", "亩", "3.50", "T-09"),
    ("area", "3.5", "亩", "3.50", None),
    ("area", "约三亩", "亩", None, "T-09"),
    ("int", "35岁", None, 35, None),
    ("int", "三", None, None, "T-08"),
    ("phone", "13912345678", None, "13912345678", None),
    ("phone", "+86 139 1234 5678", None, "13912345678", "T-15"),
    ("phone", "13912345678/13812345678", None, "13912345678", "T-15"),
    ("phone", "17348618115", None, "17348618115", None),
    ("phone", "0744-3222222", None, "07443222222", "T-15"),
    ("phone", "3222317", None, "3222317", "T-15"),
    ("phone", "其他", None, None, "T-13"),
    ("phone", "13800000000", None, None, "T-15"),
    ("phone", "11111111111", None, None, "T-15"),
    ("bank", "6230904850010254102", None, "6230904850010254102", None),
    ("bank", "6230 9048 5001 0254 102", None, "6230904850010254102", "T-16"),
    ("bank", "6.2309E+18", None, None, "T-16"),
]


@pytest.mark.parametrize(("kind", "raw", "unit", "value", "issue"), NUMBERS)
def test_numbers_are_read_with_their_units(
    kind: str, raw: str, unit: str | None, value: object, issue: str | None
) -> None:
    found, code = standardise(kind, raw, unit)
    assert (str(found) if isinstance(found, Decimal) else found) == value
    assert code == issue


CODED = [
    ("yes_no", "是", "是", "是", None),
    ("yes_no", "√", "是", "是", "T-10"),
    ("yes_no", "不清楚", None, None, "T-11"),
    ("sex", "男", "1", "1", None),
    ("sex", "1男", None, "1", "T-11"),
    ("marital_status", "已婚", "20", "20", None),
    ("marital_status", "2", "20", "20", "T-12"),
    ("ethnicity", "1", "01", "01", None),
    ("education", "其他", "90", "90", None),
    ("sex", "其他", None, None, "T-13"),
]


@pytest.mark.parametrize(("codes", "raw", "exact", "value", "issue"), CODED)
def test_a_code_is_judged_by_how_it_is_spelt(
    codes: str, raw: str, exact: str | None, value: str | None, issue: str | None
) -> None:
    """``exact`` is the code of which the cell is one spelling, ``value`` the code found in it."""
    call = f"SELECT code_issue($r, code_text($r), $e, $v, {DAY}, '{codes}')"
    query = render(inline(parse_one(call, dialect="duckdb"), FUNCTIONS))
    assert CONNECTION.execute(query, {"r": raw, "e": exact, "v": value}).fetchall() == [(issue,)]


AGES = [("2000-02-29", "2025-02-28", 24), ("2000-02-29", "2025-03-01", 25), ("2025-12-31", "2025-01-01", -1)]


@pytest.mark.parametrize(("birth", "day", "years"), AGES)
def test_years_are_completed_years(birth: str, day: str, years: int) -> None:
    query = render(
        inline(
            parse_one("SELECT whole_years(CAST($b AS DATE), CAST($d AS DATE))", dialect="duckdb"), FUNCTIONS
        )
    )
    assert CONNECTION.execute(query, {"b": birth, "d": day}).fetchall() == [(years,)]


@settings(deadline=None)
@given(st.text("大小坪岩阳", min_size=1, max_size=8), st.text("大小坪岩阳", min_size=1, max_size=8))
def test_the_places_in_which_two_names_differ_are_counted(one: str, other: str) -> None:
    query = render(inline(parse_one("SELECT characters_apart($a, $b)", dialect="duckdb"), FUNCTIONS))
    expected = sum(a != b for a, b in zip(one, other, strict=True)) if len(one) == len(other) else None
    assert CONNECTION.execute(query, {"a": one, "b": other}).fetchall() == [(expected,)]


PLACES = [
    ("湖南省张家界市慈利县零溪镇大庄村5组", "零溪", "大庄"),
    ("零溪镇大庄村委会第五村民小组", "零溪", "大庄"),
    ("慈利县苗市镇苗市社区零阳路9号", "苗市", "苗市"),
    ("象市镇象市社区笔架路53号", "象市", "象市"),
    ("慈利县三官寺土家族乡罗潭村", "三官寺", "罗潭"),
    ("大庄村", None, "大庄"),
    ("零阳街道东街社区永安路7号", "零阳", "东街"),
]


@pytest.mark.parametrize(("address", "township", "village"), PLACES)
def test_an_address_names_its_township_and_village(
    address: str, township: str | None, village: str | None
) -> None:
    tree = inline(parse_one("SELECT township_stem($a), village_stem($a)", dialect="duckdb"), FUNCTIONS)
    assert CONNECTION.execute(render(tree), {"a": address}).fetchall() == [(township, village)]


BATCH = st.builds(
    Batch, st.just(""), st.just(""), st.just(""), st.just(Path()), st.dates(), st.integers(1, 9999)
)


@given(BATCH, st.booleans())
@settings(deadline=None)
def test_a_batch_has_the_same_key_in_sql_and_where_it_is_read(batch: Batch, numbered: bool) -> None:
    name = f"{batch.day}.{batch.number}" if numbered or batch.number > 1 else str(batch.day)
    tree = inline(parse_one("SELECT batch_key($name)", dialect="duckdb"), FUNCTIONS)
    assert CONNECTION.execute(render(tree), {"name": name}).fetchall() == [(replace(batch, name=name).key,)]


def test_a_comment_with_an_apostrophe_changes_nothing() -> None:
    tree = parse_one("SELECT 1 /* it's said */ AS a, 'x' AS b", dialect="duckdb")
    assert "it's" not in render(tree)


def test_functions_are_inlined_to_any_depth() -> None:
    tree = inline(parse_one("SELECT id_number_value(a, b, c, d)", dialect="duckdb"), FUNCTIONS)
    assert not [c for c in tree.find_all(exp.Anonymous) if c.name.lower() in FUNCTIONS]
