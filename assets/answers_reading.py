"""An answered workbook, read as every delivered file is: rows with a number of ours and an answer, whatever else was edited."""

# pyright: reportAttributeAccessIssue=false
# (pyarrow.compute makes its functions when it is imported)

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow.compute as pc

from assets.landing import Block, Refused, members, read_file
from assets.landing.deliveries import ANSWERS, READY, digest_of
from catalog.headers import normalise_header
from quality.answers import NOTE, NUMBERS, RESULT, VALUE, About

_KNOWN = frozenset(normalise_header(h) for h in (*NUMBERS, RESULT, VALUE, NOTE))


@dataclass(frozen=True)
class AnswerFile:
    """One file in ``landing/<department>/_answers``, at any depth."""

    department: str
    name: str
    """Path below the folder of answers."""
    path: Path

    @property
    def size(self) -> int:
        """Bytes."""
        return self.path.stat().st_size

    @property
    def sha256(self) -> str:
        """Digest of the content."""
        return digest_of(self.path)


@dataclass(frozen=True)
class Written:
    """One row of an answered workbook, as text; ``said`` is what stands in 处理结果."""

    sheet: str | None
    row_number: int
    about: About
    number: str | None
    said: str
    note: str | None
    value: str | None


def answer_files(landing: Path) -> Iterator[AnswerFile]:
    """Every answered file of every department, in the order of their names; marks and lock files are none."""
    for folder in sorted(landing.glob(f"*/{ANSWERS}")):
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            if path.name != READY and not path.name.startswith((".", "~$")):
                yield AnswerFile(folder.parent.name, path.relative_to(folder).as_posix(), path)


def written_answers(path: Path) -> list[Written]:
    """The answered rows of a file or of all files of a zip; raises Refused where there is nothing to be read."""
    found: list[Written] = []
    tables = 0
    for name, content in members(path):
        for block in read_file(content, _KNOWN, name).blocks:
            places = {normalise_header(h): h for h in reversed(block.headers)}
            for header, about in NUMBERS.items():
                if header in places and RESULT in places:
                    tables += 1
                    found += _answered_rows(block, places, places[header], about)
    if not tables:
        columns = "或".join(f"“{header}”" for header in NUMBERS)
        raise Refused("UNREADABLE", f"找不到{columns}和“{RESULT}”两列，请在下发的工作簿中填写")
    return found


def _answered_rows(block: Block, places: dict[str, str], number: str, about: About) -> Iterator[Written]:
    """Rows of a block with something in 处理结果; a column that was deleted is empty."""
    answered = block.rows.filter(pc.is_valid(block.rows[places[RESULT]]))
    columns = {what: places[what] for what in (RESULT, NOTE, VALUE) if what in places}
    for row in answered.select(dict.fromkeys(["_row_number", number, *columns.values()])).to_pylist():
        said = _text(row[columns[RESULT]])
        if said:
            note, value = (_text(row[columns[what]]) if what in columns else None for what in (NOTE, VALUE))
            yield Written(block.sheet, row["_row_number"], about, _text(row[number]), said, note, value)


def _text(cell: str | None) -> str | None:
    return (cell.strip() or None) if cell else None
