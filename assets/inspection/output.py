"""What an inspection leaves behind for the person who asked: the tables and the lines that are in none, as Parquet."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from assets.inspection.files import Inspected
from assets.inspection.profile import ColumnProfile
from assets.landing.reading import Block, Reading

REFUSED = pa.schema(
    [
        ("file", pa.string()),
        ("sheet", pa.string()),
        ("row_number", pa.int64()),
        ("reason", pa.string()),
        ("raw", pa.string()),
    ]
)
_UNSAFE = str.maketrans(dict.fromkeys('/\\:*?"<>|\0', "_"))


def write_tables(inspected: Sequence[Inspected], folder: Path) -> list[Path]:
    """Write every table as a Parquet of text columns beside `_row_number`, and what is in none as refused.parquet.

    A table is named as its file and sheet, a second one of equal name with `.2`, `.3` ... Columns are named as in the
    header; one without a name is `_column_<place>`, a repeated name is followed by `_2`, `_3` ...
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    taken: Counter[str] = Counter()
    for one in inspected:
        for block in one.reading.blocks if one.reading else ():
            stem = ".".join(filter(None, (one.file, block.sheet))).translate(_UNSAFE)
            taken[stem] += 1
            number = f".{taken[stem]}" if taken[stem] > 1 else ""
            written.append(folder / f"{stem}{number}.parquet")
            pq.write_table(block.rows, written[-1], compression="zstd")
    pq.write_table(_refused(inspected), folder / "refused.parquet", compression="zstd")
    summary = json.dumps(describe(inspected), ensure_ascii=False, indent=1)
    (folder / "inspection.json").write_text(summary + "\n", encoding="utf-8")
    return written


def _refused(inspected: Iterable[Inspected]) -> pa.Table:
    """Every line that is neither a row nor a header with the reason, and every file that could not be read."""
    tables = [REFUSED.empty_table(), *(table for one in inspected for table in _refused_of(one))]
    return pa.concat_tables(tables)


def _refused_of(one: Inspected) -> Iterator[pa.Table]:
    if one.refused:
        rows = [[one.file], [None], [None], [f"{one.refused.code} {one.refused.detail}"], [None]]
        yield pa.table(rows, schema=REFUSED)
    for lines in (one.reading.ignored, one.reading.broken) if one.reading else ():
        yield lines.add_column(0, "file", pa.array([one.file] * len(lines), pa.string())).cast(REFUSED)


def describe(inspected: Iterable[Inspected]) -> list[dict[str, Any]]:
    """What was seen of each file, without a value of it: the file inspection.json."""
    return [
        {"file": one.file, "refused": {"code": one.refused.code, "detail": one.refused.detail}}
        if one.refused
        else {"file": one.file, **_described(one, one.reading)}
        for one in inspected
        if one.reading or one.refused
    ]


def _described(one: Inspected, reading: Reading | None) -> dict[str, Any]:
    assert reading is not None, "a file is read or refused"
    return {
        "format": reading.format,
        "encoding": reading.encoding,
        "delimiter": reading.delimiter,
        "quote": reading.quote,
        "lines": reading.lines,
        "header_rows": sorted(reading.header_lines["row_number"].to_pylist()),
        "ignored": dict(sorted(Counter(reading.ignored["reason"].to_pylist()).items())),
        "refused": dict(sorted(Counter(reading.broken["reason"].to_pylist()).items())),
        "notes": [
            {"code": note.code, "sheet": note.sheet, "row_number": note.row_number, "detail": note.detail}
            for note in reading.notes
        ],
        "tables": [_table(*table) for table in zip(reading.blocks, one.profiles, strict=True)],
    }


def _table(block: Block, columns: list[ColumnProfile]) -> dict[str, Any]:
    return {
        "sheet": block.sheet,
        "rows": len(block.rows),
        "columns": [
            {"header": one.header, "filled": one.filled, "distinct": one.distinct, "shapes": one.shapes}
            for one in columns
        ],
    }
