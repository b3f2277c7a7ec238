"""From counts to scores: rule, dimension, source and department (guide 7.1 to 7.3). Frames in, frames out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from catalog.models import Dimension
from quality.department_scores import department_scores, lost_points, ranked, rectification
from quality.score_parameters import DIMENSIONS, ScoreParameters

MISSING_BATCH = "MISSING_BATCH"
RECORDS = "records"
_OF_RECORDS = tuple(d for d in DIMENSIONS if d != Dimension.accessibility.value)
"""Dimensions in which a record as a whole, or beside others, can be wrong."""


@dataclass(frozen=True)
class Scores:
    """The four levels of a score; a score that nothing was evaluated for is NaN, not 100."""

    rules: pd.DataFrame
    """dataset, rule, dimension, weight, evaluated, failed, rate (0 to 1)"""
    dimensions: pd.DataFrame
    """dataset, dimension, score (0 to 100), evaluated, failed"""
    sources: pd.DataFrame
    """dataset, department, rows, score, grade, veto (a rule code or None), evaluated, failed"""
    departments: pd.DataFrame
    """department, score, grade, quality, on_time, rectified, effective, bound, datasets, rows, evaluated,
    failed, peer_group, rank, change"""
    lost: pd.DataFrame
    """department, component, dataset, dimension, rule, points: what is missing to 100, and where it was lost"""


def scores(
    results: pd.DataFrame,
    sources: pd.DataFrame,
    due: pd.DataFrame,
    tally: pd.DataFrame,
    parameters: ScoreParameters,
    today: date,
    previous: pd.DataFrame | None = None,
) -> Scores:
    """Score everything that was evaluated.

    ``results``: dataset, rule, dimension, weight, evaluated, failed (of all datasets, records and deliveries included).
    ``sources``: dataset, department. ``due``: see ``due_batches``. ``tally``: see ``findings.tally``. ``previous``:
    department, score of the month before.
    """
    rules = rule_scores(without_excused(results, tally))
    vetoed = vetoes(rules, tally, parameters)
    return composed(rules, sources, due, vetoed, rectification(tally, today), parameters, previous)


def composed(
    rules: pd.DataFrame,
    sources: pd.DataFrame,
    due: pd.DataFrame,
    vetoed: dict[str, str],
    rectified: pd.DataFrame,
    parameters: ScoreParameters,
    previous: pd.DataFrame | None,
) -> Scores:
    """The levels above the rules. ``vetoed``: dataset -> rule, of findings; ``rectified``: see ``rectification``."""
    dimensions = dimension_scores(rules)
    capped = without_batch(due, parameters) | vetoed
    of_sources = source_scores(rules, dimensions, sources, capped, parameters)
    departments = department_scores(of_sources, due, rectified, parameters)
    lost = lost_points(rules, dimensions, of_sources, departments, due, parameters)
    shown = of_sources.drop(columns="uncapped")
    return Scores(rules, dimensions, shown, ranked(departments, parameters, previous), lost)


def record_results(results: pd.DataFrame, tally: pd.DataFrame, weight: int) -> pd.DataFrame:
    """One rule a dataset and dimension for what is wrong with whole records, of the findings that no other rule counts.

    It is there for every dataset that has records, else having one such finding would raise a score.
    """
    rows = results.groupby("dataset")["evaluated"].max()
    every = pd.MultiIndex.from_product([sorted(rows.index), _OF_RECORDS], names=["dataset", "dimension"])
    found = every.to_frame(index=False)
    found["rule"] = found["dataset"] + f".{RECORDS}." + found["dimension"]
    counted = tally[tally["waits"] | tally["excused"]]
    failed = found["rule"].map(counted.groupby("scored_rule")["findings"].sum()).fillna(0).astype(int)
    evaluated = found["dataset"].map(rows).astype(int)
    return found.assign(weight=weight, evaluated=evaluated, failed=np.minimum(failed, evaluated))


def charged(results: pd.DataFrame, tally: pd.DataFrame) -> pd.DataFrame:
    """Suite results of which no more fails than stands as findings: one defect costs once, and every point has its rows.

    What a suite counts beyond them follows from a defect that is a finding already (a birth date does not fit the number
    of somebody else), or is a file's own way of writing. That a dataset has records at all is no matter of rows.
    """
    known = tally[tally["waits"] | tally["excused"]].groupby("scored_rule")["findings"].sum()
    told = results["rule"].map(known).fillna(0).astype(int)
    of_rows = ~results["rule"].str.endswith(".row_count")
    return results.assign(failed=results["failed"].where(~of_rows, np.minimum(results["failed"], told)))


def without_excused(results: pd.DataFrame, tally: pd.DataFrame) -> pd.DataFrame:
    """Results without the elements whose defect was excused: they leave both sides (guide 7.1)."""
    excused = tally[tally["excused"]]
    counts = results["rule"].map(excused.groupby("scored_rule")["findings"].sum()).fillna(0).astype(int)
    gone = np.minimum(counts, results["failed"])
    return results.assign(evaluated=results["evaluated"] - gone, failed=results["failed"] - gone)


def rule_scores(results: pd.DataFrame) -> pd.DataFrame:
    """``rate`` of each rule is the share that is right: duplicates and dirty values are inverted already."""
    evaluated = results["evaluated"].where(results["evaluated"] > 0).astype(float)
    return results.assign(rate=1 - results["failed"] / evaluated).sort_values(["dataset", "rule"])


def dimension_scores(rules: pd.DataFrame) -> pd.DataFrame:
    """Weighted mean of the rates of a dimension, of the rules that were evaluated."""
    known = rules[rules["rate"].notna()]
    weighted = known.assign(points=known["rate"] * known["weight"])
    grouped = weighted.groupby(["dataset", "dimension"])
    sums = grouped[["points", "weight", "evaluated", "failed"]].sum().reset_index()
    sums["score"] = 100 * sums["points"] / sums["weight"]
    order = {name: i for i, name in enumerate(DIMENSIONS)}
    sums = sums.sort_values(
        ["dataset", "dimension"], key=lambda c: c.map(order) if c.name == "dimension" else c
    )
    return sums[["dataset", "dimension", "score", "evaluated", "failed"]].reset_index(drop=True)


def source_scores(
    rules: pd.DataFrame,
    dimensions: pd.DataFrame,
    sources: pd.DataFrame,
    vetoed: dict[str, str],
    parameters: ScoreParameters,
) -> pd.DataFrame:
    """Weighted mean over the dimensions that apply (``uncapped``), capped where a veto holds (dataset -> rule)."""
    weight = dimensions["dimension"].map(parameters.dimension_weights).astype(float)
    weighted = dimensions.assign(points=dimensions["score"] * weight, weight=weight)
    sums = weighted.groupby("dataset")[["points", "weight", "evaluated", "failed"]].sum()
    found = sources[["dataset", "department"]].merge(sums.reset_index(), on="dataset", how="left")
    found["rows"] = found["dataset"].map(rules.groupby("dataset")["evaluated"].max()).fillna(0).astype(int)
    found["veto"] = found["dataset"].map(vetoed)
    found["uncapped"] = found["points"] / found["weight"]
    capped = np.minimum(found["uncapped"], parameters.veto_cap)
    found["score"] = found["uncapped"].where(found["veto"].isna(), capped)
    found["grade"] = parameters.grades(found["score"])
    counts = found[["evaluated", "failed"]].fillna(0).astype(int)
    columns = ["dataset", "department", "rows", "score", "grade", "veto", "uncapped"]
    return found[columns].join(counts).sort_values(["department", "dataset"]).reset_index(drop=True)


def vetoes(rules: pd.DataFrame, tally: pd.DataFrame, parameters: ScoreParameters) -> dict[str, str]:
    """Dataset -> the finding that caps its score: one that vetoes, or too many numbers in scientific notation."""
    standing = tally[tally["waits"]]
    found = standing[standing["rule"].isin(parameters.veto_rules)].sort_values("rule")
    first = found.drop_duplicates("dataset")
    vetoed: dict[str, str] = dict(zip(first["dataset"], first["rule"], strict=True))
    cells = rules[rules["rule"].str.endswith(".conform")].set_index("rule")["evaluated"]
    scientific = standing[standing["rule"] == "D-02"].groupby(["dataset", "field"])["findings"].sum()
    for dataset, field, count in scientific.reset_index().itertuples(index=False):
        evaluated = cells.get(f"{dataset}.{field}.conform", 0)
        if evaluated and count / evaluated >= parameters.scientific_share:
            vetoed.setdefault(dataset, "D-02")
    return vetoed


def without_batch(due: pd.DataFrame, parameters: ScoreParameters) -> dict[str, str]:
    """Datasets whose due batch did not come, where that caps their score."""
    missing = due.loc[due["status"] == "missing", "dataset"] if MISSING_BATCH in parameters.veto_rules else ()
    return dict.fromkeys(missing, MISSING_BATCH)
