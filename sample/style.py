"""How one delivery spells its columns: codes or labels, dates, headers, numbers in Excel."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sample import columns
from sample.chance import Chance
from sample.codes import KINDS, OTHER_LABELS, label
from sample.extract import Extract
from sample.layouts import LAYOUTS, SPELLINGS, Layout
from sample.spoilers.values import spelt_out

_DATE_FORMS = (r"\1-\2-\3", r"\1\2\3", r"\1/\2/\3", r"\1.\2.\3", r"\1年\2月\3日")
_DATE = "^([0-9]{4})-([0-9]{2})-([0-9]{2})$"
_DATE_CODES = ("T-01", "T-02", "T-03", "T-04", "T-06")
_SPELT_OUT = 0.002
"""Share of days that a clerk spells in a way of their own, which is no defect."""
_MIXTURE = 3
"""The way of writing codes that mixes codes and labels."""
_UNSUMMED = ("序号", "年龄", "年度")


def choice(chance: Chance, what: str, count: int) -> int:
    """One whole number below `count` for a delivery's decision."""
    return int(chance.below(what, np.zeros(1, np.int64), count)[0])


def _odd_dates(extract: Extract, header: str) -> NDArray[np.bool_]:
    """Where a date is already spelt in its own way."""
    odd = np.zeros(len(extract), bool)
    for defects in extract.defects:
        if defects.column == header and defects.code in _DATE_CODES:
            odd[defects.rows] = True
    return odd


def _coded(column: pa.Array, kind: str, layout: Layout, way: int, mixed: NDArray[np.bool_]) -> pa.Array:
    """A code column as codes, labels, other labels or a mixture; Excel offices never write codes."""
    labels = label(column, KINDS[kind])
    others = label(column, KINDS[kind] | OTHER_LABELS[kind])
    plain = labels if layout.format in ("xlsx", "xls") else column
    if way == _MIXTURE:
        return columns.either(mixed, others, plain)
    return (plain, labels, others)[way]


def dates_as_cells(dataset: str, batch: str, chance: Chance) -> bool:
    """Whether the delivery's Excel files hold real dates instead of text."""
    return LAYOUTS[dataset].format == "xlsx" and choice(chance, f"{dataset} {batch} date cells", 3) == 0


def _date_form(dataset: str, batch: str, chance: Chance) -> str:
    """How a delivery spells its days."""
    if dates_as_cells(dataset, batch, chance):
        return _DATE_FORMS[0]
    return _DATE_FORMS[choice(chance, f"{dataset} {batch} dates", len(_DATE_FORMS))]


def spelt(extract: Extract, chance: Chance, batch: str) -> dict[str, pa.Array]:
    """The extract's columns as this delivery writes them."""
    layout = LAYOUTS[extract.dataset]
    result = {}
    for header, column in extract.columns.items():
        kind, what = layout.columns[header], f"{extract.dataset} {batch} {header} spelt"
        if kind in KINDS:
            mixed = chance.happens(what, extract.keys, 0.3)
            column = _coded(column, kind, layout, choice(chance, f"{what} how", _MIXTURE + 1), mixed)
        elif kind == "date" and layout.format != "parquet":
            restyled = columns.replace_pattern(column, _DATE, _date_form(extract.dataset, batch, chance))
            odd = _odd_dates(extract, header)
            column = columns.either(odd, column, restyled)
            freely = np.flatnonzero(~odd & chance.happens(what, extract.keys, _SPELT_OUT))
            column = _spell_out(
                column, extract.columns[header], freely, chance.bits(what, extract.keys[freely])
            )
        result[header] = column
    return result


def _spell_out(column: pa.Array, days: pa.Array, rows: NDArray, bits: NDArray) -> pa.Array:
    """The column with the ISO days at these rows in words of their own; blanks stay."""
    rows, bits = (side[columns.matches(days.take(pa.array(rows)), _DATE)] for side in (rows, bits))
    if not len(rows):
        return column
    cells = days.take(pa.array(rows)).to_pylist()
    written = [spelt_out(cell, int(draw >> 8)) for cell, draw in zip(cells, bits.tolist(), strict=True)]
    return columns.patch(column, rows, columns.text(written))


def header_spellings(dataset: str, file: str, chance: Chance) -> dict[str, str]:
    """Headers of one file: the agreed ones, at times one of them in another known spelling."""
    headers = {header: header for header in LAYOUTS[dataset].columns}
    for header in headers:
        what = f"{dataset} {file} {header} header"
        others = [other for other in SPELLINGS.get(header, ()) if other not in headers]
        if others and choice(chance, what, 5) == 0:
            headers[header] = others[choice(chance, f"{what} which", len(others))]
    if len(set(headers.values())) < len(headers):
        return {header: header for header in headers}
    return headers


def number_columns(
    extract: Extract, rows: NDArray, page: str, chance: Chance
) -> dict[str, NDArray[np.bool_]]:
    """Cells that Excel holds as numbers: amounts and counts in most sheets, phones in some."""
    layout, every = LAYOUTS[extract.dataset], np.ones(len(rows), bool)
    numeric = {header: mask[rows] for header, mask in extract.numeric.items()}
    for kind, chance_in in (("int", 4), ("money", 4), ("phone", 3)):
        decided = choice(chance, f"{extract.dataset} {page} {kind} as numbers", chance_in)
        if (decided == 0) == (kind == "phone"):
            numeric |= dict.fromkeys(layout.of_kind(kind), every)
    return numeric


def summed_headers(layout: Layout) -> tuple[str, ...]:
    """Headers that a 合计 row adds up."""
    counted = (*layout.of_kind("int"), *layout.of_kind("money"))
    return tuple(header for header in counted if header not in _UNSUMMED)
