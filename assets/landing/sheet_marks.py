"""What the XML of an xlsx sheet tells beyond values: size, hidden parts, comments, errors, empty formulas."""

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from posixpath import normpath
from xml.etree import ElementTree
from xml.parsers import expat

CHUNK = 4 << 20
STRINGS, STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension\b[^>]*\sref="[^":]*:?([A-Z]+)(\d+)"')
_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^>]*>")
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
_HIDDEN = re.compile(rb'\shidden="(?:1|true)"')
_SPAN = re.compile(rb'\s(min|max)="(\d+)"')
_NUMBER = re.compile(rb'\sr="(\d+)"')
_FAR_CELL = re.compile(rb' r="([A-Z]{2,3})[0-9]')
_FAR_ROW = re.compile(rb' r="[A-Z]*([0-9]{7,})"')
_PLACE = re.compile(rb'\sr="([A-Z]+)(\d+)"')
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)<")
_ERROR = re.compile(rb'<(?:\w+:)?c\b([^>]*\st="e"[^>]*)>(.*?)</(?:\w+:)?c>', re.DOTALL)
_EMPTY_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)><(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)


@dataclass(frozen=True)
class Marks:
    """Row numbers (from 1) of what is hidden, commented, struck or empty; errors by row and column from 0."""

    cells: int = 0
    hidden_columns: int = 0
    hidden_rows: tuple[int, ...] = ()
    comments: tuple[int, ...] = ()
    uncached: tuple[int, ...] = ()
    struck: tuple[int, ...] = ()
    errors: dict[tuple[int, int], str] = field(default_factory=dict)


NO_MARKS = Marks()


def sheet_marks(archive: zipfile.ZipFile) -> dict[str, Marks]:
    """The marks of each sheet, by its name; raises ExpatError where the XML of the shared strings is broken.

    Readers of workbooks bear with broken strings, and then every string after the break is another one.
    """
    if STRINGS in archive.namelist():
        parser = expat.ParserCreate()
        for piece in _pieces(archive, STRINGS):
            parser.Parse(piece)
        parser.Parse(b"", True)
    struck = _struck_styles(archive)
    return {
        name: replace(_scan(archive, part, struck), comments=_comments(archive, part))
        for name, part in _sheet_parts(archive).items()
    }


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The archive member of each sheet."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    targets = _targets(archive, "xl/workbook.xml")
    parts = {}
    for sheet in book.findall(".//{*}sheet"):
        relation = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")
        part = targets.get(relation, ("", ""))[1]
        if part in archive.namelist():
            parts[sheet.get("name", "")] = part
    return parts


