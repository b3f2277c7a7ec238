"""Bytes of any text file to UTF-8: beside the encodings of the county's departments those of other published files."""

import codecs
import re
from dataclasses import replace

from assets.landing.reading import Refused
from assets.landing.text import Text, decode

_SAMPLE = 1 << 16
_NON_ASCII_RUN = re.compile(rb"[\x80-\xff]+")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_SEPARATORS = frozenset((b"\x01", b"\x02", b"\x1e", b"\x1f"))
"""Control characters that some systems write between cells or records."""
_LINE_ENDS = (b"\x1e", "\u2028".encode(), "\x85".encode(), b"\x0b")
_WIDE_MARKS = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")


def decode_any(data: bytes) -> Text:
    """Decode as a delivery, but as UTF-32, Big5 or Windows-1252 where that is what the bytes are evidence of."""
    if data.startswith(_WIDE_MARKS):
        wide = data.decode("utf-32", "replace").encode()
        if not wide.strip():
            raise Refused("UNREADABLE", "文件为空，没有任何内容")
        return Text(wide, "utf-32")
    text = _of_another_table(data) or decode(data, _separators(data))
    return _with_line_ends(text)


def _separators(data: bytes) -> bytes:
    """The control characters of the file, if they are such as separate."""
    found = frozenset(_CONTROL.findall(data[:_SAMPLE])) - {b"\x1a"}
    return b"".join(sorted(found)) if found <= _SEPARATORS else b""


def _of_another_table(data: bytes) -> Text | None:
    """Text that is no GB18030 although it is no UTF-8: single letters with accents, or traditional Chinese."""
    sample = data[:_SAMPLE]
    if _begins_as_utf8(sample) or _CONTROL.search(sample):
        return None
    runs = _NON_ASCII_RUN.findall(data[: _SAMPLE * 16])
    if 5 * sum(len(run) == 1 for run in runs) > 4 * len(runs):
        return Text(_western(data).encode(), "cp1252")
    if (
        _share_of_common(data, "gb18030", "gb2312", 0xB0, 0xD7)
        < 0.7
        < _share_of_common(data, "big5", "big5", 0xA4, 0xC6)
    ):
        return Text(data.decode("big5").encode(), "big5")
    return None


def _begins_as_utf8(sample: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _western(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _share_of_common(data: bytes, encoding: str, table: str, first: int, last: int) -> float:
    """The share of the characters beyond ASCII that are frequent Chinese ones, which a table has by first byte."""
    try:
        characters = [char for char in data.decode(encoding)[:_SAMPLE] if char > "\x7f"]
    except UnicodeDecodeError:
        return 0.0
    coded = (char.encode(table, "replace") for char in characters)
    return sum(len(code) == 2 and first <= code[0] <= last for code in coded) / max(1, len(characters))


def _with_line_ends(text: Text) -> Text:
    """Lines that end otherwise than usual end with LF."""
    if b"\n" in text.data or b"\r" in text.data or text.undecodable:
        return text
    mark = next((mark for mark in _LINE_ENDS if mark in text.data), None)
    return replace(text, data=text.data.replace(mark, b"\n")) if mark else text
