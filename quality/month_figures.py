"""The figures of one month as they are published: the four levels of the score, and where its points were lost.

A month is scored by every version from its last day on, until its cut-off (guide 7.5: the 25th of the following month,
24:00); then its figures are what versions remember. Today is the newest batch day, so the last version before the cut-off
may not know yet that a batch stays away: the first one after it closes the month.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from catalog.load import Catalog
from catalog.parameter_values import number_on
from quality.finding_states import FIXED, REOPENED, UNVERIFIED
from quality.score_parameters import score_parameters
from quality.scoring import MISSING_BATCH, Scores, charged, composed, record_results, rule_scores, scores
from quality.timeliness import (
    closed_month,
    delivery_results,
    delivery_rules,
    due_batches,
    due_date,
    month_end,
)

COUNTS = ("to_fix", "overdue", "appeared", "fixed", "reopened", "unverified", "ended_by_us")
LOST = "lost_points"
FIGURES = {
    "rule_scores": "dataset VARCHAR, rule VARCHAR, dimension VARCHAR, weight BIGINT, evaluated BIGINT, failed BIGINT, "
                   "rate DOUBLE",
    "dimension_scores": "dataset VARCHAR, dimension VARCHAR, score DOUBLE, evaluated BIGINT, failed BIGINT",
    "source_scores": "dataset VARCHAR, department VARCHAR, rows BIGINT, score DOUBLE, grade VARCHAR, veto VARCHAR, "
                     "evaluated BIGINT, failed BIGINT, due DATE, batch VARCHAR, day DATE, status VARCHAR, "
                     "days_late BIGINT, " + ", ".join(f"{count} BIGINT" for count in COUNTS),
    "department_scores": "department VARCHAR, score DOUBLE, grade VARCHAR, quality DOUBLE, on_time DOUBLE, "
                         "rectified DOUBLE, effective DOUBLE, bound DOUBLE, datasets BIGINT, rows BIGINT, "
                         "evaluated BIGINT, failed BIGINT, peer_group VARCHAR, rank BIGINT, change DOUBLE",
    LOST: "department VARCHAR, component VARCHAR, dataset VARCHAR, dimension VARCHAR, rule VARCHAR, "
                   "points DOUBLE, finding_ids VARCHAR[]",
}  # fmt: skip
"""Table -> its columns beside ``OF_MONTH``."""
OF_MONTH = "month DATE, scored_on DATE, final BOOLEAN"
"""First day of the month; the day whose state it is; whether it can change no more."""
_DIGITS = 6
Figures = dict[str, pd.DataFrame]
"""Table of ``FIGURES`` -> its rows of one month; lost points are not opened to findings yet."""


def figure_columns(table: str) -> list[tuple[str, str]]:
    """Names and types of a table's columns."""
    pairs = (column.split(" ") for column in f"{OF_MONTH}, {FIGURES[table]}".split(", "))
    return [(column, kind) for column, kind in pairs]


@dataclass(frozen=True)
class ScoredMonth:
    """Which month a version scores: the newest that is closed on its day, as of that day or the month's cut-off."""

    month: date
    today: date
    cut_off: date

    @property
    def scored_on(self) -> date:
        """The day whose state counts."""
        return min(self.today, self.cut_off)

    @property
    def final(self) -> bool:
        """Whether the figures can change no more."""
        return self.today > self.cut_off


def scored_month(catalog: Catalog, today: date) -> ScoredMonth:
    """The month that is scored on a day; raises ParameterMissing."""
    month = closed_month(today)
    return ScoredMonth(month, today, cut_off(catalog, month))


def cut_off(catalog: Catalog, month: date) -> date:
    """The last day on which the figures of a month may change."""
    return due_date(month, int(number_on(catalog, "score_cutoff_day", month_end(month))))


