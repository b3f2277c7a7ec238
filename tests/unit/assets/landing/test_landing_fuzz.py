"""Damaged files of every format are read or refused; no line is lost, and every row stands where its number says.

`make fuzz` damages each file a thousand times; `YIYUAN_FUZZ` says how often.
"""

import io
import json
import os
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import numpy as np
import pytest
from mutations import BINARY, TEXT, ZIPPED, Mutation

from assets.landing import Reading, Refused, count_lines, members, read_file
from catalog.headers import every_known_header
from catalog.load import load_catalog
from sample.county import write_county

TIMES = int(os.environ.get("YIYUAN_FUZZ", "50"))
KNOWN = every_known_header(load_catalog())
SAMPLES: Mapping[str, tuple[str, tuple[Mutation, ...], int]] = {
    "csv gb18030": ("civil_affairs/marriage_registration/*/*.csv", TEXT, 1),
    "csv utf-8": ("market_regulation/individual_business/*/*.csv", TEXT, 1),
    "jsonl": ("agriculture/land_contract/*/*.jsonl", TEXT, 1),
    "parquet": ("health/health_record/*/*.parquet", BINARY, 1),
    "xlsx": ("civil_affairs/subsistence_allowance/*/*.xlsx", ZIPPED, 1),
    "xls": ("party_organization/party_member/*/*.xls", BINARY, 5),
    "zip": ("", ZIPPED, 1),
}
"""Format -> where its sample file lies, how it is damaged, and how much dearer than others a reading is."""


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """A delivered file of each format."""
    home = tmp_path_factory.mktemp("fuzz")
    write_county(home, 0.001, 3)
    found = {
        format: sorted((home / "landing").glob(pattern))[0].read_bytes()
        for format, (pattern, _, _) in SAMPLES.items()
        if pattern
    }
    bundle = io.BytesIO()
    with zipfile.ZipFile(bundle, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("甲/婚姻.csv", found["csv gb18030"])
        archive.writestr("低保.xlsx", found["xlsx"])
    return {**found, "zip": bundle.getvalue()}


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("format", SAMPLES)
def test_a_damaged_file_is_read_without_losing_a_line_or_refused(samples, format):
    _, mutations, price = SAMPLES[format]
    for time in range(max(10, TIMES // price)):
        chance = np.random.default_rng([list(SAMPLES).index(format), time])
        mutation = mutations[int(chance.integers(len(mutations)))]
        data = mutation(samples[format], chance)
        for content in _files(format, data):
            try:
                reading = read_file(content, KNOWN, f"f.{format.split()[0]}")
                lines = count_lines(content)
            except Refused as refused:
                assert refused.code in ("F-02", "F-11", "UNREADABLE"), f"{format} {time}"  # noqa: PT017
                continue
            assert lines == reading.lines, f"{format} {time}"
            assert not _misplaced(reading, content), f"{format} {time}"


def _files(format: str, data: bytes) -> Iterator[bytes]:
    """The file, or the members of a zip as far as they can be read."""
    if format != "zip":
        yield data
        return
    with TemporaryDirectory() as folder:
        path = Path(folder) / "f.zip"
        path.write_bytes(data)
        try:
            yield from (
                content if isinstance(content, bytes) else content.read_bytes()
                for _, content in members(path)
            )
        except Refused as refused:
            assert refused.code in ("F-11", "UNREADABLE")  # noqa: PT017


def _misplaced(reading: Reading, data: bytes) -> list[int]:
    """Numbers of rows whose values do not stand where their number says, found by other means than the readers'."""
    look = LOOKS.get(reading.format)
    if look is None:
        return []
    place = look(reading, data)
    wrong = []
    for block in reading.blocks:
        for row in block.rows.to_pylist():
            number = row.pop("_row_number")
            shown = place(block.sheet, number)
            if shown is not None and not all(value in shown for value in row.values() if value):
                wrong.append(number)
    return wrong


Look = Callable[[str | None, int], str | None]
"""What stands at a row of a sheet, None where it can not be told."""


def _look_at_text(reading: Reading, data: bytes) -> Look:
    """The physical line, if records and lines are the same in this file and it decodes."""
    if reading.encoding == "utf-16":
        return lambda sheet, number: None
    lines = re.split(rb"\r\n|\r|\n", data.removeprefix(b"\xef\xbb\xbf"))
    spans = len(lines) - (lines[-1] == b"") != reading.lines

    def look(sheet: str | None, number: int) -> str | None:
        text = lines[number - 1].decode(reading.encoding or "utf-8", "replace")
        return None if spans or '"' in text else text

    return look


def _look_at_json(reading: Reading, data: bytes) -> Look:
    """The values of the object on a line."""
    if reading.encoding == "utf-16":
        return lambda sheet, number: None
    lines = re.split(rb"\r\n|\r|\n", data.removeprefix(b"\xef\xbb\xbf"))

    def look(sheet: str | None, number: int) -> str:
        values = json.loads(
            lines[number - 1].decode(reading.encoding or "utf-8"), parse_float=str, parse_int=str
        )
        return "\n".join(map(str, values.values()))

    return look


def _look_at_xlsx(reading: Reading, data: bytes) -> Look:
    """The cells of a row in the XML of a sheet, with what is merged into it from above."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        strings = [
            "".join(text.text or "" for text in item.iter() if text.tag.endswith("}t"))
            for item in _items(archive, "xl/sharedStrings.xml", "}si")
        ]
        book = _items(archive, "xl/workbook.xml", "}sheet")
        parts = sorted(name for name in archive.namelist() if name.startswith("xl/worksheets/sheet"))
        if len(parts) != len(book) or "mergeCell " in "".join(str(archive.read(part)) for part in parts):
            return lambda sheet, number: None
        sheets = {
            item.get("name"): dict(_rows(ElementTree.fromstring(archive.read(part)), strings))
            for item, part in zip(book, parts, strict=True)
        }
    return lambda sheet, number: sheets[sheet].get(number) if sheet in sheets else None


def _items(archive: zipfile.ZipFile, part: str, tag: str) -> list[ElementTree.Element]:
    if part not in archive.namelist():
        return []
    return [item for item in ElementTree.fromstring(archive.read(part)).iter() if item.tag.endswith(tag)]


def _rows(root: ElementTree.Element, strings: list[str]) -> Iterator[tuple[int, str | None]]:
    """Number and text of each row; None where a cell is a number, which has many spellings."""
    for row in (item for item in root.iter() if item.tag.endswith("}row")):
        if "r" not in row.attrib:
            return
        texts, numeric = [], False
        for cell in row:
            value = "".join(item.text or "" for item in cell.iter() if item.tag.endswith(("}v", "}t")))
            kind = cell.get("t")
            numeric |= kind in (None, "n", "d") and bool(value)
            texts.append(strings[int(value)] if kind == "s" and int(value) < len(strings) else value)
        yield int(row.get("r", "0")), None if numeric else "\n".join(texts)


LOOKS: Mapping[str, Callable[[Reading, bytes], Look]] = {
    "csv": _look_at_text,
    "jsonl": _look_at_json,
    "xlsx": _look_at_xlsx,
}
