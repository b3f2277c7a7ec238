"""What is true of every line delivered: whom it speaks of, what was spoilt, how lines count."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sample.columns import take, text
from sample.extract import Extract

_ADDRESS = [("dataset", pa.string()), ("batch", pa.string()), ("file", pa.string()), ("sheet", pa.string())]
SCHEMAS = {
    "records": pa.schema(
        [
            *_ADDRESS,
            ("row_number", pa.int64()),
            ("role", pa.string()),
            ("ordinal", pa.int32()),
            ("entity_type", pa.string()),
            ("truth_id", pa.int64()),
        ]
    ),
    "defects": pa.schema(
        [
            *_ADDRESS,
            ("row_number", pa.int64()),
            ("column", pa.string()),
            ("code", pa.string()),
            ("original", pa.string()),
            ("written", pa.string()),
        ]
    ),
    "lines": pa.schema(
        [
            *_ADDRESS[:3],
            ("lines", pa.int64()),
            ("header_lines", pa.int64()),
            ("ignored_lines", pa.int64()),
            ("broken_lines", pa.int64()),
            ("landed_lines", pa.int64()),
        ]
    ),
    "leads": pa.schema(
        [
            ("round", pa.int32()),
            ("rule", pa.string()),
            ("dataset", pa.string()),
            ("entity_type", pa.string()),
            ("truth_id", pa.int64()),
        ]
    ),
    "deliveries": pa.schema(
        [("round", pa.int32()), *_ADDRESS[:3], ("state", pa.string()), ("reason", pa.string())]
    ),
}
"""Tables about deliveries; they grow round by round; the tables of entities show the last round."""

_GROUP = 1_000_000


@dataclass(frozen=True)
class Placement:
    """Where rows ended up: file by page, row number by row (0: on no line that can be read)."""

    batch: str
    files: list[str]
    row_numbers: NDArray[np.int64]


@dataclass
class TruthWriter:
    """Writes the truth of one round behind that of earlier rounds; a context manager."""

    folder: Path
    round_number: int
    rows: Counter[str] = field(default_factory=Counter)
    defects: Counter[str] = field(default_factory=Counter)
    _writers: dict[str, pq.ParquetWriter] = field(default_factory=dict)
    _waiting: dict[str, list[pa.Table]] = field(default_factory=dict)
    _waiting_rows: Counter[str] = field(default_factory=Counter)
    _leads: dict[tuple[str, str, str], set[int]] = field(default_factory=dict)
    _lines: dict[tuple[str, str, str], tuple[int, int, int, int]] = field(default_factory=dict)

    def __enter__(self) -> "TruthWriter":
        self.folder.mkdir(parents=True, exist_ok=True)
        for name, schema in SCHEMAS.items():
            self._writers[name] = pq.ParquetWriter(self._unfinished(name), schema, compression="zstd")
            self._waiting[name] = []
            if self.round_number > 1:
                for batch in pq.ParquetFile(self.folder / f"{name}.parquet").iter_batches(1_000_000):
                    self._writers[name].write_batch(batch)
        return self

    def _unfinished(self, name: str) -> Path:
        """Where a table is until the round is done."""
        return self.folder / f"{name}.unfinished"

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._write_leads()
        for name, writer in self._writers.items():
            self._flush(name)
            writer.close()
            if kind is None:
                self._unfinished(name).replace(self.folder / f"{name}.parquet")

    def _write(self, name: str, values: dict[str, object], length: int) -> None:
        """Append rows; single values are repeated."""
        schema = SCHEMAS[name]
        arrays = [
            value if isinstance(value, pa.Array) else pa.repeat(pa.scalar(value, type_), length)
            for value, type_ in zip((values[f.name] for f in schema), schema.types, strict=True)
        ]
        self._waiting[name].append(pa.Table.from_arrays(arrays, schema=schema))
        self._waiting_rows[name] += length
        if self._waiting_rows[name] > _GROUP:
            self._flush(name)

    def _flush(self, name: str) -> None:
        """Write what waits as one row group."""
        if self._waiting[name]:
            self._writers[name].write_table(pa.concat_tables(self._waiting[name]))
            self._waiting[name] = []
            self._waiting_rows[name] = 0

    def placed(self, extract: Extract, placement: Placement, columns: dict[str, pa.Array]) -> None:
        """Record an extract's rows: who is meant in each, what is spoilt; `columns` as written."""
        self.rows[extract.dataset] += len(extract)
        files, sheets = text(placement.files), text([page.sheet for page in extract.pages])

        def address(rows: NDArray[np.int64]) -> dict[str, object]:
            """The columns that say where rows stand."""
            page = extract.page[rows]
            return {
                "dataset": extract.dataset,
                "batch": placement.batch,
                "file": take(files, page),
                "sheet": take(sheets, page),
                "row_number": pa.array(placement.row_numbers[rows]),
            }

        legible = placement.row_numbers > 0
        for role in extract.roles:
            rows = np.flatnonzero((role.ids >= 0) & legible)
            self._write(
                "records",
                address(rows)
                | {
                    "role": role.name,
                    "ordinal": role.ordinal,
                    "entity_type": role.entity,
                    "truth_id": pa.array(role.ids[rows]),
                },
                len(rows),
            )
        for labelled in extract.defects:
            seen = legible[labelled.rows]
            rows = labelled.rows[seen]
            self.defects[labelled.code] += len(rows)
            self._write(
                "defects",
                address(rows)
                | {
                    "column": labelled.column,
                    "code": labelled.code,
                    "original": labelled.original.filter(pa.array(seen)),
                    "written": take(columns[labelled.column], rows) if labelled.column else None,
                },
                len(rows),
            )

    def defect(
        self,
        dataset: str,
        batch: str,
        file: str,
        code: str,
        sheet: str | None = None,
        row_number: int | None = None,
        column: str | None = None,
        written: str | None = None,
    ) -> None:
        """Label one line, sheet or file."""
        self.defects[code] += 1
        self._write(
            "defects",
            {
                "dataset": dataset,
                "batch": batch,
                "file": file,
                "sheet": sheet,
                "row_number": row_number,
                "column": column,
                "code": code,
                "original": None,
                "written": written,
            },
            1,
        )

    def lines(
        self, dataset: str, batch: str, file: str, header: int, ignored: int, broken: int, landed: int
    ) -> None:
        """How the lines of a file divide; their sum is the number of lines."""
        self._lines[dataset, batch, file] = header, ignored, broken, landed
        self._write(
            "lines",
            {
                "dataset": dataset,
                "batch": batch,
                "file": file,
                "lines": header + ignored + broken + landed,
                "header_lines": header,
                "ignored_lines": ignored,
                "broken_lines": broken,
                "landed_lines": landed,
            },
            1,
        )

    def lines_of(self, dataset: str, batch: str, file: str) -> tuple[int, int, int, int]:
        """Header, ignored, broken and landed lines of a file of this round."""
        return self._lines[dataset, batch, file]

    def delivery(
        self, dataset: str, batch: str, file: str | None, state: str, reason: str | None = None
    ) -> None:
        """What a receiver should make of a batch or file: accepted, refused, waiting, redelivered."""
        self._write(
            "deliveries",
            {
                "round": self.round_number,
                "dataset": dataset,
                "batch": batch,
                "file": file,
                "state": state,
                "reason": reason,
            },
            1,
        )

    def lead(self, extract: Extract) -> None:
        """Keep the business anomalies of an extract for the end of the round."""
        for lead in extract.leads:
            self._leads.setdefault((lead.rule, extract.dataset, lead.entity), set()).update(lead.ids.tolist())

    def _write_leads(self) -> None:
        """Write the business anomalies of the round."""
        for (rule, dataset, entity), ids in sorted(self._leads.items()):
            self._write(
                "leads",
                {
                    "round": self.round_number,
                    "rule": rule,
                    "dataset": dataset,
                    "entity_type": entity,
                    "truth_id": pa.array(sorted(ids), pa.int64()),
                },
                len(ids),
            )

    def repeat(self, dataset: str, old: str, new: str) -> None:
        """Record that a batch of an earlier round came once more: its lines speak of the same again."""
        chosen = [("dataset", "=", dataset), ("batch", "=", old)]
        for name in ("records", "defects", "lines"):
            table = pq.read_table(self.folder / f"{name}.parquet", filters=chosen, schema=SCHEMAS[name])
            place = table.schema.get_field_index("batch")
            again = pa.repeat(pa.scalar(new), len(table))
            self._waiting[name].append(table.set_column(place, "batch", again))
        self.delivery(dataset, new, None, "accepted", f"REPEATS {old}")


class Unrecorded(TruthWriter):
    """Keeps no truth: for files that nobody may read."""

    def _write(self, name: str, values: dict[str, object], length: int) -> None:
        """Drop the rows."""
