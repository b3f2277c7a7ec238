"""jsonl: one object a line, whole columns at a time; some lines cut off on purpose."""

import json
from pathlib import Path

import numpy as np
import pyarrow as pa

from sample import columns
from sample.writers.table import Table, Written


def _value(column: pa.Array, number: bool) -> pa.Array:
    """Cells as JSON values; whole numbers bare where the column holds numbers."""
    escaped = columns.replace(columns.replace(column, "\\", "\\\\"), '"', '\\"')
    escaped = columns.replace(columns.replace(escaped, "\n", "\\n"), "\t", "\\t")
    text = columns.join('"', escaped, '"')
    if number:
        text = columns.either(columns.matches(column, "^[0-9]+$"), column, text)
    return text.fill_null("null")


def write_jsonl(path: Path, table: Table, numbers: frozenset[str]) -> Written:
    """Write the table in UTF-8; `numbers` are headers written as JSON numbers; the first record is row 1."""
    fields = []
    for header, column in zip(table.headers, table.columns, strict=True):
        fields.append(
            columns.join(f"{json.dumps(header, ensure_ascii=False)}: ", _value(column, header in numbers))
        )
    lines = columns.join("{", columns.join(*fields, glue=", "), "}")
    rows = np.array(sorted(table.broken), np.int64)
    if len(rows):
        cut = [lines[int(row)].as_py()[:-12] for row in rows]
        lines = columns.patch(lines, rows, columns.text(cut))
    path.write_text("".join(columns.join(lines, "\n").to_pylist()), encoding="utf-8")
    row_numbers = np.arange(1, len(table) + 1)
    broken = tuple((int(row_numbers[row]), table.broken[int(row)]) for row in rows)
    row_numbers[rows] = 0
    return Written(row_numbers, header_lines=0, broken=broken)
