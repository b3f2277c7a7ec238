"""Bytes of a text file to UTF-8, by evidence and never by guessing over damage (guide F-01, F-02)."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from assets.landing.reading import Refused

CHUNK = 8 << 20
LONGEST_LINE = 1 << 16
"""Chunks are cut at a line end among so many bytes; where there is none, they are longer."""
_NON_ASCII = re.compile(rb"[\x80-\xff]")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f]")
_EMPTY = b"\x00\t\n\r \xef\xbb\xbf\xff\xfe\x1a"
_SCRAMBLINGS = (("gb18030", "utf-8"), ("latin-1", "utf-8"), ("latin-1", "gb18030"), ("cp1252", "gb18030"))


@dataclass(frozen=True)
class Text:
    """A file as UTF-8 without a mark; `undecodable` are the start offsets of lines that did not decode."""

    data: bytes
    encoding: str
    undecodable: tuple[int, ...] = ()
    scrambled: str | None = None


def decode(data: bytes, separators: bytes = b"") -> Text:
    """Decode by byte order mark, else as UTF-8, GB18030 or UTF-16, whichever the lines are evidence of.

    Control characters, but for `separators`, are evidence that the bytes are no text.
    """
    if not (data[:4096].strip(_EMPTY) or data.strip(_EMPTY)):
        raise Refused("UNREADABLE", "文件为空，没有任何内容")
    if data.startswith(b"\xef\xbb\xbf"):
        return _convert(memoryview(data)[3:], "utf-8", "utf-8-sig")
    wide = _wide_encoding(data)
    if wide is not None:
        body = memoryview(data)[2:] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else memoryview(data)
        return _convert(body, wide, "utf-16")
    controls = len(_CONTROL.findall(data[:CHUNK].translate(None, separators)))
    if controls > max(2, min(len(data), CHUNK) // 100):
        raise Refused("UNREADABLE", "文件不是文本，也不是可识别的表格格式")
    encoding = _byte_encoding(data)
    text = _convert(memoryview(data), encoding, encoding)
    return text if text.undecodable else _unscrambled(text)


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 by its mark, or by NUL bytes in every second place (digits and line ends have them)."""
    if data.startswith(b"\xff\xfe"):
        return "utf-16-le"
    if data.startswith(b"\xfe\xff"):
        return "utf-16-be"
    sample = np.frombuffer(data[: 1 << 16], np.uint8)
    even, odd = int((sample[::2] == 0).sum()), int((sample[1::2] == 0).sum())
    if max(even, odd) * 50 < len(sample) or min(even, odd) * 20 > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _byte_encoding(data: bytes) -> str:
    """UTF-8 if most of the first lines with other than ASCII decode so; GB18030 hardly ever does."""
    lines = list(islice(_non_ascii_lines(data), 2000))
    return "utf-8" if 2 * sum(_decodes(line, "utf-8") for line in lines) >= len(lines) else "gb18030"


def _non_ascii_lines(data: bytes) -> Iterator[bytes]:
    """Lines that hold other than ASCII characters."""
    match = None if data.isascii() else _NON_ASCII.search(data)
    while match:
        start, end = data.rfind(b"\n", 0, match.start()) + 1, data.find(b"\n", match.start())
        end = len(data) if end < 0 else end
        yield data[start:end]
        match = _NON_ASCII.search(data, end)


def _decodes(line: bytes, encoding: str) -> bool:
    return _utf8(memoryview(line), encoding) is not None


def _utf8(piece: memoryview, encoding: str) -> bytes | memoryview | None:
    """The piece in UTF-8, None if it does not decode."""
    try:
        text = str(piece, encoding)
        return piece if encoding == "utf-8" else text.encode()
    except UnicodeError:
        return None


def _spell(error: UnicodeError) -> tuple[str, int]:
    """Spell one byte that does not decode and go on with the next, which may be a delimiter or a line end."""
    assert isinstance(error, UnicodeDecodeError)
    stop = error.end if error.encoding.startswith("utf-16") else error.start + 1
    return "".join(f"\\x{byte:02x}" for byte in error.object[error.start : stop]), stop


_SPELT = "assets.landing.spelt"
codecs.register_error(_SPELT, _spell)


def _convert(body: memoryview, encoding: str, name: str) -> Text:
    """Convert chunk by chunk; in lines that do not decode the bytes at fault are spelt `\\xd6`."""
    out, undecodable = bytearray(), []
    for chunk in _chunks(body, encoding):
        for piece, whole in _decoded(chunk, encoding):
            if not whole:
                undecodable.append(len(out))
            out += piece
    if 2 * len(undecodable) > out.count(b"\n") + (not out.endswith(b"\n")):
        raise Refused("UNREADABLE", "超过一半的行无法按任何编码解读")
    return Text(bytes(out), name, tuple(undecodable))


def _decoded(piece: memoryview, encoding: str) -> Iterator[tuple[bytes | memoryview, bool]]:
    """The piece in UTF-8, in halves of halves around lines that do not decode, which are not `whole`."""
    converted = _utf8(piece, encoding)
    if converted is not None:
        yield converted, True
        return
    ends = _line_ends(piece, encoding)
    if not len(ends):
        yield str(piece, encoding, _SPELT).encode("utf-8", "backslashreplace"), False
        return
    cut = int(ends[np.abs(ends - len(piece) // 2).argmin()])
    yield from _decoded(piece[:cut], encoding)
    yield from _decoded(piece[cut:], encoding)


def _chunks(body: memoryview, encoding: str) -> Iterator[memoryview]:
    """Pieces of about CHUNK bytes that end with a line, so that no character is cut."""
    start, stop = 0, CHUNK
    while stop < len(body):
        ends = _line_ends(body[stop - LONGEST_LINE : stop], encoding)
        if len(ends):
            stop += int(ends[-1]) - LONGEST_LINE
            yield body[start:stop]
            start = stop
        stop += CHUNK
    yield body[start:]


def _line_ends(piece: memoryview, encoding: str) -> np.ndarray:
    """Offsets after the line ends (LF, CR or both) inside a piece, not after one at its end."""
    kind = {"utf-16-le": "<u2", "utf-16-be": ">u2"}.get(encoding, "u1")
    width = np.dtype(kind).itemsize
    units = np.frombuffer(piece[: len(piece) // width * width], kind)
    return width * (np.flatnonzero((units[:-1] == 10) | ((units[:-1] == 13) & (units[1:] != 10))) + 1)


def _unscrambled(text: Text) -> Text:
    """Undo text that was read with the wrong table and stored again, wholly or not at all (F-02)."""
    lines = [line.decode() for line in islice(_non_ascii_lines(text.data), 200)]
    for wrong, right in _SCRAMBLINGS:
        repairable = sum(_is_repairable(line, wrong, right) for line in lines)
        if 2 * repairable <= len(lines):
            continue
        try:
            repaired = text.data.decode().encode(wrong).decode(right).encode()
        except UnicodeError:
            raise Refused("F-02", "文字曾以错误编码转存，部分字符已丢失，请从原系统重新导出") from None
        return Text(repaired, text.encoding, (), f"{right}→{wrong}")
    return text


def _is_repairable(line: str, wrong: str, right: str) -> bool:
    """Whether the line becomes common Chinese when it is taken back to the bytes it came from."""
    try:
        repaired = line.encode(wrong).decode(right)
    except UnicodeError:
        return False
    other = [char for char in repaired if char > "\x7f"]
    return 2 * sum("\u3000" <= char <= "\u9fff" or "\uff00" <= char <= "\uffef" for char in other) > len(
        other
    )
