"""What is wrong with a delivery rather than with a value: columns out of step, other counties, unknown and double keys."""

from __future__ import annotations

import pytest
from delivering import VILLAGE, Delivery, Resident, Row, new_home
from running import Run, run_job
from village import PAYMENTS, REGISTER, changed, payment

ENROLLMENT = "medical_insurance/enrollment"
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张"
TOWN = [Resident(f"{s}{g}", f"19{50 + i}0307", 100 + i, f"1000001{i:02d}") for i, (s, g) in enumerate(zip(SURNAMES, SURNAMES[::-1], strict=True))]  # fmt: skip
NEW = Resident("严新来", "19900101", 201, "100000201")
GHOST = Resident("金不在", "19910101", 203, "100000203")


def insured(who: Resident, number: str, division: str = VILLAGE) -> Row:
    """A row of the medical insurance."""
    return {
        "人员编号": f"M{who.serial}", "姓名": who.name, "证件号码": number, "性别": who.sex, "参保险种": "居民医保",
        "参保状态": "正常", "参保地区划": division, "缴费年度": "2025",
    }  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A home in which every kind of wrong delivery has come."""
    home = new_home(tmp_path_factory.mktemp("delivered"))
    in_step = [insured(who, who.number) for who in TOWN]
    out_of_step = [insured(who, TOWN[i - 1].number) for i, who in enumerate(TOWN)]
    double = [changed("修改", TOWN[0].registered(联系电话=phone)) for phone in ("13900000001", "13900000002")]
    changes = [changed("修改", NEW.registered()), changed("删除", GHOST.registered()), *double]
    for delivery in (
        Delivery(REGISTER, "2025-11-30", [who.registered() for who in TOWN], "户籍.csv"),
        Delivery(REGISTER, "2025-12-31", changes, "户籍.csv"),
        Delivery(ENROLLMENT, "2025-11-30", [*in_step, insured(NEW, NEW.number, "430822001001")], "参保.csv"),
        Delivery(
            ENROLLMENT, "2025-12-31", [*out_of_step, insured(NEW, NEW.number, "430822001001")], "参保.csv"
        ),
        Delivery(PAYMENTS, "2025-11-30", [payment("F-1", TOWN[1], "2025-11-25")], "发放.csv"),
        Delivery(PAYMENTS, "2025-12-15", [payment("F-1", TOWN[1], "2025-11-25")], "重送.csv"),
        Delivery(PAYMENTS, "2025-12-31", [payment("F-1", TOWN[1], "2025-11-25", "130.00")], "更正.csv"),
    ):
        delivery.write(home)
    return run_job(home)


def found(run: Run, rule: str) -> list[tuple]:
    """Dataset, batch, row and column of the findings of a rule."""
    with run.opened() as version:
        return version.rows(
            "SELECT dataset, batch, row_number, field FROM findings.all WHERE rule = ? ORDER BY ALL", [rule]
        )


def test_the_run_goes_through(told: Run) -> None:
    assert told.success, told.failures
    assert all(
        passed for check, passed in told.checks.items() if "conservation" in check or "accounted" in check
    )


def test_a_change_of_an_unknown_key_is_told_at_its_row(told: Run) -> None:
    rows = [
        ("household_register", "2025-12-31", 2, "id_number"),
        ("household_register", "2025-12-31", 3, "id_number"),
    ]
    assert found(told, "OP_UNKNOWN_KEY") == rows


def test_a_deletion_of_somebody_unknown_is_linked_and_stays_out_of_the_ledger(told: Run) -> None:
    with told.opened() as version:
        names = version.rows("SELECT name FROM ledger.person WHERE name IN (?, ?)", [NEW.name, GHOST.name])
        link = version.rows("SELECT superseded FROM identity.links WHERE batch = '2025-12-31' AND row_number = 3 AND role = 'self' AND dataset = 'household_register'")  # fmt: skip
    assert names == [(NEW.name,)]
    assert link == [(True,)]


def test_other_content_under_an_equal_key_is_told_and_the_later_one_counts(told: Run) -> None:
    assert found(told, "KEY_CONFLICT") == [
        ("household_register", "2025-12-31", 5, "id_number"),
        ("subsidy_payment", "2025-12-31", 2, "payment_number"),
    ]
    with told.opened() as version:
        assert version.rows("SELECT phone FROM ledger.person WHERE name = ?", [TOWN[0].name]) == [
            ("13900000002",)
        ]
        assert version.rows("SELECT amount::VARCHAR FROM ledger.payment") == [("130.00",)]


def test_a_file_sent_again_is_told_once_and_counts_once(told: Run) -> None:
    assert found(told, "F-14") == [("subsidy_payment", "2025-12-15", None, None)]
    with told.opened() as version:
        reasons = version.rows("SELECT batch, status, reason FROM raw.deliveries WHERE dataset = 'subsidy_payment' AND reason IS NOT NULL")  # fmt: skip
    assert reasons == [("2025-12-15", "accepted", "F-14")]


def test_numbers_out_of_step_with_names_are_told_with_their_first_row(told: Run) -> None:
    assert found(told, "D-12") == [("enrollment", "2025-12-31", 2, None)]
    assert found(told, "D-11") == [], "one defect is one finding"
    with told.opened() as version:
        assert version.rows("SELECT original FROM findings.all WHERE rule = 'D-12'") == [
            ("第2行至第25行的号码与姓名不符",)
        ]


def test_a_row_of_another_county_is_told_at_its_row_and_not_twice(told: Run) -> None:
    assert found(told, "F-15") == [("enrollment", "2025-12-31", 26, "insured_division_code")]
    assert found(told, "A-09") == []
