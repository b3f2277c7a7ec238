"""Identifiers are valid by rules written down elsewhere, and unique."""

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric, uscc

from sample import numbers
from sample.story import County

_UNIT = re.compile(r"^\d{6}\d{3}\d{3}[GJZ][ABSXCDEFHGWY]\d{5}[FLQW]\d{8}$")


def test_the_examples_of_the_guide_come_out() -> None:
    stems = np.array([43990119900307248, 43990119520307123, 43990119850615004, 11010519491231002])
    assert numbers.citizen_numbers(stems).to_pylist() == [
        "439901199003072486",
        "439901195203071236",
        "43990119850615004X",
        "11010519491231002X",
    ]


@given(st.integers(1900, 2026), st.integers(1, 12), st.integers(1, 28), st.booleans())
def test_a_citizen_number_tells_birth_and_sex_and_passes_its_check(
    year: int, month: int, day: int, male: bool
) -> None:
    date = year * 10_000 + month * 100 + day
    stems = numbers.citizen_stems(np.full(3, 439901), np.full(3, date), np.full(3, male))
    for number in numbers.citizen_numbers(stems).to_pylist():
        assert number[6:14] == str(date) and int(number[16]) % 2 == male
        assert ric.calc_check_digit(number) == number[17]


def test_people_born_on_one_day_get_different_numbers() -> None:
    stems = numbers.citizen_stems(np.full(900, 439901), np.full(900, 19900307), np.arange(900) % 2 == 0)
    assert len(np.unique(stems)) == 900


def test_no_two_people_share_a_number_but_those_meant_to(county: County) -> None:
    every = county.people.id_number.to_pylist()
    assert len(every) - len(set(every)) == len(county.shared_numbers) > 0


def test_all_numbers_carry_unassigned_prefixes(county: County) -> None:
    assert {number[:4] for number in county.people.id_number.to_pylist()} == {"4399"}


def test_credit_codes_pass_both_checks() -> None:
    codes = numbers.credit_codes(np.tile([91, 92, 93, 12], 50), np.arange(200)).to_pylist()
    assert len(set(codes)) == 200 and all(uscc.is_valid(code) for code in codes)
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    for code in codes:
        total = sum(
            int(character, 36) * weight for character, weight in zip(code[8:16], weights, strict=True)
        )
        assert "0123456789X0"[(11 - total % 11)] == code[16]


def test_bank_cards_satisfy_luhn_and_passbooks_are_recognizable() -> None:
    assert all(
        luhn.is_valid(card) and len(card) == 19 for card in numbers.card_numbers(np.arange(500)).to_pylist()
    )
    assert {len(account) for account in numbers.passbook_numbers(np.arange(500)).to_pylist()} == {17}


def test_unit_numbers_have_the_shape_of_the_standard(county: County) -> None:
    units = county.houses.unit.to_pylist()
    assert len(set(units)) == len(units) and all(_UNIT.match(unit) for unit in units)
