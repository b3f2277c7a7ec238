"""Grid events: what happened where, who was concerned, who reported it, when it was closed."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sample import columns, households
from sample.desk import Desk
from sample.divisions import Divisions
from sample.people import RESIDENT
from sample.population import size
from sample.timeline import BASE, NEVER, ages

EVENTS_A_MONTH = 5_200
KINDS = ("矛盾纠纷", "安全隐患", "民生服务", "环境卫生", "治安线索")
_TITLES = (
    "邻里宅基地纠纷",
    "家庭赡养纠纷",
    "土地边界纠纷",
    "电线老化",
    "山体滑坡隐患",
    "消防通道堵塞",
    "代办高龄津贴",
    "协助办理医保",
    "走访独居老人",
    "垃圾乱堆",
    "河道漂浮物",
    "污水外溢",
    "可疑人员",
    "电信诈骗线索",
    "夜间噪音",
)
_TITLES_A_KIND = 3
STATES = ("待受理", "处理中", "已办结", "已退回")
_CLOSED, _RETURNED = 2, 3


@dataclass(frozen=True)
class Events:
    """Events of one month; `number` is the event number of the county, -1 is nobody."""

    number: NDArray[np.int64]
    kind: NDArray[np.int64]
    title: NDArray[np.int64]
    village: NDArray[np.int64]
    grid: NDArray[np.int64]
    party: NDArray[np.int64]
    reporter: NDArray[np.int64]
    day: NDArray[np.int64]
    second: NDArray[np.int64]
    closed: NDArray[np.int64]
    state: NDArray[np.int64]

    @property
    def open(self) -> NDArray[np.bool_]:
        """Whether an event is not closed yet."""
        return self.state < _CLOSED

    def titles(self) -> pa.Array:
        """What it was about."""
        return columns.choose(_TITLES, self.kind * _TITLES_A_KIND + self.title)

    def addresses(self, divisions: Divisions) -> pa.Array:
        """Where it happened."""
        return households.addresses(divisions, self.village, 1 + self.number % 12, 1 + self.number % 60)

    def grid_code(self, divisions: Divisions) -> pa.Array:
        """Village code and three digits of the grid."""
        return columns.join(columns.choose(divisions.code, self.village), columns.whole(self.grid, 3))

    def reported_at(self) -> pa.Array:
        """When it was reported."""
        return columns.time(self.day, self.second)

    def closed_at(self) -> pa.Array:
        """When it was closed; null while it is open."""
        return columns.time(self.closed, (self.second + 3_000) % 86_400, self.open)


def _reporters(desk: Desk) -> NDArray[np.int64]:
    """One grid worker a village: its first grown resident who stays; -1 where nobody lives."""
    people = desk.people
    age = ages(people.birth, BASE)
    stays = (people.death == NEVER) & (people.moved_out == NEVER)
    able = np.flatnonzero((people.kind == RESIDENT) & (age >= 23) & (age < 60) & stays)
    worker = np.full(len(desk.county.divisions), -1, np.int64)
    worker[people.village[able[::-1]]] = able[::-1]
    return worker


def month_events(desk: Desk) -> Events:
    """Events of the month that the desk's window spans; their state is that of the window's last day."""
    month, until, divisions = desk.window.since + 1, desk.window.until, desk.county.divisions
    rng = desk.county.chance.generator(f"events {month}")
    count = size(EVENTS_A_MONTH, desk.county.scale)
    concerned = np.flatnonzero(desk.census.here & (desk.census.age >= 12))
    party = concerned[rng.integers(0, len(concerned), count)]
    away = rng.choice(len(divisions), count, p=divisions.weight)
    village = np.where(rng.random(count) < 0.9, desk.census.village[party], away)
    day = np.sort(month + rng.integers(0, until - month + 1, count))
    kind = rng.choice(len(KINDS), count, p=[0.2, 0.2, 0.35, 0.17, 0.08])
    closed = day + rng.exponential(6, count).astype(np.int64)
    done = np.where(rng.random(count) < 0.03, _RETURNED, _CLOSED)
    state = np.where(closed > until, rng.integers(0, _CLOSED, count), done)
    return Events(
        number=month * 10**7 + np.arange(count),
        kind=kind,
        title=rng.integers(0, _TITLES_A_KIND, count),
        village=village,
        grid=1 + rng.integers(0, 6, count),
        party=np.where(rng.random(count) < 0.78, party, -1),
        reporter=_reporters(desk)[village],
        day=day,
        second=rng.integers(25_000, 72_000, count),
        closed=closed,
        state=state,
    )
