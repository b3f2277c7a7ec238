"""The sample county on disk: its landing, its catalog overlay and its truth, round by round."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sample import dirt, schedule
from sample.delivery import Parcel
from sample.desk import Window
from sample.entities import write_entities
from sample.extract import ADDED, Extract, changes, take
from sample.layouts import LAYOUTS, MONTHLY
from sample.oddities import LATE_BATCH, REPEATED_BATCH, WAITING_BATCH
from sample.story import County, tell_county
from sample.timeline import BASE, PREVIOUS, iso, round_day
from sample.truth import TruthWriter

_PREFIXES = (
    "code,name,valid_from,valid_to\n439901,样例县,1988-01-01,\n439902,样例县(旧),1949-10-01,1988-01-01\n"
)

_LATE_SHARE = 0.02
"""Share of certificates left out in round 1."""


@dataclass(frozen=True)
class Summary:
    """What was written in one round."""

    home: Path
    round: int
    day: str
    people: int
    rows: dict[str, int]
    defects: dict[str, int]


def _quietly(message: str) -> None:
    """Say nothing."""


@dataclass(frozen=True)
class _Round:
    """One round being delivered."""

    home: Path
    county: County
    number: int
    truth: TruthWriter
    strength: float

    @property
    def day(self) -> int:
        """The batch day."""
        return round_day(self.number)

    def parcel(self, dataset: str, batch: str) -> Parcel:
        """A new batch."""
        return Parcel(self.home / "landing", dataset, batch, self.truth, self.county.chance, self.strength)

    def soiled(self, dataset: str, window: Window, round_number: int | None = None) -> Extract:
        """The extract of a window with its dirt, as a round before or this one would have it."""
        extract = schedule.draw(self.county, dataset, window)
        dirt.soil(
            extract, self.county.chance, round_number or self.number, self.strength, dataset not in MONTHLY
        )
        return extract


def _deliver_full(now: _Round, dataset: str) -> None:
    """A full list; where the manifest is wrong the list comes a second time with a right one."""
    batch = iso(now.day)
    extract = now.soiled(dataset, Window(0, now.day))
    parcel = now.parcel(dataset, batch)
    if parcel.oddity.wrong_manifest:
        parcel.refuse(extract)
        parcel = now.parcel(dataset, f"{batch}.2")
    parcel.add(extract)
    parcel.close()


def _deliver_delta(now: _Round, dataset: str) -> None:
    """Changed rows since the last round; round 1 begins with a batch of everything a month earlier."""
    key = LAYOUTS[dataset].key
    before_day = PREVIOUS if now.number == 1 else round_day(now.number - 1)
    before = now.soiled(dataset, Window(0, before_day), max(1, now.number - 1))
    if now.number == 1:
        parcel = now.parcel(dataset, iso(PREVIOUS))
        # anomalies are those of the round's day
        before.leads = []
        parcel.add(before, np.full(len(before), ADDED))
        parcel.close()
    after = now.soiled(dataset, Window(0, now.day))
    parcel = now.parcel(dataset, iso(now.day))
    parcel.add(*changes(before, after, key))
    parcel.close()


def _left_out(now: _Round, extract: Extract) -> NDArray[np.bool_]:
    """Rows that only the late batch brings."""
    return now.county.chance.happens("late", extract.keys, _LATE_SHARE)


def _deliver_events(now: _Round, dataset: str) -> None:
    """New events; monthly lists come as a file a month, one dataset leaves rows for a late batch."""
    for window in schedule.windows(now.number):
        parcel = now.parcel(dataset, iso(window.until))
        if dataset in MONTHLY:
            for label, month in schedule.months(dataset, window):
                parcel.add(now.soiled(dataset, month), suffix=label)
        else:
            extract = now.soiled(dataset, window)
            if dataset == LATE_BATCH[0] and now.number == 1:
                extract = take(extract, np.flatnonzero(~_left_out(now, extract)))
            parcel.add(extract)
        parcel.close()


def _deliver_late(now: _Round) -> None:
    """Certificates of before round 1 that were left out then, under their own batch day."""
    dataset, round_number, batch = LATE_BATCH
    if now.number != round_number:
        return
    parcel = now.parcel(dataset, batch)
    extract = now.soiled(dataset, Window(schedule.windows(1)[0].since, BASE))
    parcel.add(take(extract, np.flatnonzero(_left_out(now, extract))))
    parcel.close()


def _deliver_again(now: _Round) -> None:
    """An old batch once more, file for file."""
    dataset, round_number, old, new = REPEATED_BATCH
    if now.number == round_number:
        folder = now.home / "landing" / LAYOUTS[dataset].folder
        shutil.copytree(folder / old, folder / new)
        now.truth.repeat(dataset, old, new)


def _deliver_waiting(now: _Round) -> None:
    """A batch that is not finished."""
    dataset, round_number, batch = WAITING_BATCH
    if now.number == round_number:
        *_, (label, month) = schedule.months(dataset, Window(PREVIOUS, BASE))
        extract = schedule.draw(now.county, dataset, month)
        now.parcel(dataset, batch).leave_unfinished(take(extract, np.arange(min(20, len(extract)))), label)


_MODES: dict[str, Callable[[_Round, str], None]] = {
    "full": _deliver_full,
    "delta": _deliver_delta,
    "append": _deliver_events,
}


def write_county(
    home: Path,
    scale: float,
    seed: int,
    round: int = 1,
    progress: Callable[[str], None] = _quietly,
    strength: float = 1.0,
) -> Summary:
    """Write one round of the sample county below `home`; `strength` multiplies the rates of the dirt.

    Scale 1.0 is 730,000 people and ten million rows. Rounds are written in order, 1 (2025-12-31) to 12.
    """
    progress(f"county of scale {scale:g}, seed {seed}")
    county = tell_county(scale, seed)
    codes = home / "catalog" / "codes"
    codes.mkdir(parents=True, exist_ok=True)
    (codes / "id_prefixes.csv").write_text(_PREFIXES, encoding="utf-8")
    with TruthWriter(home / "truth", round) as truth:
        now = _Round(home, county, round, truth, strength)
        for dataset, layout in LAYOUTS.items():
            progress(dataset)
            _MODES[layout.mode](now, dataset)
        _deliver_waiting(now)
        _deliver_late(now)
        _deliver_again(now)
        progress("truth")
        write_entities(home / "truth", county, now.day)
    people = int(county.census(now.day).here.sum())
    return Summary(home, round, iso(now.day), people, dict(truth.rows), dict(sorted(truth.defects.items())))
