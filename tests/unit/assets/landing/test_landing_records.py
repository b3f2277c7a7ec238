"""Records of delimited text, line by line: what spans, what is judged whole in bulk, and where encodings cut."""

import numpy as np
import pytest

from assets.landing import text as text_module
from assets.landing.physical_lines import Dialect
from assets.landing.records import cells_of, spanning_end, split_records
from assets.landing.text import decode

THREE = Dialect(",", 3)


@pytest.mark.parametrize(
    ("line", "cells", "still_open"),
    [
        ("a,b,c", ["a", "b", "c"], False),
        ("", [""], False),
        ("a,,", ["a", "", ""], False),
        ('"a,b",c', ["a,b", "c"], False),
        ('"a""b",c', ['a"b', "c"], False),
        ('""""', ['"'], False),
        ('a"b,c', ['a"b', "c"], False),
        ('"a"b,c', ["ab", "c"], False),
        ('a,"b', ["a", '"b'], True),
        ('a,"b""', ["a", '"b""'], True),
    ],
)
def test_cells_of_a_line(line, cells, still_open):
    assert cells_of(line, ",") == (cells, still_open)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ('a,"b\nc",d\n', True),
        ('a,"b\r\nc",d\r\n', True),
        ('a,"b\n\nc",d', True),
        ('a,"b\nc",d,e\n', False),  # four columns
        ('a,"b\nc"x,d\n', False),  # text after the quote
        ('a,"b\nc",d"e\n', False),  # a quote where none belongs
        ('a,"b\n1,2,3\nc",d\n', False),  # would swallow a whole record
        ('a,"b\n1,2",3\n', False),  # its last line is a whole record
        ('"a\nb",c,d\n', True),  # the first column opens on a line of its own
        ('a,"b\n', False),
    ],
)
def test_a_quoted_field_spans_lines_only_into_a_complete_record(text, spans):
    end = spanning_end(text.encode(), 0, THREE)
    assert end == (len(text.rstrip("\r\n")) if spans else None)


def test_a_quote_does_not_reach_further_than_a_mebibyte():
    assert spanning_end(b'a,"' + b"\n" * 1_100_000 + b'",c\n', 0, THREE) is None
    assert spanning_end(b'a,"' + b"\n" * 900_000 + b'",c\n', 0, THREE) is not None


@pytest.mark.parametrize("size", [7, 16, 64])
def test_lines_are_judged_alike_wherever_slices_cut(monkeypatch, size):
    monkeypatch.setattr("assets.landing.physical_lines.SLICE", size)
    body = b'a,b,c\r\n"a,1",b,c\n\na,"b\nb",c\rx,y\n"p","q","r"\na,"b,c\n1,2,3'
    records = split_records(body, 0, THREE, (), 2)
    assert bytes(records.data) == b'a,b,c\r\n"a,1",b,c\na,"b\nb",c\r"p","q","r"\n1,2,3'
    assert records.numbers.tolist() == [2, 3, 5, 7, 9]
    assert records.uneven == [(4, [""]), (6, ["x", "y"])]
    assert records.unterminated == [(8, 'a,"b,c')]
    assert (records.spanning, records.last_number) == (True, 9)


def test_a_body_of_whole_records_is_taken_as_it_is():
    body = b"h,h,h\na,b,c\nd,e,f\n"
    records = split_records(body, 6, THREE, (), 2)
    assert bytes(records.data) == body[6:]
    assert np.array_equal(records.numbers, [2, 3])


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_no_character_is_cut_where_chunks_end(monkeypatch, encoding, line_end):
    monkeypatch.setattr(text_module, "CHUNK", 64)
    monkeypatch.setattr(text_module, "LONGEST_LINE", 32)
    text = line_end.join(["姓名,䶮𬎆", "张三丰,大庄村第五村民小组", "a" * 200, "x,1"] * 9)
    assert decode(text.encode(encoding)).data.decode() == text


def test_lines_that_do_not_decode_are_found_one_by_one_with_their_neighbours_intact():
    lines = [f"第{number}行,大庄村".encode("gb18030") for number in range(40)]
    for number in (0, 7, 8, 39):
        lines[number] = b"\xd0\xff2,x\x81"
    text = decode(b"\n".join(lines))
    starts = [0, *(at + 1 for at, byte in enumerate(text.data) if byte == 10)]
    assert [starts.index(offset) for offset in text.undecodable] == [0, 7, 8, 39]
    assert text.data.split(b"\n")[7] == rb"\xd0\xff2,x\x81"


def test_a_file_of_which_most_lines_do_not_decode_is_refused():
    with pytest.raises(text_module.Refused, match="UNREADABLE"):
        decode(b"\xff\xff,a\n" * 5 + b"a,b\n")
