"""From counts to scores: rule, dimension, source and department (guide 7.1 to 7.3). Frames in, frames out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from quality.score_parameters import DIMENSIONS, ScoreParameters

EXCEPTED = "excepted"
"""Status of a finding that was approved as legitimate: it leaves numerator and denominator."""
MISSING_BATCH = "MISSING_BATCH"
_CLOSED, _OPEN = ("fixed",), ("open", "reopened")
_KIND_OF_RULE = {"BLANK": "not_null", "D-20": "agrees"}
"""Rules of findings that are not counted by ``conform`` or ``in_codes``."""


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
    failed, group, rank, change"""


def scores(
    results: pd.DataFrame,
    sources: pd.DataFrame,
    due: pd.DataFrame,
    findings: pd.DataFrame,
    parameters: ScoreParameters,
    today: date,
    previous: pd.DataFrame | None = None,
) -> Scores:
    """Score everything that was evaluated.

    ``results``: dataset, rule, dimension, weight, evaluated, failed (of all datasets, deliveries included).
    ``sources``: dataset, department. ``due``: see ``due_batches``. ``findings``: dataset, field, rule, severity,
    department, due_date, last_seen, status. ``previous``: department, score of the month before.
    """
    rules = rule_scores(without_exceptions(results, findings))
    dimensions = dimension_scores(rules)
    vetoed = vetoes(rules, findings, due, parameters)
    of_sources = source_scores(rules, dimensions, sources, vetoed, parameters)
    departments = department_scores(of_sources, due, findings, parameters, today)
    return Scores(rules, dimensions, of_sources, ranked(departments, parameters, previous))


