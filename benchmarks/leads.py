"""How well the warnings find what the sample planted: planted, found, precision and recall of each rule.

    python -m benchmarks.leads HOME...

Reads the truth and the current published version of sample counties after ``yiyuan run``; several homes are added up.
A lead is right when its entity is the truth's entity by most of the records linked to it.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import duckdb

ALERT_OF_LABEL = {
    ("W-09", "employment"): "subsistence_while_employed",
    ("W-09", "enterprise"): "subsistence_with_company",
    ("W-09", "real_estate"): "subsistence_with_houses",
}
"""Rules that several warnings share: which of them a label's dataset means."""

_MEANT = """
    CREATE TEMP TABLE meant AS
    SELECT l.entity_type, l.entity_id, r.truth_id
    FROM published.links AS l
    JOIN truth.records AS r
        ON l.entity_type = r.entity_type AND l.dataset = r.dataset AND l.batch = r.batch AND l.file = r.file
        AND l.sheet IS NOT DISTINCT FROM r.sheet AND l.row_number = r.row_number AND l.role = r.role
        AND l.ordinal = r.ordinal
    GROUP BY l.entity_type, l.entity_id, r.truth_id
    QUALIFY row_number() OVER (
        PARTITION BY l.entity_type, l.entity_id ORDER BY count(*) DESC, r.truth_id
    ) = 1
"""
_HOUSEHOLDS = """
    INSERT INTO meant
    SELECT 'household', m.to_id, h.household_id
    FROM published.relation AS m
    JOIN meant AS p ON p.entity_type = 'person' AND p.entity_id = m.from_id
    JOIN truth.person AS t ON t.person_id = p.truth_id
    JOIN truth.household AS h ON h.number = t.household_number
    WHERE m.relation = 'member'
    GROUP BY m.to_id, h.household_id
    QUALIFY row_number() OVER (PARTITION BY m.to_id ORDER BY count(*) DESC, h.household_id) = 1
"""
_FOUND = """
    CREATE TEMP TABLE found AS
    SELECT l.rule, l.alert, l.entity_type, coalesce(CAST(m.truth_id AS VARCHAR), l.entity_id) AS truth_id
    FROM published.leads AS l
    LEFT JOIN meant AS m ON m.entity_type = l.entity_type AND m.entity_id = l.entity_id
    -- a suspicion asks for a visit and claims nothing
    WHERE NOT (l.rule = 'W-02' AND l.severity = 'info')
    GROUP BY ALL
"""
_PLANTED = """
    CREATE TEMP TABLE planted AS
    SELECT l.rule, coalesce(s.alert, r.alert) AS alert, l.entity_type, CAST(l.truth_id AS VARCHAR) AS truth_id
    FROM truth.leads AS l
    LEFT JOIN shared AS s ON s.rule = l.rule AND s.dataset = l.dataset
    LEFT JOIN published.rules AS r ON r.rule = l.rule AND s.alert IS NULL
    -- what happened in an earlier round happened; a year's burden is that of the round
    WHERE l.round = (SELECT max(round) FROM truth.leads)
        OR (l.dataset IN ('subsidy_payment', 'settlement', 'marriage_registration') AND l.rule <> 'W-03')
    GROUP BY ALL
"""
_COUNTS = """
    SELECT rule, alert, count(p.truth_id), count(f.truth_id), count(*) FILTER (WHERE p.truth_id = f.truth_id)
    FROM planted AS p
    FULL JOIN found AS f USING (rule, alert, entity_type, truth_id)
    GROUP BY rule, alert
"""
Counts = dict[tuple[str, str], tuple[int, int, int]]
"""Rule and warning -> planted, found, both."""


def counts(home: Path) -> Counts:
    """Planted, found and rightly found leads of one home."""
    with duckdb.connect() as engine:
        _attach(
            engine,
            "published",
            home / "published" / "current",
            "identity.links",
            "ledger.relation",
            "alerts.leads",
            "alerts.rules",
        )
        _attach(engine, "truth", home / "truth", "records", "leads", "person", "household")
        rows = [(rule, dataset, alert) for (rule, dataset), alert in ALERT_OF_LABEL.items()]
        engine.execute("CREATE TEMP TABLE shared (rule VARCHAR, dataset VARCHAR, alert VARCHAR)")
        engine.executemany("INSERT INTO shared VALUES (?, ?, ?)", rows)
        for statement in (_MEANT, _HOUSEHOLDS, _FOUND, _PLANTED):
            engine.execute(statement)
        return {(rule, alert): (p, f, both) for rule, alert, p, f, both in engine.execute(_COUNTS).fetchall()}


def _attach(engine: duckdb.DuckDBPyConnection, schema: str, folder: Path, *patterns: str) -> None:
    """Views over the Parquet files of a folder, named as the last part of each file's name."""
    engine.execute(f"CREATE SCHEMA {schema}")
    for pattern in patterns:
        (path,) = folder.glob(f"{pattern}.parquet")
        files = path / "*.parquet" if path.is_dir() else path
        engine.execute(f"CREATE VIEW {schema}.{pattern.split('.')[-1]} AS FROM read_parquet('{files}')")


def main() -> None:
    """Print one line a warning."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("homes", nargs="+", type=Path)
    total: Counts = {}
    for home in parser.parse_args().homes:
        for key, found in counts(home).items():
            before = total.get(key, (0, 0, 0))
            total[key] = (before[0] + found[0], before[1] + found[1], before[2] + found[2])
    print(f"{'rule':24}{'warning':30}{'planted':>8}{'found':>8}{'precision':>11}{'recall':>8}")
    for (rule, alert), (planted, found, both) in sorted(total.items()):
        print(f"{rule:24}{alert:30}{planted:8}{found:8}{_share(both, found):>11}{_share(both, planted):>8}")


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


if __name__ == "__main__":
    main()
