"""JSON lines: one object a line, its keys the headers, numbers as they are written."""

# pyright: reportAttributeAccessIssue=false
# (pyarrow.compute makes its functions when it is imported)

import json
import re
from collections.abc import Iterator
from itertools import accumulate

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assets.landing.headers import unique_names
from assets.landing.layout import BLANK
from assets.landing.reading import Account, Block, Reading, Refused, raw_text
from assets.landing.text import Text

_LINE = re.compile(rb"([^\r\n]*)(?:\r\n|\r|\n|\Z)")

SLICE = 1 << 14
"""So many objects are kept before they become columns: the garbage collector looks at each again and again."""


class _Number(str):
    """A JSON number as its source text."""


def read_jsonl(text: Text) -> Reading:
    """Read JSON lines; every line is a record and has a number, the first is 1."""
    account, table = Account(), _Table()
    objects, numbers = [], []
    damaged = set(text.undecodable)
    for number, (offset, line) in enumerate(_lines(text.data), 1):
        if offset in damaged:
            account.broken.append((None, number, "UNDECODABLE", raw_text(line)))
        elif not line.strip():
            account.ignored.append((None, number, BLANK, raw_text(line)))
        elif (record := _object(line)) is None:
            account.broken.append((None, number, "BROKEN_JSON", raw_text(line)))
        else:
            objects.append(record)
            numbers.append(number)
        if len(objects) == SLICE:
            table.add(objects)
            objects = []
    table.add(objects)
    if not numbers:
        raise Refused("UNREADABLE", "没有一行是完整的 JSON 对象")
    return account.close("jsonl", [table.block(numbers)], text.encoding)


class _Table:
    """Objects as columns of text, slice by slice: one column a key, in the order in which the keys were first seen."""

    def __init__(self) -> None:
        self.columns: dict[str, list[pa.Array]] = {}
        self.size = 0

    def add(self, objects: list[dict[str, object]]) -> None:
        """Append the values of some objects; a key that was not seen before has been null so far."""
        for key in dict.fromkeys(key for record in objects for key in record):
            self.columns.setdefault(key, [pa.nulls(self.size, pa.string())])
        for key, column in self.columns.items():
            column.append(_column([record.get(key) for record in objects]))
        self.size += len(objects)

    def block(self, numbers: list[int]) -> Block:
        """All rows with their numbers."""
        headers = unique_names(self.columns)
        columns = [pa.chunked_array(column, pa.string()) for column in self.columns.values()]
        table = pa.table([pa.array(np.array(numbers, np.int64)), *columns], names=["_row_number", *headers])
        return Block(None, headers, (), table)


def _lines(data: bytes) -> Iterator[tuple[int, str]]:
    """Start offset and text of each line."""
    if b"\r" not in data:
        lines = data.split(b"\n")
        starts = accumulate((len(line) + 1 for line in lines), initial=0)
        yield from zip(starts, map(bytes.decode, lines[: -1 if not lines[-1] else None]), strict=False)
        return
    at = 0
    while at < len(data):
        match = _LINE.match(data, at)
        assert match is not None, "the pattern matches everywhere"
        yield at, match.group(1).decode()
        at = match.end()


def _object(line: str) -> dict[str, object] | None:
    """The object of one line; None if it is not one, or if a key in it is ambiguous."""
    try:
        record = _DECODER.decode(line)
        if "\\u" in line:
            _json(record).encode()
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def _unambiguous(pairs: list[tuple[str, object]]) -> dict[str, object]:
    record = dict(pairs)
    if len(record) < len(pairs):
        raise ValueError("a key occurs twice")
    return record


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


_DECODER = json.JSONDecoder(
    parse_float=_Number, parse_int=_Number, parse_constant=_no_constant, object_pairs_hook=_unambiguous
)


def _column(values: list[object]) -> pa.Array:
    """Values as text; a column of strings and numbers is one already but for its empty strings."""
    if set(map(type, values)) <= {str, _Number, type(None)}:
        texts = pa.array(values, pa.string())
        return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)
    return pa.array(map(_text, values), pa.string())


def _text(value: object) -> str | None:
    """A value as text; nothing and the empty string are null, nested values stay JSON."""
    if isinstance(value, str):
        return str(value) or None
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else _json(value)


def _json(value: object) -> str:
    """Nested values as JSON, with numbers as they were written."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_json(key)}: {_json(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_json, value)) + "]"
    return str(value) if isinstance(value, _Number) else json.dumps(value, ensure_ascii=False)
