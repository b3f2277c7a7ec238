"""Parquet files: every column to text, exactly."""

# pyright: reportAttributeAccessIssue=false
# (pyarrow.compute makes its functions when it is imported)

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from assets.landing.cells import number_text
from assets.landing.headers import unique_names
from assets.landing.reading import Account, Block, Reading, Refused, raw_cells

_ZERO_FRACTION = r"\.0+$"


def read_parquet(source: Path | bytes) -> Reading:
    """Read a Parquet file; the first record is row 1."""
    try:
        table = pyarrow.parquet.read_table(pa.py_buffer(source) if isinstance(source, bytes) else source)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError):
        raise Refused("UNREADABLE", "Parquet 文件已损坏，无法打开") from None
    account, damaged = Account(), np.zeros(table.num_rows, bool)
    headers = unique_names(table.column_names)
    columns = [_blank_is_null(_text(column, damaged)) for column in table.columns]
    numbers = pa.array(np.arange(1, table.num_rows + 1, dtype=np.int64))
    rows = pa.table([numbers, *columns], names=["_row_number", *headers])
    for number, *cells in zip(*rows.filter(pa.array(damaged)).to_pydict().values(), strict=True):
        account.broken.append((None, number, "UNDECODABLE", raw_cells(cells)))
    landed = rows.filter(pa.array(~damaged)) if damaged.any() else rows
    return account.close("parquet", [Block(None, headers, (), landed)])


def _text(column: pa.ChunkedArray, damaged: np.ndarray) -> pa.ChunkedArray:
    """A column as strings; rows with bytes that are no text are marked in `damaged`."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _text(column.cast(kind.value_type), damaged)
    if _is_text(kind):
        return _decoded(column, damaged)
    if pa.types.is_timestamp(kind):
        local = (
            pc.local_timestamp(column.cast(pa.timestamp(kind.unit, "Asia/Shanghai"))) if kind.tz else column
        )
        return pc.replace_substring_regex(local.cast(pa.string()), _ZERO_FRACTION, "")
    if pa.types.is_time(kind):
        return pc.replace_substring_regex(column.cast(pa.string()), _ZERO_FRACTION, "")
    if pa.types.is_floating(kind):
        shortest = column.cast(pa.string()) if kind.bit_width < 64 else column
        return _by_distinct(shortest, lambda value: number_text(float(value)))
    if pa.types.is_decimal(kind):
        return _by_distinct(column, lambda value: format(value, "f"))
    if pa.types.is_nested(kind):
        texts = [None if value is None else _json(value) for value in column.to_pylist()]
        return pa.chunked_array([pa.array(texts, pa.string())])
    return column.cast(pa.string())


def _is_text(kind: pa.DataType) -> bool:
    is_kind = pa.types
    return (
        is_kind.is_string(kind)
        or is_kind.is_large_string(kind)
        or is_kind.is_string_view(kind)
        or is_kind.is_binary(kind)
        or is_kind.is_large_binary(kind)
        or is_kind.is_binary_view(kind)
        or is_kind.is_fixed_size_binary(kind)
    )


def _decoded(column: pa.ChunkedArray, damaged: np.ndarray) -> pa.ChunkedArray:
    """Text or bytes as strings: UTF-8, else GB18030 value by value; what is neither is spelt `\\xd6`."""
    octets = column.cast(pa.large_binary())
    try:
        return octets.cast(pa.large_string()).cast(pa.string())
    except pa.ArrowInvalid:
        texts = []
        for at, value in enumerate(octets.to_pylist()):
            text = None if value is None else _decode(value)
            if value is not None and text is None:
                damaged[at] = True
                text = value.decode("utf-8", "backslashreplace")
            texts.append(text)
        return pa.chunked_array([pa.array(texts, pa.string())])


def _decode(value: bytes) -> str | None:
    for encoding in ("utf-8", "gb18030"):
        try:
            return value.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _by_distinct(column: pa.ChunkedArray, convert: Callable[[Any], str]) -> pa.ChunkedArray:
    """Convert each distinct value once."""
    encoded = column.combine_chunks().dictionary_encode()
    texts = pa.array([convert(value) for value in encoded.dictionary.to_pylist()], pa.string())
    return pa.chunked_array([texts.take(encoded.indices)])


def _blank_is_null(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
