"""A steward's word is kept, counts until there is a newer one, and moves records whatever the scores say."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from openpyxl import load_workbook

from assets.identity.decisions import (
    Decision,
    DecisionError,
    decision_table,
    in_force,
    read_journal,
    relabelled,
    separated,
    write_journal,
)
from assets.identity.review import ANSWERS, COLUMNS, landed_decisions, read_answers, write_queue

ONE = "village_ledger|2025-12-31|a.xlsx|大庄村|7|self|1"
OTHER = "household_register|2025-11-30|b.csv||9|self|1"
THIRD = "enrollment|2025-11-30|c.csv||3|self|1"


def _decision(verdict: str, one: str = ONE, other: str = OTHER, reason: str = "问过本人") -> Decision:
    return Decision(one, other, verdict, "李干事", "2026-01-05", reason)


def test_the_newest_word_on_a_pair_counts_and_a_withdrawn_one_does_not(tmp_path: Path) -> None:
    said = [_decision("same"), _decision("unsure", ONE, THIRD), _decision("different", OTHER, ONE)]
    write_journal(tmp_path, said)
    assert [d.verdict for d in in_force(read_journal(tmp_path))] == ["unsure", "different"]
    write_journal(tmp_path, [_decision("withdrawn")])
    assert [d.verdict for d in in_force(read_journal(tmp_path))] == ["unsure"]
    assert len(read_journal(tmp_path)) == 4


def test_whichever_record_was_named_first_the_pair_is_the_same() -> None:
    table = decision_table([_decision("same", ONE, THIRD), _decision("same", THIRD, ONE)])
    assert table["one"].to_pylist() == [THIRD, THIRD]


def test_the_same_answer_twice_is_written_once(tmp_path: Path) -> None:
    assert write_journal(tmp_path, [_decision("same")]) == 1
    assert write_journal(tmp_path, [_decision("same")]) == 0


@pytest.mark.parametrize(
    "change", [{"verdict": "perhaps"}, {"reason": " "}, {"decided_by": ""}, {"other": ONE}, {"one": "7"}]
)
def test_a_decision_needs_two_records_a_verdict_and_who_when_why(change: dict[str, str]) -> None:
    whole = {
        "one": ONE,
        "other": OTHER,
        "verdict": "same",
        "decided_by": "李",
        "decided_on": "2026-01-05",
        "reason": "x",
    }
    with pytest.raises(DecisionError):
        Decision(**(whole | change))


def _members(*rows: tuple[int, int, int, str | None]) -> pa.Table:
    columns = list(zip(*rows, strict=True))
    types = (pa.int64(), pa.int64(), pa.int64(), pa.string())
    names = ("profile_id", "cluster_id", "mentions", "match_name")
    return pa.table({n: pa.array(c, t) for n, c, t in zip(names, columns, types, strict=True)})


def test_of_two_different_persons_the_less_mentioned_leaves_with_whoever_bears_its_name() -> None:
    members = _members(
        (1, 1, 40, "李梅"), (2, 1, 3, "张宝"), (3, 1, 2, "张宝"), (4, 1, 9, "李梅"), (5, 8, 1, "张宝")
    )
    assert separated(members, [(1, 2)]) == {2: 2, 3: 2}


def test_of_two_namesakes_the_named_record_alone_leaves() -> None:
    members = _members((1, 1, 40, "李梅"), (2, 1, 3, "李梅"), (3, 1, 3, "李梅"))
    assert separated(members, [(2, 1)]) == {2: 2}
    assert separated(members, [(1, 5)]) == {}


def test_moved_and_decided_profiles_say_so() -> None:
    clusters = pa.table({"profile_id": [1, 2, 3], "cluster_id": [1, 1, 3], "method": ["T1", "model", "unresolved"],
                         "probability": [0.999, 0.97, 0.5]})  # fmt: skip
    found = relabelled(clusters, {2: 2}, [3]).to_pydict()
    assert found["cluster_id"] == [1, 2, 3]
    assert found["method"] == ["T1", "decision", "decision"]
    assert found["probability"] == [0.999, 1.0, 1.0]


def _workbook(folder: Path, answers: list[tuple[str | None, ...]]) -> Path:
    """A queue of two questions with the steward's answers typed in."""
    path = folder / "review.xlsx"
    question = dict.fromkeys(COLUMNS) | {"kind": "likely", "mentions": 3, "one": ONE, "other": OTHER}
    write_queue([question, question | {"kind": "two_numbers", "other": THIRD}], path)
    book = load_workbook(path)
    for row, answer in enumerate(answers, 2):
        for place, value in enumerate(answer, len(COLUMNS) + 1):
            book.active.cell(row, place, value)  # type: ignore[union-attr]
    book.save(path)
    return path


def test_a_filled_workbook_comes_back_as_decisions_and_open_questions_stay_open(tmp_path: Path) -> None:
    path = _workbook(tmp_path, [("不是同一人", "李干事", "2026-01-05", "户口本"), (None,) * len(ANSWERS)])
    assert list(read_answers(path)) == [_decision("different", reason="户口本")]


def test_an_answer_without_a_name_is_refused_with_its_row(tmp_path: Path) -> None:
    path = _workbook(tmp_path, [(None,) * 4, ("同一人", None, "2026-01-05", "户口本")])
    with pytest.raises(DecisionError, match="row 3"):
        list(read_answers(path))


def test_workbooks_in_the_landing_count_once_their_batch_is_ready(tmp_path: Path) -> None:
    batch = tmp_path / "data_bureau" / "identity_review" / "2026-01-06"
    batch.mkdir(parents=True)
    _workbook(batch, [("同一人", "李干事", "2026-01-05", "户口本")])
    assert landed_decisions(tmp_path) == ([], [])
    (batch / "_READY").touch()
    decisions, wrong = landed_decisions(tmp_path)
    assert ([d.verdict for d in decisions], wrong) == (["same"], [])


def test_a_workbook_that_is_none_or_half_filled_is_told_and_stops_nothing(tmp_path: Path) -> None:
    batch = tmp_path / "data_bureau" / "identity_review" / "2026-01-06"
    batch.mkdir(parents=True)
    _workbook(batch, [("同一人", "李干事", "2026-01-05", "户口本"), ("同一人", None, None, None)])
    (batch / "answers.xlsx").write_bytes(b"not a workbook")
    (batch / "_READY").touch()
    decisions, wrong = landed_decisions(tmp_path)
    assert decisions == []
    assert len(wrong) == 2 and "row 3" in wrong[1] and "张" not in "".join(wrong)
