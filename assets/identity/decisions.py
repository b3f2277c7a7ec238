"""Steward decisions: two mentions are the same person, are different ones, or nobody can say; they outrank every score."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from assets.request import RequestError

VERDICTS = {"same": "同一人", "different": "不是同一人", "unsure": "无法判断", "withdrawn": "撤销裁定"}
"""What a steward can say; the newest word on a pair counts, and `withdrawn` is as if nothing had been said."""
JOURNAL = "identity_decisions.jsonl"
"""In the journal of a home: a line a decision, never rewritten."""


class DecisionError(RequestError):
    """A decision that can not be taken as it stands; says what is missing, never a value."""


@dataclass(frozen=True)
class Decision:
    """One word on two mentions, each named by the address of its record."""

    one: str
    other: str
    """dataset|batch|file|sheet|row number|role|ordinal; sheet is empty where there is none."""
    verdict: str
    decided_by: str
    decided_on: str
    """Day as YYYY-MM-DD, as the steward gives it."""
    reason: str

    def __post_init__(self) -> None:
        if self.verdict not in VERDICTS:
            raise DecisionError(f"a verdict is one of {', '.join(VERDICTS)}")
        if not (self.decided_by.strip() and self.decided_on.strip() and self.reason.strip()):
            raise DecisionError("a decision needs who, when and why")
        if self.one == self.other or min(self.one.count("|"), self.other.count("|")) < 6:
            raise DecisionError("a decision is about two different record addresses")

    @property
    def pair(self) -> tuple[str, str]:
        """The two addresses, whichever was named first."""
        return min(self.one, self.other), max(self.one, self.other)


def read_journal(folder: Path) -> list[Decision]:
    """All decisions of a journal in the order they were written; none in a new home."""
    file = folder / JOURNAL
    if not file.exists():
        return []
    return [Decision(**json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines() if line]


def write_journal(folder: Path, decisions: Iterable[Decision]) -> int:
    """Append decisions that the journal does not end with already; answers how many were new."""
    standing = {d.pair: d for d in read_journal(folder)}
    fresh = [d for d in decisions if standing.get(d.pair) != d]
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / JOURNAL).open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(d), ensure_ascii=False) + "\n" for d in fresh)
    return len(fresh)


def in_force(decisions: Iterable[Decision]) -> list[Decision]:
    """The newest word on each pair, withdrawn ones left out, in the order of the pairs."""
    newest = {d.pair: d for d in decisions}
    return [d for _, d in sorted(newest.items()) if d.verdict != "withdrawn"]


def decision_table(decisions: Iterable[Decision]) -> pa.Table:
    """Decisions as a table of text columns named as the fields; ``one`` is the smaller of the two addresses."""
    names = list(Decision.__dataclass_fields__)
    rows = [asdict(d) | dict(zip(("one", "other"), d.pair, strict=True)) for d in decisions]
    return pa.table({n: pa.array([r[n] for r in rows], pa.string()) for n in names})


def separated(members: pa.Table, pairs: Iterable[tuple[int, int]]) -> Mapping[int, int]:
    """profile_id -> new cluster_id of the profiles that leave their cluster because two of it are different persons.

    ``members`` (profile_id, cluster_id, mentions, match_name) are all profiles of the clusters that hold a pair. The
    side with fewer mentions leaves, and with it whoever bears its name where the names differ.
    """
    rows = {r["profile_id"]: r for r in members.to_pylist()}
    moved: dict[int, int] = {}
    for pair in sorted(pairs):
        if not all(p in rows for p in pair):
            continue
        cluster = {p: moved.get(p, rows[p]["cluster_id"]) for p in pair}
        if cluster[pair[0]] != cluster[pair[1]]:
            continue
        stays, leaves = sorted(pair, key=lambda p: (-rows[p]["mentions"], p))
        name = rows[leaves]["match_name"]
        alike = name is not None and name != rows[stays]["match_name"]
        for profile, row in rows.items():
            here = moved.get(profile, row["cluster_id"]) == cluster[leaves]
            if profile == leaves or (here and alike and row["match_name"] == name):
                moved[profile] = leaves
    return moved


def relabelled(clusters: pa.Table, moved: Mapping[int, int], decided: Iterable[int]) -> pa.Table:
    """``clusters`` with moved profiles in their new clusters, and profiles that a decision names marked as decided."""
    profiles = clusters["profile_id"].to_numpy()
    cluster = clusters["cluster_id"].to_numpy().copy()
    for profile, target in moved.items():
        cluster[profiles == profile] = target
    touched = np.isin(profiles, np.array([*moved, *decided], dtype=np.int64))
    method = np.where(touched, "decision", np.array(clusters["method"].to_pylist(), dtype=object))
    return pa.table({
        "profile_id": clusters["profile_id"],
        "cluster_id": pa.array(cluster, pa.int64()),
        "method": pa.array(method.tolist(), pa.string()),
        "probability": pa.array(np.where(touched, 1.0, clusters["probability"].to_numpy()), pa.float64()),
    })  # fmt: skip
