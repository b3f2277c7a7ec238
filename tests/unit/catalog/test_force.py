"""Which records are in force: against a plain replay of the batches in order, whatever the order of arrival."""

from __future__ import annotations

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.compile import force_select, keyed_select
from catalog.models import Column, Mode, Role, Source, ValueType
from sql.model import render

CONNECTION = duckdb.connect()

ROW = st.tuples(st.sampled_from("abc"), st.integers(0, 2), st.booleans())
"""Key, content, and for deltas whether the row deletes."""
BATCHES = st.lists(st.lists(ROW, max_size=4), min_size=1, max_size=5)


def _source(mode: Mode) -> Source:
    return Source(
        title="测试", format="csv", mode=mode, keys=(("number",),), rows=0,
        roles={"self": Role(entity="event", subject=True, number="number")},
        columns=(Column(header="编号", field="number", required=True), Column(header="内容", field="said")),
    )  # fmt: skip


def _in_force(mode: Mode, batches: list[list[tuple]], arrival: list[int]) -> set[tuple[str, int]]:
    """(key, content) of the rows in force; records are numbered in the order in which batches arrive."""
    rows = []
    for place in arrival:
        for n, (key, said, deletes) in enumerate(batches[place]):
            operation = "删除" if deletes and mode is Mode.delta else "修改"
            rows.append(
                (
                    place * 100 + n if mode is Mode.delta else arrival.index(place) * 100 + n,
                    key,
                    str(said),
                    operation,
                    place,
                )
            )
    CONNECTION.execute(
        "CREATE OR REPLACE TABLE given (record_id BIGINT, number VARCHAR, said VARCHAR, operation VARCHAR, batch_number INTEGER)"
    )
    if rows:
        CONNECTION.executemany("INSERT INTO given VALUES (?, ?, ?, ?, ?)", rows)
    CONNECTION.execute(
        "CREATE OR REPLACE TABLE standard AS SELECT *, lpad(batch_number::VARCHAR, 4, '0') AS batch_key, "
        "DATE '2025-01-01' + batch_number AS batch_day, NULL::VARCHAR AS part_division, "
        "NULL::VARCHAR AS number_text, NULL::VARCHAR AS said_text FROM given"
    )
    CONNECTION.execute(f"CREATE OR REPLACE TABLE staged_rows AS {render(keyed_select(_source(mode)))}")
    for relation in (
        "name_groups (business_key VARCHAR, name VARCHAR, name_group INTEGER)",
        "incomplete (batch_key VARCHAR, scope_value VARCHAR)",
        "held (batch_key VARCHAR, business_key VARCHAR)",
    ):
        CONNECTION.execute(f"CREATE OR REPLACE TABLE {relation}")
    found = CONNECTION.execute(
        "SELECT number, said FROM staged_rows ANTI JOIN "
        f"(FROM ({render(force_select(_source(mode)))}) WHERE superseded) AS gone USING (record_id)"
    ).fetchall()
    assert len(found) == len(set(found)), "a key is in force once"
    return {(key, int(said)) for key, said in found}


def _replayed(mode: Mode, batches: list[list[tuple]]) -> set[tuple[str, int]]:
    """The same by hand: one batch after the other, the later row of a batch last."""
    state: dict[str, int] = {}
    for rows in batches:
        if mode is Mode.full and rows:
            state = {}
        for key, said, deletes in rows:
            if mode is Mode.delta and deletes:
                state.pop(key, None)
            else:
                state[key] = said
    return set(state.items())


@settings(deadline=None, max_examples=60)
@given(BATCHES, st.randoms(use_true_random=False))
def test_full_lists_end_what_they_no_longer_hold(batches: list[list[tuple]], random) -> None:
    arrival = list(range(len(batches)))
    random.shuffle(arrival)
    assert _in_force(Mode.full, batches, arrival) == _replayed(Mode.full, batches)


@settings(deadline=None, max_examples=60)
@given(BATCHES, st.randoms(use_true_random=False))
def test_deltas_apply_in_batch_order(batches: list[list[tuple]], random) -> None:
    arrival = list(range(len(batches)))
    random.shuffle(arrival)
    assert _in_force(Mode.delta, batches, arrival) == _replayed(Mode.delta, batches)


@settings(deadline=None, max_examples=60)
@given(BATCHES, st.randoms(use_true_random=False))
def test_an_event_delivered_again_counts_once_and_a_new_content_replaces_it(
    batches: list[list[tuple]], random
) -> None:
    arrival = list(range(len(batches)))
    random.shuffle(arrival)
    distinct = [list({(key, said): (key, said, False) for key, said, _ in rows}.values()) for rows in batches]
    one_each = [list({row[0]: row for row in rows}.values()) for rows in distinct]
    assert _in_force(Mode.append, one_each, arrival) == _first_deliveries(one_each)