def month_figures(
    catalog: Catalog,
    of: ScoredMonth,
    results: pd.DataFrame,
    deliveries: pd.DataFrame,
    tally: pd.DataFrame,
    previous: pd.DataFrame,
) -> Figures:
    """The figures of a month as the state is.

    ``results`` of the suites and ``deliveries`` as published, in a fixed order, for sums of fractions depend on it;
    ``tally`` see ``findings.tally``; ``previous``: department, score of the month before.
    """
    sources = _sources(catalog)
    due = due_batches(sources, deliveries, of.month, of.scored_on)
    parameters = score_parameters(catalog, month_end(of.month))
    records = record_results(results, tally, parameters.record_rule_weight)
    every = pd.concat([charged(results, tally), records, delivery_results(due)], ignore_index=True)
    found = scores(every, sources, due, tally, parameters, of.scored_on, previous)
    counted = counts(tally, of.month, of.scored_on).reset_index()
    return _tables(found, due, counted, of)


def closed_figures(
    catalog: Catalog,
    month: date,
    remembered: dict[str, pd.DataFrame],
    deliveries: pd.DataFrame,
    previous: pd.DataFrame,
) -> Figures:
    """The figures of a month whose cut-off has passed since they were remembered: now it is known which batches came.

    What was found in the data stays as it was.
    """
    sources, last = _sources(catalog), cut_off(catalog, month)
    due = due_batches(sources, deliveries, month, last)
    parameters = score_parameters(catalog, month_end(month))
    rules, old = remembered["rule_scores"], remembered["source_scores"]
    of_data = rules[~rules["rule"].isin(delivery_rules(sources["dataset"]))]
    every = pd.concat([of_data, delivery_results(due)], ignore_index=True)
    known = old[old["veto"].notna() & (old["veto"] != MISSING_BATCH)]
    vetoed = dict(zip(known["dataset"], known["veto"], strict=True))
    rectified = remembered["department_scores"].set_index("department")[["rectified", "effective"]]
    found = composed(rule_scores(every), sources, due, vetoed, rectified, parameters, previous)
    return _tables(found, due, old[["dataset", *COUNTS]], ScoredMonth(month, last + timedelta(days=1), last))


def _sources(catalog: Catalog) -> pd.DataFrame:
    return pd.DataFrame(
        [(d, catalog.owners[d], s.frequency, s.due_day) for d, s in sorted(catalog.sources.items())],
        columns=["dataset", "department", "frequency", "due_day"],
    )


def _tables(found: Scores, due: pd.DataFrame, counted: pd.DataFrame, of: ScoredMonth) -> Figures:
    late = due.assign(
        days_late=(pd.to_datetime(due["day"]) - pd.to_datetime(due["due"])).dt.days.clip(lower=0)
    )
    sources = found.sources.merge(late.drop(columns="department"), on="dataset", how="left")
    sources = sources.merge(counted, on="dataset", how="left")
    sources[list(COUNTS)] = sources[list(COUNTS)].fillna(0).astype("int64")
    frames = {
        "rule_scores": found.rules, "dimension_scores": found.dimensions, "source_scores": sources,
        "department_scores": found.departments, LOST: found.lost,
    }  # fmt: skip
    dated = {"month": of.month, "scored_on": of.scored_on, "final": of.final}
    return {name: _rounded(frame).assign(**dated) for name, frame in frames.items()}


def _rounded(frame: pd.DataFrame) -> pd.DataFrame:
    """Fractions to so many digits that the engine's last bit decides nothing."""
    fractions = frame.select_dtypes("float").columns
    return frame.assign(**{name: frame[name].round(_DIGITS) for name in fractions})


def counts(tally: pd.DataFrame, month: date, day: date, by: str = "dataset") -> pd.DataFrame:
    """Dataset or department -> ``COUNTS`` of what was dispatched: what waits, and what the month brought."""
    sent = tally[tally["severity"] != "info"]
    first, last, due = (pd.to_datetime(sent[c]) for c in ("first_seen", "last_seen", "due_date"))
    begin, end = pd.Timestamp(month), pd.Timestamp(day)
    waits, closed = sent["waits"], (sent["status"] == FIXED) & last.between(begin, end)
    which = {
        "to_fix": waits,
        "overdue": waits & (due < end),
        "appeared": first.between(begin, end) & (sent["status"] != UNVERIFIED),
        "fixed": closed & ~sent["ended_by_us"],
        "reopened": sent["status"] == REOPENED,
        "unverified": sent["status"] == UNVERIFIED,
        "ended_by_us": closed & sent["ended_by_us"],
    }
    return pd.DataFrame(
        {name: (sent["findings"] * those).groupby(sent[by]).sum() for name, those in which.items()}
    )
