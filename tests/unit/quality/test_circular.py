"""The bureau's circular: who is where and why, small samples apart, nobody named who may not be."""

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pandas as pd
import pytest
from test_reports import chromium, needs_chromium, requests

from quality.circular import Circular, circular
from quality.circular_page import circular_page, verdict
from quality.gather import Month, Shown

DECEMBER, NOVEMBER = date(2025, 12, 1), date(2025, 11, 1)
ON_TIME, MISSING = "on_time", "missing"
SOURCES = pd.DataFrame(
    [
        ("elderly_allowance", "civil_affairs", 1000, 97.0, ON_TIME, 3, 0, 2, 1, 0),
        ("health_record", "health", 900, 55.0, MISSING, 40, 9, 30, 0, 4),
        ("taxpayer", "tax", 10, 50.0, ON_TIME, 1, 0, 1, 0, 0),
    ],
    columns=["dataset", "department", "rows", "score", "status", "to_fix", "overdue", "appeared", "fixed", "unverified"],
).assign(grade="A", veto=None)  # fmt: skip
DEPARTMENTS = pd.DataFrame(
    [
        ("civil_affairs", 96.5, "A", "一般", 1, -0.5), ("health", 58.0, "E", "一般", 2, 3.0), ("tax", 51.0, "E", "数据量小", 1, None),
    ],
    columns=["department", "score", "grade", "peer_group", "rank", "change"],
).assign(datasets=3, rows=1000, evaluated=9000, on_time=1.0, rectified=None)  # fmt: skip
NOTHING = pd.DataFrame()
WAITING = pd.DataFrame(
    [
        ("taxpayer", "name", "F-12", 1, None),
        ("health_record", "id_number", "D-07", 33, "439901199003070119"),
        ("health_record", "id_number", "D-07", 33, "439901198001010017"),
        ("health_record", "name", "N-03", 7, "张?三"),
    ],
    columns=["dataset", "field", "rule", "findings", "original"],
)


def month_of(month: date) -> Month:
    now = Shown(DEPARTMENTS, SOURCES, NOTHING, NOTHING)
    before = Shown(DEPARTMENTS.assign(score=DEPARTMENTS["score"] - 2), SOURCES, NOTHING, NOTHING)
    history = pd.DataFrame({"department": ["health", "tax"], "month": [NOVEMBER] * 2, "score": [50.0, 70.0]})
    return Month(month, date(2026, 1, 25), True, "9", now, before, history, (("规范性", 0.2),))


@pytest.fixture
def december(catalog) -> Circular:
    return circular(catalog, "样例县", month_of(DECEMBER), WAITING, [("死亡后仍领取", 4)])


def test_departments_are_ranked_in_their_group_small_samples_apart(december):
    assert [(group, [line.title for line in lines]) for group, lines in december.groups] == [
        ("一般", ["民政局", "卫生健康局"]),
        ("数据量小", ["税务局"]),
    ]


def test_improvement_has_a_ranking_of_its_own(december):
    assert [line.improvement for line in december.groups[0][1]] == [2, 1]


def test_the_best_and_the_worst_are_named_at_the_end_of_a_quarter_only(catalog, december):
    marks = {line.title: line.mark for _, lines in december.groups for line in lines}
    assert marks == {"民政局": "红榜", "卫生健康局": "黑榜", "税务局": None}, "a small sample is never named"
    november = circular(catalog, "样例县", month_of(NOVEMBER), WAITING, [])
    assert not november.listed
    assert {line.mark for _, lines in november.groups for line in lines} == {None}


def test_the_totals_are_those_of_the_county(december):
    totals = december.totals
    assert (totals.due, totals.came, totals.late, totals.to_fix, totals.overdue) == (3, 2, 0, 44, 9)
    assert (totals.mean, totals.change) == (pytest.approx(68.5), pytest.approx(2))
    assert december.trend == ((NOVEMBER, 60.0), (DECEMBER, pytest.approx(68.5)))


def test_the_worst_datasets_show_masked_samples_of_their_most_frequent_problem(december):
    health = december.worst[1]
    assert (health.title, health.count) == ("居民健康档案", 33)
    assert health.samples == ("439901********0119", "439901********0017")
    assert december.worst[0].samples == ()


def test_whoever_owes_something_is_told_so(december):
    assert [task.text for task in december.tasks] == [
        "卫生健康局：补报《居民健康档案》。",
        "卫生健康局：整改已逾期的 9 条问题，并说明原因。",
    ]


def test_the_verdict_says_the_month_in_words(december):
    assert verdict(december) == (
        "本月对 3 个部门评分，平均 68.5 分，比上月提高 2.0 分。应报送 3 批，实到 2 批。"
        "新增问题 33 条，整改 1 条，待整改 44 条，已逾期 9 条。"
    )


class Words(HTMLParser):
    """The texts of a page and the names of its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.names |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.text += data


def test_the_page_names_nothing_outside_itself_and_says_its_edition(december):
    page = Words(circular_page(replace(december, edition=2, changed=("待整改由 50 变为 44",))))
    assert not page.names & {"src", "href", "action", "srcset"}
    assert "第 2 版" in page.text and "待整改由 50 变为 44" in page.text
    assert "439901199003070119" not in page.text


def test_a_month_without_any_score_has_a_page_as_well(catalog):
    empty = Shown(DEPARTMENTS.iloc[:0], SOURCES.iloc[:0], NOTHING, NOTHING)
    month = replace(month_of(DECEMBER), scores=empty, before=None)
    assert "没有可以评分" in circular_page(circular(catalog, "样例县", month, WAITING.iloc[:0], []))


@needs_chromium
def test_a_real_browser_shows_and_prints_the_circular_without_a_single_request(december, tmp_path):
    page = tmp_path / "page.html"
    page.write_text(circular_page(december), encoding="utf-8")
    assert requests(tmp_path, page) == set()
    chromium(tmp_path, page, "--no-pdf-header-footer", f"--print-to-pdf={tmp_path / 'page.pdf'}")
    printed = (tmp_path / "page.pdf").read_bytes()
    assert re.search(rb"/MediaBox\s*\[0 0 59[45]\.\d* 84[12]\.\d*\]", printed)
