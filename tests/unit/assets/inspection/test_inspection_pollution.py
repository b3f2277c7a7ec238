"""Polluted csv files nobody has described give their tables, and every line is in a row or accounted for."""

import re
from pathlib import Path
from statistics import mean

import pytest
from pollution import Rows, polluted, score

from assets.inspection.files import Inspected, inspect_file

FILES = list(polluted())
WHOLE = [file for file in FILES if ", row" not in file[0]]
"""Those that are polluted all over, not in one row."""


def inspected(folder: Path, text: str) -> Inspected:
    path = folder / "file.csv"
    path.write_bytes(text.encode())
    (one,) = inspect_file(path, frozenset())
    return one


def table(one: Inspected) -> Rows:
    """The first table with its header as first row, as the file had it."""
    if one.reading is None:
        return []
    block = one.reading.blocks[0]
    header = ["" if re.fullmatch(r"_column_\d+", name) else name for name in block.headers]
    rows = zip(*(block.rows.column(name).to_pylist() for name in block.headers), strict=True)
    return [header, *([cell or "" for cell in row] for row in rows)]


@pytest.fixture(scope="module")
def all_inspected(tmp_path_factory) -> dict[str, Inspected]:
    """Every polluted file, inspected."""
    folder = tmp_path_factory.mktemp("polluted")
    return {name: inspected(folder, text) for name, text, _ in FILES}


def test_the_mean_score_over_all_pollutions_is_at_least_9_96_of_10(all_inspected):
    scores = {name: score(expected, table(all_inspected[name])) for name, _, expected in FILES}
    assert mean(scores.values()) >= 9.96, sorted(scores.items(), key=lambda item: item[1])[:5]


@pytest.mark.parametrize(("name", "expected"), [(name, expected) for name, _, expected in WHOLE])
def test_a_file_polluted_as_a_whole_gives_exactly_its_table(all_inspected, name, expected):
    assert table(all_inspected[name]) == expected


def test_every_line_is_a_row_a_header_or_accounted_for(all_inspected):
    for name, text, _ in FILES:
        one = all_inspected[name]
        lines = re.split(r"\r\n|\r|\n", text)
        expected = len(lines) - (lines[-1] == "")
        assert one.refused or one.reading.lines == expected, name
