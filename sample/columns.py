"""Text columns of Arrow strings: what a department writes, built a column at a time."""
# pyarrow makes its compute functions at import, where pyright can not see them; only this module calls them.
# pyright: reportAttributeAccessIssue=false

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


def text(values: Sequence[str | None]) -> pa.Array:
    """A column of the given texts."""
    return pa.array(values, pa.string())


def nulls(length: int) -> pa.Array:
    """A column without any value."""
    return pa.nulls(length, pa.string())


def constant(value: str, length: int) -> pa.Array:
    """A column that repeats one text."""
    return pa.repeat(pa.scalar(value, pa.string()), length)


def take(column: pa.Array, index: np.ndarray) -> pa.Array:
    """Cells by position; a negative position gives a null."""
    places = np.asarray(index, np.int64)
    return column.take(pa.array(places, mask=places < 0))


def choose(labels: Sequence[str | None], index: np.ndarray) -> pa.Array:
    """Labels by position; a negative position gives a null."""
    return take(text(labels), index)


def join(*parts: pa.Array | str, glue: str = "", absent: str | None = None) -> pa.Array:
    """Cell-wise concatenation of columns and texts; a null makes a null unless `absent` stands in."""
    handling = (
        {"null_handling": "emit_null"}
        if absent is None
        else {"null_handling": "replace", "null_replacement": absent}
    )
    scalars = (pa.scalar(part) if isinstance(part, str) else part for part in parts)
    return pc.binary_join_element_wise(*scalars, glue, **handling)


def part(column: pa.Array, start: int, stop: int) -> pa.Array:
    """Characters from `start` up to `stop` of each cell."""
    return pc.utf8_slice_codeunits(column, start, stop)


def replace(column: pa.Array, old: str, new: str) -> pa.Array:
    """Cells with every `old` replaced."""
    return pc.replace_substring(column, old, new)


def replace_pattern(column: pa.Array, pattern: str, new: str) -> pa.Array:
    r"""Cells with every match of an RE2 pattern replaced; `\1` is its first group."""
    return pc.replace_substring_regex(column, pattern, new)


def positions(column: pa.Array, values: Sequence[str]) -> np.ndarray:
    """The place of each cell among `values`, -1 where it is none of them."""
    return pc.index_in(column, text(values)).fill_null(-1).to_numpy()


def differ(column: pa.Array, other: pa.Array) -> np.ndarray:
    """Where two columns differ; two nulls are equal."""
    mark = "\0"
    return pc.not_equal(column.fill_null(mark), other.fill_null(mark)).to_numpy(zero_copy_only=False)


def whole(numbers: np.ndarray, width: int = 0, absent: np.ndarray | None = None) -> pa.Array:
    """Whole numbers as text, padded with zeros to `width`; null where `absent`."""
    column = pa.array(np.asarray(numbers, np.int64), mask=absent).cast(pa.string())
    return pc.utf8_lpad(column, width, "0") if width else column


def decimal(hundredths: np.ndarray, absent: np.ndarray | None = None) -> pa.Array:
    """Hundredths as text with two decimals, `-12.30`."""
    size = np.abs(np.asarray(hundredths, np.int64))
    sign = choose(["", "-"], (np.asarray(hundredths) < 0).astype(np.int64))
    return blank(join(sign, whole(size // 100), ".", whole(size % 100, 2)), absent)


def date(days: np.ndarray, absent: np.ndarray | None = None) -> pa.Array:
    """ISO dates; null where `absent`."""
    return pa.array(np.asarray(days, np.int32), pa.int32(), mask=absent).cast(pa.date32()).cast(pa.string())


def month(days: np.ndarray, absent: np.ndarray | None = None) -> pa.Array:
    """ISO months, `2023-03`."""
    return part(date(days, absent), 0, 7)


def time(days: np.ndarray, seconds: np.ndarray, absent: np.ndarray | None = None) -> pa.Array:
    """Local times, `2025-03-01 08:05:00`; seconds count from midnight."""
    clock = join(whole(seconds // 3600, 2), ":", whole(seconds // 60 % 60, 2), ":", whole(seconds % 60, 2))
    return join(date(days, absent), " ", clock)


def blank(column: pa.Array, where: np.ndarray | None) -> pa.Array:
    """The column with nulls where told."""
    if where is None or not where.any():
        return column
    return pc.if_else(pa.array(~where), column, pa.scalar(None, pa.string()))


def either(where: np.ndarray, column: pa.Array | str, other: pa.Array | str) -> pa.Array:
    """Cells of `column` where told, of `other` elsewhere; a text stands for a column that repeats it."""
    first, second = (pa.scalar(side) if isinstance(side, str) else side for side in (column, other))
    return pc.if_else(pa.array(where), first, second)


def patch(column: pa.Array, rows: np.ndarray, values: pa.Array) -> pa.Array:
    """The column with the cells at distinct positions `rows` replaced by `values`, in that order."""
    where = np.zeros(len(column), bool)
    where[rows] = True
    return pc.replace_with_mask(
        column, pa.array(where), values.take(pa.array(np.argsort(rows, kind="stable")))
    )


def matches(column: pa.Array, pattern: str) -> np.ndarray:
    """Where a cell matches an RE2 pattern; nulls never do."""
    return pc.match_substring_regex(column, pattern).fill_null(False).to_numpy(zero_copy_only=False)


def present(column: pa.Array) -> np.ndarray:
    """Where a cell is not null."""
    return column.is_valid().to_numpy(zero_copy_only=False)
