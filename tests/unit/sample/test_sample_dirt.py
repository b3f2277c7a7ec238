"""Spoilers spoil as their guide code says, whatever cell they meet."""

import re
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from sample import dirt
from sample.chance import Chance
from sample.layouts import LAYOUTS
from sample.numbers import citizen_numbers
from sample.spoilers import names, numbers, places, values

_DRAWS = st.integers(0, 2**40)
_BIRTHS = st.dates(min_value=date(1900, 1, 1), max_value=date(2025, 12, 31))
_SERIALS = st.integers(1, 995)


def _number(birth: object, serial: int) -> str:
    stem = int(f"439901{str(birth).replace('-', '')}{serial:03}")
    return citizen_numbers(np.array([stem]))[0].as_py()


_number(date(1990, 1, 1), 1)  # the first call loads Arrow's functions, which no test should be timed for


@given(_BIRTHS, _SERIALS, _DRAWS)
def test_a_mistyped_number_never_passes_the_check(birth: object, serial: int, draw: int) -> None:
    number = _number(birth, serial)
    spoilt = numbers.mistyped(number, draw)
    assert spoilt is None or (spoilt != number and 17 <= len(spoilt) <= 19)
    assert spoilt is None or len(spoilt) != 18 or ric.calc_check_digit(spoilt) != spoilt[17]


@given(_BIRTHS, _SERIALS, _DRAWS)
def test_an_impossible_date_keeps_a_right_check(birth: object, serial: int, draw: int) -> None:
    spoilt = numbers.impossible_date(_number(birth, serial), draw)
    assert ric.calc_check_digit(spoilt) == spoilt[17]
    year, month, day = int(spoilt[6:10]), int(spoilt[10:12]), int(spoilt[12:14])
    assert year < 1900 or year > 2026 or month > 12 or day > 31


@given(_BIRTHS, _SERIALS, _DRAWS)
def test_padding_can_be_taken_off_again(birth: object, serial: int, draw: int) -> None:
    number = _number(birth, serial)
    assert re.sub(r"[^0-9X]", "", numbers.padded(number, draw)) == number


@given(_BIRTHS, _SERIALS)
def test_excel_keeps_fifteen_digits_and_masks_keep_ten(birth: object, serial: int) -> None:
    number = _number(birth, serial)
    assert numbers.excel_digits(number, 0) in (None, number[:15] + "000")
    assert numbers.masked(number, 0) == f"{number[:6]}********{number[14:]}"


@given(_BIRTHS, _SERIALS)
def test_fifteen_digits_exist_only_for_those_born_in_the_last_century(birth: object, serial: int) -> None:
    number = _number(birth, serial)
    short = numbers.short_form(number, 0)
    assert (short is None) == (number[6:8] != "19" or number[8:10] == "99")
    assert short is None or number == citizen_numbers(np.array([int(f"{short[:6]}19{short[6:]}")]))[0].as_py()


@given(st.dates(min_value=date(1904, 1, 1)), _DRAWS)
def test_odd_dates_still_hold_their_month_and_day(day: object, draw: int) -> None:
    spelt = values.odd_date(str(day), draw)
    assert spelt != str(day) and (str(int(str(day)[8:])) in spelt or "日" in spelt)


@pytest.mark.parametrize(
    ("value", "draw", "spelt"),
    [
        ("100.00", 4, "壹佰元"),
        ("1200.00", 0, "1,200.00元"),
        ("12000.00", 3, "1.2万"),
        ("1200.00", 1, "￥1200.00"),
        ("1200.00", 2, "12OO.OO"),
    ],
)
def test_money_is_written_as_people_write_it(value: str, draw: int, spelt: str) -> None:
    assert values.money_text(value, draw) == spelt


@pytest.mark.parametrize(
    ("spoiler", "value", "draw", "spelt"),
    [
        (places.upper_missing, "湖南省张家界市慈利县零溪镇大庄村5组", 0, "零溪镇大庄村5组"),
        (
            places.old_names,
            "湖南省张家界市慈利县零溪镇大庄村5组",
            2,
            "湖南省张家界市慈利县零溪镇大庄大队第5生产队",
        ),
        (places.other_suffix, "零溪镇大庄村5组", 1, "零溪镇大庄村民委员会5组"),
        (places.other_suffix, "零阳街道南街社区人民路3号", 0, "零阳街道南街居委会人民路3号"),
        (places.other_group, "零溪镇大庄村12组", 2, "零溪镇大庄村第十二组"),
        (places.township_missing, "湖南省张家界市慈利县高桥镇龙潭村3组", 0, "龙潭村3组"),
        (names.interpunct, "艾力·库尔班", 0, "艾力•库尔班"),
        (names.private_use, "王䶮", 0, "王\ue863"),
        (names.lost, "李淼", 1, "李miao"),
        (names.spaced, "张三", 0, "张　三"),
    ],
)
def test_places_and_names_are_spoilt_as_seen_in_the_field(
    spoiler: object, value: str, draw: int, spelt: str
) -> None:
    assert callable(spoiler) and spoiler(value, draw) == spelt


def test_every_rule_has_a_column_and_a_spoiler() -> None:
    for dataset in LAYOUTS:
        for rule, header in dirt.rules_of(dataset):
            assert header in LAYOUTS[dataset].columns
            assert dirt.spoiler_of(dataset, header, rule.code).write
    named = {rule.dataset for rule in dirt.DIRT} - {dirt.EVERY}
    assert named <= LAYOUTS.keys()


@given(st.lists(st.integers(0, 2**62), min_size=1, max_size=50, unique=True), st.integers(0, 2**32))
def test_chance_depends_on_the_key_alone(keys: list[int], seed: int) -> None:
    chance, all_keys = Chance(seed), np.array(keys)
    together = chance.uniform("stream", all_keys)
    alone = np.array([chance.uniform("stream", all_keys[place : place + 1])[0] for place in range(len(keys))])
    assert (together == alone).all() and (together >= 0).all() and (together < 1).all()


@given(_BIRTHS, _SERIALS)
def test_floats_and_spreadsheets_never_leave_a_number_that_looks_right(birth: object, serial: int) -> None:
    number = _number(birth, serial)
    for spoilt in (numbers.excel_digits(number, 0), numbers.binary_float(number, 0)):
        assert spoilt is None or ric.calc_check_digit(spoilt) != spoilt[17]


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2030, 1, 1)), _DRAWS)
def test_a_serial_day_never_begins_like_a_year(day: object, draw: int) -> None:
    spelt = values.serial(str(day), draw)
    assert spelt is None or (len(spelt) == 5 and spelt[:2] not in ("18", "19"))


def test_a_wrong_character_stands_in_the_name_of_a_township_or_village() -> None:
    assert places.wrong_character("湖南省张家界市慈利县零阳街道东街社区永安路7号", 0).endswith(
        "东街社区永安路7号"
    )
    assert places.wrong_character("湖南省张家界市慈利县金慈街道东街社区零阳路7号", 0) is None


@pytest.mark.parametrize(
    ("name", "draw", "spelt"), [("李小明", 0, "LI XIAOMING"), ("李小明", 2, "XIAOMING LI")]
)
def test_a_romanized_name_has_its_surname_first_or_last(name: str, draw: int, spelt: str) -> None:
    assert names.romanized(name, draw) == spelt
    assert names.shortened(name, draw) == "李明"
    assert names.annotated(name, 1) == "李小(xiǎo)明"
