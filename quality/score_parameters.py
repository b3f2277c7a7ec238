"""Weights, cut-offs and vetoes of the score, as the catalog has them in force on a day (guide 7.2, 7.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import isnan

import pandas as pd

from catalog.load import Catalog
from catalog.models import Dimension
from catalog.parameter_values import number_on, value_on

_WEIGHT = {
    Dimension.conformity: "weight_conformity",
    Dimension.completeness: "weight_completeness",
    Dimension.accuracy: "weight_accuracy",
    Dimension.consistency: "weight_consistency",
    Dimension.timeliness: "weight_timeliness",
    Dimension.accessibility: "weight_accessibility",
}
DIMENSIONS = tuple(d.value for d in _WEIGHT)
"""The six dimensions in their order, as they are written in rule results."""
_GRADES = ("a", "b", "c", "d")


@dataclass(frozen=True)
class ScoreParameters:
    """What turns counts into scores; shares lie between 0 and 1, scores between 0 and 100."""

    dimension_weights: dict[str, float]
    grade_minima: tuple[tuple[str, float], ...]
    """Grade and lowest score, best first; below the last is E."""
    veto_cap: float
    veto_rules: frozenset[str]
    scientific_share: float
    quality: float
    on_time: float
    rectification: float
    catalog_bound: float
    rectified_on_time: float
    rectified_effectively: float
    small_datasets: int
    small_rows: int
    record_rule_weight: int

    def grades(self, scores: pd.Series) -> pd.Series:
        """The grade of each score."""
        return pd.Series([self.grade(s) for s in scores], index=scores.index, dtype=object)

    def grade(self, score: float) -> str | None:
        """A to E, or None for a score that is not applicable."""
        if isnan(score):
            return None
        return next((grade for grade, lowest in self.grade_minima if score >= lowest), "E")


def score_parameters(catalog: Catalog, day: date) -> ScoreParameters:
    """The parameters in force on ``day``; raises ParameterMissing."""

    def number(name: str) -> float:
        return number_on(catalog, name, day)

    rules = value_on(catalog, "veto_rules", day).value
    return ScoreParameters(
        dimension_weights={d.value: number(name) for d, name in _WEIGHT.items()},
        grade_minima=tuple((g.upper(), number(f"grade_{g}_min")) for g in _GRADES),
        veto_cap=number("veto_score_cap"),
        veto_rules=frozenset(rules if isinstance(rules, list) else [str(rules)]),
        scientific_share=number("veto_scientific_notation_share"),
        quality=number("department_weight_quality"),
        on_time=number("department_weight_on_time"),
        rectification=number("department_weight_rectification"),
        catalog_bound=number("department_weight_catalog"),
        rectified_on_time=number("rectification_weight_on_time"),
        rectified_effectively=number("rectification_weight_effective"),
        small_datasets=int(number("small_sample_datasets")),
        small_rows=int(number("small_sample_rows")),
        record_rule_weight=int(number("record_rule_weight")),
    )
