"""parquet: text columns, and dates as dates where every cell is one."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sample.writers.table import Table, Written


def write_parquet(path: Path, table: Table, dates: frozenset[str]) -> Written:
    """Write the table; `dates` are headers whose ISO cells become dates; the first record is row 1."""
    typed = [
        column.cast(pa.date32()) if header in dates else column
        for header, column in zip(table.headers, table.columns, strict=True)
    ]
    pq.write_table(pa.table(typed, names=table.headers), path, compression="zstd")
    return Written(np.arange(1, len(table) + 1), header_lines=0)
