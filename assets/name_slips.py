"""What kind of slip makes one name of another: a table of the distinct pairs that records put side by side."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pyarrow as pa

from assets.county import County, code_version
from assets.factory import table_asset
from assets.identity import names as name_module
from assets.identity.assets import name_rules
from assets.identity.names import NameRules, readings
from sql.warehouse import Built, Warehouse

TABLE = "findings.name_slips"
CODE = code_version(Path(__file__), Path(name_module.__file__))
_RULE_OF_KIND = {"equal": "N-05", "glyph": "N-06", "sound": "N-07", "short": "N-11"}
_FOLDED = (("zh", "z"), ("ch", "c"), ("sh", "s"))


def slip(name: str, other: str, rules: NameRules) -> str | None:
    """The issue code of a name that stands for another one, or None where it is no slip of it."""
    if name.replace("·", "") == other.replace("·", ""):
        return "N-02"
    kind = rules.compatible(name, other)
    if kind == "short" and len(name) > len(other):
        return None
    if kind is not None:
        return _RULE_OF_KIND.get(kind)
    differing = [(one, two) for one, two in zip(name, other, strict=False) if one != two]
    if len(name) == len(other) and len(differing) == 1 and _heard(differing[0][0]) & _heard(differing[0][1]):
        return "N-07"
    return None


def _heard(character: str) -> frozenset[str]:
    """Readings as they are heard where zh, ch, sh and -ng are not told from z, c, s and -n."""
    return frozenset(_folded(reading) for reading in readings(character))


def _folded(reading: str) -> str:
    for initial, plain in _FOLDED:
        if reading.startswith(initial):
            reading = plain + reading.removeprefix(initial)
    return reading.removesuffix("g") if reading.endswith("ng") else reading


def name_slips(pairs: pa.Table, rules: NameRules) -> pa.Table:
    """``name``, ``other_name`` and the rule of every pair that is a slip."""
    told = [
        (name, other, rule)
        for name, other in zip(pairs["name"].to_pylist(), pairs["other_name"].to_pylist(), strict=True)
        if (rule := slip(name, other, rules))
    ]
    columns = list(zip(*told, strict=True)) or [(), (), ()]
    names = ("name", "other_name", "rule")
    return pa.table({n: pa.array(c, pa.string()) for n, c in zip(names, columns, strict=True)})


def name_slips_asset() -> dg.AssetsDefinition:
    """The asset ``findings/name_slips``."""
    inputs = ("findings.name_pairs", "catalog.codes")
    return table_asset(TABLE, "姓名的出入", "两种写法之间的出入", inputs, _build, ("python", "duckdb"))


def _build(county: County, warehouse: Warehouse) -> Built:
    key = warehouse.key(CODE, {}, ("findings.name_pairs", "catalog.codes"))
    if standing := warehouse.current(TABLE, key):
        return standing
    pairs = warehouse.arrow(
        "SELECT DISTINCT name, other_name FROM findings.name_pairs ORDER BY name, other_name"
    )
    return warehouse.store(TABLE, key, name_slips(pairs, name_rules(county)))
