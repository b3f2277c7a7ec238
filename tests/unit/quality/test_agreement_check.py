"""The agreement check: the newest month decides, all months are drawn."""

import base64
from xml.etree import ElementTree

import pytest

from quality.agreement import agreement_result, bar_chart, shares_by_department, trend_chart

COUNTED = [
    ("2025-11", "医保局", 100, 90),
    ("2025-11", "卫健局", 300, 300),
    ("2025-12", "医保局", 100, 99),
    ("2025-12", "卫健局", 100, 98),
]


def drawn(markdown: str) -> ElementTree.Element:
    """The root of the SVG inside a markdown image."""
    return ElementTree.fromstring(base64.b64decode(markdown.split("base64,")[1].rstrip(")")))


def texts(markdown: str) -> list[str]:
    return [element.text or "" for element in drawn(markdown).iter() if element.tag.endswith("text")]


def test_the_newest_month_decides() -> None:
    result = agreement_result(COUNTED)
    assert result.passed
    assert {k: result.metadata[k].value for k in ("month", "agreement", "compared", "differing")} == {
        "month": "2025-12", "agreement": 0.985, "compared": 200, "differing": 3,
    }  # fmt: skip
    assert not agreement_result(COUNTED[:1]).passed


def test_departments_add_up_to_all_of_them() -> None:
    assert shares_by_department(COUNTED) == {
        "医保局": {"2025-11": 0.9, "2025-12": 0.99},
        "卫健局": {"2025-11": 1.0, "2025-12": 0.98},
        "合计": {"2025-11": 0.975, "2025-12": 0.985},
    }


def test_the_trend_has_a_line_a_department_and_one_for_all() -> None:
    chart = trend_chart(shares_by_department(COUNTED))
    lines = [e for e in drawn(chart).iter() if e.tag.endswith("polyline")]
    assert [len(line.attrib["points"].split()) for line in lines] == [2, 2, 2]
    assert {"2025-11", "2025-12", "合计 98.5%", "医保局 99.0%"} <= set(texts(chart))


@pytest.mark.parametrize("counted", [[], COUNTED[:1], [("2025-12", "医保局", 5, 0)]])
def test_few_months_are_drawn_as_well(counted: list) -> None:
    result = agreement_result(counted)
    assert drawn(str(result.metadata["trend"].value)).tag.endswith("svg")
    assert drawn(str(result.metadata["plot"].value)).tag.endswith("svg")


def test_a_bar_says_its_share() -> None:
    assert texts(bar_chart([("医保局", 0.5)])) == ["医保局", "50.0%"]
