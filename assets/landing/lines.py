"""The independent counter: how many lines a file has, found without any code of the readers.

It applies the same definition (design, "Rows") by other means: patterns over bytes where the readers use
arrays, XML where they use calamine, the footer where they read the data.
"""

import re
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from assets.landing.reading import Refused
from assets.landing.record_lines import swallowed_lines
from assets.landing.sheet_lines import count_xls_lines, count_xlsx_lines

_TAG = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_CELL = re.compile(r"<t[dh]\b[^>]*>(.*?)(?=<t[dhr]\b|</t[dhr]|</table|\Z)", re.DOTALL | re.IGNORECASE)


def count_lines(path: Path | bytes) -> int:
    """The lines of a file: records of text and Parquet, rows of sheets to the last that shows a value."""
    data = path if isinstance(path, bytes) else path.read_bytes()
    if data.startswith(b"PAR1"):
        return _count_parquet(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return count_xlsx_lines(data)
    if data.startswith(bytes.fromhex("D0CF11E0")):
        return count_xls_lines(data)
    data = _narrow(data)
    start = data[:4096].lstrip()
    if start.startswith(b"<"):
        return _count_html(data)
    data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in data else data
    physical = data.count(b"\n") + (not data.endswith(b"\n") and bool(data))
    if start.startswith(b"{") or b'"' not in data:
        return physical
    return physical - swallowed_lines(data)


def _count_parquet(data: bytes) -> int:
    """The record count that the file's footer declares."""
    try:
        return pyarrow.parquet.read_metadata(pa.BufferReader(data)).num_rows
    except (pa.ArrowInvalid, OSError):
        raise Refused("UNREADABLE", "Parquet 文件已损坏，无法打开") from None


def _narrow(data: bytes) -> bytes:
    """Text in bytes whose ASCII characters stand for themselves: as it is, UTF-16 converted."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace").encode("utf-8", "replace")
    nulls = data[: 1 << 16].count(0)
    if nulls * 50 > len(data[: 1 << 16]):
        little = data[1 : 1 << 16 : 2].count(0) * 2 > nulls
        return data.decode("utf-16-le" if little else "utf-16-be", "replace").encode("utf-8", "replace")
    return data.removeprefix(b"\xef\xbb\xbf")


def _count_html(data: bytes) -> int:
    """Table rows down to the last one with a visible character in a cell."""
    text = data.decode("utf-8", "replace")
    rows = re.split(r"<tr\b", text, flags=re.IGNORECASE)[1:]
    last = 0
    for number, row in enumerate(rows, 1):
        visible = (_TAG.sub("", cell).replace("&nbsp;", "").strip() for cell in _CELL.findall(row))
        last = number if any(visible) else last
    return last
