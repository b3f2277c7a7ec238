"""Whatever dirt lies between them, whole records come back exactly and no line is lost."""

import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from assets.landing import Refused, count_lines, read_file
from catalog.headers import normalise_header

NAMES = ("姓名", "公民身份号码", "性别", "户籍地址", "联系电话", "金额", "备注")
KNOWN = frozenset(map(normalise_header, NAMES))
TEXT = st.text(alphabet="张三大庄村䶮组号,;\t|\"'＂ aX09.-", max_size=8)
SPANNING = st.text(alphabet="张三大庄村组号 \n", min_size=1, max_size=8).map(lambda text: f"前{text}后")


@dataclass(frozen=True)
class Line:
    """What is written, and what must come of it: `row` (a record), or the reason why it is none."""

    written: tuple[str, ...] | str
    row: tuple[str | None, ...] | None
    reason: str | None = None


@st.composite
def record(draw, columns: int) -> Line:
    """A whole record; its first cell names it, others may hold delimiters, quotes and line breaks."""
    others = [draw(st.one_of(TEXT, SPANNING)) for _ in range(columns - 1)]
    cells = (f"键{draw(st.integers(0, 99))}", *others)
    return Line(cells, tuple(cell or None for cell in cells))


@st.composite
def dirty(draw, columns: int) -> Line:
    """A line of the wrong width, with an open quote, blank, or a sum."""
    kind = draw(st.sampled_from(["COLUMN_COUNT", "UNTERMINATED_QUOTE", "BLANK", "SUM"]))
    if kind == "COLUMN_COUNT":
        width = draw(st.integers(1, columns + 3).filter(lambda width: width != columns))
        return Line(",".join(["坏"] * width), None, kind)
    if kind == "UNTERMINATED_QUOTE":
        cells = ["坏"] * draw(st.integers(1, columns - 1)) + ['"没有结束']
        return Line(",".join(cells), None, kind)
    return Line(
        {"BLANK": "," * draw(st.integers(0, columns)), "SUM": "合计" + "," * (columns - 1)}[kind], None, kind
    )


@st.composite
def tables(draw) -> tuple[int, list[Line]]:
    columns = draw(st.integers(3, len(NAMES)))
    clean = draw(st.lists(record(columns), min_size=1, max_size=12))
    dirt = draw(st.lists(dirty(columns), max_size=len(clean)))
    return columns, draw(st.permutations(clean + dirt))


def write(lines: list[Line], columns: int, line_end: str, quoting) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=line_end, quoting=quoting)
    writer.writerow(NAMES[:columns])
    for line in lines:
        if isinstance(line.written, str):
            out.write(line.written + line_end)
        else:
            writer.writerow(line.written)
    return out.getvalue()


@given(
    table=tables(),
    line_end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
@settings(max_examples=300, deadline=None)
def test_whole_records_come_back_exactly_and_every_line_is_accounted_for(table, line_end, encoding, quoting):
    columns, lines = table
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file.csv"
        path.write_bytes(write(lines, columns, line_end, quoting).encode(encoding))
        reading = read_file(path, KNOWN)
        assert count_lines(path) == reading.lines == len(lines) + 1
    landed = {row.pop("_row_number"): tuple(row.values()) for row in reading.blocks[0].rows.to_pylist()}
    reasons = {
        line["row_number"]: line["reason"]
        for line in (*reading.ignored.to_pylist(), *reading.broken.to_pylist())
    }
    assert landed == {number: line.row for number, line in enumerate(lines, 2) if line.row}
    assert reasons == {number: line.reason for number, line in enumerate(lines, 2) if line.reason}
    assert list(landed) == sorted(landed)


@given(data=st.binary(max_size=400), known=st.sampled_from([frozenset(), KNOWN]))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_refused_or_accounted_for(data, known):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file.csv"
        path.write_bytes(data)
        try:
            reading = read_file(path, known)
        except Refused as refused:
            assert refused.code  # noqa: PT017
            return
        assert count_lines(path) == reading.lines


@given(text=st.text(alphabet='甲,"\n\r \tab1', max_size=60))
@settings(max_examples=500, deadline=None)
def test_any_text_below_a_header_is_accounted_for(text):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file.csv"
        path.write_bytes(("姓名,性别,金额\n张三,男,1\n李四,女,2\n" * 3 + text).encode())
        reading = read_file(path, KNOWN)
        assert count_lines(path) == reading.lines
        assert all(isinstance(json.loads(line), list | dict) for line in reading.broken["raw"].to_pylist())
