"""Rows and lines that go wrong: exact duplicates, test rows, lines that no reader can take."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sample import columns
from sample.chance import Chance
from sample.dirt import EVERY, Dirt
from sample.extract import Defects, Extract, Role, stack, take
from sample.layouts import LAYOUTS, MONTHLY
from sample.writers.table import BROKEN_JSON, COLUMN_COUNT, NEWLINE, UNTERMINATED_QUOTE

ROW_DIRT = (
    Dirt("X-01", EVERY, "", 0.0006),
    Dirt("X-01", "household_register", "", 0.00002),
    Dirt("X-01", "student_enrollment", "", 0.0),
    Dirt("X-01", "elderly_allowance", "", 0.002),
    Dirt("X-11", EVERY, "", 0.0),
    Dirt("X-11", "enrollment", "", 0.00001),
    Dirt("X-11", "employment", "", 0.00003),
    Dirt("X-11", "grid_event", "", 0.001),
    Dirt("X-11", "taxpayer", "", 0.0002),
    Dirt("X-11", "health_record", "", 0.00002),
)
"""Rates of rows; a rule that names its dataset falls on one row at least, but for lists of a month."""
LINE_DIRT = (
    Dirt(COLUMN_COUNT, EVERY, "", 0.00001),
    Dirt(UNTERMINATED_QUOTE, EVERY, "", 0.00001),
    Dirt(NEWLINE, EVERY, "", 0.00001),
    Dirt(COLUMN_COUNT, "employment", "", 0.0002),
    Dirt(UNTERMINATED_QUOTE, "resident_pension", "", 0.00005),
    Dirt(NEWLINE, "enrollment", "", 0.00003),
    Dirt(NEWLINE, "taxpayer", "", 0.0003),
    Dirt(UNTERMINATED_QUOTE, "residence_permit", "", 0.001),
    Dirt(BROKEN_JSON, "land_contract", "", 0.0001),
    Dirt(BROKEN_JSON, "grid_event", "", 0.001),
)
"""Rates of lines in csv and jsonl."""
_TEST_NAMES = ("测试", "test", "测试一", "张三测试")


def _rate(rules: tuple[Dirt, ...], code: str, dataset: str) -> tuple[float, bool]:
    """The rate of a code for a dataset, and whether the rule names the dataset."""
    for rule in rules:
        if rule.code == code and rule.dataset == dataset:
            return rule.rate, True
    return next((rule.rate for rule in rules if rule.code == code and rule.dataset == EVERY), 0.0), False


def _struck(
    extract: Extract, chance: Chance, rules: tuple[Dirt, ...], code: str, batch: str, strength: float
) -> NDArray[np.int64]:
    """Rows that a rule strikes in one batch."""
    rate, named = _rate(rules, code, extract.dataset)
    draw = chance.uniform(f"{extract.dataset} {batch} {code}", extract.keys)
    rows = np.flatnonzero(draw < rate * strength)
    if named and extract.dataset not in MONTHLY and rate * strength > 0 and not len(rows) and len(draw):
        return np.array([draw.argmin()])
    return rows


def duplicate(
    extract: Extract, operation: NDArray, chance: Chance, batch: str, strength: float
) -> tuple[Extract, NDArray]:
    """Add exact copies of some rows a few rows further down."""
    again = _struck(extract, chance, ROW_DIRT, "X-01", batch, strength)
    if not len(again):
        return extract, operation
    rows = np.concatenate([np.arange(len(extract)), again])
    later = again + 0.5 + chance.below(f"{extract.dataset} copy distance", extract.keys[again], 5)
    place = np.concatenate([np.arange(len(extract), dtype=np.float64), later])
    order = np.lexsort((place, extract.page[rows]))
    result = take(extract, rows[order])
    result.leads = extract.leads
    result.plant("X-01", None, (np.arange(len(rows)) >= len(extract))[order])
    return result, operation[rows[order]]


def add_tests(
    extract: Extract, operation: NDArray, chance: Chance, batch: str, strength: float
) -> tuple[Extract, NDArray]:
    """Add rows that somebody typed to try the system; they speak of nobody."""
    model = _struck(extract, chance, ROW_DIRT, "X-11", batch, strength)
    if not len(model):
        return extract, operation
    tests = take(extract, model)
    layout, count = LAYOUTS[extract.dataset], len(model)
    for header, kind in layout.columns.items():
        if kind in ("name", "former"):
            tests.columns[header] = columns.choose(_TEST_NAMES, np.arange(count) % len(_TEST_NAMES))
        elif kind == "id":
            tests.columns[header] = columns.constant("111111111111111111", count)
        elif kind == "org":
            tests.columns[header] = columns.constant("测试单位", count)
        elif kind == "phone":
            tests.columns[header] = columns.constant("13800000000", count)
        elif header in layout.key:
            tests.columns[header] = columns.join("TEST", columns.whole(np.arange(count), 4))
    tests.roles = [
        Role(role.name, role.entity, np.full(count, -1, np.int64), role.ordinal) for role in tests.roles
    ]
    tests.keys = -1 - np.arange(count)
    tests.defects = [Defects("X-11", None, np.arange(count), pa.nulls(count, pa.string()))]
    return stack([extract, tests]), np.concatenate([operation, operation[model]])


def broken_lines(extract: Extract, chance: Chance, batch: str, strength: float) -> dict[int, str]:
    """Rows whose line is broken, and how."""
    kind = LAYOUTS[extract.dataset].format.partition(":")[0]
    codes = {"csv": (COLUMN_COUNT, UNTERMINATED_QUOTE, NEWLINE), "jsonl": (BROKEN_JSON,)}.get(kind, ())
    broken: dict[int, str] = {}
    tested = np.isin(
        np.arange(len(extract)),
        [row for d in extract.defects if d.code in ("X-11", "X-01") for row in d.rows],
    )
    for code in codes:
        for row in _struck(extract, chance, LINE_DIRT, code, batch, strength).tolist():
            # Two quotes that never end, one line after the other, would read as one record.
            if not tested[row] and not broken.keys() & {row - 1, row, row + 1}:
                broken[row] = code
    return broken
