"""版次: the same content is the same edition; other content is the next one, and says what changed."""

from pathlib import Path

import pytest

from assets.county import County
from assets.journal import entries
from assets.quality_editions import Issued, issue
from orchestration.settings import read_settings
from orchestration.wiring import county_for

FIRST = Issued(
    report="department", unit="civil_affairs", month="2025-12", version="12", content="a",
    figures={"得分": 84.1, "待整改": 1300, "《高龄津贴》待整改": 20},
)  # fmt: skip
OTHER = FIRST.model_copy(
    update={
        "version": "13",
        "content": "b",
        "figures": {"得分": 86.4, "待整改": 1234, "《殡葬火化》待整改": 7},
    }
)


@pytest.fixture(scope="module")
def declared(tmp_path_factory: pytest.TempPathFactory) -> County:
    return county_for(read_settings(tmp_path_factory.mktemp("home")))


@pytest.fixture
def county(declared: County, tmp_path: Path) -> County:
    """A home in which nothing was issued."""
    return County(type(declared.home)(tmp_path), declared.catalog, declared.models, declared.functions)


def journal(county: County) -> list[Issued]:
    return entries(county.home.journal / "quality_reports.jsonl", Issued)


def test_the_first_report_of_a_month_is_edition_one(county):
    assert issue(county, FIRST) == (1, ())


def test_the_same_content_of_a_later_version_is_the_same_edition(county):
    issue(county, FIRST)
    assert issue(county, FIRST.model_copy(update={"version": "14"})) == (1, ())
    assert len(journal(county)) == 1


def test_other_content_is_the_next_edition_and_says_what_changed(county):
    issue(county, FIRST)
    number, changed = issue(county, OTHER)
    assert number == 2
    assert changed == (
        "待整改由 1300 变为 1234",
        "《高龄津贴》待整改由 20 变为 0",
        "《殡葬火化》待整改由 0 变为 7",
        "得分由 84.1 变为 86.4",
    )
    assert issue(county, OTHER) == (2, changed), "a rerun of the second edition says the same"


def test_what_was_issued_is_never_reissued_under_an_old_number(county):
    for content in (FIRST, OTHER, FIRST):
        number, _ = issue(county, content)
    assert number == 3
    assert [i.edition for i in journal(county)] == [1, 2, 3]


def test_months_and_units_have_editions_of_their_own(county):
    issue(county, FIRST)
    for other in ({"month": "2026-01"}, {"unit": "health"}, {"report": "circular"}):
        assert issue(county, OTHER.model_copy(update=other)) == (1, ())
