"""A department's score: its parts, its place among its peers, and where each point to 100 was lost (guide 7.3)."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from quality.finding_states import FIXED, REOPENED
from quality.score_parameters import ScoreParameters

SMALL, ORDINARY = "数据量小", "一般"
QUALITY, VETO, ON_TIME, RECTIFIED, EFFECTIVE, BOUND = (
    "数据质量", "一票否决", "到数及时", "按期整改", "整改有效", "目录挂接",
)  # fmt: skip
"""The parts of a department's score in which points are lost."""
LOST = ["department", "component", "dataset", "dimension", "rule", "points"]


def department_scores(
    sources: pd.DataFrame, due: pd.DataFrame, rectified: pd.DataFrame, parameters: ScoreParameters
) -> pd.DataFrame:
    """Data quality weighted by volume, punctuality, rectification and binding; what does not apply drops out."""
    departments = sources.groupby("department").agg(
        datasets=("dataset", "size"),
        rows=("rows", "sum"),
        evaluated=("evaluated", "sum"),
        failed=("failed", "sum"),
    )
    scored = sources[sources["score"].notna()]
    volume = _volume(scored)
    points = (scored["score"] * volume).groupby(scored["department"]).sum()
    departments["quality"] = points / volume.groupby(scored["department"]).sum()
    known = due[due["status"] != "pending"]
    departments["on_time"] = (known["status"] == "on_time").groupby(known["department"]).mean()
    departments = departments.join(rectified)
    departments["bound"] = known["status"].isin(["on_time", "late"]).groupby(known["department"]).mean()
    parts, weights = _parts(departments), _weights(parameters)
    departments["score"] = _weighted(parts, weights)
    departments["grade"] = parameters.grades(departments["score"])
    return departments.reset_index()


def _volume(sources: pd.DataFrame) -> pd.Series:
    return sources["rows"].clip(lower=1)


def _parts(departments: pd.DataFrame) -> pd.DataFrame:
    """The parts of the score, 0 to 100, NaN where one does not apply."""
    shares = ["on_time", "rectified", "effective", "bound"]
    return departments[["quality"]].join(100 * departments[shares])


def _weights(parameters: ScoreParameters) -> list[float]:
    """In the order of ``_parts``."""
    return [
        parameters.quality,
        parameters.on_time,
        parameters.rectification * parameters.rectified_on_time,
        parameters.rectification * parameters.rectified_effectively,
        parameters.catalog_bound,
    ]


def _shares(parts: pd.DataFrame, weights: list[float]) -> pd.DataFrame:
    """Row-wise share of each part in the score: what does not apply has none."""
    share = parts.notna() * weights
    total = share.sum(axis=1)
    return share.div(total.where(total > 0), axis=0)


def _weighted(parts: pd.DataFrame, weights: list[float]) -> pd.Series:
    """Row-wise weighted mean of the columns that are not NaN; NaN where none is."""
    return (parts.fillna(0) * _shares(parts, weights)).sum(axis=1, min_count=1)


def rectification(tally: pd.DataFrame, today: date) -> pd.DataFrame:
    """Department -> ``rectified`` (closed by the due day / due) and ``effective`` (1 - reopened / closed).

    A finding is closed by the first delivery that does not show it any more: it was last seen before its due
    day. What was not dispatched (info), was excused, is 待核, or ended by our own doing is neither due nor closed.
    """
    closed = (tally["status"] == FIXED) & (tally["severity"] != "info") & ~tally["ended_by_us"]
    sent = tally[closed | tally["waits"]]
    over = sent[pd.to_datetime(sent["due_date"]) <= pd.Timestamp(today)]
    in_time = (over["status"] == FIXED) & (
        pd.to_datetime(over["last_seen"]) <= pd.to_datetime(over["due_date"])
    )
    ended = sent[sent["status"].isin([FIXED, REOPENED])]
    return pd.DataFrame(
        {
            "rectified": _share(over, in_time),
            "effective": 1 - _share(ended, ended["status"] == REOPENED),
        }
    )


def _share(tally: pd.DataFrame, which: pd.Series) -> pd.Series:
    """Department -> the share of its findings of which a condition holds."""
    of_all = tally.groupby("department")["findings"].sum()
    return (tally["findings"] * which).groupby(tally["department"]).sum() / of_all


