"""The floor: read every file of a landing and write it as Parquet, with nothing understood. Run as a program."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from python_calamine import CalamineWorkbook


def main(landing: Path) -> None:
    """Read csv (decoded to UTF-8, all text), workbooks, jsonl and Parquet; write each as Parquet."""
    connection = duckdb.connect(config={"threads": 2})
    with tempfile.TemporaryDirectory() as folder:
        copy_files(connection, landing, Path(folder))


def copy_files(connection: duckdb.DuckDBPyConnection, landing: Path, target: Path) -> None:
    """Write every data file below ``landing`` as a Parquet in the folder ``target``."""
    files = sorted(p for p in landing.rglob("*") if p.is_file() and not p.name.startswith("_"))
    for i, path in enumerate(files):
        _copy(connection, path, target / f"{i}.parquet")


def _copy(connection: duckdb.DuckDBPyConnection, path: Path, target: Path) -> None:
    head = path.open("rb").read(4)
    if head.startswith(b"PAR1"):
        connection.execute(f"COPY (FROM read_parquet('{path}')) TO '{target}'")
    elif head.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        _workbook(path, target)
    elif path.suffix == ".jsonl":
        _text(connection, path, target, "read_json('{}', format = 'newline_delimited', ignore_errors = true)")
    else:
        _text(connection, path, target, "read_csv('{}', all_varchar = true, ignore_errors = true, strict_mode = false)")


def _text(connection: duckdb.DuckDBPyConnection, path: Path, target: Path, reader: str) -> None:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", errors="replace")
    decoded = target.with_suffix(path.suffix)
    decoded.write_text(text, encoding="utf-8")
    try:
        connection.execute(f"COPY (FROM {reader.format(decoded)}) TO '{target}'")
    except duckdb.Error:
        # the engine's sniffer gives up on some dirty files; the floor then is their decoding alone
        print(f"not read by the engine: one file of {path.parent.parent.name}", file=sys.stderr)


def _workbook(path: Path, target: Path) -> None:
    try:
        book = CalamineWorkbook.from_path(str(path))
    except Exception as error:  # noqa: BLE001 - calamine raises classes of its own for each way to be broken
        print(f"not a workbook: {type(error).__name__}", file=sys.stderr)
        return
    rows = [
        [str(v) for v in row] for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()
    ]
    width = max((len(r) for r in rows), default=0)
    columns = {
        f"c{i}": pa.array([r[i] if i < len(r) else None for r in rows], pa.string()) for i in range(width)
    }
    pq.write_table(pa.table(columns), target)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
