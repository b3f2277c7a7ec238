"""What lies in the landing is what the truth says lies there."""

import hashlib
import json
from collections import defaultdict
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from delivered_files import Grid, grids

from sample.layouts import LAYOUTS, SPELLINGS

_CODED = {"T-11", "D-20", "X-12"}


def _truth(home: Path, table: str) -> pd.DataFrame:
    return duckdb.sql(f"from '{home}/truth/{table}.parquet'").df()


def _path(home: Path, dataset: str, batch: str, file: str) -> Path:
    return home / "landing" / LAYOUTS[dataset].folder / batch / file


@pytest.fixture(scope="module")
def read(two_rounds: Path) -> dict[tuple[str, str, str], dict[str | None, Grid]]:
    lines = _truth(two_rounds, "lines")
    return {(line.dataset, line.batch, line.file): grids(
        _path(two_rounds, line.dataset, line.batch, line.file))
            for line in lines.itertuples() if line.lines}


def test_every_dataset_is_delivered_by_its_department(first_round: Path) -> None:
    delivered = {path.parent.parent for path in (first_round / "landing").rglob("_READY")}
    assert delivered == {first_round / "landing" / layout.folder for layout in LAYOUTS.values()}


def test_the_lines_of_every_file_add_up_to_what_the_file_holds(
        two_rounds: Path, read: dict[tuple[str, str, str], dict[str | None, Grid]]) -> None:
    lines = _truth(two_rounds, "lines")
    for line in lines[lines["lines"] > 0].itertuples():
        sheets = read[line.dataset, line.batch, line.file]
        counted = sum(len([number for number in grid if number > 0]) for grid in sheets.values())
        assert counted == line.lines, (line.dataset, line.batch)


def _cell(grid: Grid, number: int, header: str) -> str | None:
    """The cell under a header in any of its spellings."""
    names = {header, *SPELLINGS.get(header, ())} | ({"村（社区）名称"} if header == "村居" else set())
    top = next(row for at, row in sorted(grid.items()) if at >= 0
               and len(names.intersection(map(str, row))) == 1)
    place = next(place for place, name in enumerate(top) if name in names)
    return grid[number][place]


def test_every_spoilt_cell_stands_where_the_label_says(
        two_rounds: Path, read: dict[tuple[str, str, str], dict[str | None, Grid]]) -> None:
    defects = _truth(two_rounds, "defects")
    cells = defects[defects["row_number"].notna() & defects["column"].notna()
                    & ~defects["code"].str.startswith("F-")]
    assert len(cells) > 5_000
    for cell in cells.itertuples():
        sheet = None if pd.isna(cell.sheet) else cell.sheet
        grid = read[cell.dataset, cell.batch, cell.file][sheet]
        found = _cell(grid, int(cell.row_number), cell.column)
        written = None if pd.isna(cell.written) else cell.written
        if cell.code in _CODED or written is None:
            assert (found is None) == (written is None)
        elif found != written:
            assert float(found or "nan") == float(written), (cell.dataset, cell.column, cell.code)


def test_no_cell_carries_two_labels(two_rounds: Path) -> None:
    defects = _truth(two_rounds, "defects")
    cells = defects[defects["column"].notna() & defects["row_number"].notna()]
    assert not cells.duplicated(["dataset", "batch", "file", "sheet", "row_number", "column"]).any()


def test_every_landed_line_speaks_of_somebody_unless_it_is_a_test(two_rounds: Path) -> None:
    records, lines, defects = (_truth(two_rounds, table) for table in ("records", "lines", "defects"))
    keys = ["dataset", "batch", "file"]
    distinct = records.drop_duplicates([*keys, "sheet", "row_number"]).groupby(keys).size()
    tests = defects[defects["code"] == "X-11"].groupby(keys).size()
    expected = lines.set_index(keys)["landed_lines"]
    spoken = distinct.reindex(expected.index, fill_value=0) + tests.reindex(expected.index, fill_value=0)
    assert (spoken == expected).all()


def test_roles_are_those_of_the_design(two_rounds: Path) -> None:
    records = _truth(two_rounds, "records")
    roles = defaultdict(set)
    for row in records[["dataset", "role", "entity_type"]].drop_duplicates().itertuples():
        roles[row.dataset].add((row.role, row.entity_type))
    assert roles["marriage_registration"] == {("male", "person"), ("female", "person")}
    assert roles["birth_certificate"] == {("self", "person"), ("mother", "person"), ("father", "person")}
    assert roles["real_estate"] == {("self", "house"), ("owner", "person"), ("owner", "enterprise")}
    assert roles["grid_event"] == {("self", "event"), ("party", "person"), ("reporter", "person")}
    assert roles["employment"] == {("self", "person"), ("employer", "enterprise")}
    assert roles["funeral"] == {("deceased", "person"), ("family", "person")}


def test_manifests_fit_but_for_the_one_that_must_be_refused(two_rounds: Path) -> None:
    states = _truth(two_rounds, "deliveries")
    refused = set(states[states["reason"] == "MANIFEST"][["dataset", "batch"]].itertuples(index=False,
                                                                                          name=None))
    lines = _truth(two_rounds, "lines").set_index(["dataset", "batch", "file"])
    for manifest in (two_rounds / "landing").rglob("_manifest.json"):
        dataset, batch = manifest.parent.parent.name, manifest.parent.name
        for entry in json.loads(manifest.read_text(encoding="utf-8"))["files"]:
            digest = hashlib.sha256((manifest.parent / entry["name"]).read_bytes()).hexdigest()
            assert digest == entry["sha256"]
            if (dataset, batch) not in refused:
                line = lines.loc[(dataset, batch, entry["name"])]
                assert 0 <= line["landed_lines"] + line["broken_lines"] - entry["rows"] <= line[
                    "broken_lines"] / 2
    assert refused == {("disability_certificate", "2025-12-31")}


def test_a_refused_list_comes_again_and_a_waiting_batch_has_no_ready(first_round: Path) -> None:
    landing = first_round / "landing"
    assert (landing / "disabled_federation/disability_certificate/2025-12-31.2/_READY").exists()
    waiting = landing / "political_legal/grid_event/2025-12-31.2"
    assert list(waiting.iterdir()) and not (waiting / "_READY").exists()


def test_excel_kept_fifteen_digits_of_typed_numbers(first_round: Path) -> None:
    defects = _truth(first_round, "defects")
    typed = defects[(defects["code"] == "D-01") & (defects["dataset"] == "village_ledger")]
    assert len(typed) and typed["written"].str.endswith("000").all()


def test_all_planned_codes_occur(first_round: Path) -> None:
    codes = set(_truth(first_round, "defects")["code"])
    planned = {
        *(f"D-{n:02}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16, 17, 18, 19, 20)),
        *(f"N-{n:02}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 12)),
        *(f"T-{n:02}" for n in (1, 2, 3, 4, 5, 8, 9, 10, 11, 13, 15, 16)),
        *(f"A-{n:02}" for n in (1, 2, 3, 4, 5, 8, 9)), *(f"X-{n:02}" for n in (1, 3, 4, 5, 6, 8, 11, 12)),
        "F-01", "F-03", "F-05", "F-06", "F-08", "F-12", "F-14", "COLUMN_COUNT", "UNTERMINATED_QUOTE",
        "BROKEN_JSON"}
    assert sorted(planned - codes) == []
