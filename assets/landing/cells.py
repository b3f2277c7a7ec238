"""Cells of spreadsheets to text, as a person sees them but without the display format."""

# pyright: reportAttributeAccessIssue=false
# (pyarrow.compute makes its functions when it is imported)

import datetime
import math
from collections.abc import Sequence
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

_EXACT = 1e15
"""Whole numbers below have all of their digits."""
Value = str | int | float | bool | datetime.date | datetime.datetime | datetime.time | datetime.timedelta


def text_of(value: Value) -> str:
    """One cell as text: whole numbers without a point, dates as ISO, with the time unless it is midnight."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return number_text(value)
        case datetime.datetime():
            return _datetime_text(value)
        case datetime.timedelta():
            return _duration_text(value)
        case datetime.time():
            return value.isoformat("seconds")
        case datetime.date():
            return value.isoformat()


def number_text(value: float) -> str:
    """A float in plain digits: whole ones exactly as written, others to the 15 digits that Excel shows.

    4.39901199003072e+17 is "439901199003072000", 0.1 + 0.2 is "0.3".
    """
    if not math.isfinite(value):
        return str(value)
    if value.is_integer():
        if abs(value) < _EXACT:
            return str(int(value))
        return format(Decimal(repr(value)).to_integral_value(), "f")
    return format(Decimal(f"{value:.15g}").normalize(), "f")


def _datetime_text(value: datetime.datetime) -> str:
    """A date, with the time to the nearest second unless that is midnight."""
    nearest = value + datetime.timedelta(microseconds=500_000)
    text = nearest.isoformat(" ", "seconds")
    return text.removesuffix(" 00:00:00")


def _duration_text(value: datetime.timedelta) -> str:
    """Hours, minutes and seconds, hours beyond a day included."""
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def text_column(values: Sequence[Value]) -> pa.Array:
    """A column of cells as strings, blank ones null; each distinct value is converted once."""
    kinds = set(map(type, values))
    if kinds <= {str}:
        texts: Sequence[str] = values  # pyright: ignore[reportAssignmentType]
    elif bool in kinds:
        texts = [text_of(value) for value in values]
    else:
        known = {value: text_of(value) for value in set(values)}
        texts = [known[value] for value in values]
    column = pa.array(texts, pa.string())
    return pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)
