"""What the records of an old workbook (BIFF8 in an OLE container) tell beyond values: what is hidden or commented.

Layouts: Microsoft [MS-CFB] and [MS-XLS].
"""

import struct
from collections.abc import Iterator, Sequence

from assets.landing.sheet_marks import Marks

_HEADER = 512
_FREE = 0xFFFFFFFA
"""Sector numbers from here on are no sectors."""
_MINI_LIMIT = 4096
"""Shorter streams lie in small sectors of 64 bytes inside the root's stream."""
_BOF, _EOF, _SHEET, _ROW, _COLUMNS, _NOTE = 0x0809, 0x000A, 0x0085, 0x0208, 0x007D, 0x001C
_BIFF8 = 0x0600
_ROW_HIDDEN, _COLUMN_HIDDEN = 0x20, 0x01


def xls_marks(data: bytes) -> dict[str, Marks]:
    """The marks of each sheet by its name; none where the container or its records are of another kind."""
    try:
        stream = _workbook(data)
        return dict(_sheets(stream)) if stream else {}
    except (struct.error, UnicodeDecodeError):
        return {}


def _sheets(stream: bytes) -> Iterator[tuple[str, Marks]]:
    """Name and marks of the sheets that the book lists."""
    for kind, at, _ in _records(stream, 0):
        if kind == _BOF and struct.unpack_from("<H", stream, at)[0] != _BIFF8:
            return
        if kind == _SHEET:
            start, _, _, length, wide = struct.unpack_from("<IBBBB", stream, at)
            text = stream[at + 8 : at + 8 + length * (1 + (wide & 1))]
            yield text.decode("utf-16-le" if wide & 1 else "latin-1"), _marks(stream, start)


def _marks(stream: bytes, start: int) -> Marks:
    """What is hidden or commented in the sheet whose records begin at `start`."""
    hidden_rows, comments, hidden_columns = [], [], 0
    for kind, at, _ in _records(stream, start):
        if kind == _ROW:
            row, flags = struct.unpack_from("<H10xH", stream, at)
            hidden_rows += [row + 1] if flags & _ROW_HIDDEN else []
        elif kind == _NOTE:
            comments.append(struct.unpack_from("<H", stream, at)[0] + 1)
        elif kind == _COLUMNS:
            first, last, flags = struct.unpack_from("<HH4xH", stream, at)
            hidden_columns += last - first + 1 if flags & _COLUMN_HIDDEN and last < 255 else 0
    return Marks(0, hidden_columns, tuple(hidden_rows), tuple(comments))


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Kind, offset and length of the records up to the end of their part."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _EOF:
            return
        yield kind, at + 4, length
        at += 4 + length


def _workbook(data: bytes) -> bytes | None:
    """The stream that holds the workbook."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    sectors = _Sectors(data, size)
    entries = {name: (start, length) for name, start, length in _entries(sectors.chain(sectors.directory))}
    if "Workbook" not in entries:
        return None
    start, length = entries["Workbook"]
    if length >= _MINI_LIMIT:
        return sectors.chain(start)[:length]
    small = sectors.chain(entries["Root Entry"][0])
    table = _numbers(sectors.chain(sectors.small_table))
    return b"".join(small[64 * at : 64 * at + 64] for at in _linked(table, start))[:length]


def _entries(directory: bytes) -> Iterator[tuple[str, int, int]]:
    """Name, first sector and length of the streams."""
    for at in range(0, len(directory) - 127, 128):
        length = struct.unpack_from("<H", directory, at + 64)[0]
        name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        yield name, *struct.unpack_from("<II", directory, at + 116)


class _Sectors:
    """The sectors of a container, chained by its allocation table."""

    def __init__(self, data: bytes, size: int) -> None:
        self.data, self.size = data, size
        self.directory, self.small_table, more = struct.unpack_from("<I8xI4xI", data, 48)
        listed = list(struct.unpack_from("<109I", data, 76))
        seen = 0
        while more < _FREE and seen <= len(data) // size:
            *numbers, more = _numbers(self._sector(more))
            listed += numbers
            seen += 1
        self.table = [number for at in listed if at < _FREE for number in _numbers(self._sector(at))]

    def chain(self, start: int) -> bytes:
        """The sectors from `start` on, one after the other."""
        return b"".join(map(self._sector, _linked(self.table, start)))

    def _sector(self, number: int) -> bytes:
        at = _HEADER + number * self.size if self.size == _HEADER else (number + 1) * self.size
        return self.data[at : at + self.size]


def _linked(table: Sequence[int], start: int) -> Iterator[int]:
    """The numbers of a chain; one that does not end is cut where it is longer than the table."""
    for _ in range(len(table)):
        if start >= len(table):
            return
        yield start
        start = table[start]


def _numbers(sector: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4])
