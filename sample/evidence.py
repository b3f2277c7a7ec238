"""What the cells of one record prove against each other: blanks that may not be, and contradictions that can be seen."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sample import columns
from sample.extract import Defects, Extract

REQUIRED_NUMBERS = {
    "subsidy_payment": ("身份证号",),
    "settlement": ("证件号码",),
    "enrollment": ("证件号码",),
    "resident_pension": ("证件号码",),
    "poverty_monitoring": ("证件号码",),
    "subsistence_allowance": ("成员身份证号", "申请人身份证号"),
    "birth_certificate": ("母亲身份证号",),
    "land_contract": ("证件号码",),
}
"""Numbers that may not be blank, and at times are: infants have none yet."""
_OWN_NUMBER = {
    "household_register": "公民身份号码", "residence_permit": "证件号码", "resident_pension": "证件号码",
    "enrollment": "证件号码", "health_record": "身份证号", "student_enrollment": "身份证件号",
    "village_ledger": "身份证号码", "death_certificate": "身份证件号码", "funeral": "逝者身份证号",
    "elderly_allowance": "身份证号码", "party_member": "公民身份证号",
}  # fmt: skip
"""The number beside which a record states birth, sex or age of the same person."""
_BIRTHS = ("出生日期", "出生年月")
_PROVED_BY_NUMBER = ("D-20", "T-05")
_LEGIBLE = ("D-04", "D-05", "D-06")
"""Spoilt numbers that can still be read."""


def label_blanks(extract: Extract) -> None:
    """Label the numbers that are missing where one is asked for."""
    for header in REQUIRED_NUMBERS.get(extract.dataset, ()):
        extract.plant("BLANK", header, ~columns.present(extract.columns[header]))


def label_second_numbers(extract: Extract) -> None:
    """Label births beside a second number, issued under another birth date."""
    number = _OWN_NUMBER.get(extract.dataset)
    birth = next((header for header in _BIRTHS if header in extract.columns), None)
    if number is None or birth is None:
        return
    told = columns.part(extract.columns[number], 6, 14).fill_null("")
    stated = columns.replace(extract.columns[birth], "-", "").fill_null("")
    differs = columns.differ(told, stated) & columns.present(extract.columns[number])
    differs &= columns.present(extract.columns[birth]) & ~extract.spoilt(number) & ~extract.spoilt(birth)
    extract.plant("D-20", birth, differs)


def drop_unproved(extract: Extract) -> None:
    """Take back labels of what only a number could prove where there is none that can be read."""
    number = _OWN_NUMBER.get(extract.dataset)
    legible = np.zeros(len(extract), bool)
    if number is not None:
        legible = columns.present(extract.columns[number]) & ~_illegible(extract, number)
    extract.defects = [
        _kept(labelled, legible) if labelled.code in _PROVED_BY_NUMBER else labelled
        for labelled in extract.defects
    ]


def _illegible(extract: Extract, header: str) -> NDArray[np.bool_]:
    """Where a number is spoilt beyond reading, or somebody else's."""
    where = np.zeros(len(extract), bool)
    for labelled in extract.defects:
        if labelled.column == header and labelled.code not in _LEGIBLE:
            where[labelled.rows] = True
    return where


def _kept(labelled: Defects, legible: NDArray[np.bool_]) -> Defects:
    kept = legible[labelled.rows]
    return Defects(
        labelled.code, labelled.column, labelled.rows[kept], labelled.original.filter(pa.array(kept))
    )
