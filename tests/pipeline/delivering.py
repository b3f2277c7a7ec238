"""Writes small deliveries into a home's landing, as departments would; all people are synthetic (prefix 439901)."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import xlwt

Row = Mapping[str, str | None]
PREFIX = "439901"
VILLAGE, OTHER_VILLAGE = "430821001001", "430821001002"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def citizen_number(birth: str, serial: int) -> str:
    """A valid 18-character number: birth ``19500307``, serial 1 to 999, odd for men (GB 11643)."""
    digits = f"{PREFIX}{birth}{serial:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    return digits + "10X98765432"[total % 11]


@dataclass(frozen=True)
class Resident:
    """A synthetic person."""

    name: str
    birth: str
    serial: int
    household: str = "100000001"
    village: str = VILLAGE
    relation: str = "本人"

    @property
    def number(self) -> str:
        """The citizen number."""
        return citizen_number(self.birth, self.serial)

    @property
    def sex(self) -> str:
        """GB/T 2261.1."""
        return "1" if self.serial % 2 else "2"

    @property
    def birth_date(self) -> str:
        """ISO date."""
        return f"{self.birth[:4]}-{self.birth[4:6]}-{self.birth[6:]}"

    def registered(self, **changed: str) -> Row:
        """A row of the household register."""
        return {
            "公民身份号码": self.number, "姓名": self.name, "性别": self.sex, "民族": "01",
            "出生日期": self.birth_date, "户号": self.household, "与户主关系": self.relation,
            "户籍地址": f"慈利县零阳街道南街居委会{int(self.serial)}号", "区划代码": self.village,
            "户口状态": "正常", "状态日期": "2010-01-01", "联系电话": f"1380000{self.serial:04d}",
        } | changed  # fmt: skip


@dataclass(frozen=True)
class Delivery:
    """One file of one batch of one dataset, ``folder`` being ``<department>/<dataset>``."""

    folder: str
    batch: str
    rows: Sequence[Row]
    file: str

    def write(self, home: Path, ready: bool = True) -> Path:
        """Write the file in the format its name says, and ``_READY``; returns the batch folder."""
        folder = home / "landing" / self.folder / self.batch
        folder.mkdir(parents=True, exist_ok=True)
        content = {"csv": _csv, "xls": _xls, "parquet": _parquet}[self.file.rpartition(".")[2]](self.rows)
        (folder / self.file).write_bytes(content)
        if ready:
            (folder / "_READY").touch()
        return folder


def new_home(home: Path) -> Path:
    """An empty home whose catalog knows the synthetic id prefix."""
    codes = home / "catalog" / "codes"
    codes.mkdir(parents=True)
    (home / "landing").mkdir()
    (codes / "id_prefixes.csv").write_text(f"code,name,valid_from,valid_to\n{PREFIX},样例县,1949-10-01,\n")
    return home


def _csv(rows: Sequence[Row]) -> bytes:
    text = StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("gb18030")


def _xls(rows: Sequence[Row]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    for number, cells in enumerate([list(rows[0]), *([*row.values()] for row in rows)]):
        for place, cell in enumerate(cells):
            sheet.write(number, place, cell)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _parquet(rows: Sequence[Row]) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist([dict(row) for row in rows]), sink)
    return sink.getvalue().to_pybytes()
