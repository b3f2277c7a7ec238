"""Deliveries: an extract becomes files in a batch folder of the landing, and its truth is written down."""

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sample import columns, mess, style
from sample.chance import Chance
from sample.extract import OPERATIONS, Extract, Page
from sample.forms import form_of
from sample.layouts import LAYOUTS, OPERATION, Layout
from sample.oddities import MANIFESTS, Oddity, oddity_of
from sample.truth import Placement, TruthWriter, Unrecorded
from sample.writers.csv import write_csv
from sample.writers.excel import Sheet, write_xls, write_xlsx
from sample.writers.jsonl import write_jsonl
from sample.writers.parquet import write_parquet
from sample.writers.table import Table, Written

_EXTENSIONS = {"csv": "csv", "xlsx": "xlsx", "xls": "xls", "jsonl": "jsonl", "parquet": "parquet"}
_PARQUET_DATES = frozenset({"建档日期"})
_JSON_NUMBERS = frozenset({"承包方成员数"})


@dataclass
class Parcel:
    """One batch of one dataset while its files are being written."""

    landing: Path
    dataset: str
    batch: str
    truth: TruthWriter
    chance: Chance
    strength: float
    files: list[dict[str, object]] = field(default_factory=list)
    broken_lines: dict[str, list[tuple[str, str | None, int]]] = field(default_factory=dict)
    """Code, sheet and number of the lines of each file that no reader can take."""

    @property
    def layout(self) -> Layout:
        """What was agreed about the dataset."""
        return LAYOUTS[self.dataset]

    @property
    def oddity(self) -> Oddity:
        """What is odd about this batch."""
        return oddity_of(self.dataset, self.truth.round_number, self.batch)

    @property
    def folder(self) -> Path:
        """The batch folder, made on first use."""
        folder = self.landing / self.layout.folder / self.batch
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def add(
        self, extract: Extract, operation: NDArray[np.int64] | None = None, suffix: str | None = None
    ) -> None:
        """Write the rows of an extract; `suffix` names the files of a monthly list, else the day does."""
        given = np.zeros(len(extract), np.int64) if operation is None else operation
        label = f"{self.batch} {suffix}"
        extract, given = mess.duplicate(extract, given, self.chance, label, self.strength)
        extract, given = mess.add_tests(extract, given, self.chance, label, self.strength)
        written = style.spelt(extract, self.chance, self.batch)
        if operation is not None:
            written = {OPERATION: columns.choose(OPERATIONS, given)} | written
        if self.oddity.extra_column:
            written[self.oddity.extra_column] = columns.constant("业务系统导出", len(extract))
        broken = mess.broken_lines(extract, self.chance, label, self.strength)
        self._write_files(extract, written, broken, suffix or self.batch.replace("-", ""))
        self.truth.lead(extract)

    def _write_files(
        self, extract: Extract, written: dict[str, pa.Array], broken: dict[int, str], suffix: str
    ) -> None:
        """Write the pages by file, then the truth of where every row stands."""
        numbers = np.zeros(len(extract), np.int64)
        ends = np.searchsorted(np.sort(extract.page), np.arange(len(extract.pages) + 1))
        order = np.argsort(extract.page, kind="stable")
        rows_of = [order[ends[place] : ends[place + 1]] for place in range(len(extract.pages))]
        extension = self.oddity.extension or _EXTENSIONS[self.layout.format.partition(":")[0]]
        names = [f"{page.file}_{suffix}.{extension}" for page in extract.pages]
        for name in dict.fromkeys(names):
            places = [place for place, other in enumerate(names) if other == name and len(rows_of[place])]
            if places:
                self._write_file(
                    name, extract, written, broken, [(place, rows_of[place]) for place in places], numbers
                )
        self.truth.placed(extract, Placement(self.batch, names, numbers), written)
        if self.oddity.attachment:
            self._attach(self.oddity.attachment)
        if self.oddity.twice:
            self._send_twice(extract, written, names, numbers)

    def _write_file(
        self,
        name: str,
        extract: Extract,
        written: dict[str, pa.Array],
        broken: dict[int, str],
        places: Sequence[tuple[int, NDArray]],
        numbers: NDArray,
    ) -> None:
        """Write one file of one or more pages and note the row numbers, in place."""
        spellings = style.header_spellings(self.dataset, f"{self.batch} {name}", self.chance)
        spellings |= self.oddity.renamed
        tables = [
            self._table(extract, written, broken, rows, spellings, f"{name} {place}")
            for place, rows in places
        ]
        pages = [extract.pages[place] for place, _ in places]
        results, hidden = self._write_format(self.folder / name, tables, pages)
        if self.oddity.scrambled:
            path = self.folder / name
            path.write_text(path.read_bytes().decode("latin-1"), encoding="utf-8", newline="")
        if self.oddity.unreadable_page in [place for place, _ in places]:
            self._damage(name)
            return
        for (_, rows), result in zip(places, results, strict=True):
            numbers[rows] = result.row_numbers
        self._describe(name, pages, results, hidden, sum(len(rows) for _, rows in places))

    def _table(
        self,
        extract: Extract,
        written: dict[str, pa.Array],
        broken: dict[int, str],
        rows: NDArray,
        spellings: dict[str, str],
        page: str,
    ) -> Table:
        """The rows of one page under the headers as spelt."""
        index = pa.array(rows, pa.int64())
        headers = list(written)
        numeric = style.number_columns(extract, rows, f"{self.batch} {page}", self.chance)
        place_of = {int(row): place for place, row in enumerate(rows)} if broken else {}
        as_cells = style.dates_as_cells(self.dataset, self.batch, self.chance)
        dates = self.layout.of_kind("date") if as_cells else ()
        return Table(
            [spellings.get(header, header) for header in headers],
            [written[header].take(index) for header in headers],
            {headers.index(header): mask for header, mask in numeric.items()},
            {place_of[row]: kind for row, kind in broken.items() if row in place_of},
            frozenset(headers.index(header) for header in dates),
        )

    def _write_format(self, path: Path, tables: list[Table], pages: list[Page]) -> tuple[list[Written], int]:
        """Write the file in the dataset's format."""
        kind, _, encoding = self.layout.format.partition(":")
        if kind == "csv":
            quote_all = style.choice(self.chance, f"{self.dataset} {self.batch} quotes", 4) == 0
            return [
                write_csv(
                    path, tables[0], self.oddity.encoding or encoding, self.oddity.delimiter or ",", quote_all
                )
            ], 0
        if kind == "jsonl":
            return [write_jsonl(path, tables[0], _JSON_NUMBERS)], 0
        if kind == "parquet":
            return [write_parquet(path, tables[0], _PARQUET_DATES)], 0
        file = f"{self.batch} {path.name}"
        sheets = [
            Sheet(str(page.sheet), table, form_of(self.layout, file, page, place, self.chance))
            for place, (page, table) in enumerate(zip(pages, tables, strict=True))
        ]
        return write_xlsx(path, sheets) if kind == "xlsx" else (write_xls(path, sheets), 0)

    def _damage(self, name: str) -> None:
        """Overwrite a file with bytes that no reader knows."""
        (self.folder / name).write_bytes(self.chance.generator(f"damage {name}").bytes(4_096))
        self.truth.delivery(self.dataset, self.batch, name, "refused", "UNREADABLE")
        self.truth.lines(self.dataset, self.batch, name, 0, 0, 0, 0)

    def _attach(self, name: str) -> None:
        """Put a document into the batch that holds no table."""
        (self.folder / name).write_bytes(b"%PDF-1.7\n%scan\n")
        self.truth.delivery(self.dataset, self.batch, name, "refused", "F-11")
        self.truth.lines(self.dataset, self.batch, name, 0, 0, 0, 0)

    def _describe(
        self, name: str, pages: list[Page], results: list[Written], hidden: int, records: int
    ) -> None:
        """Write down how the lines of a file divide and what is odd about it."""
        broken = sum(len(result.broken) for result in results)
        legible = sum(int((result.row_numbers > 0).sum()) for result in results)
        header = sum(result.header_lines for result in results)
        self.truth.lines(
            self.dataset,
            self.batch,
            name,
            header,
            sum(result.ignored_lines for result in results) + hidden,
            broken,
            legible,
        )
        self.broken_lines[name] = [
            (code, page.sheet, number)
            for page, result in zip(pages, results, strict=True)
            for number, code in result.broken
        ]
        for line in self.broken_lines[name]:
            self.truth.defect(self.dataset, self.batch, name, *line)
        for page, result in zip(pages, results, strict=True):
            for code, number, text in result.remarks:
                self.truth.defect(self.dataset, self.batch, name, code, page.sheet, number, text)
        if hidden:
            self.truth.defect(self.dataset, self.batch, name, "F-08", "旧表(隐藏)")
        self._describe_oddity(name)
        digest = hashlib.sha256((self.folder / name).read_bytes()).hexdigest()
        self.files.append({"name": name, "rows": records, "sha256": digest})

    def _describe_oddity(self, name: str) -> None:
        """Label what is odd about the whole file."""
        odd = self.oddity
        for what in (odd.encoding, odd.extension):
            if what:
                self.truth.defect(self.dataset, self.batch, name, "F-01", written=what)
        if odd.scrambled:
            self.truth.defect(self.dataset, self.batch, name, "F-02", written="latin-1")
        for what in (odd.extra_column, *odd.renamed.values()):
            if what:
                self.truth.defect(self.dataset, self.batch, name, "F-12", column=what)

    def _send_twice(
        self, extract: Extract, written: dict[str, pa.Array], names: list[str], numbers: NDArray
    ) -> None:
        """The same file again under another name."""
        copies = {name: name.replace(".", "(1).", 1) for name in names}
        for name, copy in copies.items():
            shutil.copyfile(self.folder / name, self.folder / copy)
            lines = self.truth.lines_of(self.dataset, self.batch, name)
            self.truth.lines(self.dataset, self.batch, copy, *lines)
            self.truth.defect(self.dataset, self.batch, copy, "F-14", written=name)
            for line in self.broken_lines[name]:
                self.truth.defect(self.dataset, self.batch, copy, *line)
            self.files += [{**entry, "name": copy} for entry in self.files if entry["name"] == name]
        self.truth.placed(extract, Placement(self.batch, [copies[name] for name in names], numbers), written)

    def close(self) -> None:
        """Finish the batch: a manifest from some departments, and `_READY`; no batch without a file."""
        if not self.files:
            return
        if self.layout.department in MANIFESTS:
            manifest = json.dumps({"files": self.files}, ensure_ascii=False, indent=1)
            (self.folder / "_manifest.json").write_text(manifest, encoding="utf-8")
        (self.folder / "_READY").touch()
        self.truth.delivery(self.dataset, self.batch, None, "accepted")

    def refuse(self, extract: Extract) -> None:
        """Send the list with a manifest that does not fit, so that the whole batch is refused."""
        parcel = replace(self, truth=Unrecorded(self.truth.folder, self.truth.round_number), files=[])
        parcel.add(extract)
        for entry in parcel.files:
            entry["rows"] = int(str(entry["rows"])) + 7
        parcel.close()
        self.truth.delivery(self.dataset, self.batch, None, "refused", "MANIFEST")

    def leave_unfinished(self, extract: Extract, suffix: str) -> None:
        """Write files without `_READY`: nobody may read them yet."""
        parcel = replace(self, truth=Unrecorded(self.truth.folder, self.truth.round_number), files=[])
        parcel.add(extract, suffix=suffix)
        self.truth.delivery(self.dataset, self.batch, None, "waiting", "NOT_READY")
