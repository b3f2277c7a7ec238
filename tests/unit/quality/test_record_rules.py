"""Rules of a whole record: what its fields say together, under the issue code that the declaration names."""

import pytest
from delivered_rows import id_number

from quality.failing import failing_select

ADULT, OLD = id_number("19800510", 11), id_number("19400815", 21)

DEAD = {"死亡日期": "2025-03-10", "火化日期": "2025-03-12"}
BILL = {"总费用": "100.00", "统筹支付": "60.00", "个人自付": "30.00", "个人自费": "10.00"}
RULES = {
    "funeral": [
        (DEAD, set()),
        (DEAD | {"火化日期": "2025-03-01"}, {("X-06", "cremation_date")}),
        ({"死亡日期": "2025-03", "火化日期": "2025-03-01"}, set()),
        (DEAD | {"死亡日期": "1979-03-10", "逝者身份证号": ADULT}, {("X-06", "death_date")}),
        (DEAD | {"逝者身份证号": OLD, "年龄": "84"}, set()),
        (DEAD | {"逝者身份证号": OLD, "年龄": "85"}, {("T-05", "age")}),
    ],
    "elderly_allowance": [
        ({"身份证号码": OLD, "年龄": "85"}, set()),
        ({"身份证号码": OLD, "年龄": "86"}, {("T-05", "age")}),
        ({"身份证号码": "", "年龄": "86"}, set()),
    ],
    "party_member": [
        ({"公民身份证号": ADULT, "入党日期": "1998-05-10"}, set()),
        ({"公民身份证号": ADULT, "入党日期": "1998-05-09"}, {("X-06", "joined_date")}),
        ({"公民身份证号": ADULT, "入党日期": "1979-01-01"}, {("X-06", "joined_date")}),
    ],
    "poverty_monitoring": [
        ({"户类型": "脱贫户", "风险是否已消除": ""}, set()),
        ({"户类型": "脱贫户", "风险是否已消除": "否"}, {("X-05", "risk_eliminated")}),
        ({"户类型": "脱贫不稳定户", "风险是否已消除": "否"}, set()),
    ],
    "student_enrollment": [
        ({"出生日期": "2015-03-10"}, set()),
        ({"出生日期": "1965-03-10"}, {("X-10", "birth_date")}),
    ],
    "rural_dilapidated_house": [
        ({"家庭人口": "4"}, set()),
        ({"家庭人口": "200"}, {("X-10", "household_members")}),
    ],
    "settlement": [
        (BILL, set()),
        ({header: f"-{amount}" for header, amount in BILL.items()}, set()),
        (BILL | {"个人自费": "10.01"}, {("X-07", "total_cost")}),
    ],
}


@pytest.mark.parametrize("dataset", RULES)
def test_a_record_that_contradicts_itself_is_found_under_the_declared_code(
    dataset, stage, connection, catalog
):
    rows, expected = zip(*RULES[dataset], strict=True)
    stage(dataset, list(rows))
    query = failing_select(catalog, dataset, kinds={"holds"}).sql(dialect="duckdb")
    found = [set() for _ in rows]
    for record_id, _, field, _, code in connection.execute(query).fetchall():
        found[record_id - 1].add((code, field))
    assert found == list(expected)
