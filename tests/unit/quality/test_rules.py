"""Rules follow from the catalog, and every one of them can be asked of its staged table."""

import pytest

from catalog.load import load_catalog
from quality.counting import counts_select
from quality.expectations import EXPECTATION
from quality.failing import failing_select
from quality.rules import key_fields, rule_label, rules_of

CATALOG = load_catalog()


def kinds(dataset: str) -> dict[tuple[str | None, str], object]:
    return {(check.field, check.kind): check for check in rules_of(CATALOG, dataset)}


@pytest.mark.parametrize("dataset", sorted(CATALOG.sources))
def test_every_rule_of_a_source_can_be_counted_and_opened(dataset, stage, connection):
    stage(dataset, [{}])
    checks = rules_of(CATALOG, dataset)
    counted = connection.execute(counts_select(CATALOG, dataset, checks).sql(dialect="duckdb")).fetchone()
    opened = connection.execute(
        failing_select(CATALOG, dataset, EXPECTATION).sql(dialect="duckdb")
    ).fetchall()
    required = [c for c in CATALOG.sources[dataset].columns if c.required]
    assert counted[0] == 1
    assert len(opened) >= len(required)


def test_a_required_column_is_filled_and_an_optional_one_need_not_be():
    found = kinds("settlement")
    assert ("settlement_number", "not_null") in found
    assert not [kind for field, kind in found if field == "medical_assistance" and kind == "not_null"]


def test_an_element_asks_for_its_rules_only_of_the_sources_it_names():
    assert ("id_number", "unique") in kinds("household_register")
    assert ("id_number", "unique") not in kinds("enrollment")


def test_a_rule_of_an_element_says_more_than_the_one_its_column_implies():
    check = kinds("household_register")["name", "not_null"]
    assert (check.element, check.severity, check.weight) == ("name", "error", 3)


def test_a_code_column_has_one_rule_for_its_list_and_none_for_its_form():
    found = kinds("household_register")
    assert ("sex", "in_codes") in found
    assert ("sex", "conform") not in found


def test_a_mapped_column_is_held_to_its_own_list():
    check = kinds("village_ledger")["receives_subsistence", "in_codes"]
    assert check.kwargs["value_set"] == ["是", "否"]
    assert check.element is None


def test_sex_and_birth_date_beside_an_id_number_must_agree_with_it():
    found = kinds("village_ledger")
    assert {field for field, kind in found if kind == "agrees"} == {"sex", "birth_date"}


def test_what_a_payment_stands_on_is_key():
    assert {"payment_number", "id_number", "name", "amount", "payment_date", "bank_account"} <= key_fields(
        CATALOG.sources["subsidy_payment"]
    )


def test_a_source_whose_key_is_a_unique_element_has_one_rule_for_both():
    assert [check.rule for check in rules_of(CATALOG, "household_register") if check.kind == "unique"] == [
        "household_register.id_number.unique"
    ]


def test_every_rule_has_a_title_without_names_of_fields():
    for dataset in CATALOG.sources:
        for check in rules_of(CATALOG, dataset):
            assert check.title
            assert check.field is None or check.field not in check.title


def test_a_rule_is_told_by_the_issue_list_or_by_the_catalog():
    assert rule_label(CATALOG, "enrollment", "BLANK") == ("必填栏目为空", "请补录。")
    assert (
        rule_label(CATALOG, "enrollment", "enrollment.name.length")[0] == "不符合“姓名长度合理（1至50个字）”"
    )
    assert rule_label(CATALOG, "enrollment", "unheard") == ("unheard", None)
