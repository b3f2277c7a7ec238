"""Ways to damage a delivered file: each takes its bytes and a source of chance, and gives other bytes."""

import io
import re
import zipfile
from collections.abc import Callable, Sequence

from numpy.random import Generator

Mutation = Callable[[bytes, Generator], bytes]
_LINE = re.compile(rb"[^\n]*\n|[^\n]+")
_ENCODINGS = ("utf-8", "gb18030", "utf-16", "latin-1")


def _place(data: Sequence[object], chance: Generator) -> int:
    return int(chance.integers(0, max(1, len(data))))


def flip_bytes(data: bytes, chance: Generator) -> bytes:
    """Up to eight bytes are others."""
    damaged = bytearray(data)
    for _ in range(int(chance.integers(1, 9))):
        damaged[_place(damaged, chance)] = int(chance.integers(0, 256))
    return bytes(damaged)


def cut_off(data: bytes, chance: Generator) -> bytes:
    """The end is missing."""
    return data[: _place(data, chance)]


def cut_out(data: bytes, chance: Generator) -> bytes:
    """A piece in the middle is missing."""
    start = _place(data, chance)
    return data[:start] + data[start + int(chance.integers(1, 200)) :]


def repeat_piece(data: bytes, chance: Generator) -> bytes:
    """A piece stands twice."""
    start = _place(data, chance)
    stop = start + int(chance.integers(1, 500))
    return data[:stop] + data[start:]


def _at_line(change: Callable[[list[bytes], int], None]) -> Mutation:
    def mutation(data: bytes, chance: Generator) -> bytes:
        lines = _LINE.findall(data)
        if lines:
            change(lines, _place(lines, chance))
        return b"".join(lines)

    return mutation


def _drop(lines: list[bytes], at: int) -> None:
    del lines[at]


def _double(lines: list[bytes], at: int) -> None:
    lines.insert(at, lines[at])


def _halve(lines: list[bytes], at: int) -> None:
    lines[at] = lines[at][: len(lines[at]) // 2] + b"\n"


def _join(lines: list[bytes], at: int) -> None:
    lines[at] = lines[at].rstrip(b"\r\n")


def insert(mark: bytes) -> Mutation:
    """A mark stands where it does not belong."""

    def mutation(data: bytes, chance: Generator) -> bytes:
        at = _place(data, chance)
        return data[:at] + mark + data[at:]

    return mutation


def mix_encodings(data: bytes, chance: Generator) -> bytes:
    """A line is in another encoding."""
    lines = _LINE.findall(data)
    if not lines:
        return data
    at, encoding = _place(lines, chance), _ENCODINGS[_place(_ENCODINGS, chance)]
    text = lines[at].decode("gb18030", "replace")
    return b"".join([*lines[:at], text.encode(encoding, "replace"), *lines[at + 1 :]])


def inside_a_zip(mutation: Mutation) -> Mutation:
    """One member of a zip is damaged, and the zip is whole."""

    def inside(data: bytes, chance: Generator) -> bytes:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [(member.filename, archive.read(member)) for member in archive.infolist()]
        at, out = _place(members, chance), io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for number, (name, content) in enumerate(members):
                archive.writestr(name, mutation(content, chance) if number == at else content)
        return out.getvalue()

    return inside


BINARY: tuple[Mutation, ...] = (flip_bytes, cut_off, cut_out, repeat_piece)
TEXT: tuple[Mutation, ...] = (
    *BINARY,
    *map(_at_line, (_drop, _double, _halve, _join)),
    *map(insert, (b'"', b",", b"\n", b"\r", b'"\n"', b"\x00", b"\xff", b"\xef\xbb\xbf", b"{", b"\t")),
    mix_encodings,
)
ZIPPED: tuple[Mutation, ...] = (*BINARY, *map(inside_a_zip, (*TEXT, insert(b"<c r="), insert(b"</row>"))))
