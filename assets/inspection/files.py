"""Any file to readings: itself, or every file inside a zip, by whatever reader its content asks for."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from assets.inspection.delimited import read_delimited
from assets.inspection.encoding import decode_any
from assets.inspection.header import find_any_header
from assets.inspection.profile import ColumnProfile, profiles
from assets.landing.archive import members
from assets.landing.files import Readers, read_file
from assets.landing.reading import Reading, Refused

READERS = Readers(decode=decode_any, delimited=read_delimited, find_header=find_any_header)


@dataclass(frozen=True)
class Inspected:
    """One file, or one member of a zip: what was read of it, or why nothing was."""

    file: str
    reading: Reading | None
    refused: Refused | None

    @cached_property
    def profiles(self) -> tuple[list[ColumnProfile], ...]:
        """What the columns of each table hold."""
        return tuple(map(profiles, self.reading.blocks)) if self.reading else ()


def inspect_file(path: Path, known: frozenset[str]) -> Iterator[Inspected]:
    """Read a file, or each file of a zip, never raising for what is in it."""
    try:
        for name, content in members(path):
            yield _inspected(name, content, known)
    except Refused as refused:
        yield Inspected(path.name, None, refused)


def _inspected(name: str, content: bytes | Path, known: frozenset[str]) -> Inspected:
    try:
        return Inspected(name, read_file(content, known, name, READERS), None)
    except Refused as refused:
        return Inspected(name, None, refused)
