"""Which batches were due in a month, when they came, and what that says of timeliness and accessibility."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np
import pandas as pd

from catalog.models import Dimension

REPEATED = "F-14"
"""The reason of a batch whose files were delivered before: it earns no timeliness (guide 7.3)."""

_MONTHS = {"daily": 1, "weekly": 1, "monthly": 1, "quarterly": 3, "yearly": 12}
"""Frequency -> months between two whole states; of a daily or weekly extract one state a month is scored."""
_WEIGHT = 3
_ON_TIME, _USABLE = "on_time", "usable"


def due_date(month: date, due_day: int) -> date:
    """The last day on which the state at the end of ``month`` is on time: ``due_day`` of the next month."""
    year, index = divmod(month.year * 12 + month.month, 12)
    return date(year, index + 1, due_day)


def due_batches(sources: pd.DataFrame, deliveries: pd.DataFrame, month: date, today: date) -> pd.DataFrame:
    """A row a dataset that was due for the as-of ``month``: ``dataset, department, due, batch, day, status``.

    ``sources`` has dataset, department, frequency, due_day; ``deliveries`` dataset, batch, day, status, reason.
    The status is ``on_time``, ``late``, ``refused`` (it came and could not be used), ``missing``, or
    ``pending`` while nothing came and the due day is not over. A batch counts for the period in which it came.
    """
    due = sources[[month.month % _MONTHS[f] == 0 for f in sources["frequency"]]].copy()
    due["due"] = [due_date(month, int(day)) for day in due["due_day"]]
    opened = [
        _opened(month, _MONTHS[f], int(d)) for f, d in zip(due["frequency"], due["due_day"], strict=True)
    ]
    came = due.assign(opened=pd.to_datetime(opened)).merge(_days(deliveries), on="dataset")
    came = came[(came["day"] > came["opened"]) & (came["day"] <= pd.Timestamp(today))]
    best = came.sort_values(["dataset", "usable", "day", "batch"], ascending=[True, False, True, True])
    first = best.drop_duplicates("dataset")[["dataset", "batch", "day", "usable"]]
    found = due.merge(first, on="dataset", how="left").sort_values(["department", "dataset"])
    found["status"] = _status(found, today)
    return found[["dataset", "department", "due", "batch", "day", "status"]].reset_index(drop=True)


def _opened(month: date, months: int, due_day: int) -> date:
    """The due day of the period before: what came until then belongs to it."""
    year, index = divmod(month.year * 12 + month.month - 1 - months, 12)
    return due_date(date(year, index + 1, 1), due_day)


def _days(deliveries: pd.DataFrame) -> pd.DataFrame:
    """Batches with their day as a date, and whether they brought something new that could be used."""
    known = deliveries[deliveries["status"].isin(["accepted", "refused"])]
    usable = (known["status"] == "accepted") & (known["reason"] != REPEATED)
    return pd.DataFrame(
        {
            "dataset": known["dataset"],
            "batch": known["batch"],
            "day": pd.to_datetime(known["day"]),
            "usable": usable.fillna(False).astype(bool),
        }
    )


def _status(found: pd.DataFrame, today: date) -> np.ndarray:
    """What became of each due batch."""
    over = pd.to_datetime(found["due"]) < pd.Timestamp(today)
    usable = found["usable"].eq(True)
    return np.select(
        [usable & (found["day"] <= pd.to_datetime(found["due"])), usable, found["day"].notna(), over],
        ["on_time", "late", "refused", "missing"],
        default="pending",
    )


def delivery_results(due: pd.DataFrame) -> pd.DataFrame:
    """Due batches as rule results: GB/T 36344 0502 (on time) and 0601 (could be used when it came)."""
    known = due[due["status"] != "pending"]
    came = known[known["status"] != "missing"]
    on_time = _results(known, _ON_TIME, Dimension.timeliness, known["status"] != "on_time")
    usable = _results(came, _USABLE, Dimension.accessibility, came["status"] == "refused")
    return pd.concat([on_time, usable], ignore_index=True)


def delivery_rules(datasets: Iterable[str]) -> set[str]:
    """Names of the rules that ``delivery_results`` may give for some datasets."""
    return {_rule(dataset, kind) for dataset in datasets for kind in (_ON_TIME, _USABLE)}


def _rule(dataset: str, kind: str) -> str:
    return f"{dataset}.delivery.{kind}"


def _results(due: pd.DataFrame, kind: str, dimension: Dimension, failed: pd.Series) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "dataset": due["dataset"],
            "rule": [_rule(dataset, kind) for dataset in due["dataset"]],
            "dimension": dimension.value,
            "weight": _WEIGHT,
            "evaluated": 1,
            "failed": failed.astype(int),
        }
    )


def month_end(month: date) -> date:
    """The last day of a month."""
    return date(month.year, month.month, calendar.monthrange(month.year, month.month)[1])


def closed_month(today: date) -> date:
    """First day of the newest closed month: closed when its last day is not after today."""
    following = today + timedelta(days=1)
    return (following.replace(day=1) - timedelta(days=1)).replace(day=1)


def month_before(month: date) -> date:
    """First day of the month before."""
    return (month - timedelta(days=1)).replace(day=1)
