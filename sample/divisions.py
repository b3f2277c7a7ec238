"""Townships and villages of the sample county, from the catalog's list of divisions."""

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sample.chance import Chance

UPPER = "湖南省张家界市慈利县"
_LIST = Path(__file__).parents[1] / "catalog" / "divisions.csv"
_PEOPLE_PER_VILLAGE = 150
_SHARED_STEMS = ("龙潭", "高桥", "金坪", "白马", "太坪")
_SUFFIXES = (("村委会", "村"), ("居委会", "社区"))


@dataclass(frozen=True)
class Divisions:
    """Villages in code order with their township; positions are used as village numbers."""

    code: tuple[str, ...]
    name: tuple[str, ...]
    township_codes: tuple[str, ...]
    township_name: tuple[str, ...]
    township: NDArray[np.int64]
    townships: tuple[str, ...]
    urban: NDArray[np.bool_]
    weight: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.code)


def spoken(name: str) -> str:
    """A village as people write it in an address: 大庄村委会 is 大庄村."""
    for suffix, short in _SUFFIXES:
        if name.endswith(suffix):
            return name.removesuffix(suffix) + short
    return name


def stem(name: str) -> str:
    """A village's name without its kind, 大庄村 is 大庄."""
    for suffix in ("村", "社区", "生活区"):
        if name.endswith(suffix):
            return name.removesuffix(suffix)
    return name


def _chosen(villages: list[dict[str, str]], wanted: int) -> list[dict[str, str]]:
    """Villages that get people: all, or at small scales those with shared names and some of each town."""
    if wanted >= len(villages):
        return villages
    kept = [v for v in villages if stem(spoken(v["name"])) in _SHARED_STEMS][: max(2, wanted // 6)]
    seen: Counter[tuple[str, bool]] = Counter()
    ordered: list[tuple[float, dict[str, str]]] = []
    for village in villages:
        kind = (village["parent_code"], int(village["code"][9:]) < 200)
        ordered.append((3.0 * seen[kind] + 0.5 if kind[1] else seen[kind], village))
        seen[kind] += 1
    ordered.sort(key=lambda pair: pair[0])
    rest = [village for _, village in ordered if village not in kept]
    return sorted(kept + rest[: wanted - len(kept)], key=lambda village: village["code"])


def read_divisions(scale: float, chance: Chance) -> Divisions:
    """The divisions that a county of this scale fills; all 430 from about a tenth of full size on."""
    with _LIST.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    towns = {row["code"]: row["name"] for row in rows if row["level"] == "4"}
    wanted = max(8, round(730_000 * scale / _PEOPLE_PER_VILLAGE))
    villages = _chosen([row for row in rows if row["level"] == "5"], wanted)
    parents = sorted({village["parent_code"] for village in villages})
    kinds = np.array([int(village["code"][9:]) for village in villages])
    urban = kinds < 200
    spread = np.exp(0.4 * chance.generator("village sizes").standard_normal(len(villages)))
    centre = np.array([village["parent_code"][6:9] in ("001", "002") for village in villages])
    weight = spread * np.where(urban & centre, 3.0, np.where(kinds >= 400, 0.3, 1.0))
    return Divisions(
        code=tuple(v["code"] for v in villages),
        name=tuple(spoken(v["name"]) for v in villages),
        township_codes=tuple(parents),
        township_name=tuple(towns[v["parent_code"]] for v in villages),
        township=np.array([parents.index(v["parent_code"]) for v in villages]),
        townships=tuple(towns[code] for code in parents),
        urban=urban,
        weight=weight / weight.sum(),
    )
