"""The department page: self-contained, honest about what is not there, and one sheet of paper in a real browser."""

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from quality.department import (
    Ageing,
    DepartmentQuality,
    DimensionScore,
    DisputeCounts,
    LostPart,
    Movement,
    Problem,
    SourceLine,
    Task,
)
from quality.reports import department_page, verdict
from quality.score_parameters import DIMENSIONS

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
DUE = date(2026, 1, 15)
PAGE = DepartmentQuality(
    department="civil_affairs",
    title="民政局",
    month=date(2025, 12, 1),
    today=date(2026, 1, 6),
    version="12",
    edition=2,
    changed=("得分由 84.1 变为 86.4", "待整改由 1,300 变为 1,234"),
    final=True,
    score=86.4,
    grade="C",
    change=2.13,
    rank=5,
    ranked_of=12,
    group="一般",
    trend=tuple((date(2025, m, 1), 78.0 + m) for m in range(1, 13)),
    dimensions=tuple(
        DimensionScore(n, v, b)
        for n, v, b in zip(
            DIMENSIONS, (91.2, 78.4, 88.9, None, 75.0, 100.0), (90.0, None, 89.5, 80.0, 100.0, 100.0), strict=True
        )
    ),
    sources=(
        SourceLine("城乡低保", 24012, date(2026, 1, 5), date(2025, 12, 31), "on_time", 84.1, 1.2, "C", None, (90.0,) * 6, 812),
        SourceLine("高龄津贴", 17033, date(2026, 1, 5), date(2026, 1, 6), "late", 88.2, 1.2, "C", None, (93.1,) * 6, 301),
        SourceLine("殡葬火化", 31220, date(2026, 1, 5), None, "missing", 59.0, 1.2, "E", "应报送的批次没有报送", (None,) * 6, 9),
        SourceLine("婚姻登记", 110421, None, None, None, None, None, None, None, (None,) * 6, 0),
    ),
    problems=tuple(
        Problem(f"问题{i}<b>&", "城乡低保", "成员身份证号", "error" if i < 2 else "warn", 431 - i, 0.018, 1.25, "请核对。", DUE)
        for i in range(8)
    ),
    more_problems=202,
    ageing=Ageing(56, 320, 858, (("挂10日内", 600), ("11–30日", 400), ("31–60日", 200), ("60日以上", 34))),
    movement=Movement(412, 655, 18, 33, 7),
    tasks=tuple(Task(f"第{i}件事，写得比较长一些，以便占满一行并且折到第二行去，看看版面是否还放得下这些内容。" * 2, DUE, i < 2) for i in range(6)),
    fix_lists=("民政局_202512_整改清单.xlsx",),
    weights=tuple((n, 0.2) for n in DIMENSIONS),
    lost=(LostPart("数据质量", 8.1), LostPart("按期整改", 3.4), LostPart("到数及时", 2.1)),
)  # fmt: skip
EMPTY = replace(
    PAGE, score=None, grade=None, change=None, rank=None, trend=(), dimensions=tuple(DimensionScore(n, None, None) for n in DIMENSIONS),
    sources=(), problems=(), more_problems=0, ageing=Ageing(0, 0, 0), movement=Movement(0, 0, 0, 0), tasks=(), fix_lists=(), lost=(), changed=(), final=False,
)  # fmt: skip


class Tags(HTMLParser):
    """Collects tags and checks that they are closed in order."""

    VOID = frozenset({"meta", "br", "rect", "line", "circle", "polygon", "polyline"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.attributes += attrs
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.attributes += attrs

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("data", [PAGE, EMPTY], ids=["full", "empty"])
def test_the_page_is_well_formed_and_names_nothing_outside_itself(data):
    html = department_page(data)
    tags = Tags(html)
    assert tags.open == []
    assert not {name for name, _ in tags.attributes} & {"src", "href", "action", "srcset"}
    assert not re.search(r"https?:|url\(|@import|<script|<link", html)


def test_text_from_data_is_escaped():
    assert "问题0&lt;b&gt;&amp;" in department_page(PAGE)


def test_the_same_data_give_the_same_page():
    assert department_page(PAGE) == department_page(PAGE)


def test_what_does_not_apply_is_said_and_not_drawn_as_zero():
    html = department_page(PAGE)
    assert "不适用" in html
    assert "nan" not in html.lower().replace("finance", "")


def test_the_verdict_names_score_change_rank_weak_sides_and_what_waits():
    assert verdict(PAGE) == (
        "本月得分 86.4 分，C 级，比上月提高 2.1 分，在一般组 12 个部门中列第 5。"
        "失分主要在时效性（75.0）、完整性（78.4）。待整改 1,234 条，其中 56 条已逾期。"
    )


def test_disputes_are_told_apart_from_the_score():
    html = department_page(replace(PAGE, disputes=DisputeCounts(9, 5, 2, 4, 1)))
    assert "校核申请（不计分）：收到 9 件，办结 5 件（其中更正 2 件），待办 4 件，已逾期 1 件。" in html
    assert "校核申请" not in department_page(PAGE)


def test_the_verdict_of_a_good_month_says_so():
    good = replace(
        PAGE,
        dimensions=tuple(DimensionScore(n, 99.0, None) for n in DIMENSIONS),
        ageing=Ageing(0, 0, 0),
        change=0.0,
    )
    assert (
        verdict(good)
        == "本月得分 86.4 分，C 级，与上月持平，在一般组 12 个部门中列第 5。各维度均在 90 分以上。"
    )


def test_a_department_without_a_score_is_told_so():
    assert verdict(EMPTY) == "本月没有可以评分的数据。"


def chromium(folder: Path, page: Path, *arguments: str) -> None:
    command = [
        str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}",
        "--hide-scrollbars", "--host-resolver-rules=MAP * ~NOTFOUND", *arguments, page.as_uri(),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=90)


def requests(folder: Path, page: Path) -> set[str]:
    """Addresses a real browser asks for while it shows the page, those of the browser's own maker left out."""
    log = folder / "net.json"
    chromium(
        folder, page, f"--log-net-log={log}", f"--screenshot={folder / 'page.png'}", "--window-size=900,1250"
    )
    asked = re.findall(
        r'"url":"((?:https?|wss?)://[^"]*)"', log.read_text(encoding="utf-8", errors="replace")
    )
    return {url for url in asked if not re.match(r"https?://[a-z0-9.]*(google|googleapis|gvt1)\.com", url)}


@needs_chromium
def test_a_real_browser_shows_the_page_without_a_single_request(tmp_path):
    page = tmp_path / "page.html"
    page.write_text(department_page(PAGE), encoding="utf-8")
    assert requests(tmp_path, page) == set()
    assert (tmp_path / "page.png").stat().st_size > 50_000


@needs_chromium
def test_the_request_log_would_show_a_request(tmp_path):
    page = tmp_path / "page.html"
    page.write_text('<img src="http://example.invalid/x.png">', encoding="utf-8")
    assert requests(tmp_path, page) == {"http://example.invalid/x.png"}


@needs_chromium
@pytest.mark.parametrize("data", [PAGE, EMPTY], ids=["full", "empty"])
def test_the_page_prints_on_one_sheet_of_a4(data, tmp_path):
    page = tmp_path / "page.html"
    page.write_text(department_page(data), encoding="utf-8")
    chromium(tmp_path, page, "--no-pdf-header-footer", f"--print-to-pdf={tmp_path / 'page.pdf'}")
    printed = (tmp_path / "page.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 1
    assert re.search(rb"/MediaBox\s*\[0 0 59[45]\.\d* 84[12]\.\d*\]", printed)
