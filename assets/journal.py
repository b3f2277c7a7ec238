"""The journal: append-only memory outside versions, one JSON document a line."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

Entry = TypeVar("Entry", bound=BaseModel)


def entries(file: Path, kind: type[Entry]) -> list[Entry]:
    """What was written to a journal file, in order; a last line that a crash cut off is no entry."""
    if not file.is_file():
        return []
    lines = file.read_bytes().split(b"\n")
    return [kind.model_validate_json(line) for line in lines[:-1]]


def append(file: Path, documents: Iterable[BaseModel]) -> None:
    """Add documents and make them durable; the rest of a line that a crash cut off is removed before."""
    text = "".join(f"{document.model_dump_json()}\n" for document in documents)
    if not text:
        return
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with file.open("ab+") as stream:
        stream.truncate(_whole(file))
        stream.write(text.encode())
        stream.flush()
        os.fsync(stream.fileno())


def _whole(file: Path) -> int:
    """Bytes up to the end of the last whole line."""
    return file.read_bytes().rfind(b"\n") + 1
