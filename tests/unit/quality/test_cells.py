"""What is wrong with single cells and repeated lines of one source, as the compiled SELECTs find it."""

from dataclasses import replace

import pytest
from delivered_rows import id_number

from catalog.compile import keys_select, repeats_select, value_findings_select
from sql.model import inline, load_functions

ZHANG, LI = id_number("19900307", 11), id_number("19850615", 22)


@pytest.fixture
def found(stage, connection, catalog):
    """Field and rule of what is found in rows of a dataset, by record, in the order of the rows."""

    def find(dataset, rows, select=value_findings_select):
        stage(dataset, rows)
        alone = replace(catalog, sources={dataset: catalog.sources[dataset]})
        query = inline(select(alone), load_functions()).sql(dialect="duckdb", comments=False)
        return connection.execute(f"SELECT * FROM ({query}) ORDER BY record_id").fetchdf()

    return find


def test_yes_and_no_in_other_words_are_found_unless_the_whole_column_is_so(found):
    yes = {"姓名": "张伟", "是否低保": "是", "是否残疾": "√"}
    cells = found("village_ledger", [yes, yes, yes | {"是否低保": "有"}])
    assert cells[["record_id", "field", "rule", "repaired"]].values.tolist() == [
        [3, "receives_subsistence", "T-10", True]
    ]


def test_a_month_among_days_is_found_and_a_column_of_months_is_not(found):
    row = {"姓名": "张伟", "出生年月": "1990-03-07"}
    cells = found("village_ledger", [row, row, row | {"出生年月": "1990年3月"}])
    assert cells[["record_id", "field", "rule"]].values.tolist() == [[3, "birth_date", "T-04"]]


def test_a_column_of_months_is_the_file_s_own_way(found):
    row = {"姓名": "张伟", "出生年月": "1990-03"}
    assert found("village_ledger", [row, row, row]).empty


def test_several_numbers_in_a_cell_are_repaired_when_as_many_names_stand_beside_them(found):
    house = {"不动产单元号": "439901001001GB00001F00010001", "不动产权证号": "1", "权利人名称": "张伟、李娜", "证件号": f"{ZHANG}、{LI}",
             "坐落": "某地", "用途": "住宅", "权利类型": "宅基地", "登记时间": "2020-01-01 10:00:00", "权利状态": "现势"}  # fmt: skip
    cells = found(
        "real_estate",
        [house, house | {"权利人名称": "张伟"}, house | {"权利人名称": "张伟", "证件号": ZHANG}],
    )
    assert cells[["record_id", "field", "rule", "repaired"]].values.tolist() == [
        [1, "owner_id_number", "D-19", True], [2, "owner_id_number", "D-19", False]]  # fmt: skip


def test_a_negative_amount_among_events_is_a_reversal(found):
    paid = {"发放流水号": "P1", "补贴项目": "低保", "项目代码": "1", "姓名": "张伟", "身份证号": ZHANG, "金额": "80.00",
            "发放日期": "2025-11-03", "银行卡号": "6230904850010254102", "乡镇": "某镇", "村": "某村", "批次": "1"}  # fmt: skip
    cells = found("subsidy_payment", [paid, paid | {"金额": "-80.00"}])
    assert cells[["record_id", "field", "rule"]].values.tolist() == [[2, "amount", "X-12"]]


def test_a_line_that_stands_further_up_word_for_word_is_a_repetition_whatever_its_number_in_the_list(found):
    row = {"姓名": "张伟", "身份证号码": ZHANG, "序号": "1"}
    rows = [row, row | {"联系电话": "13912345678"}, row | {"序号": "2"}, row]
    lines = found("village_ledger", rows, repeats_select)
    assert lines["record_id"].tolist() == [3, 4]


def test_a_record_whose_number_can_not_be_read_is_known_by_what_is_written_there(found):
    old = {"姓名": "张伟", "身份证号码": ZHANG[:14], "发放标准": "100.00", "享受起始月": "2020-01"}
    keys = found(
        "elderly_allowance", [old, old | {"发放标准": "120.00"}, old | {"身份证号码": ZHANG}], keys_select
    )
    first, again, readable = keys["written_key"].tolist()
    assert first == again and ZHANG[:14] in first
    assert not isinstance(readable, str)
