"""The independent counter for workbooks: rows down to the last with content, from the bytes of the file."""

import html
import io
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator

from assets.landing.reading import Refused

_PIECE = 4 << 20
_XLS_COUNTER = """
import io, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (120, 120))
from python_calamine import CalamineWorkbook, SheetTypeEnum
book = CalamineWorkbook.from_object(io.BytesIO(sys.stdin.buffer.read()))
last_rows = [0]
for sheet in book.sheets_metadata:
    page = book.get_sheet_by_name(sheet.name) if sheet.typ == SheetTypeEnum.WorkSheet else None
    rows = enumerate(page.iter_rows(), 1) if page and page.end else ()
    last_rows.append(max((number for number, row in rows if "".join(map(str, row)).strip()), default=0))
sys.stdout.write(str(sum(last_rows)))
"""
_SHEET_ID = re.compile(rb'<(?:\w+:)?sheet\b[^>]*\s\w+:id="([^"]+)"')
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*/worksheet\"[^>]*>")
_TARGET = re.compile(rb'\sTarget="(?:/?xl/)?([^"]+)"')
_ID = re.compile(rb'\sId="([^"]+)"')
_ITEM = re.compile(rb"<(?:\w+:)?si\s*/>|<(?:\w+:)?si\b[^>]*>(.*?)</(?:\w+:)?si>", re.DOTALL)
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?row>)", re.DOTALL)
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_NO_VALUE = re.compile(rb"<(?:\w+:)?(f|rPh)\b[^>]*?(?:/>|>.*?</(?:\w+:)?\1>)|<[^>]*>", re.DOTALL)
_NUMBER = re.compile(rb'\br="(\d+)"')


def count_xlsx_lines(data: bytes) -> int:
    """Rows of all worksheets, hidden ones included, each down to the last row that shows anything."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            blanks = _blank_strings(archive)
            return sum(_last_row(archive, part, blanks) for part in _worksheets(archive))
    except (zipfile.BadZipFile, zlib.error, LookupError, EOFError, OSError, ValueError):
        raise Refused("UNREADABLE", "工作簿已损坏，无法打开") from None


def _worksheets(archive: zipfile.ZipFile) -> list[str]:
    """The members that are worksheets of the book."""
    listed = _SHEET_ID.findall(archive.read("xl/workbook.xml"))
    relations = _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {key: part for tag in relations for key in _ID.findall(tag) for part in _TARGET.findall(tag)}
    return [f"xl/{html.unescape(targets[key].decode())}" for key in listed if key in targets]


def _blank_strings(archive: zipfile.ZipFile) -> frozenset[int]:
    """Numbers of the shared strings that show nothing."""
    if "xl/sharedStrings.xml" not in archive.namelist():
        return frozenset()
    items = _ITEM.finditer(archive.read("xl/sharedStrings.xml"))
    return frozenset(number for number, item in enumerate(items) if not _shown(item.group(1) or b""))


def _shown(xml: bytes) -> str:
    """The visible text in a piece of XML."""
    return html.unescape(_NO_VALUE.sub(b"", xml).decode()).strip()


def _last_row(archive: zipfile.ZipFile, part: str, blanks: frozenset[int]) -> int:
    """Number of the last row with a visible value, 0 if there is none."""
    last = number = 0
    for attributes, content in _rows(archive, part):
        given = _NUMBER.search(attributes)
        number = int(given.group(1)) if given else number + 1
        if any(_is_visible(*cell, blanks) for cell in _cells(content)):
            last = number
    return last


def _rows(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[bytes, bytes]]:
    """Attributes and content of each row, read piece by piece."""
    rest = b""
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            rest += piece
            done = 0
            for match in _ROW.finditer(rest):
                yield match.group(1), match.group(2) or b""
                done = match.end()
            rest = rest[done:]


def _cells(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    return ((match.group(1), match.group(2) or b"") for match in _CELL.finditer(content))


def _is_visible(attributes: bytes, content: bytes, blanks: frozenset[int]) -> bool:
    """Whether a cell shows a value; an error is none."""
    shown = _shown(content)
    return (
        bool(shown) and b't="e"' not in attributes and not (b't="s"' in attributes and int(shown) in blanks)
    )


def count_xls_lines(data: bytes) -> int:
    """Rows of all worksheets of an old workbook, counted in a process of its own, which damage may abort."""
    counted = subprocess.run(
        [sys.executable, "-c", _XLS_COUNTER], input=data, capture_output=True, check=False
    )
    if counted.returncode:
        raise Refused("UNREADABLE", "工作簿已损坏，无法打开")
    return int(counted.stdout)
