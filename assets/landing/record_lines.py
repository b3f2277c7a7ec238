"""The independent counter for delimited text: which physical lines a quoted field spans.

What a record may span is said in `records`. Here the table's shape is the one that makes the most whole
records of the beginning of the file, and quotes are followed from one to the next.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator

from assets.landing.reading import MAX_RECORD_BYTES

_SAMPLE = 1 << 16


def swallowed_lines(data: bytes) -> int:
    """How many physical lines are no records of their own, because a quoted field spans them."""
    delimiter, columns = _shape(data)
    if delimiter == b"|":
        data = data.decode("utf-8" if _is_utf8(data) else "gb18030", "replace").encode()
    return sum(data.count(b"\n", start, end) for start, end in _spans(data, delimiter, columns))


def _spans(data: bytes, delimiter: bytes, columns: int) -> list[tuple[int, int]]:
    """Begin and end of the records that span lines."""
    spans = [(0, 0)]
    for start in _open_lines(data, delimiter):
        end = _closing_end(data, start, delimiter, columns) if start >= spans[-1][1] else None
        if end is not None:
            spans.append((start, end))
    return spans[1:]


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _shape(data: bytes) -> tuple[bytes, int]:
    """The delimiter and the column count that make the most whole records of the beginning of the file."""
    sample = data[:_SAMPLE]
    best = (0, 1, b",")
    for delimiter in (b",", b"\t", b";", b"|"):
        counts = Counter(_widths(sample.decode("latin-1"), delimiter.decode()))
        for columns, _ in counts.most_common(5):
            if columns > 1:
                shape = (_whole_records(sample, delimiter, columns), columns, delimiter)
                best = max(best, shape, key=lambda shape: shape[:2])
    return best[2], best[1]


def _whole_records(sample: bytes, delimiter: bytes, columns: int) -> int:
    """How many whole records there are if this is the table's shape."""
    spans = _spans(sample, delimiter, columns)
    for start, end in reversed(spans):
        sample = sample[:start] + sample[end:]
    closed = _closed_lines(delimiter)
    lines = (line for line in sample.split(b"\n") if closed.fullmatch(line) and line.strip(delimiter + b" "))
    return len(spans) + sum(_width(line.decode("latin-1"), delimiter.decode()) == columns for line in lines)


def _widths(sample: str, delimiter: str) -> Iterator[int]:
    """Column counts of the records in a piece of text, quotes taken to close where they can."""
    field = rf'(?:"(?:[^"]|"")*+"[^{re.escape(delimiter)}\n]*|[^{re.escape(delimiter)}\n]*)'
    for record in re.finditer(rf"{field}(?:{re.escape(delimiter)}{field})*+\n", sample + "\n"):
        if record.group().strip(f"{delimiter} \n"):
            yield len(re.findall(rf"{field}(?:{re.escape(delimiter)}|\n)", record.group()))


def _width(line: str, delimiter: str) -> int:
    """Columns of one line, 0 if it has none of its own."""
    try:
        return len(next(csv.reader([line], delimiter=delimiter)))
    except csv.Error:
        return 0


def _closed_lines(delimiter: bytes) -> re.Pattern[bytes]:
    """Lines in which every quote stands at the beginning or the end of a field, or is doubled inside one."""
    stop = re.escape(delimiter)
    field = rb'(?:"(?:[^"\n]++|"")*+"(?=%b|\n|\Z)|[^"%b\n]*+)' % (stop, stop)
    return re.compile(rb"%b(?:%b%b)*+" % (field, stop, field))


def _open_lines(data: bytes, delimiter: bytes) -> Iterator[int]:
    """Offsets of the lines at whose end a quote is open, each line taken for itself."""
    closed = re.compile(rb'(?:(?=[^\n"]*+")%b\n)*+' % _closed_lines(delimiter).pattern)
    at = data.find(b'"')
    while at >= 0:
        run = closed.match(data, data.rfind(b"\n", 0, at) + 1)
        assert run is not None, "the pattern matches everywhere"
        start = run.end()
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        if _ends_open(data[start:end], delimiter):
            yield start
        at = data.find(b'"', end)


def _ends_open(line: bytes, delimiter: bytes) -> bool:
    """Whether a quote is open at the end of the line: a state machine over its bytes."""
    if b'"' not in line:
        return False
    state = "start"
    for byte in line:
        char = bytes((byte,))
        if state == "quoted":
            state = "quote" if char == b'"' else "quoted"
        elif char == delimiter:
            state = "start"
        elif char == b'"' and state in ("start", "quote"):
            state = "quoted"
        else:
            state = "plain"
    return state == "quoted"


def _closing_end(data: bytes, start: int, delimiter: bytes, columns: int) -> int | None:
    """The end of the record of several lines that begins at `start`; None if the quote ends with its line."""
    limit = min(len(data), start + MAX_RECORD_BYTES)
    at, found, line_end = start, 1, data.find(b"\n", start)
    while True:
        if data[at : at + 1] == b'"':
            at = data.find(b'"', at + 1, limit)
            while at >= 0 and data[at + 1 : at + 2] == b'"':
                at = data.find(b'"', at + 2, limit)
            if at < 0 or data[at + 1 : at + 2] not in (delimiter, b"\n", b""):
                return None
            stop = at + 1
        else:
            stop = min(end for end in (data.find(delimiter, at), data.find(b"\n", at), len(data)) if end >= 0)
            if b'"' in data[at:stop]:
                return None
        if data[stop : stop + 1] != delimiter:
            break
        at, found = stop + 1, found + 1
    if stop <= line_end or found != columns or stop > limit:
        return None
    return None if _holds_record(data, start, stop, delimiter, columns) else stop


def _holds_record(data: bytes, start: int, end: int, delimiter: bytes, columns: int) -> bool:
    """Whether a line after the first is a record by itself (not the last line, if the first column spans)."""
    first, *others = data[start:end].split(b"\n")
    if (
        first.startswith(b'"')
        and _ends_open(first, delimiter)
        and _width(first.decode("latin-1"), delimiter.decode()) == 1
    ):
        others = others[:-1]
    return columns > 2 and any(
        _width(line.decode("latin-1"), delimiter.decode()) == columns and not _ends_open(line, delimiter)
        for line in others
    )
