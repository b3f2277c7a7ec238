"""Writers say truly on which row of the file every record stands."""

from itertools import product
from pathlib import Path

import pyarrow as pa
import pytest
from delivered_files import grids
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from sample.writers.csv import write_csv
from sample.writers.excel import Form, Sheet, write_xlsx
from sample.writers.jsonl import write_jsonl
from sample.writers.table import BROKEN_JSON, COLUMN_COUNT, NEWLINE, UNTERMINATED_QUOTE, Table

_HEADERS = ["编号", "姓名", "金额"]
_CELLS = st.one_of(st.none(), st.text('张三,"é\u3000x', min_size=1, max_size=5))


def _table(rows: int, broken: dict[int, str] | None = None) -> Table:
    columns = [[f"{name}{row}" for row in range(rows)] for name in ("N", "张")]
    return Table(_HEADERS, [pa.array(column) for column in (*columns, ["5.00"] * rows)], broken=broken or {})


@pytest.mark.parametrize(
    ("total", "footer", "blank", "subtitle"),
    list(product([True, False], ["填表人：王某某", None], [True, False], ["单位：元", None])),
)
def test_a_sheet_has_the_rows_it_says_it_has(
    tmp_path: Path, total: bool, footer: str | None, blank: bool, subtitle: str | None
) -> None:
    form = Form("花名册", subtitle, ("金额",), None, total, footer, blank, repeat_header=4)
    (written,), hidden = write_xlsx(tmp_path / "a.xlsx", [Sheet("村", _table(10), form)])
    grid = grids(tmp_path / "a.xlsx")["村"]
    assert len(grid) == 10 + written.header_lines + written.ignored_lines and hidden == 0
    assert [grid[number][0] for number in written.row_numbers.tolist()] == [f"N{row}" for row in range(10)]


@pytest.mark.parametrize("wrong", [None, "金额"])
def test_a_total_adds_up_unless_it_is_meant_not_to(tmp_path: Path, wrong: str | None) -> None:
    write_xlsx(tmp_path / "a.xlsx", [Sheet("村", _table(4), Form("表", None, ("金额",), wrong))])
    last = max(grids(tmp_path / "a.xlsx")["村"].items())[1]
    assert last == ["合计", None, "120" if wrong else "20"]


def test_equal_heads_are_merged_downwards(tmp_path: Path) -> None:
    table = Table(["户主姓名", "姓名"], [pa.array(["甲", "甲", "乙"]), pa.array(["a", "b", "c"])])
    write_xlsx(tmp_path / "a.xlsx", [Sheet("村", table, Form("表", total_row=False, merged="户主姓名"))])
    sheet = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")).get_sheet_by_index(0)
    assert sheet.to_python()[2:] == [["甲", "a"], ["", "b"], ["乙", "c"]]
    assert ((2, 0), (3, 0)) in (sheet.merged_cell_ranges or [])


@given(
    st.lists(st.tuples(_CELLS, _CELLS, _CELLS), min_size=1, max_size=20),
    st.booleans(),
    st.sampled_from([",", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
)
def test_csv_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str | None, ...]],
    quote_all: bool,
    delimiter: str,
    encoding: str,
) -> None:
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    table = Table(_HEADERS, [pa.array(column, pa.string()) for column in zip(*rows, strict=True)])
    written = write_csv(path, table, encoding, delimiter, quote_all)
    grid = grids(path)[None]
    assert [tuple(grid[number]) for number in written.row_numbers.tolist()] == rows


@given(
    st.dictionaries(
        st.integers(0, 9).map(lambda row: 2 * row),
        st.sampled_from([COLUMN_COUNT, UNTERMINATED_QUOTE, NEWLINE]),
    )
)
def test_broken_lines_move_the_numbers_of_those_that_follow(
    tmp_path_factory: pytest.TempPathFactory, broken: dict[int, str]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    written = write_csv(path, _table(20, broken), "utf-8")
    grid = grids(path)[None]
    whole = {f"N{row}": number for row, number in enumerate(written.row_numbers.tolist()) if number}
    assert all(grid[number] == [name, f"张{name[1:]}", "5.00"] for name, number in whole.items())
    assert len(grid) == 1 + len(whole) + len(written.broken)
    assert set(whole) == {f"N{row}" for row in range(20) if row not in broken}


def test_jsonl_escapes_and_cuts_off(tmp_path: Path) -> None:
    table = Table(
        ["名", "数"], [pa.array(['a"b\\c\n', None, "x"]), pa.array(["3", "无", "4"])], broken={2: BROKEN_JSON}
    )
    written = write_jsonl(tmp_path / "a.jsonl", table, frozenset({"数"}))
    grid = grids(tmp_path / "a.jsonl")[None]
    assert grid[1] == ['a"b\\c\n', "3"] and grid[2] == [None, "无"]
    assert written.broken == ((3, BROKEN_JSON),) and written.row_numbers.tolist() == [1, 2, 0]