def without_exceptions(results: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """Results without the elements whose defect was approved: they leave both sides (guide 7.1)."""
    excepted = findings[(findings["status"] == EXCEPTED) & findings["field"].notna()]
    if excepted.empty:
        return results
    kinds = excepted["rule"].map(_KIND_OF_RULE).fillna("conform")
    named = excepted["rule"].str.contains(".", regex=False)
    rule = (excepted["dataset"] + "." + excepted["field"] + "." + kinds).where(~named, excepted["rule"])
    known = set(results["rule"])
    of_record = excepted["dataset"] + "." + excepted["field"] + "." + excepted["rule"]
    rule = of_record.where(of_record.isin(known), rule)
    of_list = rule.str.replace(r"\.conform$", ".in_codes", regex=True)
    counts = rule.where(rule.isin(known), of_list).value_counts()
    gone = np.minimum(results["rule"].map(counts).fillna(0).astype(int), results["failed"])
    return results.assign(evaluated=results["evaluated"] - gone, failed=results["failed"] - gone)


def rule_scores(results: pd.DataFrame) -> pd.DataFrame:
    """``rate`` of each rule is the share that is right: duplicates and dirty values are inverted already."""
    evaluated = results["evaluated"].where(results["evaluated"] > 0).astype(float)
    return results.assign(rate=1 - results["failed"] / evaluated)


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
    """Weighted mean over the dimensions that apply, capped where a veto holds (dataset -> rule)."""
    weight = dimensions["dimension"].map(parameters.dimension_weights).astype(float)
    weighted = dimensions.assign(points=dimensions["score"] * weight, weight=weight)
    sums = weighted.groupby("dataset")[["points", "weight", "evaluated", "failed"]].sum()
    found = sources[["dataset", "department"]].merge(sums.reset_index(), on="dataset", how="left")
    found["rows"] = found["dataset"].map(rules.groupby("dataset")["evaluated"].max()).fillna(0).astype(int)
    found["veto"] = found["dataset"].map(vetoed)
    score = found["points"] / found["weight"]
    found["score"] = score.where(found["veto"].isna(), np.minimum(score, parameters.veto_cap))
    found["grade"] = _grades(found["score"], parameters)
    counts = found[["evaluated", "failed"]].fillna(0).astype(int)
    columns = ["dataset", "department", "rows", "score", "grade", "veto"]
    return found[columns].join(counts).sort_values(["department", "dataset"]).reset_index(drop=True)


def _grades(score: pd.Series, parameters: ScoreParameters) -> pd.Series:
    return pd.Series([parameters.grade(s) for s in score], index=score.index, dtype=object)


def vetoes(
    rules: pd.DataFrame, findings: pd.DataFrame, due: pd.DataFrame, parameters: ScoreParameters
) -> dict[str, str]:
    """Dataset -> the rule that caps its score: a vetoing finding, a batch that did not come, or too many
    numbers in scientific notation.
    """
    standing = findings[findings["status"].isin(_OPEN)]
    found = standing[standing["rule"].isin(parameters.veto_rules)].sort_values("rule")
    first = found.drop_duplicates("dataset")
    vetoed: dict[str, str] = dict(zip(first["dataset"], first["rule"], strict=True))
    if MISSING_BATCH in parameters.veto_rules:
        for dataset in due.loc[due["status"] == "missing", "dataset"]:
            vetoed.setdefault(dataset, MISSING_BATCH)
    cells = rules[rules["rule"].str.endswith(".conform")].set_index("rule")["evaluated"]
    scientific = standing[standing["rule"] == "D-02"].value_counts(["dataset", "field"], sort=False)
    for dataset, field, count in scientific.reset_index(name="count").itertuples(index=False):
        evaluated = cells.get(f"{dataset}.{field}.conform", 0)
        if evaluated and count / evaluated >= parameters.scientific_share:
            vetoed.setdefault(dataset, "D-02")
    return vetoed


def department_scores(
    sources: pd.DataFrame, due: pd.DataFrame, findings: pd.DataFrame, parameters: ScoreParameters, today: date
) -> pd.DataFrame:
    """Data quality weighted by volume, punctuality, rectification and binding; what does not apply drops out."""
    departments = sources.groupby("department").agg(
        datasets=("dataset", "size"),
        rows=("rows", "sum"),
        evaluated=("evaluated", "sum"),
        failed=("failed", "sum"),
    )
    scored = sources[sources["score"].notna()]
    volume = scored["rows"].clip(lower=1)
    points = (scored["score"] * volume).groupby(scored["department"]).sum()
    departments["quality"] = points / volume.groupby(scored["department"]).sum()
    known = due[due["status"] != "pending"]
    departments["on_time"] = (known["status"] == "on_time").groupby(known["department"]).mean()
    departments = departments.join(rectification(findings, today))
    came = due[due["status"].isin(["on_time", "late"])].groupby("department")["dataset"].nunique()
    bound = came.reindex(departments.index).fillna(0) / known.groupby("department")["dataset"].nunique()
    departments["bound"] = bound
    departments["score"] = _department_score(departments, parameters)
    departments["grade"] = _grades(departments["score"], parameters)
    return departments.reset_index()


def _department_score(departments: pd.DataFrame, parameters: ScoreParameters) -> pd.Series:
    """The weighted mean of the parts that apply, 0 to 100."""
    rectified = _weighted(
        departments[["rectified", "effective"]],
        [parameters.rectified_on_time, parameters.rectified_effectively],
    )
    parts = pd.DataFrame(
        {
            "quality": departments["quality"],
            "on_time": 100 * departments["on_time"],
            "rectification": 100 * rectified,
            "bound": 100 * departments["bound"],
        }
    )
    weights = [parameters.quality, parameters.on_time, parameters.rectification, parameters.catalog_bound]
    return _weighted(parts, weights)


def _weighted(parts: pd.DataFrame, weights: list[float]) -> pd.Series:
    """Row-wise weighted mean of the columns that are not NaN; NaN where none is."""
    share = parts.notna() * weights
    total = share.sum(axis=1)
    return (parts.fillna(0) * weights).sum(axis=1) / total.where(total > 0)


def rectification(findings: pd.DataFrame, today: date) -> pd.DataFrame:
    """Department -> ``rectified`` (closed by the due day / due) and ``effective`` (1 - reopened / closed).

    A finding is closed by the first delivery that does not show it any more: it was last seen before its due
    day. What was not dispatched (info), was excepted, or is 待核 is neither due nor closed.
    """
    sent = findings[(findings["severity"] != "info") & findings["status"].isin([*_CLOSED, *_OPEN])]
    over = sent[pd.to_datetime(sent["due_date"]) <= pd.Timestamp(today)]
    in_time = over["status"].isin(_CLOSED) & (
        pd.to_datetime(over["last_seen"]) <= pd.to_datetime(over["due_date"])
    )
    closed = sent[sent["status"].isin([*_CLOSED, "reopened"])]
    return pd.DataFrame(
        {
            "rectified": in_time.groupby(over["department"]).mean(),
            "effective": 1 - (closed["status"] == "reopened").groupby(closed["department"]).mean(),
        }
    )


def ranked(
    departments: pd.DataFrame, parameters: ScoreParameters, previous: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Rank by score inside each group; small samples are a group; ties by the change since last month."""
    small = (departments["datasets"] < parameters.small_datasets) | (
        departments["rows"] < parameters.small_rows
    )
    before = {} if previous is None else previous.set_index("department")["score"].to_dict()
    found = departments.assign(
        group=np.where(small, "数据量小", "一般"),
        change=departments["score"] - departments["department"].map(before).astype(float),
        by_score=departments["score"].round(2),
    )
    found = found.sort_values(
        ["group", "by_score", "change", "department"], ascending=[True, False, False, True]
    )
    found["rank"] = found.groupby("group").cumcount() + 1
    found["rank"] = found["rank"].where(found["score"].notna())
    return found.drop(columns="by_score").reset_index(drop=True)
