"""版次: the same content is the same edition; other content is the next one, and says what changed."""

from pathlib import Path

import pytest

from assets.home import Home
from assets.journal import entries
from assets.quality_editions import Issued, issue

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


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home in which nothing was issued."""
    return Home(tmp_path)


def journal(home: Home) -> list[Issued]:
    return entries(home.journal / "quality_reports.jsonl", Issued)


def test_the_first_report_of_a_month_is_edition_one(home):
    assert issue(home, FIRST) == (1, ())


def test_the_same_content_of_a_later_version_is_the_same_edition(home):
    issue(home, FIRST)
    assert issue(home, FIRST.model_copy(update={"version": "14"})) == (1, ())
    assert len(journal(home)) == 1


def test_other_content_is_the_next_edition_and_says_what_changed(home):
    issue(home, FIRST)
    number, changed = issue(home, OTHER)
    assert number == 2
    assert changed == (
        "待整改由 1,300 变为 1,234",
        "《高龄津贴》待整改由 20 变为 0",
        "《殡葬火化》待整改由 0 变为 7",
        "得分由 84.1 变为 86.4",
    )
    assert issue(home, OTHER) == (2, changed), "a rerun of the second edition says the same"


def test_what_was_issued_is_never_reissued_under_an_old_number(home):
    for content in (FIRST, OTHER, FIRST):
        number, _ = issue(home, content)
    assert number == 3
    assert [i.edition for i in journal(home)] == [1, 2, 3]


def test_months_and_units_have_editions_of_their_own(home):
    issue(home, FIRST)
    for other in ({"month": "2026-01"}, {"unit": "health"}, {"report": "circular"}):
        assert issue(home, OTHER.model_copy(update=other)) == (1, ())
