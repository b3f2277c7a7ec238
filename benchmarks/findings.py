"""Findings against the labels of a sample county: recall and precision of every code, in one published home.

    python -m benchmarks.findings HOME [--least 0.95]

A label counts where its record is in force (a superseded record's defect is history), a file's label always. A finding
is right when its record and column, or its file, bear a label of the same code. Codes, counts and fields are printed, no values.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import duckdb

_LABELS = """
CREATE TEMP TABLE labels AS
WITH superseded AS (
    SELECT dataset, batch, file, sheet, row_number FROM links
    GROUP BY ALL HAVING bool_and(superseded)
)
SELECT DISTINCT d.dataset, d.batch, d.file, d.sheet, d.row_number, d.code, d."column" AS header
FROM (
    SELECT * FROM defects
    UNION ALL BY NAME
    SELECT dataset, batch, file, reason AS code FROM deliveries WHERE state = 'refused'
) AS d
LEFT JOIN superseded AS s
    ON s.dataset = d.dataset AND s.batch = d.batch AND s.file = d.file AND s.row_number = d.row_number
    AND s.sheet IS NOT DISTINCT FROM d.sheet
WHERE s.dataset IS NULL OR d.code = 'X-01'
"""
_MATCHED = """
CREATE TEMP TABLE matched AS
SELECT l.dataset, l.batch, l.file, l.sheet, l.row_number, l.code, l.header, f.finding_id
FROM labels AS l
LEFT JOIN findings AS f
    ON f.dataset = l.dataset AND f.batch = l.batch AND coalesce(f.file = l.file, true) AND f.rule = l.code
    AND CASE WHEN l.row_number IS NULL OR f.row_number IS NULL THEN coalesce(f.sheet = l.sheet, true)
        ELSE f.row_number = l.row_number AND f.sheet IS NOT DISTINCT FROM l.sheet
            AND coalesce(f.header = l.header, true) END
"""
_BY_CODE = """
WITH told AS (
    SELECT code, count(DISTINCT (dataset, batch, file, sheet, row_number, header)) AS labels,
        count(DISTINCT (dataset, batch, file, sheet, row_number, header))
            FILTER (WHERE finding_id IS NOT NULL) AS recalled
    FROM matched GROUP BY code
),
found AS (
    SELECT f.rule AS code, count(*) AS findings, count(m.finding_id) AS right_ones
    FROM findings AS f
    LEFT JOIN (SELECT DISTINCT finding_id FROM matched) AS m USING (finding_id)
    GROUP BY f.rule
)
SELECT coalesce(t.code, f.code) AS code, coalesce(labels, 0), coalesce(recalled, 0), coalesce(findings, 0),
    coalesce(right_ones, 0)
FROM told AS t FULL JOIN found AS f ON f.code = t.code ORDER BY 1
"""
_WRONG = """
SELECT f.rule, f.dataset, coalesce(f.field, ''), coalesce(o.codes, 'no label'), count(*)
FROM findings AS f
ANTI JOIN matched AS m ON m.finding_id = f.finding_id
LEFT JOIN (
    SELECT dataset, batch, file, sheet, row_number, string_agg(code, ' ' ORDER BY code) AS codes
    FROM (SELECT DISTINCT * EXCLUDE (header) FROM labels) WHERE row_number IS NOT NULL AND code NOT IN {styles}
    GROUP BY ALL
) AS o ON o.dataset = f.dataset AND o.batch = f.batch AND o.file = f.file AND o.row_number = f.row_number
    AND o.sheet IS NOT DISTINCT FROM f.sheet
GROUP BY ALL ORDER BY 1, 5 DESC, 2, 3
"""
_MISSED = """
SELECT m.code, m.dataset, coalesce(m.header, ''), coalesce(i.rules, 'nothing'), count(*)
FROM matched AS m
LEFT JOIN (
    SELECT dataset, batch, file, sheet, row_number, string_agg(DISTINCT rule, ' ' ORDER BY rule) AS rules
    FROM findings WHERE row_number IS NOT NULL AND rule NOT IN {styles} GROUP BY ALL
) AS i ON i.dataset = m.dataset AND i.batch = m.batch AND i.file = m.file AND i.row_number = m.row_number
    AND i.sheet IS NOT DISTINCT FROM m.sheet
WHERE m.finding_id IS NULL
GROUP BY ALL ORDER BY 1, 5 DESC, 2, 3
"""
_STYLES = "('A-01', 'A-03', 'A-04', 'D-04', 'D-05', 'N-01', 'T-04', 'T-10', 'T-13')"
"""Codes so frequent that they say nothing of what else is wrong with a record."""


def measured(home: Path) -> duckdb.DuckDBPyConnection:
    """A connection with the tables ``labels``, ``findings`` (open ones) and ``matched`` of a published home."""
    connection = duckdb.connect()
    published, truth = home / "published" / "current", home / "truth"
    for name, path in (("links", published / "identity.links.parquet"), ("all_findings", published / "findings.all.parquet"),
                       ("defects", truth / "defects.parquet"), ("deliveries", truth / "deliveries.parquet")):  # fmt: skip
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{path}')")
    connection.execute("CREATE VIEW findings AS SELECT * FROM all_findings WHERE status <> 'fixed'")
    connection.execute(_LABELS)
    connection.execute(_MATCHED)
    return connection


def _share(part: int, whole: int) -> str:
    return f"{part / whole:9.3f}" if whole else "        -"


def _print_table(title: str, rows: list[tuple]) -> None:
    """Rows of (code, dataset, field, what is there instead, count)."""
    print(f"\n{title}")
    for code, dataset, field, instead, count in rows:
        print(f"{code:32} {dataset:24} {field:24} {instead:32} {count:8}")


def main() -> None:
    """Print both measures by code and in all, then what is wrong and what is missed; fail below ``--least``."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("home", type=Path)
    parser.add_argument("--least", type=float, default=0.0, help="exit 1 when recall or precision is lower")
    options = parser.parse_args()
    connection = measured(options.home)
    rows = connection.execute(_BY_CODE).fetchall()
    print(f"{'code':32} {'labels':>8} {'recalled':>8}    recall {'findings':>8} {'right':>8} precision")
    for code, labels, recalled, findings, right in (
        *rows,
        ("all", *(sum(r[i] for r in rows) for i in range(1, 5))),
    ):
        print(
            f"{code:32} {labels:8} {recalled:8} {_share(recalled, labels)} {findings:8} {right:8} {_share(right, findings)}"
        )
    _print_table(
        "findings without a label of their code", connection.execute(_WRONG.format(styles=_STYLES)).fetchall()
    )
    _print_table(
        "labels without a finding of their code",
        connection.execute(_MISSED.format(styles=_STYLES)).fetchall(),
    )
    labels, recalled, findings, right = (sum(r[i] for r in rows) for i in range(1, 5))
    sys.exit(min(recalled / max(labels, 1), right / max(findings, 1)) < options.least)


if __name__ == "__main__":
    main()
