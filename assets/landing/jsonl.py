"""JSON lines: one object a line, its keys the headers, numbers as they are written."""

import json
import re
from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from assets.landing.headers import unique_names
from assets.landing.layout import BLANK
from assets.landing.reading import Account, Block, Reading, Refused, raw_text
from assets.landing.text import Text

_LINE = re.compile(rb"([^\r\n]*)(?:\r\n|\r|\n|\Z)")


class _Number(str):
    """A JSON number as its source text."""


def read_jsonl(text: Text) -> Reading:
    """Read JSON lines; every line is a record and has a number, the first is 1."""
    account = Account()
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
    if not objects:
        raise Refused("UNREADABLE", "没有一行是完整的 JSON 对象")
    return account.close("jsonl", [_block(objects, numbers)], text.encoding)


def _lines(data: bytes) -> Iterator[tuple[int, str]]:
    """Start offset and text of each line."""
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


def _block(objects: list[dict[str, object]], numbers: list[int]) -> Block:
    """One column a key, in the order in which the keys were first seen."""
    keys = dict.fromkeys(key for record in objects for key in record)
    headers = unique_names(keys)
    columns = [pa.array([_text(record.get(key)) for record in objects], pa.string()) for key in keys]
    table = pa.table([pa.array(np.array(numbers, np.int64)), *columns], names=["_row_number", *headers])
    return Block(None, headers, (), table)


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
