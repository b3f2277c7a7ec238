"""The dirt: which guide code spoils which column of which dataset at which rate, and how it is applied."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sample import columns
from sample.chance import Chance
from sample.evidence import drop_unproved, label_blanks, label_second_numbers
from sample.extract import Defects, Extract
from sample.layouts import LAYOUTS
from sample.spoilers import names, numbers, places, values
from sample.spoilers.base import Spoiler

EVERY = "*"
CORRECTED_A_MONTH = 0.08
"""Share of planted defects that a department has corrected one round later."""


@dataclass(frozen=True)
class Dirt:
    """One code at one rate; `column` is a header, or `@kind` for all columns of a kind; `*` is every dataset.

    A rule that names its dataset replaces the one for every dataset, and spoils at least one cell of a list.
    """

    code: str
    dataset: str
    column: str
    rate: float


SPOILERS: dict[str, dict[str, Spoiler]] = {
    "id": numbers.CITIZEN,
    "uscc": numbers.CREDIT_CODE,
    "bank": numbers.BANK,
    "div": numbers.DIVISION,
    "name": names.NAMES,
    "date": values.DATES,
    "money": values.MONEY,
    "flag": values.FLAGS,
    "phone": values.PHONES,
    "addr": places.ADDRESSES,
    "village": places.VILLAGES,
    "group": places.GROUPS,
    "former": values.BLANKS,
    "int": values.COUNTS,
    **values.CODES,
}
_AREAS = {"real_estate": values.BUILT_AREA, "land_contract": values.LAND_AREA}

DIRT = (
    Dirt("D-04", EVERY, "@id", 0.008),
    Dirt("D-05", EVERY, "@id", 0.004),
    Dirt("D-07", EVERY, "@id", 0.003),
    Dirt("D-08", EVERY, "@id", 0.0004),
    Dirt("D-09", EVERY, "@id", 0.0006),
    Dirt("D-04", "household_register", "@id", 0.0008),
    Dirt("D-05", "household_register", "@id", 0.0005),
    Dirt("D-07", "household_register", "@id", 0.0002),
    Dirt("D-08", "household_register", "@id", 0.0),
    Dirt("D-09", "household_register", "@id", 0.0),
    Dirt("D-01", "village_ledger", "@id", 0.005),
    Dirt("D-01", "subsistence_allowance", "成员身份证号", 0.003),
    Dirt("D-01", "elderly_allowance", "@id", 0.003),
    Dirt("D-01", "poverty_monitoring", "@id", 0.003),
    Dirt("D-01", "student_enrollment", "身份证件号", 0.003),
    Dirt("D-01", "rural_dilapidated_house", "@id", 0.004),
    Dirt("D-02", "residence_permit", "@id", 0.002),
    Dirt("D-02", "employment", "@id", 0.002),
    Dirt("D-02", "subsidy_payment", "@id", 0.0008),
    Dirt("D-02", "taxpayer", "@id", 0.002),
    Dirt("D-03", "health_record", "@id", 0.002),
    Dirt("D-03", "grid_event", "@id", 0.003),
    Dirt("D-03", "land_contract", "@id", 0.002),
    Dirt("D-06", "land_contract", "@id", 0.025),
    Dirt("D-06", "party_member", "@id", 0.006),
    Dirt("D-06", "resident_pension", "@id", 0.004),
    Dirt("D-06", "subsidy_payment", "@id", 0.002),
    Dirt("D-06", "rural_dilapidated_house", "@id", 0.01),
    Dirt("D-16", "health_record", "@id", 0.0006),
    Dirt("D-16", "enrollment", "@id", 0.0004),
    Dirt("D-16", "village_ledger", "@id", 0.0006),
    Dirt("D-18", "settlement", "@id", 0.001),
    Dirt("D-18", "grid_event", "@id", 0.006),
    Dirt("D-20", EVERY, "@sex", 0.001),
    Dirt("D-20", "household_register", "@sex", 0.0001),
    Dirt("D-20", "resident_pension", "出生年月", 0.001),
    Dirt("D-20", "enrollment", "出生日期", 0.001),
    Dirt("D-20", "health_record", "出生日期", 0.001),
    Dirt("D-20", "student_enrollment", "出生日期", 0.001),
    Dirt("D-20", "village_ledger", "出生年月", 0.002),
    Dirt("D-04", EVERY, "@uscc", 0.004),
    Dirt("D-05", EVERY, "@uscc", 0.002),
    Dirt("D-07", EVERY, "@uscc", 0.003),
    Dirt("N-01", EVERY, "@name", 0.02),
    Dirt("N-02", EVERY, "@name", 0.3),
    Dirt("N-03", EVERY, "@name", 0.55),
    Dirt("N-05", EVERY, "@name", 0.004),
    Dirt("N-06", EVERY, "@name", 0.02),
    Dirt("N-07", EVERY, "@name", 0.0025),
    Dirt("N-08", EVERY, "@name", 0.0004),
    Dirt("N-10", EVERY, "@name", 0.0003),
    Dirt("N-11", EVERY, "@name", 0.0005),
    Dirt("N-12", EVERY, "@name", 0.0003),
    Dirt("N-13", EVERY, "@name", 0.0001),
    Dirt("N-01", "household_register", "@name", 0.002),
    Dirt("N-02", "household_register", "@name", 0.05),
    Dirt("N-03", "household_register", "@name", 0.0),
    Dirt("N-04", "household_register", "@name", 0.3),
    Dirt("N-04", "resident_pension", "@name", 0.4),
    Dirt("N-05", "household_register", "@name", 0.0),
    Dirt("N-06", "household_register", "@name", 0.0005),
    Dirt("N-07", "household_register", "@name", 0.0001),
    Dirt("N-08", "household_register", "@name", 0.0),
    Dirt("N-10", "household_register", "@name", 0.0),
    Dirt("N-11", "household_register", "@name", 0.0),
    Dirt("N-12", "household_register", "@name", 0.0),
    Dirt("N-13", "household_register", "@name", 0.0),
    Dirt("N-08", "village_ledger", "@name", 0.003),
    Dirt("N-12", "village_ledger", "@name", 0.0015),
    Dirt("T-01", EVERY, "@date", 0.003),
    Dirt("T-02", EVERY, "@date", 0.001),
    Dirt("T-03", EVERY, "@date", 0.001),
    Dirt("T-01", "household_register", "@date", 0.0003),
    Dirt("T-02", "household_register", "@date", 0.0),
    Dirt("T-03", "household_register", "@date", 0.0),
    # A date column of the parquet file is a real date and can not be misspelt.
    Dirt("T-01", "health_record", "建档日期", 0.0),
    Dirt("T-02", "health_record", "建档日期", 0.0),
    Dirt("T-03", "health_record", "建档日期", 0.0),
    Dirt("T-04", "village_ledger", "出生年月", 0.1),
    Dirt("T-04", "party_member", "入党日期", 0.04),
    Dirt("T-04", "health_record", "出生日期", 0.002),
    Dirt("T-04", "disability_certificate", "发证日期", 0.01),
    Dirt("T-05", "elderly_allowance", "年龄", 0.02),
    Dirt("T-05", "funeral", "年龄", 0.04),
    Dirt("T-06", "village_ledger", "出生年月", 0.002),
    Dirt("T-08", EVERY, "@money", 0.001),
    Dirt("T-08", "subsistence_allowance", "@money", 0.01),
    Dirt("T-08", "rural_dilapidated_house", "@money", 0.02),
    Dirt("T-09", EVERY, "@area", 0.05),
    Dirt("T-10", "village_ledger", "@flag", 0.02),
    Dirt("T-10", "poverty_monitoring", "@flag", 0.02),
    Dirt("T-11", EVERY, "@sex", 0.002),
    Dirt("T-11", EVERY, "@eth", 0.002),
    Dirt("T-11", EVERY, "@edu", 0.002),
    Dirt("T-11", EVERY, "@rel", 0.002),
    Dirt("T-11", "household_register", "@sex", 0.0002),
    Dirt("T-12", "household_register", "婚姻状况", 0.001),
    Dirt("T-13", "village_ledger", "@phone", 0.04),
    Dirt("T-13", "health_record", "@phone", 0.05),
    Dirt("T-13", "household_register", "@former", 0.02),
    Dirt("T-13", "village_ledger", "@flag", 0.02),
    Dirt("T-13", "employment", "@edu", 0.1),
    Dirt("T-13", "party_member", "@phone", 0.05),
    Dirt("T-15", EVERY, "@phone", 0.005),
    Dirt("T-16", EVERY, "@bank", 0.003),
    Dirt("A-01", EVERY, "@addr", 0.14),
    Dirt("A-02", EVERY, "@addr", 0.01),
    Dirt("A-03", EVERY, "@addr", 0.08),
    Dirt("A-04", EVERY, "@addr", 0.08),
    Dirt("A-05", EVERY, "@addr", 0.004),
    Dirt("A-08", EVERY, "@addr", 0.1),
    Dirt("A-01", "household_register", "@addr", 0.0),
    Dirt("A-02", "household_register", "@addr", 0.001),
    Dirt("A-03", "household_register", "@addr", 0.002),
    Dirt("A-04", "household_register", "@addr", 0.002),
    Dirt("A-05", "household_register", "@addr", 0.0),
    Dirt("A-08", "household_register", "@addr", 0.0),
    Dirt("X-10", "rural_dilapidated_house", "家庭人口", 0.003),
    Dirt("X-10", "land_contract", "承包方成员数", 0.001),
    Dirt("X-10", "land_contract", "@area", 0.001),
    Dirt("A-03", EVERY, "@village", 0.05),
    Dirt("A-04", EVERY, "@group", 0.08),
    Dirt("A-09", EVERY, "@div", 0.004),
    Dirt("A-09", "household_register", "@div", 0.0),
)
"""Rates of cells; those of rows and lines are in `sample.mess`."""


def rules_of(dataset: str) -> list[tuple[Dirt, str]]:
    """Rules that hold for a dataset, each with one of its headers; special rules replace general ones."""
    layout = LAYOUTS[dataset]
    held: dict[tuple[str, str], Dirt] = {}
    for dirt in sorted((d for d in DIRT if d.dataset in (EVERY, dataset)), key=lambda d: d.dataset != EVERY):
        headers = layout.of_kind(dirt.column[1:]) if dirt.column.startswith("@") else (dirt.column,)
        held.update({(dirt.code, header): dirt for header in headers})
    return [(dirt, header) for (_, header), dirt in held.items()]


def spoiler_of(dataset: str, header: str, code: str) -> Spoiler:
    """How a code spoils a column."""
    kind = LAYOUTS[dataset].columns[header]
    return (_AREAS[dataset] if kind == "area" else SPOILERS[kind])[code]


def soil(
    extract: Extract, chance: Chance, round_number: int, strength: float = 1.0, least: bool = True
) -> None:
    """Spoil cells in place, each at most once, and label them; a record is spoilt alike in every delivery.

    Without `least` a special rule may spoil nothing: the lists of one month are too short for one of each.
    """
    label_blanks(extract)
    label_second_numbers(extract)
    spoilt = {header: extract.spoilt(header) for header in extract.columns}
    for dirt, header in rules_of(extract.dataset):
        stream = f"{extract.dataset} {dirt.code} {header}"
        spoiler = spoiler_of(extract.dataset, header, dirt.code)
        rows = _drawn(extract, dirt, stream, chance, round_number, strength, least)
        rows = rows[~spoilt[header][rows]]
        rows = _spoil(
            extract, header, dirt.code, spoiler, rows, chance.bits(f"{stream} how", extract.keys[rows])
        )
        spoilt[header][rows] = True
    drop_unproved(extract)


def _drawn(
    extract: Extract, dirt: Dirt, stream: str, chance: Chance, round_number: int, strength: float, least: bool
) -> NDArray[np.int64]:
    """Rows that a rule falls on, by the record, less those corrected by this round."""
    draw = chance.uniform(stream, extract.keys)
    rows = np.flatnonzero(draw < dirt.rate * strength)
    if round_number > 1:
        rate = 1 - (1 - CORRECTED_A_MONTH) ** (round_number - 1)
        rows = rows[~chance.happens(f"{stream} corrected", extract.keys[rows], rate)]
    if least and dirt.dataset != EVERY and dirt.rate * strength > 0 and not len(rows):
        rows = np.argsort(draw, kind="stable")[:1]
    return rows


def _spoil(
    extract: Extract, header: str, code: str, spoiler: Spoiler, rows: NDArray, bits: NDArray
) -> NDArray[np.int64]:
    """Spoil the cells at these rows where the spoiler can; answers the rows it spoilt."""
    cells = extract.columns[header].take(rows)
    fits = ~columns.present(cells) if spoiler.pattern is None else columns.matches(cells, spoiler.pattern)
    rows, bits, cells = rows[fits], bits[fits], cells.filter(fits)
    written = [
        spoiler.write(value or "", int(draw >> 8))
        for value, draw in zip(cells.to_pylist(), bits.tolist(), strict=True)
    ]
    done = np.array(
        [new is not None and new != old for new, old in zip(written, cells.to_pylist(), strict=True)], bool
    )
    if not done.any():
        return rows[:0]
    rows, kept = rows[done], columns.text(written).filter(done)
    extract.columns[header] = columns.patch(extract.columns[header], rows, kept)
    extract.defects.append(Defects(code, header, rows, cells.filter(done)))
    if spoiler.as_number:
        extract.numeric.setdefault(header, np.zeros(len(extract), bool))[rows] = True
    return rows