def _first_deliveries(batches: list[list[tuple]]) -> set[tuple[str, int]]:
    """Of the contents of a key, the one that came first most recently."""
    first: dict[tuple[str, int], int] = {}
    for place, rows in enumerate(batches):
        for key, said, _ in rows:
            first.setdefault((key, said), place)
    newest: dict[str, tuple[int, int]] = {}
    for (key, said), place in first.items():
        newest[key] = max(newest.get(key, (-1, -1)), (place, said))
    return {(key, said) for key, (_, said) in newest.items()}


def test_a_key_gone_from_a_full_list_ended_on_the_day_of_that_list() -> None:
    _in_force(Mode.full, [[("a", 1, False), ("b", 1, False)], [("b", 1, False)]], [0, 1])
    ended = CONNECTION.execute(
        f"SELECT number, ended_on FROM ({render(force_select(_source(Mode.full)))}) JOIN staged_rows USING (record_id) "
        "WHERE ended_on IS NOT NULL"
    ).fetchall()
    assert [(key, str(day)) for key, day in ended] == [("a", "2025-01-02")]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([Mode.full, Mode.delta, Mode.append]), BATCHES)
def test_the_state_in_force_on_any_day_is_that_of_the_batches_up_to_it(
    mode: Mode, batches: list[list[tuple]]
) -> None:
    one_each = [list({row[0]: row for row in rows}.values()) for rows in batches]
    places = list(range(len(one_each)))
    _in_force(mode, one_each, places)
    known = CONNECTION.execute(
        f"SELECT g.number, g.said, g.batch_number, g.operation = '删除', f.gone_on - DATE '2025-01-01' FROM given AS g "
        f"LEFT JOIN ({render(force_select(_source(mode)))}) AS f USING (record_id)"
    ).fetchall()
    for day in places:
        then = {
            (k, int(said))
            for k, said, since, _, until in known
            if since <= day and (until is None or day < until)
        }
        assert then == _in_force(mode, one_each[: day + 1], places[: day + 1]), day


def test_what_replaced_a_record_is_named_and_a_list_that_lacked_its_key_is_not() -> None:
    def successors(mode: Mode, batches: list[list[tuple]]) -> list[tuple]:
        _in_force(mode, batches, list(range(len(batches))))
        return CONNECTION.execute(
            f"SELECT record_id, replaced_by, gone_on::VARCHAR FROM ({render(force_select(_source(mode)))}) "
            "WHERE superseded ORDER BY record_id"
        ).fetchall()

    back = [[("a", 1, False)], [("b", 1, False)], [("a", 2, False)]]
    assert (0, None, "2025-01-02") in successors(Mode.full, back)
    changed = [[("a", 1, False)], [("a", 2, False)], [("a", 2, True)]]
    assert successors(Mode.delta, changed) == [
        (0, 100, "2025-01-02"),
        (100, 200, "2025-01-03"),
        (200, None, "2025-01-03"),
    ]


def test_a_key_of_a_village_ledger_counts_inside_its_village() -> None:
    source = _source(Mode.full).model_copy(update={"scope": "division"})
    CONNECTION.execute(
        "CREATE OR REPLACE TABLE standard AS SELECT * FROM (VALUES (1, 'a', '430821001001', '甲'), (2, 'a', '430821001002', '乙'), "
        "(3, 'a', NULL, '丙'), (4, 'a', NULL, '丁'), (5, 'a', '430821001001', '戊'), (6, NULL, '430821001001', '己')) "
        "AS t(record_id, number, part_division, sheet), (VALUES ('表.xlsx', NULL, 'x', NULL)) AS f(file, number_text, said, said_text)"
    )
    keys = CONNECTION.execute(
        f"SELECT record_id, business_key, scope_value FROM ({render(keyed_select(source))})"
    ).fetchall()
    by_key: dict[str, list[int]] = {}
    for record, key, _ in sorted(keys):
        by_key.setdefault(key, []).append(record)
    assert sorted(by_key.values()) == [[1, 5], [2], [3], [4], [6]]
    assert len({scope for record, _, scope in keys if record in (3, 4)}) == 2, (
        "two unresolved sheets stay apart"
    )


def test_types_without_a_declared_code_list_are_refused() -> None:
    assert Column(header="性别", field="sex", type=ValueType.code, codes="sex").codes == "sex"
