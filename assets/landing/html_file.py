"""HTML tables that call themselves Excel (guide F-01): one grid, tables below one another, as in Excel."""

from html.parser import HTMLParser

from assets.landing.cells import Value
from assets.landing.grid import Grid, land, trimmed
from assets.landing.headers import FindHeader, Merge, find_header
from assets.landing.reading import Account, Reading, Refused
from assets.landing.text import Text

MAX_SPAN = 10_000


def read_html(text: Text, known: frozenset[str], find: FindHeader = find_header) -> Reading:
    """Read all table rows of an HTML page."""
    if text.undecodable:
        raise Refused("UNREADABLE", "网页表格中有无法解码的字符，请从原系统重新导出")
    parser = _TableParser()
    parser.feed(text.data.decode())
    parser.close()
    parser.end_row()
    width = max(map(len, parser.rows), default=0)
    rows = [row + [""] * (width - len(row)) for row in parser.rows]
    grid = trimmed(Grid(None, rows, parser.merges))
    account = Account()
    blocks = land(account, grid, known, find) if grid.rows else []
    if not blocks:
        raise Refused("UNREADABLE", "网页表格中找不到表头")
    return account.close("html", blocks, text.encoding)


class _TableParser(HTMLParser):
    """Collects the cells of every row; spans become merged ranges with the value in their first cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[Value]] = []
        self.merges: list[Merge] = []
        self._row: list[Value] | None = None
        self._cell: list[str] | None = None
        self._span = (1, 1)
        self._taken: dict[tuple[int, int], bool] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a row or a cell; a cell or row that was not closed ends here."""
        if tag == "tr":
            self.end_row()
            self._row = []
        elif tag in ("td", "th") and self._row is not None:
            self._end_cell()
            given = dict(attrs)
            self._cell, self._span = [], (_span(given.get("rowspan")), _span(given.get("colspan")))
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End a cell or a row."""
        if tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table"):
            self.end_row()

    def handle_data(self, data: str) -> None:
        """Text counts inside cells only."""
        if self._cell is not None:
            self._cell.append(data)

    def end_row(self) -> None:
        """Store the row that is open, if one is."""
        self._end_cell()
        if self._row is not None:
            self._skip_taken(self._row)
            self.rows.append(self._row)
            self._row = None

    def _end_cell(self) -> None:
        if self._cell is None or self._row is None:
            return
        self._skip_taken(self._row)
        top, left, (down, across) = len(self.rows), len(self._row), self._span
        self._row.append("".join(self._cell).strip(" \t\r\n"))
        self._cell = None
        if down > 1 or across > 1:
            self.merges.append((top, left, top + down - 1, left + across - 1))
            for row in range(top, top + down):
                for column in range(left, left + across):
                    self._taken[row, column] = True
            self._skip_taken(self._row)

    def _skip_taken(self, row: list[Value]) -> None:
        """Leave blank what a span from the left or from above covers."""
        while self._taken.get((len(self.rows), len(row))):
            row.append("")


def _span(text: str | None) -> int:
    """A rowspan or colspan; what is no number is 1."""
    digits = (text or "").strip()
    return min(MAX_SPAN, max(1, int(digits))) if digits.isascii() and digits.isdigit() else 1
