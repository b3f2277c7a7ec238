"""What a writer gets and what it answers."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

COLUMN_COUNT, UNTERMINATED_QUOTE, BROKEN_JSON = "COLUMN_COUNT", "UNTERMINATED_QUOTE", "BROKEN_JSON"
NEWLINE = "NEWLINE"
"""An unquoted line break inside a record; it leaves two lines of the kind COLUMN_COUNT."""


@dataclass(frozen=True)
class Table:
    """Rows for one page: headers as spelt, text columns, which cells are numbers, which lines to break."""

    headers: list[str]
    columns: list[pa.Array]
    numeric: dict[int, NDArray[np.bool_]] = field(default_factory=dict)
    broken: dict[int, str] = field(default_factory=dict)
    dates: frozenset[int] = frozenset()
    """Columns whose ISO days Excel holds as real dates."""

    def __len__(self) -> int:
        return len(self.columns[0])


@dataclass(frozen=True)
class Written:
    """Row numbers of the records as a person sees them, and how the lines of the page divide."""

    row_numbers: NDArray[np.int64]
    header_lines: int = 1
    ignored_lines: int = 0
    broken: tuple[tuple[int, str], ...] = ()
    remarks: tuple[tuple[str, int | None, str | None], ...] = ()
    """Defects of the page: guide code, row number, header or text concerned."""
