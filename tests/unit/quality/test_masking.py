"""Masks of guide 2.11, on whole values and on the damaged ones that findings carry."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quality.masking import (
    mask_address,
    mask_bank_account,
    mask_date,
    mask_id_number,
    mask_name,
    mask_of,
    mask_phone,
    mask_text,
    mask_unit_number,
)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("张三丰", "张*丰"),
        ("孔明先生", "孔**生"),
        ("欧阳修", "欧阳*"),
        ("欧阳文华", "欧阳*华"),
        ("司马", "司*"),
        ("阿卜杜拉·买买提", "阿卜杜拉·***"),
        ("阿依古丽·艾则孜·吐尔逊", "阿依古丽·*******"),
        ("张三、李四", "张*、李*"),
        ("张?", "张?"),
        ("ZHANG WEI", "Z**** W**"),
        ("张三439901199003070118", "张*439901********0118"),
        ("", ""),
    ],
)
def test_a_name_keeps_its_surname_and_its_last_character(name, shown):
    assert mask_name(name) == shown


def test_an_id_number_keeps_its_first_six_and_last_four():
    assert mask_id_number("439901199003070118") == "439901********0118"


def test_an_id_number_beside_a_name_keeps_less():
    assert mask_id_number("439901199003070118", strict=True) == "439*************18"


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("43990119900307", "439901****0307"),
        ("4.39901E+17", "4.3990*E+17"),
        ("无", "无"),
        ("4399011", "439901*"),
    ],
)
def test_a_damaged_id_number_is_masked_by_the_same_places(number, shown):
    assert mask_id_number(number) == shown


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13812345678", "138****5678"),
        ("0744-8221234", "0744-****34"),
        ("+86 13812345678", "+86 138****5678"),
        ("13812345678/13987654321", "138****5678/139****4321"),
        ("119", "119"),
    ],
)
def test_a_phone_keeps_its_head_and_tail(phone, shown):
    assert mask_phone(phone) == shown


def test_a_bank_account_keeps_its_last_four_whatever_stands_between():
    assert mask_bank_account("6217 0000 1234 5678 901") == "********8901"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("零溪镇大庄村5组12号", "零溪镇大庄村*****"),
        ("慈利县零阳街道某小区3栋", "慈利县零阳街道*****"),
        ("慈利县某路9号", "慈利县****"),
        ("某路9号", "某路**"),
    ],
)
def test_an_address_is_kept_to_the_village_or_else_to_the_township(address, shown):
    assert mask_address(address) == shown


def test_a_birth_date_is_kept_to_the_year_and_shows_how_it_was_written():
    assert mask_date("1990年13月7日") == "1990年**月*日"


def test_a_real_estate_unit_hides_its_last_nine():
    assert mask_unit_number("439901001001GB00001F00010001") == "439901001001GB00001*********"


def test_long_numbers_are_masked_inside_any_text():
    assert mask_text("见439901199003070118，电话13812345678") == "见439901********0118，电话138****5678"


def test_what_is_not_personal_stays_readable():
    assert mask_text("户号12345678，区划430821001001") == "户号12345678，区划430821001001"


@given(st.text(alphabet="张三丰欧阳·0123456789Xx-/ 号村镇县", max_size=40), st.integers(17, 18))
def test_no_mask_lets_a_whole_id_number_through(text, length):
    number = "439901199003070118"[:length]
    for mask in (
        mask_name,
        mask_text,
        mask_address,
        mask_id_number,
        mask_phone,
        mask_date,
        mask_bank_account,
    ):
        assert number not in mask(text + number)


@given(st.text(max_size=30))
def test_masks_take_any_text(text):
    for mask in (
        mask_name,
        mask_text,
        mask_address,
        mask_id_number,
        mask_phone,
        mask_date,
        mask_bank_account,
    ):
        assert isinstance(mask(text), str)


def test_a_column_is_masked_by_the_grade_of_what_it_states(catalog):
    assert mask_of(catalog, "household_register", "name")("张三丰") == "张*丰"
    assert mask_of(catalog, "enterprise", "name")("某某商贸有限公司") == "某某商贸有限公司"
    assert mask_of(catalog, "enterprise", "legal_representative_name")("张三丰") == "张三丰"


def test_a_column_that_states_nothing_is_masked_by_its_type(catalog):
    assert mask_of(catalog, "subsidy_payment", "bank_account")("6217000012345678901") == "********8901"
    assert mask_of(catalog, "subsidy_payment", "amount")("一百元") == "一百元"
    assert (
        mask_of(catalog, "enterprise", "legal_representative_id_number")("439901199003070118").count("*") == 8
    )


def test_a_number_of_another_kind_that_holds_the_id_number_is_masked(catalog):
    shown = mask_of(catalog, "disability_certificate", "certificate_number")("43990119900307011842")
    assert not re.search(r"\d{11}", shown)


def test_a_field_that_is_no_column_hides_long_numbers(catalog):
    assert mask_of(catalog, "enterprise", "operation")("439901199003070118") == "439901********0118"
