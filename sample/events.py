"""Grid events: what happened where, who was concerned, who reported it, when it was closed."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sample import columns
from sample.desk import Desk
from sample.population import size

EVENTS_A_MONTH = 5_200
KINDS = ("矛盾纠纷", "安全隐患", "民生服务", "环境卫生", "治安线索")
TITLES = (("邻里宅基地纠纷", "家庭赡养纠纷", "土地边界纠纷"), ("电线老化", "山体滑坡隐患", "消防通道堵塞"),
          ("代办高龄津贴", "协助办理医保", "走访独居老人"), ("垃圾乱堆", "河道漂浮物", "污水外溢"),
          ("可疑人员", "电信诈骗线索", "夜间噪音"))
STATES = ("待受理", "处理中", "已办结", "已退回")


@dataclass(frozen=True)
class Events:
    """Events of one month; `number` is the event number of the county."""

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

    def grid_code(self, codes: tuple[str, ...]) -> pa.Array:
        """Village code and three digits of the grid."""
        return columns.join(columns.choose(codes, self.village), columns.whole(self.grid, 3))


def reporters(desk: Desk) -> NDArray[np.int64]:
    """One grid worker a village: its grown resident with the smallest position, -1 where nobody lives."""
    people = desk.people
    able = np.flatnonzero((people.household >= 0) & (people.birth < 12_000) & (people.birth > -1_500)
                          & (people.death > 10**6) & (people.moved_out > 10**6))
    worker = np.full(len(desk.county.divisions), -1, np.int64)
    worker[people.village[able[::-1]]] = able[::-1]
    return worker


def month_events(desk: Desk) -> Events:
    """Events of the month that the desk's window spans; their state is that of the window's last day."""
    month, until = desk.window.since + 1, desk.window.until
    rng = desk.county.chance.generator(f"events {month}")
    count = size(EVENTS_A_MONTH, desk.county.scale)
    concerned = np.flatnonzero(desk.census.here & (desk.census.age >= 12))
    party = concerned[rng.integers(0, len(concerned), count)]
    village = np.where(rng.random(count) < 0.9, desk.census.village[party],
                       rng.choice(len(desk.county.divisions), count, p=desk.county.divisions.weight))
    day = np.sort(month + rng.integers(0, until - month + 1, count))
    lasts = (rng.exponential(6, count)).astype(np.int64)
    kind = rng.choice(len(KINDS), count, p=[0.2, 0.2, 0.35, 0.17, 0.08])
    closed = day + lasts
    state = np.where(closed > until, rng.integers(0, 2, count), np.where(rng.random(count) < 0.03, 3, 2))
    return Events(
        month * 10**7 + np.arange(count), kind, rng.integers(0, 3, count), village,
        1 + rng.integers(0, 6, count),
        np.where(rng.random(count) < 0.78, party, -1), reporters(desk)[village], day,
        rng.integers(25_000, 72_000, count),
        closed, state)
