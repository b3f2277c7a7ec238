"""Whatever the order and the number of runs in which deliveries arrive, the state in force is that of all at once, in
order; and that state is what a plain replay of the batches gives."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny_county import SOURCES, Row, Sent, TinyHome, tiny_catalog

from catalog.load import Catalog

EXAMPLES = int(os.environ.get("YIYUAN_SCHEDULES", "6"))
"""More of them for a night: YIYUAN_SCHEDULES=500."""
NUMBERS = ("439901195003071115", "439901196606062228", "")
NONE = "''"
STATE = "batch_key, file, row_number, superseded, ended_on, key_issue, business_key"

SAID = st.sampled_from(["一", "二"])
OPERATIONS = st.sampled_from(["", "新增", "修改", "删除"])
ROWS: dict[str, st.SearchStrategy[Row]] = {
    "pupils": st.fixed_dictionaries({"学籍号": st.sampled_from("ABC"), "学校名称": st.sampled_from(["一小", "二小"]), "班级": SAID}),
    "members": st.fixed_dictionaries({"公民身份号码": st.sampled_from(NUMBERS), "姓名": st.sampled_from(["赵明德", "王秀英"]), "备注": SAID}),
    "permits": st.fixed_dictionaries({"操作类型": OPERATIONS, "许可编号": st.sampled_from("ABC"), "内容": SAID}),
    "shops": st.fixed_dictionaries({"操作类型": OPERATIONS, "代码": st.sampled_from(["A", "B", ""]), "注册号": st.sampled_from(["1", "2", ""]), "内容": SAID}),
    "payments": st.fixed_dictionaries({"流水号": st.sampled_from("AB"), "金额": st.sampled_from(["10.00", "-10.00"]), "内容": SAID}),
}  # fmt: skip
REQUIRED = {
    "pupils": "学籍号",
    "members": "姓名",
    "permits": "许可编号",
    "shops": "内容",
    "payments": "流水号",
}
BATCHES = ("2025-01-01", "2025-01-01.2", "2025-02-01", "2025-03-01", "2025-04-01.10")


@st.composite
def batch(draw: st.DrawFn, dataset: str, name: str) -> tuple[Sent, ...]:
    """One or two files of a batch; a file may lack a required column or hold a line with a cell too many."""
    files = []
    for file in draw(st.sampled_from([("a.csv",), ("a.csv",), ("a.csv", "b.csv")])):
        without = draw(st.sampled_from([None, None, None, REQUIRED[dataset]]))
        broken = draw(st.sampled_from([None, "A,一,二,三,四"]))
        rows = draw(st.lists(ROWS[dataset], min_size=1, max_size=4))
        files.append(Sent(dataset, name, rows, file, without, broken))
    return tuple(files)


@st.composite
def schedule(draw: st.DrawFn) -> list[tuple[Sent, ...]]:
    """Batches of all datasets in order; some come again under a later name."""
    sent = []
    for dataset in SOURCES:
        names = BATCHES[: draw(st.integers(1, 4))]
        made = [draw(batch(dataset, name)) for name in names]
        if draw(st.booleans()):
            again = draw(st.sampled_from(made))
            made.append(
                tuple(Sent(s.dataset, BATCHES[-1], s.rows, s.file, s.without, s.broken) for s in again)
            )
        sent += made
    return sent


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The tiny catalog, read once."""
    return tiny_catalog(tmp_path_factory.mktemp("tiny"))


def staged(catalog: Catalog, runs: list[list[tuple[Sent, ...]]]) -> dict[str, list[tuple]]:
    """What is staged after the runs: of every row its address, state, and what it says."""
    with TemporaryDirectory() as folder:
        home = TinyHome(catalog, Path(folder))
        for run in runs:
            home.receive(s for files in run for s in files)
        sign = {"payments": "CAST(amount AS VARCHAR)[:1]"}
        found = {d: home.rows(d, f"{STATE}, {sign.get(d, NONE)}, said") for d in SOURCES}
        home.close()
        return found


@settings(max_examples=EXAMPLES, deadline=None, derandomize="YIYUAN_SCHEDULES" not in os.environ,
          suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])  # fmt: skip
@given(schedule(), st.randoms(use_true_random=False), st.integers(1, 3))
def test_the_order_of_arrival_does_not_matter(
    catalog: Catalog, sent: list[tuple[Sent, ...]], random, runs: int
) -> None:
    shuffled = random.sample(sent, len(sent))
    once = staged(catalog, [sent])
    assert staged(catalog, [shuffled[i::runs] for i in range(runs)]) == once
    for dataset, replay in REPLAYS.items():
        in_force = [
            (key.split("\x1f")[1] + sign, said)
            for *_, gone, _, _, key, sign, said in once[dataset]
            if not gone
        ]
        possible = replay([b for b in sent if b[0].dataset == dataset])
        assert sorted(key for key, _ in in_force) == sorted(possible), dataset
        assert all(said in possible[key] for key, said in in_force), dataset


Expected = dict[str, set[str]]
"""Key -> what the record in force may say; two contents of one batch are told apart by their fingerprints only."""


def accepted(files: tuple[Sent, ...]) -> Iterator[Row]:
    """The rows of a batch that are used, in order."""
    yield from (row for sent in files if sent.without is None for row in sent.rows)


def replay_lists(batches: list[tuple[Sent, ...]]) -> Expected:
    """Full lists by hand: what a school's list lacks has ended, unless a file or line nobody can read may hold it."""
    state: dict[str, Row] = {}
    for files in batches:
        now = {row["学籍号"]: row for row in accepted(files)}
        listed = {row["学校名称"] for row in accepted(files)}
        listed -= {row["学校名称"] for sent in files if sent.without for row in sent.rows}
        held = {"A"} if any(sent.broken and sent.without is None for sent in files) else set()
        kept = {k: r for k, r in state.items() if r["学校名称"] not in listed or k in held}
        state = kept | now
    return {key: {row["班级"]} for key, row in state.items()}


def replay_changes(batches: list[tuple[Sent, ...]]) -> Expected:
    """Deltas by hand, one row after the other."""
    state: dict[str, set[str]] = {}
    for row in (row for files in batches for row in accepted(files)):
        state.pop(row["许可编号"], None)
        if row["操作类型"] != "删除":
            state[row["许可编号"]] = {row["内容"]}
    return state


def replay_events(batches: list[tuple[Sent, ...]]) -> Expected:
    """Events by hand: of each number and sign, what was said for the first time last; a reversal stays beside."""
    first: dict[str, dict[str, int]] = {}
    for place, files in enumerate(batches):
        for row in accepted(files):
            first.setdefault(row["流水号"] + row["金额"][0], {}).setdefault(row["内容"], place)
    return {key: newest(said) for key, said in first.items()}


def newest(said: dict[str, int]) -> set[str]:
    """What came first in the last batch that brought anything new."""
    return {what for what, place in said.items() if place == max(said.values())}


REPLAYS = {"pupils": replay_lists, "permits": replay_changes, "payments": replay_events}
