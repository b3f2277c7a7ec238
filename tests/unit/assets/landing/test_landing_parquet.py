"""Parquet: every type to text exactly."""

import datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assets.landing import Reading, Refused, count_lines, read_file


def read(folder, column: pa.Array) -> Reading:
    path = folder / "file.parquet"
    pq.write_table(pa.table({"值": column}), path)
    reading = read_file(path, frozenset())
    assert count_lines(path) == reading.lines
    return reading


@pytest.mark.parametrize(
    ("column", "texts"),
    [
        (pa.array(["张三", "", " ", None]), ["张三", None, " ", None]),
        (pa.array(["张三", None]).cast(pa.large_string()), ["张三", None]),
        (pa.array(["男", "女", "男"]).dictionary_encode(), ["男", "女", "男"]),
        (pa.array([439901199003072486, -1, None]), ["439901199003072486", "-1", None]),
        (pa.array([150.0, 0.5, 4.39901199003072e17, None]), ["150", "0.5", "439901199003072000", None]),
        (pa.array([0.1, 150.0], pa.float32()), ["0.1", "150"]),
        (pa.array([Decimal("1200.50"), Decimal("0.00")], pa.decimal128(12, 2)), ["1200.50", "0.00"]),
        (pa.array([Decimal("0.0000000010")], pa.decimal128(12, 10)), ["0.0000000010"]),
        (pa.array([True, False, None]), ["true", "false", None]),
        (pa.array([datetime.date(1990, 3, 7)]), ["1990-03-07"]),
        (pa.array([datetime.date(1990, 3, 7)], pa.date64()), ["1990-03-07"]),
        (pa.array([datetime.datetime(1990, 3, 7, 8, 5)]), ["1990-03-07 08:05:00"]),
        (pa.array([datetime.datetime(1990, 3, 7)], pa.timestamp("ns")), ["1990-03-07 00:00:00"]),
        (pa.array([datetime.datetime(2025, 3, 6, 16)], pa.timestamp("ms", "UTC")), ["2025-03-07 00:00:00"]),
        (pa.array([datetime.time(8, 5)], pa.time64("us")), ["08:05:00"]),
        (pa.array([["甲", "乙"], [], None]), ['["甲", "乙"]', "[]", None]),
        (pa.array([{"a": 1}]), ['{"a": 1}']),
        (pa.array(["张三".encode(), "张三".encode("gb18030"), b""], pa.binary()), ["张三", "张三", None]),
        (pa.nulls(2), [None, None]),
    ],
    ids=lambda value: str(value.type) if isinstance(value, pa.Array) else "",
)
def test_values_become_text(tmp_path, column, texts):
    (block,) = read(tmp_path, column).blocks
    assert block.rows["值"].to_pylist() == texts
    assert block.rows.schema == pa.schema([("_row_number", pa.int64()), ("值", pa.string())])
    assert block.rows["_row_number"].to_pylist() == list(range(1, len(texts) + 1))


def test_bytes_that_are_no_text_break_their_row(tmp_path):
    reading = read(tmp_path, pa.array([b"a", b"\xff\xff", b"b"], pa.binary()))
    assert [(line["row_number"], line["reason"]) for line in reading.broken.to_pylist()] == [
        (2, "UNDECODABLE")
    ]
    assert reading.blocks[0].rows.to_pylist() == [
        {"_row_number": 1, "值": "a"},
        {"_row_number": 3, "值": "b"},
    ]


def test_a_damaged_file_is_refused(tmp_path):
    path = tmp_path / "file.parquet"
    pq.write_table(pa.table({"a": ["1"]}), path)
    path.write_bytes(path.read_bytes()[:-20])
    for reader in (lambda: read_file(path, frozenset()), lambda: count_lines(path)):
        with pytest.raises(Refused, match="UNREADABLE"):
            reader()
