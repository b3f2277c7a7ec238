"""A proposed declaration says what header and values say, and is valid as it stands."""

from pathlib import Path

import pytest
import yaml

from assets.inspection.files import inspect_file
from assets.inspection.proposal import proposals
from catalog.headers import every_known_header
from catalog.load import Catalog, load_catalog
from catalog.models import Source, Statement

CATALOG = load_catalog()
KNOWN = every_known_header(CATALOG)


@pytest.fixture
def proposed(tmp_path):
    """The only declaration proposed for a file, as the catalog reads it, and its text."""

    def propose(text: str, name: str = "file.csv") -> tuple[Source, str]:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        ((dataset, declaration),) = proposals(list(inspect_file(path, KNOWN)), CATALOG)
        return valid(tmp_path, dataset, declaration).sources[dataset], declaration

    return propose


def valid(folder: Path, dataset: str, declaration: str) -> Catalog:
    """The catalog with the declaration in it; raises CatalogError if it does not hold together."""
    file = folder / "overlay" / "sources" / "health" / f"{dataset}.yml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(declaration, encoding="utf-8")
    return load_catalog((folder / "overlay",))


DONORS = "献血编号,姓名,身份证号,献血日期,献血量(毫升),手机,是否首次\n" + "".join(
    f"X-{n},张{n},4399011990030724{n}X,2025-03-0{n},200,1380000000{n},{'是否'[n % 2]}\n" for n in range(1, 8)
)


def test_known_headers_get_the_catalogs_fields_types_and_statements(proposed):
    source, _ = proposed(DONORS)
    name, number, phone = (source.column(field) for field in ("name", "id_number", "phone"))
    assert (name.type.value, name.statements()) == ("name", (Statement(element="name"),))
    assert (number.header, number.type.value) == ("身份证号", "id")
    assert (phone.header, phone.type.value) == ("手机", "phone")


def test_unknown_headers_get_the_type_and_code_list_that_their_values_show(proposed):
    source, _ = proposed(DONORS)
    kinds = {column.header: (column.type.value, column.codes) for column in source.columns}
    assert kinds["献血日期"] == ("date", None)
    assert kinds["献血量(毫升)"] == ("int", None)
    assert kinds["是否首次"] == ("code", "yes_no")


def test_the_key_is_a_column_of_numbers_that_never_repeat(proposed):
    source, _ = proposed(DONORS)
    ((key,),) = source.keys
    assert source.column(key).header == "献血编号"
    assert source.column(key).required


def test_roles_are_those_of_declared_sources_with_the_same_fields(proposed):
    source, _ = proposed(
        "学籍号,学生姓名,身份证件号,监护人姓名,监护人电话\nG1,张三,439901201503072483,李四,13800000001\n"
    )
    assert (source.roles["self"].subject, source.roles["self"].name) == (True, "name")
    assert (source.roles["guardian"].entity, source.roles["guardian"].subject) == ("person", False)
    assert source.roles["guardian"].phone == "guardian_phone"


def test_businesses_are_enterprises_not_people(proposed):
    source, _ = proposed("统一社会信用代码,企业名称,法定代表人\n91430821MA4L0000XK,甲公司,张三\n")
    assert source.roles["self"].entity == "enterprise"


def test_values_that_contradict_a_header_decide_against_it(proposed):
    source, _ = proposed("名称,证件号码\n" + "".join(f"店{n},91430821MA4L000{n}XK\n" for n in range(9)))
    assert {column.header: column.type.value for column in source.columns}["证件号码"] == "uscc"


def test_a_delivery_of_changes_is_one(proposed):
    source, _ = proposed("编号,姓名,操作类型\nA1,张三,新增\nA2,李四,修改\n")
    assert source.mode == "delta"
    assert [column.header for column in source.columns] == ["编号", "姓名"]


def test_two_columns_never_get_one_field(proposed):
    source, text = proposed("姓名,名字,联系电话,手机号\n张三,张三,13800000001,13800000002\n")
    assert len({column.field for column in source.columns}) == 4
    assert "与另一列同指 name，请核对" in text


@pytest.mark.parametrize(
    "header", ["a: b", "# x", "'q'", "{x}", "甲\n乙", 'say "x"', "true", "null", "order"]
)
def test_any_header_stands_in_valid_yaml(proposed, header):
    quoted = '"' + header.replace('"', '""') + '"'
    source, text = proposed(f"姓名,{quoted}\n张三,x1\n李四,x2\n")
    assert header in [column.header for column in source.columns]
    assert yaml.safe_load(text)["rows"] == 2


def test_sheets_of_one_header_are_one_source(tmp_path):
    from xlsxwriter import Workbook

    with Workbook(tmp_path / "村.xlsx") as book:
        for village in ("甲村", "乙村"):
            sheet = book.add_worksheet(village)
            sheet.write_row(0, 0, ["姓名", "身份证号", "备注"])
            sheet.write_row(1, 0, ["张三", "439901199003072486", village])
    ((name, text),) = proposals(list(inspect_file(tmp_path / "村.xlsx", KNOWN)), CATALOG)
    assert (name, yaml.safe_load(text)["rows"], yaml.safe_load(text)["format"]) == ("cun", 2, "xlsx")


def test_a_table_without_a_header_is_not_proposed(tmp_path):
    (tmp_path / "n.csv").write_text("1,2\n3,4\n")
    assert not list(proposals(list(inspect_file(tmp_path / "n.csv", KNOWN)), CATALOG))
