"""Any file to a reading: the format is what the content says, whatever the name says (F-01, F-02, F-11)."""

# pyright: reportAttributeAccessIssue=false
# (pyarrow.compute makes its functions when it is imported)

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assets.landing.archive import is_bundle, open_zip
from assets.landing.csv_file import read_csv
from assets.landing.excel import read_workbook
from assets.landing.headers import FindHeader, find_header
from assets.landing.html_file import read_html
from assets.landing.jsonl import read_jsonl
from assets.landing.parquet import read_parquet
from assets.landing.reading import Note, Reading, Refused
from assets.landing.text import Text, decode

LOST = ("\ufffd", "锟斤拷")
LOST_SHARE = 0.1
MAX_CELL_BYTES = 8 << 20
"""No value of a record is as long as this; a spreadsheet cell holds 32,767 characters."""
_DESTROYED_HEADER = re.compile("\ufffd|锟斤拷|^\\?{2,}(?:_\\d+)?$")
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_FOREIGN = {
    b"%PDF": "PDF 文件不是数据表，请报送电子表格",
    b"Rar!": "RAR 压缩包无法打开，请改用 zip",
    b"7z\xbc\xaf": "7z 压缩包无法打开，请改用 zip",
    b"\x1f\x8b": "gzip 压缩文件无法打开，请改用 zip",
    b"\x89PNG": "图片不是数据表，请报送电子表格",
    b"\xff\xd8\xff": "图片不是数据表，请报送电子表格",
}
_NAMES = {
    ".csv": "csv", ".txt": "csv", ".tsv": "csv", ".xlsx": "xlsx", ".xlsm": "xlsx", ".xls": "xls",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet", ".html": "html", ".htm": "html",
}  # fmt: skip
_HTML = re.compile(rb"<(?:html|table|!doctype html)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Readers:
    """How bytes become text, how delimited text is read, and how the header of a sheet is found."""

    decode: Callable[[bytes], Text] = decode
    delimited: Callable[[Text, frozenset[str]], Reading] = read_csv
    find_header: FindHeader = find_header


STRICT = Readers()
"""What a delivery is read with: a table has a header with known names, and a row has all its cells."""


def read_file(
    path: Path | bytes, known_headers: frozenset[str], name: str | None = None, readers: Readers = STRICT
) -> Reading:
    """Read one delivered file (or the bytes of a zip member) of any format, or refuse it.

    `known_headers` are normalised header spellings; `name` is the delivered name where the path is another.
    """
    reading = _read(path, known_headers, readers)
    if any(_longest_cell(block.rows) > MAX_CELL_BYTES for block in reading.blocks):
        raise Refused("UNREADABLE", f"有单元格超过 {MAX_CELL_BYTES >> 20} MB，不是数据表中的值")
    label = name or (path.name if isinstance(path, Path) else "")
    expected = _NAMES.get(PurePath(label).suffix.lower())
    notes = list(reading.notes)
    if expected not in (None, reading.format):
        notes.append(Note("F-01", None, None, f"文件名为 {expected}，内容是 {reading.format}，已按内容读取"))
    if reading.encoding == "utf-16":
        notes.append(Note("F-01", None, None, "编码为 UTF-16，已按内容读取"))
    return replace(reading, notes=tuple(notes))


def _read(source: Path | bytes, known: frozenset[str], readers: Readers) -> Reading:
    """Choose the reader by the first bytes."""
    format = recognise(source)
    if format == "parquet":
        return _with_lost_text(read_parquet(source))
    if format in ("xlsx", "xls"):
        return _with_lost_text(read_workbook(source, known, format, readers.find_header))
    text = readers.decode(source if isinstance(source, bytes) else source.read_bytes())
    reading = _read_text(text, known, readers)
    if any(mark.encode() in text.data for mark in LOST) or _has_destroyed_header(reading):
        reading = _with_lost_text(reading)
    if text.scrambled:
        note = Note("F-02", None, None, f"文字曾以错误编码转存（{text.scrambled}），已还原")
        reading = replace(reading, notes=(*reading.notes, note))
    return reading


def recognise(source: Path | bytes) -> str:
    """The format by content: parquet, xlsx, xls or text; what can not hold a table is refused."""
    head = source[:8] if isinstance(source, bytes) else _head(source)
    for magic, detail in _FOREIGN.items():
        if head.startswith(magic):
            raise Refused("F-11", detail)
    if head.startswith(b"PAR1"):
        return "parquet"
    if head == _OLE:
        return "xls"
    if not head.startswith(b"PK\x03\x04") and not head.startswith(b"PK\x05\x06"):
        return "text"
    if is_bundle(source):
        raise Refused("UNREADABLE", "压缩包内的文件须逐个读取")
    with open_zip(source) as archive:
        if "xl/workbook.xml" in archive.namelist():
            return "xlsx"
    raise Refused("F-11", "不是 Excel 工作簿（可能是 WPS、OFD 或文字文档），请另存为 xlsx")


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(8)


def _read_text(text: Text, known: frozenset[str], readers: Readers) -> Reading:
    """HTML tables, JSON lines or delimited text, by what the first lines look like."""
    start = text.data[:4096].lstrip()
    if start.startswith(b"<"):
        if start.startswith(b"<?xml") or not _HTML.search(text.data[: 1 << 16]):
            raise Refused("F-11", "XML 文件无法读取，请另存为 xlsx")
        return read_html(text, known, readers.find_header)
    lines = [line.strip() for line in text.data[: 1 << 16].splitlines()[:20] if line.strip()]
    if 2 * sum(line.startswith(b"{") for line in lines) > len(lines):
        return read_jsonl(text)
    return readers.delimited(text, known)


def _occurs(mark: str, column: pa.ChunkedArray) -> bool:
    """Whether the bytes of a text column hold the mark, perhaps in a cell that is not of it."""
    texts = (chunk.buffers()[2] for chunk in column.chunks)
    return any(mark.encode() in buffer.to_pybytes() for buffer in texts if buffer)


def _longest_cell(rows: pa.Table) -> int:
    """Bytes of the longest cell, 0 where there is none."""
    lengths = (pc.max(pc.binary_length(column)).as_py() for column in rows.columns[1:])
    return max((length for length in lengths if length), default=0)


def _with_lost_text(reading: Reading) -> Reading:
    """Refuse a file that lost a large share of its text in a wrong conversion, note a smaller one (F-02)."""
    rows = sum(len(block.rows) for block in reading.blocks)
    lost = sum(_lost_rows(block.rows) for block in reading.blocks)
    if _has_destroyed_header(reading) or lost > LOST_SHARE * rows:
        raise Refused("F-02", "文字已成乱码且无法还原，请从原系统重新导出")
    if not lost:
        return reading
    return replace(reading, notes=(*reading.notes, Note("F-02", None, None, f"{lost} 行含有无法还原的乱码")))


def _has_destroyed_header(reading: Reading) -> bool:
    """Whether most headers have lost their characters."""
    headers = [header for block in reading.blocks for header in block.headers]
    return 2 * sum(bool(_DESTROYED_HEADER.search(header)) for header in headers) > len(headers)


def _lost_rows(rows: pa.Table) -> int:
    """How many rows hold characters that stand for lost ones."""
    lost = np.zeros(len(rows), bool)
    for column in rows.columns[1:]:
        for mark in filter(lambda mark, column=column: _occurs(mark, column), LOST):
            found = pc.fill_null(pc.match_substring(column, mark), False)
            lost |= found.to_numpy()
    return int(lost.sum())
