"""The anomalies that the sample labels are those of its truth, told from other tables than they were planted from."""

from pathlib import Path

import numpy as np
import pytest
from delivered_files import truth

from sample.people import People
from sample.story import County
from sample.timeline import ages

ROUND = "(select max(round) from leads)"

CONTRADICTIONS = {
    "NOT_DEREGISTERED": "alive or registration_status in ('死亡注销', '迁出') or not death_reported",
    "X-03": "alive or date_trunc('month', death_date) = '2026-01-01'",
    "W-02": "alive or date_trunc('month', death_date) = '2026-01-01'",
    "W-05": "not alive or registration_status <> '正常' or medical_insurance_status is not null "
    "or poverty_status in ('脱贫户') or poverty_status is null",
    "W-07": "not alive or disability_grade not in ('一级', '二级') or disability_grade is null",
    "W-09": "not alive or subsistence_status is null",
    "W-11": "not alive or registration_status <> '正常' or birth_date not between '2010-09-01' and '2019-08-31'",
    "EARLY_PENSION": "not alive or pension_status <> '领取' or birth_date <= '1966-01-31'",
    "W-15": "not alive or pension_status <> '缴费' or birth_date > '1966-01-31'",
}
"""Conditions on a labelled person's truth that would make the label wrong, on 2026-01-31."""


@pytest.mark.parametrize("rule", CONTRADICTIONS)
def test_no_label_contradicts_the_truth(two_rounds: Path, rule: str) -> None:
    wrong = f"from person join leads on truth_id = person_id where rule = '{rule}' and round = {ROUND} and ({CONTRADICTIONS[rule]})"
    assert not truth(two_rounds, f"select person_id, rule {wrong} and dataset <> 'subsidy_payment'")


def test_every_holder_of_a_shared_number_is_labelled(two_rounds: Path) -> None:
    several = "select id_number from person where registered group by id_number having count(*) > 1"
    holders = truth(
        two_rounds, f"select person_id from person where registered and id_number in ({several}) order by all"
    )
    assert holders == truth(
        two_rounds, f"select truth_id from leads where rule = 'D-15' and round = {ROUND} order by all"
    )
    assert holders


def test_labelled_enterprises_are_cancelled(two_rounds: Path) -> None:
    labelled = f"from leads where rule = 'CANCELLED_ENTERPRISE' and round = {ROUND}"
    assert not truth(
        two_rounds,
        f"select truth_id {labelled} and truth_id not in (select enterprise_id from enterprise where status = '注销')",
    )


def test_households_are_labelled_by_their_own_numbers(two_rounds: Path) -> None:
    assert not truth(
        two_rounds,
        "select truth_id from leads where rule = 'W-03' and truth_id not in (select household_id from household)",
    )


def _brides_and_grooms(people: People) -> tuple[np.ndarray, np.ndarray]:
    families = people.families
    couples = np.flatnonzero((families.husband >= 0) & (families.wife >= 0))
    wedding = families.married[couples]
    return (
        ages(people.birth[families.wife[couples]], wedding),
        ages(people.birth[families.husband[couples]], wedding),
    )


def test_couples_marry_of_age(county: County) -> None:
    brides, grooms = _brides_and_grooms(county.people)
    assert brides.min() >= 20 and grooms.min() >= 22


def test_marriages_under_age_and_second_ones_are_registered_and_labelled(two_rounds: Path) -> None:
    registered = "select distinct truth_id from records where dataset = 'marriage_registration'"
    for rule in ("UNDERAGE_MARRIAGE", "SEVERAL_MARRIAGES"):
        labelled = truth(two_rounds, f"select truth_id from leads where rule = '{rule}'")
        assert labelled
        assert not truth(
            two_rounds, f"select truth_id from leads where rule = '{rule}' and truth_id not in ({registered})"
        )
