"""Deltas carry one state into the next, and labels follow their rows."""

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from sample.extract import OPERATIONS, PERSON, Extract, Page, Role, changes, take

_STATES = st.dictionaries(
    st.integers(0, 30), st.tuples(st.sampled_from("ABC"), st.sampled_from(["x", "y", None])), min_size=1
)


def _extract(state: dict[int, tuple[str, str | None]]) -> Extract:
    keys = np.array(sorted(state))
    return Extract(
        "employment",
        keys,
        {
            "key": pa.array([f"{state[key][0]}{key}" for key in keys.tolist()]),
            "value": pa.array([state[key][1] for key in keys.tolist()], pa.string()),
        },
        [Role("self", PERSON, keys)],
        (Page("file"),),
        np.zeros(len(keys), np.int64),
    )


@given(_STATES, _STATES)
def test_applying_the_delta_to_the_old_state_gives_the_new_one(
    before: dict[int, tuple[str, str | None]], after: dict[int, tuple[str, str | None]]
) -> None:
    delta, operation = changes(_extract(before), _extract(after), ["key"])
    table = dict(
        zip(
            _extract(before).columns["key"].to_pylist(),
            _extract(before).columns["value"].to_pylist(),
            strict=True,
        )
    )
    for row, key in enumerate(delta.columns["key"].to_pylist()):
        word = OPERATIONS[operation[row]]
        assert (key in table) == (word != "新增")
        if word == "删除":
            del table[key]
        else:
            table[key] = delta.columns["value"][row].as_py()
    new = _extract(after).columns
    assert table == dict(zip(new["key"].to_pylist(), new["value"].to_pylist(), strict=True))


@given(_STATES)
def test_a_delta_between_equal_states_is_empty(state: dict[int, tuple[str, str | None]]) -> None:
    delta, operation = changes(_extract(state), _extract(state), ["key"])
    assert len(delta) == len(operation) == 0


@given(st.lists(st.integers(0, 9), max_size=30), st.sets(st.integers(0, 9)))
def test_labels_follow_their_rows_even_when_rows_are_taken_twice(rows: list[int], spoilt: set[int]) -> None:
    extract = _extract(dict.fromkeys(range(10), ("A", "x")))
    extract.plant("N-01", "value", np.isin(np.arange(10), sorted(spoilt)), extract.columns["key"])
    taken = take(extract, np.array(rows, np.int64))
    labelled = {
        int(row): original
        for defects in taken.defects
        for row, original in zip(defects.rows, defects.original.to_pylist(), strict=True)
    }
    assert labelled == {place: f"A{row}" for place, row in enumerate(rows) if row in spoilt}