def _targets(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Kind and member of what a part refers to, by relation id."""
    path = PurePosixPath(part)
    links = f"{path.parent}/_rels/{path.name}.rels"
    if links not in archive.namelist():
        return {}
    return {
        link.get("Id", ""): (
            link.get("Type", "").rpartition("/")[2],
            normpath(f"/{path.parent}/{link.get('Target', '')}".replace(f"/{path.parent}//", "/")).lstrip(
                "/"
            ),
        )
        for link in ElementTree.fromstring(archive.read(links))
    }


def _comments(archive: zipfile.ZipFile, part: str) -> tuple[int, ...]:
    """Row numbers of the cells with a comment."""
    members = [member for kind, member in _targets(archive, part).values() if kind == "comments"]
    found = [ElementTree.fromstring(archive.read(member)).findall(".//{*}comment") for member in members]
    places = [comment.get("ref", "") for comments in found for comment in comments]
    return tuple(int(place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for place in places if place[-1:].isdigit())


def _struck_styles(archive: zipfile.ZipFile) -> re.Pattern[bytes] | None:
    """A pattern of the cells whose style strikes its text through, None if no style does (F-09)."""
    if STYLES not in archive.namelist():
        return None
    root = ElementTree.fromstring(archive.read(STYLES))
    strikes = [font.find("{*}strike") for font in root.findall("{*}fonts/{*}font")]
    fonts = {
        str(number)
        for number, strike in enumerate(strikes)
        if strike is not None and strike.get("val") not in ("0", "false")
    }
    styles = [str(n) for n, xf in enumerate(root.findall("{*}cellXfs/{*}xf")) if xf.get("fontId") in fonts]
    alternatives = "|".join(styles).encode()
    return re.compile(rb'<(?:\w+:)?c\b(?=[^>]*\ss="(?:%b)")[^>]*[^/]>' % alternatives) if styles else None


def _scan(archive: zipfile.ZipFile, part: str, struck_cell: re.Pattern[bytes] | None) -> Marks:
    """Scan one sheet; a regular expression runs only over chunks that hold what it looks for."""
    cells, hidden_columns, hidden_rows, uncached, struck, errors = 0, 0, [], [], [], {}
    for number, chunk in enumerate(_row_chunks(_pieces(archive, part))):
        if number == 0:
            cells, hidden_columns = _cells(chunk), _hidden_columns(chunk)
        cells = max(cells, _reach(chunk))
        if b'hidden="' in chunk:
            rows = [row for row in _ROW.findall(chunk) if _HIDDEN.search(row)]
            hidden_rows += [int(found.group(1)) for row in rows if (found := _NUMBER.search(row))]
        if b't="e"' in chunk:
            errors.update(_errors(chunk))
        if b"<f" in chunk or b":f>" in chunk:
            uncached += _uncached(chunk)
        if struck_cell is not None:
            found = (_PLACE.search(cell) for cell in struck_cell.findall(chunk))
            struck += [int(place.group(2)) for place in found if place]
    return Marks(cells, hidden_columns, tuple(hidden_rows), (), tuple(uncached), tuple(struck), errors)


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    with archive.open(part) as stream:
        while piece := stream.read(CHUNK):
            yield piece


def _row_chunks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The document in pieces that end with a row."""
    rest = b""
    for piece in pieces:
        rest += piece
        cut = rest.rfind(b"row>") + len(b"row>")
        if cut >= len(b"row>"):
            yield rest[:cut]
            rest = rest[cut:]
    yield rest


def _cells(chunk: bytes) -> int:
    """Rows times columns as the sheet declares them, 0 if it does not declare them."""
    found = _DIMENSION.search(chunk)
    return (_column(found.group(1)) + 1) * int(found.group(2)) if found else 0


def _reach(chunk: bytes) -> int:
    """Rows times columns as its cells demand, whatever the sheet declares: the last row by the farthest column."""
    tag = _NUMBER.search(chunk, max(0, chunk.rfind(b"row ")))
    rows = [int(tag.group(1)) if tag else 0, *map(int, _FAR_ROW.findall(chunk))]
    columns = [26, *(_column(letters) + 1 for letters in set(_FAR_CELL.findall(chunk)))]
    return max(rows) * max(columns)


def _hidden_columns(chunk: bytes) -> int:
    """How many columns are hidden; a column to the end of the sheet is none that holds anything."""
    spans = [dict(_SPAN.findall(column)) for column in _COLUMN.findall(chunk) if _HIDDEN.search(column)]
    widths = [int(span[b"max"]) - int(span[b"min"]) + 1 for span in spans if len(span) == 2]
    return sum(width for width in widths if width < 1000)


def _errors(chunk: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    """Place and text of the error values."""
    for attributes, content in _ERROR.findall(chunk):
        place, value = _PLACE.search(attributes), _VALUE.search(content)
        if place:
            text = value.group(1).decode() if value else "#ERROR"
            yield (int(place.group(2)) - 1, _column(place.group(1))), text


def _uncached(chunk: bytes) -> Iterator[int]:
    """Row numbers of formulas without a value; an empty text is a value."""
    for attributes in _EMPTY_FORMULA.findall(chunk):
        place = _PLACE.search(attributes)
        if place and b't="str"' not in attributes:
            yield int(place.group(2))


def _column(letters: bytes) -> int:
    """Column letters to a number from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
