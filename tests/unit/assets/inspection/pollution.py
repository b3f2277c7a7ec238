"""A small shop's table and the ways in which published csv files are polluted, each with the table that it should give.

The ways are those found in the wild by Vitagliano et al., "Pollock: A Data Loading Benchmark" (VLDB 2023); the table, and
how it is written, are our own.
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

Rows = list[list[str]]
HEADER = ["date", "time", "quantity", "product", "price", "kind", "description", "page", "remark"]
_KINDS = ("Hat", "Pillow, blue", "Kids' socks", 'Boxer, 5" wide', 'Bicycle, 24"', "Lamp")
_WORDS = (
    "light durable running jacket with water resistant leather for hiking and riding, warm dry quick".split(
        " "
    )
)


def shop(rows: int = 40) -> Rows:
    """The header and rows of dates, numbers, codes, and texts with commas, quotes and apostrophes."""
    chance = random.Random(11)
    table = [HEADER]
    for number in range(rows):
        code = f"{chance.choice(('MG', 'RI', 'YY'))}-{chance.randint(1000, 9999)}"
        words = " ".join(chance.choice(_WORDS) for _ in range(12))
        table.append([
            f"{chance.randint(10, 28)}/{chance.randint(10, 12)}/2018",
            f"{chance.randint(0, 23):02}:{chance.choice(('00', '15', '30'))}",
            str(chance.randint(0, 30)),
            code,
            f"${chance.randint(1, 99)}.{chance.randint(10, 99)}",
            chance.choice(_KINDS),
            f"It won't break: {words}" if number % 3 else f'{words}, 8" long',
            f"https://example.org/{code}.html",
            "",
        ])  # fmt: skip
    return table


@dataclass(frozen=True)
class Written:
    """How a table is written; `stray` are quotes put before a cell, which belong to its text."""

    rows: Rows
    delimiter: str = ","
    quote: str = '"'
    escape: str | None = None
    """What stands before a quote in a quoted cell; by default the quote itself."""
    line_end: str = "\r\n"
    separators: dict[tuple[int, int], str] = field(default_factory=dict)
    stray: frozenset[tuple[int, int]] = frozenset()

    def lines(self) -> list[str]:
        """One text a row."""
        return [self._line(number, row) for number, row in enumerate(self.rows)]

    def text(self) -> str:
        """The whole file."""
        return "".join(line + self.line_end for line in self.lines())

    def _line(self, number: int, row: Sequence[str]) -> str:
        out, escape = "", self.quote if self.escape is None else self.escape
        for place, cell in enumerate(row):
            text = self.quote * ((number, place) in self.stray) + cell.replace(
                self.quote, escape + self.quote
            )
            quoted = place in (6, 7) or "," in cell or self.quote in cell
            out += self.separators.get((number, place), self.delimiter) if place else ""
            out += f"{self.quote}{text}{self.quote}" if quoted else text
        return out

    def table(self) -> Rows:
        """What a reader should find."""
        return [
            ['"' * ((number, place) in self.stray) + cell for place, cell in enumerate(row)]
            for number, row in enumerate(self.rows)
        ]


def polluted() -> Iterator[tuple[str, str, Rows]]:
    """Name, text, and the table with its header as first row (no rows at all: nothing to be found)."""
    plain = Written(shop())
    yield from _whole_files(plain)
    for number in range(0, len(plain.rows), 3):
        for place in range(1, len(HEADER)):
            more = replace(plain, separators={(number, place): ",,"})
            yield f"a separator more, row {number} before {place}", more.text(), plain.table()
            fewer = replace(plain, separators={(number, place): ""})
            yield f"a separator less, row {number} before {place}", fewer.text(), plain.table()
            stray = replace(plain, stray=frozenset({(number, place)}))
            yield f"a quote more, row {number} at {place}", stray.text(), stray.table()
        other = " ;"[number % 2]
        spaced = replace(plain, separators={(number, place): other for place in range(1, len(HEADER))})
        yield f"separators {other!r}, row {number}", spaced.text(), plain.table()


def _whole_files(plain: Written) -> Iterator[tuple[str, str, Rows]]:
    table = plain.table()
    lines = plain.lines()
    yield "as it is", plain.text(), table
    yield "nothing", "", []
    yield "no last line end", plain.text().rstrip("\r\n"), table
    yield "two last line ends", plain.text() + "\r\n", table
    yield "preamble", "PREAMBLE,,,,,,,,\r\n,,,,,,,,\r\n" + plain.text(), table
    yield "narrow preamble", "The shop's table\r\n\r\n" + plain.text(), table
    yield "header only", lines[0] + "\r\n", table[:1]
    yield "one row", "\r\n".join(lines[:2]), table[:2]
    yield "no header", "\r\n".join(lines[1:]), [["" for _ in HEADER], *table[1:]]
    for name, width in (("narrower", 8), ("wider", 10)):
        second = Written([([*row, "more" if row is HEADER else "0"])[:width] for row in plain.rows])
        yield f"a {name} table below", plain.text() + second.text(), table
    for line_end in ("\n", "\r"):
        yield f"lines end with {line_end!r}", replace(plain, line_end=line_end).text(), table
    for delimiter in (";", "\t", "|", ", ", "^"):
        yield f"delimiter {delimiter!r}", replace(plain, delimiter=delimiter).text(), table
    yield "quotes escaped by a backslash", replace(plain, escape="\\").text(), table
    yield "quotes not escaped", replace(plain, escape="").text(), table
    single = replace(plain, quote="'")
    yield "apostrophes for quotes", single.text(), table
    yield "apostrophes for quotes, not escaped", replace(single, escape="").text(), table


def score(expected: Rows, found: Rows) -> float:
    """Of 10: 1 for not failing, and precision, recall and F1 of the header, the records and the cells."""
    if not expected:
        return 10.0
    cells = [[cell for row in table for cell in row] for table in (expected, found)]
    records = [["".join(row) for row in table[1:]] for table in (expected, found)]
    headers = [table[0] if table else [] for table in (expected, found)]
    return 1 + sum(_measures(*pair) for pair in (headers, records, cells))


def _measures(expected: Sequence[str], found: Sequence[str]) -> float:
    if not expected:
        return 3.0
    equal = sum((Counter(expected) & Counter(found)).values())
    if not equal:
        return 0.0
    recall, precision = equal / len(expected), equal / len(found)
    return precision + recall + 2 * precision * recall / (precision + recall)
