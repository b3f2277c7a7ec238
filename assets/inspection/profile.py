"""What a column holds, in shapes and counts: nothing of it is a value."""

# pyright: reportAttributeAccessIssue=false
# (pyarrow.compute makes its functions when it is imported)

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from assets.inspection.shapes import SHAPES
from assets.landing.reading import Block


@dataclass(frozen=True)
class ColumnProfile:
    """One column: how many of its rows are filled, with how many distinct values, and how those look."""

    header: str
    rows: int
    filled: int
    distinct: int
    shapes: dict[str, int]
    """Shape -> rows, the most frequent first."""

    def share(self, *shapes: str) -> float:
        """The share of the filled rows that have one of the shapes."""
        return sum(self.shapes.get(shape, 0) for shape in shapes) / max(1, self.filled)


def profiles(block: Block) -> list[ColumnProfile]:
    """The profile of every column of a table."""
    return [_profile(header, block.rows.column(header)) for header in block.headers]


def _profile(header: str, column: pa.ChunkedArray) -> ColumnProfile:
    """Count the distinct values, and the shapes of the distinct values by how often each occurs."""
    counted = pc.value_counts(column.drop_null())
    values, counts = pc.utf8_trim_whitespace(counted.field("values")), counted.field("counts")
    shapes = {}
    for shape, pattern in SHAPES.items():
        if not len(values):
            break
        found = pc.match_substring_regex(values, f"(?s){pattern}")
        if rows := pc.sum(counts.filter(found)).as_py():
            shapes[shape] = rows
        rest = pc.invert(found)
        values, counts = values.filter(rest), counts.filter(rest)
    if rest := pc.sum(counts).as_py():
        shapes["text"] = rest
    filled = len(column) - column.null_count
    ordered = dict(sorted(shapes.items(), key=lambda item: (-item[1], item[0])))
    return ColumnProfile(header, len(column), filled, len(counted), ordered)
