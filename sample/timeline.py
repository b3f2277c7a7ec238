"""Days of the sample county, as whole days since 1970-01-01; `NEVER` lies after every other day."""

import datetime

import numpy as np

NEVER = np.int32(2**30)
YEAR = 365.2425


def day(year: int, month: int = 1, date: int = 1) -> int:
    """The day number of a calendar date."""
    return (datetime.date(year, month, date) - datetime.date(1970, 1, 1)).days


def iso(number: int) -> str:
    """The ISO spelling of a day number."""
    return (datetime.date(1970, 1, 1) + datetime.timedelta(days=number)).isoformat()


BASE = day(2025, 12, 31)
"""The day of the first round; ages and programmes of the county are laid out around it."""
PREVIOUS = day(2025, 11, 30)
"""The day of the first of the two batches that round 1 sends for delta and append datasets."""
HORIZON = day(2026, 12, 31)
"""The county's story is told up to here, so that later rounds only look at it from a later day."""
ROUNDS = 12


def round_day(number: int) -> int:
    """The batch day of a round: 2025-12-31 for 1, 2026-01-31 for 2 and so on to 12."""
    if not 1 <= number <= ROUNDS:
        raise ValueError(f"round must be between 1 and {ROUNDS}, not {number}")
    return day(2025 + (number + 11) // 12, (number + 11) % 12 + 1) - 1


def years_of(days: np.ndarray) -> np.ndarray:
    """Calendar years of day numbers."""
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970


def yyyymmdd(days: np.ndarray) -> np.ndarray:
    """Day numbers as eight-digit whole numbers, 19900307."""
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    year = dates.astype("datetime64[Y]").astype(np.int64) + 1970
    month = months.astype(np.int64) % 12 + 1
    return year * 10000 + month * 100 + (dates - months).astype(np.int64) + 1


def ages(birth: np.ndarray, on: int | np.ndarray) -> np.ndarray:
    """Completed years of age on a day."""
    return (yyyymmdd(np.asarray(on, dtype=np.int64) + np.zeros_like(birth)) - yyyymmdd(birth)) // 10000


def month_starts(since: int, until: int) -> list[int]:
    """First days of the months that begin in (since, until]."""
    first = np.datetime64(since, "D").astype("datetime64[M]")
    last = np.datetime64(until, "D").astype("datetime64[M]")
    starts = [int(m.astype("datetime64[D]").astype(np.int64)) for m in np.arange(first, last + 1)]
    return [start for start in starts if since < start <= until]
