"""JSON lines: keys are headers, values stay as they are written, a broken line is only itself."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.landing import Reading, Refused, count_lines, read_file


def read(folder: Path, text: str, encoding: str = "utf-8") -> Reading:
    path = folder / "file.jsonl"
    path.write_bytes(text.encode(encoding))
    reading = read_file(path, frozenset())
    assert count_lines(path) == reading.lines
    return reading


def others(table) -> list[tuple[int, str]]:
    return [(line["row_number"], line["reason"]) for line in table.to_pylist()]


def test_headers_are_the_keys_in_the_order_first_seen_and_line_1_is_row_1(tmp_path):
    reading = read(tmp_path, '{"编码":"1","姓名":"张三"}\n{"姓名":"李四","电话":"138"}\n')
    (block,) = reading.blocks
    assert block.headers == ("编码", "姓名", "电话")
    assert block.rows.to_pylist() == [
        {"_row_number": 1, "编码": "1", "姓名": "张三", "电话": None},
        {"_row_number": 2, "编码": None, "姓名": "李四", "电话": "138"},
    ]
    assert (reading.format, reading.delimiter, reading.header_lines.num_rows) == ("jsonl", None, 0)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("1.50", "1.50"),
        ("439901199003072486", "439901199003072486"),
        ("4.39E17", "4.39E17"),
        ("true", "true"),
        ("false", "false"),
        ("null", None),
        ('""', None),
        ('" "', " "),
        ('"\\u5f20"', "张"),
        ('{"面积": 1.50, "块": [1, null, "x"]}', '{"面积": 1.50, "块": [1, null, "x"]}'),
    ],
)
def test_values_are_the_text_that_was_written(tmp_path, written, text):
    reading = read(tmp_path, f'{{"值": {written}, "键": "1"}}\n')
    assert reading.blocks[0].rows["值"].to_pylist() == [text]


@pytest.mark.parametrize(
    "line",
    [
        '{"a":"1"',
        '{"a":tru}',
        "[1]",
        "文字",
        '{"a":"1"}{"a":"2"}',
        '{"a":NaN}',
        '{"a":"1","a":"2"}',
        '{"a":"\\ud800"}',
    ],
)
def test_a_line_that_is_no_unambiguous_object_is_broken_and_kept(tmp_path, line):
    reading = read(tmp_path, '{"a":"0"}\n' + line + '\n{"a":"3"}\n')
    assert others(reading.broken) == [(2, "BROKEN_JSON")]
    assert json.loads(reading.broken["raw"][0].as_py()) == {"text": line}
    assert reading.blocks[0].rows["_row_number"].to_pylist() == [1, 3]


def test_blank_lines_take_a_number(tmp_path):
    reading = read(tmp_path, '\n{"a":"1"}\n \n{"a":"2"}')
    assert others(reading.ignored) == [(1, "BLANK"), (3, "BLANK")]
    assert reading.blocks[0].rows["_row_number"].to_pylist() == [2, 4]


def test_a_nested_bomb_is_a_broken_line(tmp_path):
    reading = read(tmp_path, '{"a":"1"}\n{"a":' + "[" * 100_000 + "\n")
    assert others(reading.broken) == [(2, "BROKEN_JSON")]


def test_gb18030_is_found_and_lines_that_do_not_decode_are_broken(tmp_path):
    path = tmp_path / "file.jsonl"
    path.write_bytes('{"姓名":"张䶮"}\n'.encode("gb18030") * 3 + b'{"a":"\xff\xff"}\n')
    reading = read_file(path, frozenset())
    assert (reading.encoding, others(reading.broken)) == ("gb18030", [(4, "UNDECODABLE")])
    assert count_lines(path) == reading.lines


def test_a_file_without_one_whole_object_is_refused(tmp_path):
    with pytest.raises(Refused, match="UNREADABLE"):
        read(tmp_path, '{"a":\n{"b":\n')


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["编码", "姓名", "电话"]),
            st.text(max_size=5) | st.integers() | st.booleans(),
            min_size=1,
        ),
        min_size=1,
        max_size=8,
    ),
    st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_objects_come_back_exactly(objects, ascii_only):
    lines = [json.dumps(record, ensure_ascii=ascii_only) for record in objects]
    try:
        data = "".join(line + "\n" for line in lines).encode()
    except UnicodeEncodeError:
        return
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file.jsonl"
        path.write_bytes(data)
        reading = read_file(path, frozenset())
        assert count_lines(path) == reading.lines
    landed = {row.pop("_row_number"): row for row in reading.blocks[0].rows.to_pylist()}
    for number, record in enumerate(objects, 1):
        texts = {
            key: str(value).lower() if isinstance(value, bool) else str(value) or None
            for key, value in record.items()
        }
        if number in landed:
            assert {key: landed[number].get(key) for key in texts} == texts


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_columns_are_the_same_wherever_slices_of_objects_end(tmp_path, monkeypatch, size):
    monkeypatch.setattr("assets.landing.jsonl.SLICE", size)
    path = tmp_path / "f.jsonl"
    path.write_text('{"a": 1}\n{"b": "x"}\n\n{"a": "", "c": [1.50]}\n{"b": null, "a": true}\n')
    reading = read_file(path, frozenset())
    assert reading.blocks[0].rows.to_pylist() == [
        {"_row_number": 1, "a": "1", "b": None, "c": None},
        {"_row_number": 2, "a": None, "b": "x", "c": None},
        {"_row_number": 4, "a": None, "b": None, "c": "[1.50]"},
        {"_row_number": 5, "a": "true", "b": None, "c": None},
    ]
