"""Which batches were due, and what is said of those that came late, twice, broken or not at all."""

from datetime import date

import pandas as pd
import pytest

from quality.timeliness import delivery_results, due_batches, due_date

SOURCES = pd.DataFrame(
    [("a", "x", "monthly", 5), ("q", "x", "quarterly", 10), ("y", "z", "yearly", 5)],
    columns=["dataset", "department", "frequency", "due_day"],
)


def deliveries(*rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["dataset", "batch", "day", "status", "reason"])


def status_of(dataset: str, month: date, today: date, *rows) -> str:
    due = due_batches(SOURCES, deliveries(*rows), month, today)
    return due.set_index("dataset")["status"][dataset]


NOVEMBER, DECEMBER = date(2025, 11, 1), date(2025, 12, 1)


def test_the_state_of_a_month_is_due_in_the_next():
    assert due_date(DECEMBER, 5) == date(2026, 1, 5)
    assert due_date(date(2026, 2, 1), 28) == date(2026, 3, 28)


@pytest.mark.parametrize(
    ("row", "status"),
    [
        (("a", "2025-12-31", "2025-12-31", "accepted", None), "on_time"),
        (("a", "2026-01-05", "2026-01-05", "accepted", None), "on_time"),
        (("a", "2026-01-06", "2026-01-06", "accepted", None), "late"),
        (("a", "2026-01-03", "2026-01-03", "refused", "MANIFEST"), "refused"),
        (("a", "2026-01-03", "2026-01-03", "accepted", "F-14"), "refused"),
        (("a", "2026-01-03", "2026-01-03", "waiting", None), "missing"),
        (("a", "2025-12-05", "2025-12-05", "accepted", None), "missing"),
    ],
)
def test_a_batch_is_judged_by_its_day_and_its_receipt(row, status):
    assert status_of("a", DECEMBER, date(2026, 1, 20), row) == status


def test_a_good_batch_after_a_refused_one_counts():
    rows = [("a", "1", "2026-01-02", "refused", "MANIFEST"), ("a", "2", "2026-01-04", "accepted", None)]
    assert status_of("a", DECEMBER, date(2026, 1, 20), *rows) == "on_time"


def test_nothing_is_missing_before_its_due_day_is_over():
    assert status_of("a", DECEMBER, date(2026, 1, 5)) == "pending"
    assert status_of("a", DECEMBER, date(2026, 1, 6)) == "missing"


def test_quarterly_and_yearly_extracts_are_due_at_the_end_of_their_period():
    november = due_batches(SOURCES, deliveries(), NOVEMBER, date(2025, 12, 31))
    december = due_batches(SOURCES, deliveries(), DECEMBER, date(2026, 1, 31))
    assert november["dataset"].tolist() == ["a"]
    assert december["dataset"].tolist() == ["a", "q", "y"]


def test_a_quarterly_batch_may_come_early_in_its_quarter():
    row = ("q", "2025-10-20", "2025-10-20", "accepted", None)
    assert status_of("q", DECEMBER, date(2026, 1, 31), row) == "on_time"


def test_days_may_be_dates_or_text():
    as_date = deliveries(("a", "b", date(2025, 12, 31), "accepted", None))
    assert due_batches(SOURCES, as_date, DECEMBER, date(2026, 1, 20))["status"][0] == "on_time"


def test_due_batches_become_results_of_timeliness_and_accessibility():
    due = pd.DataFrame(
        {"dataset": list("abcde"), "status": ["on_time", "late", "refused", "missing", "pending"]}
    )
    found = delivery_results(due)
    assert found.set_index("rule")["failed"].to_dict() == {
        "a.delivery.on_time": 0, "b.delivery.on_time": 1, "c.delivery.on_time": 1, "d.delivery.on_time": 1,
        "a.delivery.usable": 0, "b.delivery.usable": 0, "c.delivery.usable": 1,
    }  # fmt: skip
