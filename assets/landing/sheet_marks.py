"""What the XML of an xlsx sheet tells beyond values: hidden rows, errors, formulas without a value."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

CHUNK = 4 << 20
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
_HIDDEN = re.compile(rb'\shidden="(?:1|true)"')
_NUMBER = re.compile(rb'\sr="(\d+)"')
_ERROR = re.compile(rb'<(?:\w+:)?c\b([^>]*\st="e"[^>]*)>(.*?)</(?:\w+:)?c>', re.DOTALL)
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)><(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)(?:<v\s*/>|<v></v>)?</(?:\w+:)?c>"
)
_PLACE = re.compile(rb'\sr="([A-Z]+)(\d+)"')
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)<")


@dataclass(frozen=True)
class Marks:
    """Row numbers (from 1) of hidden rows and formulas without a value; errors by row and column from 0."""

    hidden_rows: tuple[int, ...] = ()
    uncached: tuple[int, ...] = ()
    errors: dict[tuple[int, int], str] = field(default_factory=dict)


NO_MARKS = Marks()


def sheet_marks(archive: zipfile.ZipFile) -> dict[str, Marks]:
    """The marks of each sheet that has any, by its name."""
    marks = {}
    for name, part in sheet_parts(archive).items():
        found = _scan(archive, part)
        if found != NO_MARKS:
            marks[name] = found
    return marks


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The archive member of each sheet."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    parts = {}
    for sheet in book.findall(".//{*}sheet"):
        relation = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")
        target = targets.get(relation, "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in archive.namelist():
            parts[sheet.get("name", "")] = part
    return parts


def _scan(archive: zipfile.ZipFile, part: str) -> Marks:
    """Scan one sheet; a regular expression runs only over chunks that hold what it looks for."""
    hidden, uncached, errors = [], [], {}
    for chunk in _row_chunks(archive, part):
        if b'hidden="' in chunk:
            rows = [row for row in _ROW.findall(chunk) if _HIDDEN.search(row)]
            hidden += [int(found.group(1)) for row in rows if (found := _NUMBER.search(row))]
        if b't="e"' in chunk:
            errors.update(_errors(chunk))
        if b"<f" in chunk:
            uncached += _uncached(chunk)
    return Marks(tuple(hidden), tuple(uncached), errors)


def _row_chunks(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The member in pieces that end with a row."""
    rest = b""
    with archive.open(part) as stream:
        while piece := stream.read(CHUNK):
            rest += piece
            cut = rest.rfind(b"row>") + len(b"row>")
            if cut >= len(b"row>"):
                yield rest[:cut]
                rest = rest[cut:]
    yield rest


def _errors(chunk: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    for attributes, content in _ERROR.findall(chunk):
        place, value = _PLACE.search(attributes), _VALUE.search(content)
        if place:
            text = value.group(1).decode() if value else "#ERROR"
            yield (int(place.group(2)) - 1, _column(place.group(1))), text


def _uncached(chunk: bytes) -> Iterator[int]:
    for attributes in _FORMULA.findall(chunk):
        place = _PLACE.search(attributes)
        if place and b't="str"' not in attributes:
            yield int(place.group(2))


def _column(letters: bytes) -> int:
    """Column letters to a number from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
