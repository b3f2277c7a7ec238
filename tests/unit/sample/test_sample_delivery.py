"""What lies in the landing is what the truth says lies there."""

import hashlib
import json
from pathlib import Path

import pytest
from delivered_files import Grid, grids, truth

from sample.county import write_county
from sample.layouts import LAYOUTS, SPELLINGS

Files = dict[tuple[str, str, str], dict[str | None, Grid]]
_RESPELT = {"T-11", "D-20", "X-12"}
"""Defects in cells that a delivery may still write as label or code."""
_PLANNED = {
    *(f"D-{n:02}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16, 17, 18, 19, 20)),
    *(f"N-{n:02}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 12)),
    *(f"T-{n:02}" for n in (1, 2, 3, 4, 5, 8, 9, 10, 11, 13, 15, 16)),
    *(f"A-{n:02}" for n in (1, 2, 3, 4, 5, 8, 9)),
    *(f"X-{n:02}" for n in (1, 3, 4, 5, 6, 8, 11, 12)),
    "F-01",
    "F-03",
    "F-05",
    "F-06",
    "F-07",
    "F-08",
    "F-12",
    "F-14",
    "COLUMN_COUNT",
    "UNTERMINATED_QUOTE",
    "BROKEN_JSON",
}


def _path(home: Path, dataset: str, batch: str, file: str = "") -> Path:
    return home / "landing" / LAYOUTS[dataset].folder / batch / file


@pytest.fixture(scope="module")
def read(two_rounds: Path) -> Files:
    addresses = truth(two_rounds, "select dataset, batch, file from lines where lines > 0")
    return {address: grids(_path(two_rounds, *address)) for address in addresses}


def test_every_dataset_is_delivered_by_its_department(first_round: Path) -> None:
    delivered = {path.parent.parent for path in (first_round / "landing").rglob("_READY")}
    assert delivered == {first_round / "landing" / layout.folder for layout in LAYOUTS.values()}


def test_the_lines_of_every_file_add_up_to_what_the_file_holds(two_rounds: Path, read: Files) -> None:
    told = truth(
        two_rounds,
        """
        select dataset, batch, file, lines, header_lines + ignored_lines + broken_lines + landed_lines
        from lines where lines > 0""",
    )
    for dataset, batch, file, lines, parts in told:
        counted = sum(number > 0 for grid in read[dataset, batch, file].values() for number in grid)
        assert counted == lines == parts, (dataset, batch)


def _cell(grid: Grid, number: int, header: str) -> str | None:
    """The cell under a header in any of its spellings."""
    names = {header, *SPELLINGS.get(header, ())} | ({"村（社区）名称"} if header == "村居" else set())
    top = next(row for _, row in sorted(grid.items()) if len(names.intersection(map(str, row))) == 1)
    place = next(place for place, name in enumerate(top) if name in names)
    return grid[number][place]


def test_every_spoilt_cell_stands_where_the_label_says(two_rounds: Path, read: Files) -> None:
    labels = truth(
        two_rounds,
        """
        select dataset, batch, file, sheet, row_number, "column", code, written from defects
        where row_number is not null and "column" is not null and code not like 'F-%'
            and (dataset, batch, file) not in (select (dataset, batch, file) from defects where code = 'F-02')""",
    )
    assert len(labels) > 5_000
    for dataset, batch, file, sheet, number, column, code, written in labels:
        found = _cell(read[dataset, batch, file][sheet], number, column)
        if code in _RESPELT or written is None:
            assert (found is None) == (written is None), (dataset, column, code)
        elif found != written:
            assert float(found or "nan") == float(written), (dataset, column, code)


def test_no_cell_carries_two_labels(two_rounds: Path) -> None:
    assert not truth(
        two_rounds,
        """
        select dataset, batch, file, sheet, row_number, "column" from defects
        where row_number is not null and "column" is not null group by all having count(*) > 1""",
    )


def test_every_landed_line_speaks_of_somebody_unless_it_is_a_test(two_rounds: Path) -> None:
    assert not truth(
        two_rounds,
        """
        with spoken as (select dataset, batch, file, count(distinct (sheet, row_number)) as lines
                        from records group by all),
             tests as (select dataset, batch, file, count(*) as lines
                       from defects where code = 'X-11' group by all)
        select dataset, batch, file
        from lines left join spoken using (dataset, batch, file) left join tests using (dataset, batch, file)
        where landed_lines != coalesce(spoken.lines, 0) + coalesce(tests.lines, 0)""",
    )


@pytest.mark.parametrize(
    ("dataset", "roles"),
    [
        ("marriage_registration", {("male", "person"), ("female", "person")}),
        ("birth_certificate", {("self", "person"), ("mother", "person"), ("father", "person")}),
        ("real_estate", {("self", "house"), ("owner", "person"), ("owner", "enterprise")}),
        ("grid_event", {("self", "event"), ("party", "person"), ("reporter", "person")}),
        ("employment", {("self", "person"), ("employer", "enterprise")}),
        ("funeral", {("deceased", "person"), ("family", "person")}),
        ("rural_dilapidated_house", {("self", "house"), ("head", "person")}),
        ("individual_business", {("self", "enterprise"), ("operator", "person")}),
    ],
)
def test_roles_are_those_of_the_design(two_rounds: Path, dataset: str, roles: set[tuple[str, str]]) -> None:
    said = truth(two_rounds, f"select distinct role, entity_type from records where dataset = '{dataset}'")
    assert set(said) == roles


def test_roles_name_people_who_exist(two_rounds: Path) -> None:
    assert not truth(
        two_rounds,
        """
        from records where entity_type = 'person' and truth_id not in (select person_id from person)""",
    )
    assert not truth(
        two_rounds,
        """
        from records where entity_type = 'house' and truth_id not in (select house_id from house)""",
    )


def test_manifests_fit_but_for_the_one_that_must_be_refused(two_rounds: Path) -> None:
    refused = truth(two_rounds, "select dataset, batch from deliveries where reason = 'MANIFEST'")
    told = truth(two_rounds, "select dataset, batch, file, landed_lines, broken_lines from lines")
    lines = {(dataset, batch, file): (landed, broken) for dataset, batch, file, landed, broken in told}
    for manifest in (two_rounds / "landing").rglob("_manifest.json"):
        dataset, batch = manifest.parent.parent.name, manifest.parent.name
        for entry in json.loads(manifest.read_text(encoding="utf-8"))["files"]:
            assert (
                hashlib.sha256((manifest.parent / entry["name"]).read_bytes()).hexdigest() == entry["sha256"]
            )
            if (dataset, batch) not in refused:
                landed, broken = lines[dataset, batch, entry["name"]]
                assert 0 <= landed + broken - entry["rows"] <= broken / 2
    assert refused == [("disability_certificate", "2025-12-31")]


def test_a_refused_list_comes_again_and_a_waiting_batch_has_no_ready(first_round: Path) -> None:
    assert (_path(first_round, "disability_certificate", "2025-12-31.2") / "_READY").exists()
    waiting = _path(first_round, "grid_event", "2025-12-31.2")
    assert list(waiting.iterdir()) and not (waiting / "_READY").exists()


def test_an_unreadable_file_holds_nothing_a_reader_could_know(first_round: Path) -> None:
    ((dataset, batch, file),) = truth(
        first_round, "select dataset, batch, file from deliveries where reason = 'UNREADABLE'"
    )
    assert not _path(first_round, dataset, batch, file).read_bytes().startswith((b"PK", b"\xd0\xcf"))


def test_excel_kept_fifteen_digits_of_typed_numbers(first_round: Path) -> None:
    typed = truth(
        first_round, "select written from defects where code = 'D-01' and dataset = 'village_ledger'"
    )
    assert typed and all(written.endswith("000") for (written,) in typed)


def test_all_planned_codes_occur(first_round: Path) -> None:
    codes = {code for (code,) in truth(first_round, "select distinct code from defects")}
    assert sorted(_PLANNED - codes) == []


def test_clean_counties_have_no_dirt_in_their_cells(tmp_path: Path) -> None:
    summary = write_county(tmp_path, 0.001, 3, strength=0.0)
    assert not {"D-04", "N-01", "A-01", "T-01", "X-01", "COLUMN_COUNT"} & summary.defects.keys()
