"""A name that stands for another one: which slip it is, and when it is none."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.identity.names import NameRules
from assets.name_slips import name_slips, slip
from catalog.load import load_catalog

CODES = load_catalog().codes
RULES = NameRules(
    variants={r["code"]: r["label"] for r in CODES["name_variants"]},
    look_alikes={r["code"]: r["label"] for r in CODES["look_alikes"]},
)
SLIPS = [
    ("阿依古丽买买提", "阿依古丽·买买提", "N-02"),
    ("张國华", "张国华", "N-05"),
    ("付小明", "傅小明", "N-06"),
    ("张丽芝", "张莉芝", "N-07"),
    ("王伟", "王玮", "N-07"),
    ("杨先民", "杨先明", "N-07"),
    ("李明", "李小明", "N-11"),
    ("李小明", "李明", None),
    ("李建国", "王淑芬", None),
    ("张三", "李四", None),
    ("ZHANG SAN", "张三", None),
]


@pytest.mark.parametrize(("name", "other", "rule"), SLIPS)
def test_a_slip_is_named_by_what_differs(name, other, rule):
    assert slip(name, other, RULES) == rule


@settings(deadline=None)
@given(
    st.text("张章李小晓明民伟玮建国", min_size=2, max_size=3),
    st.text("张章李小晓明民伟玮建国", min_size=2, max_size=3),
)
def test_names_of_one_length_are_slips_of_each_other_or_not_at_all(name, other):
    if len(name) == len(other):
        assert slip(name, other, RULES) == slip(other, name, RULES)


def test_only_slips_are_kept_of_the_pairs():
    pairs = pa.table({"name": ["王伟", "张三"], "other_name": ["王玮", "李四"]})
    assert name_slips(pairs, RULES).to_pylist() == [{"name": "王伟", "other_name": "王玮", "rule": "N-07"}]
    assert name_slips(pairs.slice(1), RULES).num_rows == 0
