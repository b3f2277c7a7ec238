"""Guards on deliveries: volume against the last accepted batch, other counties' rows, copies, lost numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assets.acceptance import Delivered, StagedPart
from assets.file_facts import FileFacts
from assets.guards import guarded
from assets.landing.bronze import BatchRecord, FileRecord, Part
from catalog.headers import HeaderMap
from catalog.load import load_catalog
from catalog.models import Source

CATALOG = load_catalog()
HEADERS = HeaderMap({}, (), (), ())
VILLAGES = sorted(d["code"] for d in CATALOG.divisions if d["level"] == "5")[:3]


def delivered(day: str, rows: int, name: str = "清单.csv", content: str | None = None) -> Delivered:
    """A file of one part as it stands before the guards."""
    file = FileRecord(
        file=name, sha256=content or f"{day}{name}{rows}", landed=rows, lines=rows + 1, header_lines=1
    )
    part = Part(number=1, sheet=None, headers=(), title=(), rows=rows)
    batch = BatchRecord(
        department="d", dataset="x", batch=day, key=f"{day}.0001", day=day, signature="s", files=(file,)
    )
    return Delivered(batch, file, (StagedPart(part, 0, HEADERS, None),), None)


def judged(
    dataset: str, files: list[Delivered], facts: dict[str, FileFacts] | None = None, **bounds: float
) -> list[Delivered]:
    """The files after the guards; facts by day of the batch, bounds instead of the declared ones."""
    source: Source = CATALOG.sources[dataset].model_copy(update=bounds)
    catalog = replace(CATALOG, sources=CATALOG.sources | {dataset: source})
    return guarded(catalog, dataset, files, lambda _, f: (facts or {}).get(f.batch.day, FileFacts()))


def told(files: list[Delivered]) -> list[list[str]]:
    """Codes of the notes of each file, those of its batch included."""
    return [[n.code for n in (*f.remarks, *f.of_batch)] for f in files]


def test_a_list_that_collapses_or_doubles_is_remarked_upon_and_used() -> None:
    files = [delivered("2025-10-31", 1000), delivered("2025-11-30", 1100), delivered("2025-12-31", 300), delivered("2026-01-31", 700)]  # fmt: skip
    found = judged("health_record", files)
    assert told(found) == [[], [], ["F-13"], ["F-13"]]
    assert not any(f.refused for f in found)
    assert found[2].of_batch[0].detail == "全部记录：上一批 1100 行，本批 300 行"


def test_a_list_below_the_declared_bound_is_refused_and_is_no_predecessor() -> None:
    files = [delivered("2025-11-30", 1000), delivered("2025-12-31", 300), delivered("2026-01-31", 990)]
    found = judged("health_record", files, min_ratio=0.5)
    assert [f.refused and f.refused.code for f in found] == [None, "F-13", None]
    assert told(found) == [[], [], []]


def test_a_list_above_the_declared_bound_is_refused() -> None:
    files = [delivered("2025-11-30", 100), delivered("2025-12-31", 260)]
    assert judged("health_record", files, max_ratio=2)[1].refused is not None
    assert judged("health_record", files, max_ratio=3)[1].refused is None


def test_a_list_without_any_row_is_a_list_that_collapsed() -> None:
    files = [delivered("2025-11-30", 1000), delivered("2025-12-31", 0)]
    assert told(judged("health_record", files)) == [[], ["F-13"]]
    refused = judged("health_record", files, min_ratio=0.1)[1].refused
    assert refused is not None and refused.detail.startswith("本批 0 行，上一批 1000 行（0%）")


def test_few_rows_more_or_less_are_no_jump() -> None:
    assert told(judged("health_record", [delivered("2025-11-30", 10), delivered("2025-12-31", 18)])) == [
        [],
        [],
    ]


def test_events_and_changes_may_come_in_any_number() -> None:
    files = [delivered("2025-11-30", 1000), delivered("2025-12-31", 10)]
    assert told(judged("settlement", files)) == [[], []]
    assert told(judged("employment", files)) == [[], []]


def test_a_village_that_vanishes_from_a_list_is_named() -> None:
    counts = {"2025-11-30": dict.fromkeys(VILLAGES, 100), "2025-12-31": dict.fromkeys(VILLAGES[:2], 120)}
    facts = {day: FileFacts(divisions=d) for day, d in counts.items()}
    found = judged("resident_pension", [delivered("2025-11-30", 300), delivered("2025-12-31", 270)], facts)
    (note,) = found[1].of_batch
    name = next(d["name"] for d in CATALOG.divisions if d["code"] == VILLAGES[2])
    assert note.detail == f"{name}：上一批 100 行，本批 0 行"


def test_a_list_of_some_scopes_is_compared_with_the_same_scopes() -> None:
    schools = {
        "2025-11-30": {"一小": 400, "二小": 600},
        "2025-12-31": {"一小": 410},
        "2026-01-31": {"二小": 200},
    }
    facts = {day: FileFacts(scopes=s) for day, s in schools.items()}
    files = [delivered(day, sum(s.values())) for day, s in schools.items()]
    found = judged("student_enrollment", files, facts)
    assert told(found) == [[], [], ["F-13"]]
    assert found[2].of_batch[0].detail.startswith("全部记录：上一批 600 行，本批 200 行")


def test_what_a_refused_file_held_is_not_missed_in_the_whole() -> None:
    first = delivered("2025-11-30", 1000)
    half = [delivered("2025-12-31", 500, "甲.csv"), delivered("2025-12-31", 0, "乙.csv")]
    batch = half[0].batch.model_copy(update={"files": (half[0].file, half[1].file)})
    unreadable = replace(half[1], batch=batch, refused=judged("health_record", [first, delivered("2025-12-31", 1)], min_ratio=1)[1].refused)  # fmt: skip
    found = judged("health_record", [first, replace(half[0], batch=batch), unreadable], min_ratio=0.9)
    assert [f.refused is None for f in found] == [True, True, False]
    assert told(found) == [[], [], []]


@pytest.mark.parametrize(("foreign", "code"), [(49, None), (51, "F-15")])
def test_a_file_mostly_of_another_county_is_refused(foreign: int, code: str | None) -> None:
    facts = {"2025-12-31": FileFacts(divisions={"439901001001": foreign, VILLAGES[0]: 100 - foreign})}
    (found,) = judged("enrollment", [delivered("2025-12-31", 100)], facts)
    assert (found.refused.code if found.refused else None) == code


@pytest.mark.parametrize(("lost", "codes"), [(1, []), (2, ["D-02"])])
def test_more_than_a_hundredth_of_lost_numbers_is_said_of_the_file(lost: int, codes: list[str]) -> None:
    facts = {"2025-12-31": FileFacts(scientific={"id_number": (lost, 100)})}
    assert told(judged("enrollment", [delivered("2025-12-31", 100)], facts)) == [codes]


def test_the_longer_name_of_one_content_is_the_copy() -> None:
    files = [delivered("2025-12-31", 9, "清单(1).csv", "c"), delivered("2025-12-31", 9, "清单.csv", "c")]
    found = judged("settlement", files)
    assert told(found) == [["F-14"], []]
    assert not any(f.repeated for f in found), "a copy in the same batch costs no timeliness"


def test_last_months_file_under_another_name_repeats_it() -> None:
    files = [delivered("2025-11-30", 9, "十一月.csv", "c"), delivered("2025-12-31", 9, "十二月.csv", "c")]
    found = judged("health_record", files)
    assert told(found) == [[], ["F-14"]]
    assert [f.repeated for f in found] == [False, True]
