"""Files of unreasonable size are refused with a reason, in bounded memory."""

import io
import re
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
import xlwt
from xlsxwriter import Workbook

from assets.landing import Refused, members, read_file
from catalog.headers import normalise_header

KNOWN = frozenset(map(normalise_header, ("姓名", "身份证号", "住址")))
PEAK = 700 << 10
"""Kibibytes a process may take at its peak, the interpreter, its libraries and the file included."""
_READ = """
import re, sys
from pathlib import Path
from assets.landing import Refused, count_lines, members, read_file
try:
    for name, content in members(Path(sys.argv[1])):
        read_file(content, frozenset(("姓名", "身份证号", "住址")), name)
except Refused as refused:
    # not ru_maxrss: it begins with what the process that started this one had
    print(re.search(r"VmHWM:\\s+([0-9]+)", Path("/proc/self/status").read_text())[1])
    print(refused.code, refused.detail)
"""


def refusal(path: Path) -> str:
    """Why a file is refused by a process of its own, whose memory stays below the peak."""
    done = subprocess.run(
        [sys.executable, "-c", _READ, str(path)], capture_output=True, text=True, check=True
    )
    peak, told = done.stdout.splitlines()
    assert int(peak) < PEAK
    return told


def bomb(size: int, name: str = "a.csv") -> bytes:
    """A zip of so many equal bytes."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(name, "w", force_zip64=True) as member,
    ):
        for _ in range(size >> 20):
            member.write(b"0" * (1 << 20))
    return out.getvalue()


@pytest.mark.parametrize("name", ["f.csv", "f.xlsx"])
def test_a_hundred_million_random_bytes_are_refused(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(np.random.default_rng(1).bytes(100_000_000))
    assert refusal(path) == "UNREADABLE 文件不是文本，也不是可识别的表格格式"


def test_a_zip_bomb_is_refused_before_it_is_inflated(tmp_path):
    path = tmp_path / "f.zip"
    path.write_bytes(bomb(300 << 20))
    assert refusal(path).startswith("UNREADABLE 压缩包解压后过大")


def test_a_zip_bomb_inside_a_zip_is_refused(tmp_path):
    path = tmp_path / "f.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("inner.zip", bomb(300 << 20))
    assert refusal(path).startswith("UNREADABLE 压缩包解压后过大")


def test_a_workbook_that_is_a_bomb_is_refused(tmp_path):
    path = tmp_path / "f.xlsx"
    path.write_bytes(bomb(300 << 20, "xl/workbook.xml"))
    assert refusal(path).startswith("UNREADABLE 压缩包解压后过大")


def test_zips_nested_too_deep_are_refused(tmp_path):
    content = b"a,b\n1,2\n"
    for depth in range(6):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("a.csv" if depth == 0 else "a.zip", content)
        content = out.getvalue()
    path = tmp_path / "f.zip"
    path.write_bytes(content)
    with pytest.raises(Refused, match="嵌套过深"):
        list(members(path))


def test_a_sheet_of_300_columns_is_refused_with_their_number(tmp_path):
    path = tmp_path / "f.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["姓名", "身份证号", "住址", *(f"栏{n}" for n in range(297))])
        sheet.write_row(1, 0, ["张三", "439901199003072486", "村", *range(297)])
    with pytest.raises(Refused, match="有 300 列，超过 256 列"):
        read_file(path, KNOWN)


def test_a_sheet_with_a_stray_blank_far_to_the_right_is_read(tmp_path):
    path = tmp_path / "f.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["姓名", "身份证号", "住址"])
        sheet.write_row(1, 0, ["张三", "439901199003072486", "村"])
        sheet.write(1, 900, " ")
    assert read_file(path, KNOWN).blocks[0].rows.num_rows == 1


@pytest.mark.parametrize("format", ["csv", "jsonl"])
def test_a_cell_of_10_megabytes_is_refused(tmp_path, format):
    path, long = tmp_path / f"f.{format}", "x" * 10_000_000
    rows = {
        "csv": f"姓名,身份证号,住址\n张三,1,{long}\n李四,2,b\n",
        "jsonl": f'{{"姓名": "张三", "住址": "{long}"}}\n',
    }
    path.write_text(rows[format], encoding="utf-8")
    assert refusal(path) == "UNREADABLE 有单元格超过 8 MB，不是数据表中的值"


@pytest.mark.parametrize("told", [b'<dimension ref="A1:C2"/>', b""])
def test_a_cell_in_the_last_corner_is_found_although_the_sheet_declares_less(tmp_path, told):
    path = tmp_path / "f.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["姓名", "身份证号", "住址"])
        sheet.write(1_048_575, 16_383, "x")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    part = "xl/worksheets/sheet1.xml"
    parts[part] = re.sub(rb"<dimension[^>]*/>", told, parts[part])
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    assert refusal(path).startswith("F-11 工作表范围过大")


def test_an_xls_whose_damage_asks_for_any_memory_is_refused(tmp_path):
    path = tmp_path / "f.xls"
    book = xlwt.Workbook()
    sheet = book.add_sheet("x")
    for number in range(9):
        sheet.write(number, 0, number + 0.5)
    book.save(str(path))
    last_cell = struct.pack("<HHHH", 0x027E, 10, 8, 0)
    data = path.read_bytes()
    assert data.count(last_cell) == 1
    path.write_bytes(data.replace(last_cell, struct.pack("<HHHH", 0x027E, 10, 0xFFFF, 0xFFFF)))
    assert refusal(path).startswith("F-11 工作簿已加密、损坏")
