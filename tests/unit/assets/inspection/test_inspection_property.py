"""Whatever a file holds, inspection ends with tables and an account in which every line stands exactly once."""

import re
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assets.inspection.files import Inspected, inspect_file
from assets.inspection.output import write_tables
from assets.inspection.report import report
from catalog.headers import normalise_header

KNOWN = frozenset(map(normalise_header, ("姓名", "性别", "金额")))
CELLS = st.text(alphabet="甲乙a1 .-,;\t|\"'\\\n:", max_size=6)


def inspected(data: bytes, known: frozenset[str]) -> Inspected:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "f.csv"
        path.write_bytes(data)
        (one,) = inspect_file(path, known)
        write_tables([one], Path(folder) / "out")
        assert list(report([one]))
        return one


def numbers(one: Inspected) -> list[int]:
    """The row numbers of everything in a file."""
    assert one.reading is not None
    tables = [block.rows for block in one.reading.blocks]
    others = [one.reading.header_lines, one.reading.ignored, one.reading.broken]
    return sorted(
        number
        for table, name in [(t, "_row_number") for t in tables] + [(t, "row_number") for t in others]
        for number in table[name].to_pylist()
    )


def texts(one: Inspected) -> int:
    """How many line ends stand inside the cells of rows and headers."""
    assert one.reading is not None
    cells = [
        cell for b in one.reading.blocks for name in b.headers for cell in b.rows[name].to_pylist() if cell
    ]
    raws = [
        raw
        for table in (one.reading.header_lines, one.reading.ignored, one.reading.broken)
        for raw in table["raw"].to_pylist()
    ]
    inside = [len(re.findall(r"\r\n|\r|\n", cell)) for cell in cells]
    return sum(inside) + sum(len(re.findall(r"\\r\\n|\\r|\\n", raw.replace("\\\\", ""))) for raw in raws)


@given(data=st.binary(max_size=300), known=st.sampled_from([frozenset(), KNOWN]))
@example(data=b"\x00\x00\xfe\xff", known=frozenset())
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_refused_or_every_line_stands_once(data, known):
    one = inspected(data, known)
    if one.reading is not None:
        assert numbers(one) == list(range(1, one.reading.lines + 1))


@given(
    table=st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=12),
    delimiter=st.sampled_from([",", ";", "\t", "|", ":", " ", ", "]),
    quoting=st.sampled_from(["never", "always", "where needed"]),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    known=st.sampled_from([frozenset(), KNOWN]),
)
@settings(max_examples=400, deadline=None)
def test_every_line_of_any_table_stands_once(table, delimiter, quoting, line_end, known):
    def written(cell: str) -> str:
        if quoting == "never" or (quoting == "where needed" and not re.search(r'[\s,;|":]', cell)):
            return cell
        return '"' + cell.replace('"', '""') + '"'

    text = line_end.join(delimiter.join(map(written, row)) for row in table)
    one = inspected(text.encode(), known)
    if one.reading is not None:
        assert numbers(one) == list(range(1, one.reading.lines + 1))
        lines = re.split(r"\r\n|\r|\n", text)
        assert one.reading.lines + texts(one) == len(lines) - (lines[-1] == "")


ODD: Mapping[str, bytes] = {
    "one character": b"x",
    "only delimiters": b",,,\n,,,\n",
    "only quotes": b'""""""\n"',
    "a lone quote": b'a,b\n1,"\n2,3\n',
    "header only": b"a,b,c",
    "a mark and nothing": b"\xef\xbb\xbf\n",
    "one long line": b"a," * 50_000,
    "two thousand columns": b",".join(b"c%d" % n for n in range(2000))
    + b"\n"
    + b",".join(b"%d" % n for n in range(2000)),
    "json array": b'[{"a": 1}, {"a": 2}]',
    "xml": b"<?xml version='1.0'?><a><b>1</b></a>",
    "html without a table": b"<html><body>x</body></html>",
    "a NUL": b"a,b\n1,\x002\n3,4\n",
    "end of file mark": b"a,b\n1,2\n\x1a",
}


@pytest.mark.parametrize("name", ODD)
def test_odd_files_end_with_tables_or_a_reason(name):
    one = inspected(ODD[name], frozenset())
    if one.reading is not None:
        assert numbers(one) == list(range(1, one.reading.lines + 1))
    else:
        assert one.refused is not None and one.refused.detail