def ranked(
    departments: pd.DataFrame, parameters: ScoreParameters, previous: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Rank by score inside each group; small samples are a group; ties by the change since last month."""
    small = (departments["datasets"] < parameters.small_datasets) | (
        departments["rows"] < parameters.small_rows
    )
    before = {} if previous is None else previous.set_index("department")["score"].to_dict()
    found = departments.assign(
        peer_group=np.where(small, SMALL, ORDINARY),
        change=departments["score"] - departments["department"].map(before).astype(float),
        by_score=departments["score"].round(2),
    )
    found = found.sort_values(
        ["peer_group", "by_score", "change", "department"], ascending=[True, False, False, True]
    )
    found["rank"] = found.groupby("peer_group").cumcount() + 1
    found["rank"] = found["rank"].where(found["score"].notna())
    return found.drop(columns="by_score").reset_index(drop=True)


def lost_points(
    rules: pd.DataFrame,
    dimensions: pd.DataFrame,
    sources: pd.DataFrame,
    departments: pd.DataFrame,
    due: pd.DataFrame,
    parameters: ScoreParameters,
) -> pd.DataFrame:
    """Where each department lost points: of a department they add up to 100 less its score."""
    parts = _parts(departments.set_index("department"))
    shares = _shares(parts, _weights(parameters))
    of_sources = _source_shares(sources, shares["quality"])
    known = due[due["status"] != "pending"]
    frames = [
        _lost_by_rules(rules, dimensions, of_sources, parameters),
        _lost_by_vetoes(of_sources),
        _lost_by_batches(known, known["status"] != "on_time", shares["on_time"], ON_TIME),
        _lost_by_batches(known, ~known["status"].isin(["on_time", "late"]), shares["bound"], BOUND),
        _lost_whole(parts["rectified"], shares["rectified"], RECTIFIED),
        _lost_whole(parts["effective"], shares["effective"], EFFECTIVE),
    ]
    lost = pd.concat([frame.reindex(columns=LOST).astype({"points": float}) for frame in frames])
    lost = lost[lost["points"] > 0]
    return lost.sort_values(
        ["department", "points", "component", "dataset", "rule"], ascending=[True, False, True, True, True]
    ).reset_index(drop=True)


def _source_shares(sources: pd.DataFrame, quality: pd.Series) -> pd.DataFrame:
    """Sources with ``share``: by how much a point of theirs moves the department's score."""
    scored = sources[sources["score"].notna()]
    volume = _volume(scored)
    of_department = volume.groupby(scored["department"]).transform("sum")
    return scored.assign(share=scored["department"].map(quality).astype(float) * volume / of_department)


def _lost_by_rules(
    rules: pd.DataFrame, dimensions: pd.DataFrame, sources: pd.DataFrame, parameters: ScoreParameters
) -> pd.DataFrame:
    """Points by rule, through the weights of its dimension in the dataset and of the rule in the dimension."""
    known = rules[rules["rate"].notna()]
    of_dimension = known.groupby(["dataset", "dimension"])["weight"].transform("sum")
    weights = dimensions.assign(wide=dimensions["dimension"].map(parameters.dimension_weights).astype(float))
    weights["wide"] /= weights.groupby("dataset")["wide"].transform("sum")
    joined = (
        known.assign(narrow=known["weight"] / of_dimension)
        .merge(weights[["dataset", "dimension", "wide"]], on=["dataset", "dimension"])
        .merge(sources[["dataset", "department", "share"]], on="dataset")
    )
    points = 100 * (1 - joined["rate"]) * joined["share"] * joined["wide"] * joined["narrow"]
    return joined.assign(component=QUALITY, points=points)


def _lost_by_vetoes(sources: pd.DataFrame) -> pd.DataFrame:
    """What a cap takes beyond the rules."""
    vetoed = sources[sources["veto"].notna()]
    points = (vetoed["uncapped"] - vetoed["score"]) * vetoed["share"]
    return vetoed.assign(component=VETO, points=points, rule=vetoed["veto"])


def _lost_by_batches(due: pd.DataFrame, failed: pd.Series, share: pd.Series, component: str) -> pd.DataFrame:
    """Each due batch that was late, or did not come, takes its equal part."""
    batches = due.groupby("department")["dataset"].transform("size")
    points = 100 * due["department"].map(share).astype(float) / batches
    return due.assign(component=component, points=points)[failed]


def _lost_whole(part: pd.Series, share: pd.Series, component: str) -> pd.DataFrame:
    """A part that belongs to no dataset."""
    points = (100 - part) * share
    return points.dropna().rename("points").reset_index().assign(component=component)
