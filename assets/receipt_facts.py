"""What the warehouse and bronze say of the deliveries to be answered: counts and row addresses, never a value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from assets.county import County
from assets.deliveries import DeliveredBatch
from quality.masking import mask_text
from quality.receipt import EXAMPLES, Finding, Lines, Noted, Place, Reason, Remark
from sql.warehouse import Warehouse, quoted

Batch = tuple[str, str]
"""Dataset and batch."""
OwnHeaders = dict[tuple[str, str | None], dict[str, str]]
"""File and sheet -> field -> the header it was delivered under."""

_FINDINGS = f"""
WITH numbered AS (
    SELECT f.dataset, f.batch, f.rule, f.severity, f.field, f.header, f.message, f.expected, f.file, f.sheet, f.row_number,
        row_number() OVER (
            PARTITION BY f.dataset, f.batch, f.rule, f.field, f.severity
            ORDER BY f.file, f.sheet, f.row_number, f.finding_id
        ) AS place,
        count(*) OVER (PARTITION BY f.dataset, f.batch, f.rule, f.field, f.severity) AS found
    FROM findings.all AS f
    INNER JOIN wanted AS w ON w.dataset = f.dataset AND w.batch = f.batch
    WHERE f.status IN ('open', 'reopened')  -- not what is excepted, nor what nobody verified yet
)
SELECT dataset, batch, rule, severity, field, header, message, expected, found, file, sheet, row_number
FROM numbered WHERE place <= {EXAMPLES}
ORDER BY dataset, batch, severity, found DESC, rule, field, place
"""
_QUARANTINED = f"""
WITH numbered AS (
    SELECT q.dataset, q.batch, q.file, q.reason, q.sheet, q.row_number,
        row_number() OVER (
            PARTITION BY q.dataset, q.batch, q.file, q.reason ORDER BY q.sheet, q.row_number
        ) AS place,
        count(*) OVER (PARTITION BY q.dataset, q.batch, q.file, q.reason) AS found
    FROM quarantine.rows AS q
    INNER JOIN wanted AS w ON w.dataset = q.dataset AND w.batch = q.batch
)
SELECT dataset, batch, file, reason, found, sheet, row_number
FROM numbered WHERE place <= {EXAMPLES}
ORDER BY dataset, batch, file, reason, place
"""


@dataclass(frozen=True)
class Facts:
    """Facts about the wanted batches, by batch, by file, or by content of a file."""

    linked: dict[tuple[str, str, str], int]
    quarantined: dict[tuple[str, str, str], tuple[Lines, ...]]
    read: dict[tuple[str, str], tuple[Lines, ...]]
    """Content hash and kind (``ignored``, ``broken``) -> lines that are no rows."""
    remarks: dict[Batch, tuple[Remark, ...]]
    findings: dict[Batch, tuple[Finding, ...]]


def gather_facts(
    county: County, warehouse: Warehouse, wanted: list[DeliveredBatch], headers: dict[Batch, OwnHeaders]
) -> Facts:
    """The facts of the wanted batches, a few statements for all of them together."""
    frame = pa.table(
        {
            "dataset": pa.array([w.dataset for w in wanted], pa.string()),
            "batch": pa.array([w.batch for w in wanted], pa.string()),
        }
    )
    with warehouse.offered("wanted", frame):
        linked = warehouse.rows(
            "SELECT l.dataset, l.batch, l.file, l.linked FROM identity.lines AS l "
            "INNER JOIN wanted AS w ON w.dataset = l.dataset AND w.batch = l.batch"
        )
        return Facts(
            linked={(d, b, f): n for d, b, f, n in linked},
            quarantined=_quarantined(county, warehouse),
            read=_read(county, warehouse, {f.file.sha256 for w in wanted for f in w.files}),
            remarks=_remarks(county, warehouse),
            findings=_findings(county, warehouse, headers),
        )


def reason_of(county: County, code: str, labels: str = "issues") -> Reason:
    """A code with its text from the code list; a code nobody listed speaks for itself."""
    row = next((r for r in county.catalog.codes[labels] if r["code"] == code), {"code": code})
    severity = row.get("severity", "info" if labels == "ignored" else "error")
    return Reason(code=code, label=row.get("label", code), advice=row.get("advice"), severity=severity)


def _quarantined(county: County, warehouse: Warehouse) -> dict[tuple[str, str, str], tuple[Lines, ...]]:
    found: dict[tuple[str, str, str], dict[str, Lines]] = {}
    for dataset, batch, file, code, count, sheet, row in warehouse.rows(_QUARANTINED):
        _add(found.setdefault((dataset, batch, file), {}), reason_of(county, code), count, sheet, row)
    return {key: tuple(lines.values()) for key, lines in found.items()}


def _add(lines: dict[str, Lines], reason: Reason, count: int, sheet: str | None, row: int) -> None:
    """One more address of the lines of a reason."""
    before = lines.get(reason.code, Lines(reason=reason, count=count))
    place = Place(sheet=sheet, row_number=row)
    lines[reason.code] = before.model_copy(update={"places": (*before.places, place)})


def _read(
    county: County, warehouse: Warehouse, digests: set[str]
) -> dict[tuple[str, str], tuple[Lines, ...]]:
    """Lines that are no rows as they were read, of refused files as well."""
    paths = [p for d in sorted(digests) if (p := county.bronze.lines(d)).is_file()]
    if not paths:
        return {}
    listed = ", ".join(quoted(str(p)) for p in paths)
    rows = warehouse.rows(f"""
        WITH numbered AS (
            SELECT filename, kind, reason, sheet, row_number,
                row_number() OVER (PARTITION BY filename, kind, reason ORDER BY sheet, row_number) AS place,
                count(*) OVER (PARTITION BY filename, kind, reason) AS found
            FROM read_parquet([{listed}], filename = true) WHERE kind <> 'header'
        )
        SELECT filename, kind, reason, found, sheet, row_number FROM numbered WHERE place <= {EXAMPLES}
        ORDER BY filename, kind, reason, place
    """)
    found: dict[tuple[str, str], dict[str, Lines]] = {}
    for path, kind, code, count, sheet, row in rows:
        reason = reason_of(county, code, "ignored" if kind == "ignored" else "issues")
        digest = Path(path).name.removesuffix(".lines.parquet")
        _add(found.setdefault((digest, kind), {}), reason, count, sheet, row)
    return {key: tuple(lines.values()) for key, lines in found.items()}


def _remarks(county: County, warehouse: Warehouse) -> dict[Batch, tuple[Remark, ...]]:
    """Notes about files and deliveries by code, the first few in full."""
    rows = warehouse.rows(
        "SELECT n.dataset, n.batch, n.code, n.file, n.sheet, n.row_number, n.detail FROM raw.notes AS n "
        "INNER JOIN wanted AS w ON w.dataset = n.dataset AND w.batch = n.batch ORDER BY ALL"
    )
    found: dict[Batch, dict[str, list[Noted]]] = {}
    for dataset, batch, code, file, sheet, row, detail in rows:
        noted = Noted(
            place=Place(file=file, sheet=sheet, row_number=row), detail=mask_text(detail or "") or None
        )
        found.setdefault((dataset, batch), {}).setdefault(code, []).append(noted)
    return {
        batch: tuple(
            Remark(reason=reason_of(county, code), count=len(notes), notes=tuple(notes[:EXAMPLES]))
            for code, notes in codes.items()
        )
        for batch, codes in found.items()
    }


def _findings(
    county: County, warehouse: Warehouse, headers: dict[Batch, OwnHeaders]
) -> dict[Batch, tuple[Finding, ...]]:
    """Findings that stand, by rule and column; an address names the column as it was delivered."""
    found: dict[Batch, dict[tuple, Finding]] = {}
    for dataset, batch, rule, severity, field, header, label, advice, count, *where in warehouse.rows(
        _FINDINGS
    ):
        place = _own(headers.get((dataset, batch), {}), where, field, header)
        listed = reason_of(county, rule)
        reason = Reason(code=rule, label=label or rule, advice=advice or listed.advice, severity=severity)
        of_batch = found.setdefault((dataset, batch), {})
        before = of_batch.get((rule, field, severity), Finding(reason=reason, header=header, count=count))
        of_batch[rule, field, severity] = before.model_copy(update={"places": (*before.places, place)})
    return {batch: tuple(findings.values()) for batch, findings in found.items()}


def _own(headers: OwnHeaders, where: Iterable, field: str | None, header: str | None) -> Place:
    file, sheet, row = where
    own = headers.get((file, sheet), {})
    return Place(file=file, sheet=sheet, row_number=row, header=own.get(field or "", header))
