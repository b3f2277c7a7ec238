"""Charts are plain SVG and do not draw what is not there."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quality.charts import Bar, count_bar, radar, score_bars, share_bar, trend

score = st.one_of(st.none(), st.floats(0, 100))


@given(
    st.lists(st.builds(Bar, st.text(max_size=5, alphabet="完整<&>\"'"), score, score), min_size=3, max_size=6)
)
def test_any_scores_give_well_formed_drawings_without_numbers_that_are_none(bars):
    for drawing in (radar(bars), score_bars(bars)):
        ElementTree.fromstring(drawing)
        assert "nan" not in drawing


@given(st.lists(st.tuples(st.sampled_from(["1月", "12月"]), st.floats(0, 100)), max_size=12))
def test_any_trend_stays_inside_its_frame(points):
    drawing = trend(points, height=108)
    ElementTree.fromstring(drawing)
    for y in re.findall(r'cy="([\d.-]+)"', drawing):
        assert 0 <= float(y) <= 108


def corners(drawing: str, kind: str) -> int:
    return len(re.search(rf'<polygon points="([^"]*)" class="{kind}"/>', drawing).group(1).split())


def test_a_score_that_does_not_apply_is_no_corner_of_the_radar():
    bars = [Bar("甲", 90.0, 80.0), Bar("乙", None, 70.0), Bar("丙", 80.0), Bar("丁", 70.0)]
    assert (corners(radar(bars), "shape"), corners(radar(bars), "shape-before")) == (3, 2)


def test_shares_fill_the_bar():
    drawing = share_bar([("甲", 1, "a"), ("乙", 3, "b")], width=400)
    widths = [float(w) for w in re.findall(r'width="([\d.]+)" height', drawing)]
    assert widths == pytest.approx([100, 300])
    assert 'aria-label="甲1条，乙3条"' in drawing


def test_a_count_of_one_beside_thousands_can_still_be_seen():
    assert 'width="1.5"' in count_bar(1, 10_000, "warn")


def test_no_count_draws_nothing():
    assert 'width="0.0"' in count_bar(0, 0, "warn")
