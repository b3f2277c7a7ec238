"""Identity resolution against the truth of a sample county: precision, recall, F1, and the CPU of the layer.

    python -m benchmarks.identity HOME [--no-cost]

HOME holds a county that `yiyuan sample` wrote and `yiyuan run` has published. A mention is *decidable* when it is a
record's subject or bears an id number, readable or not; a relative or reporter of whom only a name or a telephone is
told is ambiguous by nature and counted apart. Pairs are never enumerated: they follow from the counts of mentions by
entity and true person. `touches X` are the pairs of which at least one side is X.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import dagster as dg
import duckdb

from assets.core import core_assets
from assets.county import County
from assets.home import Home
from catalog.load import Catalog
from orchestration.settings import read_settings
from orchestration.wiring import county_for, warehouse_resource

MENTIONS = """
CREATE TABLE mentions AS
WITH links AS (SELECT * FROM warehouse.identity.links),
records AS (SELECT * FROM read_parquet('{truth}/records.parquet') WHERE entity_type = '{entity}'),
evidence AS (
    SELECT p.batch, p.file, p.sheet, CAST(m.record_id % 4294967296 AS BIGINT) AS row_number, m.dataset, m.role,
        m.ordinal, m.profile_id, e.subject, {usable} AS usable, {text} AS numbered
    FROM warehouse.identity.{entity}_mentions AS m
    JOIN warehouse.identity.{entity}_profiles AS e USING (profile_id)
    JOIN warehouse.raw.parts AS p ON p.part = m.record_id // 4294967296)
SELECT row_number() OVER (ORDER BY r.dataset, r.batch, r.file, r.sheet, r.row_number, r.role, r.ordinal) AS mention,
    r.dataset, r.batch, r.file, r.sheet, r.row_number, r.role, r.truth_id, e.profile_id, e.usable, l.entity_id IS NOT NULL AS linked,
    l.method, coalesce(e.subject OR e.usable OR e.numbered, FALSE) AS decidable,
    coalesce(l.entity_id, 'unlinked ' || CAST(mention AS VARCHAR)) AS entity_id
FROM records AS r
JOIN evidence AS e ON e.dataset = r.dataset AND e.batch = r.batch AND e.file = r.file
    AND e.sheet IS NOT DISTINCT FROM r.sheet AND e.row_number = r.row_number AND e.role = r.role
    AND e.ordinal = r.ordinal
LEFT JOIN links AS l ON l.dataset = r.dataset AND l.batch = r.batch AND l.file = r.file
    AND l.sheet IS NOT DISTINCT FROM r.sheet AND l.row_number = r.row_number AND l.role = r.role
    AND l.ordinal = r.ordinal AND l.entity_type = '{entity}'
"""
DEFECTS = """
CREATE TABLE defects AS
SELECT DISTINCT m.mention, d.code
FROM read_parquet('{truth}/defects.parquet') AS d
JOIN mentions AS m ON m.dataset = d.dataset AND m.batch = d.batch AND m.file = d.file
    AND m.sheet IS NOT DISTINCT FROM d.sheet AND m.row_number = d.row_number
JOIN role_headers AS h ON h.dataset = d.dataset AND h.role = m.role AND h.header = d."column"
"""
PAIRS = """
WITH chosen AS (SELECT entity_id, truth_id FROM mentions WHERE {scope}),
cells AS (SELECT entity_id, truth_id, count(*) AS n FROM chosen GROUP BY ALL)
SELECT
    (SELECT count(*) FROM chosen),
    (SELECT coalesce(sum(n * (n - 1) // 2), 0) FROM cells),
    (SELECT coalesce(sum(n * (n - 1) // 2), 0) FROM (SELECT sum(n) AS n FROM cells GROUP BY entity_id)),
    (SELECT coalesce(sum(n * (n - 1) // 2), 0) FROM (SELECT sum(n) AS n FROM cells GROUP BY truth_id))
"""
B_CUBED = """
WITH counted AS (
    SELECT *, count(*) OVER (PARTITION BY entity_id, truth_id) AS agreed,
        count(*) OVER (PARTITION BY entity_id) AS found, count(*) OVER (PARTITION BY truth_id) AS truly
    FROM mentions WHERE decidable)
SELECT avg(agreed / found), avg(agreed / truly) FROM counted WHERE {scope}
"""
USABLE = {
    "person": ("(e.id_number IS NOT NULL)", "(e.id_text IS NOT NULL)"),
    "enterprise": ("(e.uscc IS NOT NULL)", "(e.number IS NOT NULL)"),
    "house": ("(e.number IS NOT NULL)", "(e.number IS NOT NULL)"),
    "event": ("(e.number IS NOT NULL)", "(e.number IS NOT NULL)"),
}
"""Of each kind of entity: what makes a mention's number usable, and what shows that it bears one at all."""


def main() -> None:
    """Print one table for each kind of entity, then the CPU seconds of the layer."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("home", type=Path)
    parser.add_argument("--no-cost", action="store_true", help="leave out the computation of the layer")
    options = parser.parse_args()
    county = county_for(read_settings(options.home))
    for entity in USABLE:
        print(
            f"\n{entity:40} {'mentions':>9} {'P':>8} {'R':>8} {'F1':>8} {'B3 P':>8} {'B3 R':>8} {'B3 F1':>8}"
        )
        for label, row in measured(county, entity):
            print(f"{label:40} {row[0]:>9,}" + "".join(f" {value:8.5f}" for value in row[1:]))
    if not options.no_cost:
        print(f"\ncollapsed mentions of persons to ids: {cost(county):.1f} CPU seconds")


def measured(county: County, entity: str) -> Iterator[tuple[str, tuple[float, ...]]]:
    """Lines of the table: a label, mentions, pairwise and B-cubed precision, recall and F1."""
    with duckdb.connect() as connection:
        prepare(connection, county, entity)
        yield "all decidable mentions", figures(connection, "TRUE")
        yield "pairs that touch no usable number", figures(connection, "NOT usable")
        if entity != "person":
            return
        named_only = connection.execute(
            "SELECT count(*), avg(CAST(linked AS INTEGER)) FROM mentions WHERE NOT decidable"
        ).fetchone()
        assert named_only is not None
        yield "with the ambiguous, where linked", figures(connection, "NOT decidable", "decidable OR linked")
        print(f"{'ambiguous by nature':40} {named_only[0]:>9,}  linked {named_only[1] or 0:.4f}")
        for column in ("dataset || '.' || role", "method"):
            values = connection.execute(f"SELECT DISTINCT {column} FROM mentions WHERE decidable ORDER BY 1")
            for (value,) in values.fetchall():
                yield (
                    f"  {value}",
                    figures(connection, f"{column} IS NOT DISTINCT FROM {_literal(value)}"),
                )
        for (code,) in connection.execute("SELECT DISTINCT code FROM defects ORDER BY 1").fetchall():
            yield (
                f"  {code}",
                figures(connection, f"mention IN (SELECT mention FROM defects WHERE code = '{code}')"),
            )


def _literal(value: str | None) -> str:
    return "NULL" if value is None else "'" + value.replace("'", "''") + "'"


def prepare(connection: duckdb.DuckDBPyConnection, county: County, entity: str) -> None:
    """Tables ``mentions`` and ``defects`` of one kind of entity."""
    home, (usable, text) = county.home, USABLE[entity]
    connection.execute(f"ATTACH '{home.warehouse / 'yiyuan.duckdb'}' AS warehouse (READ_ONLY)")
    connection.execute("CREATE TABLE role_headers (dataset VARCHAR, role VARCHAR, header VARCHAR)")
    connection.executemany("INSERT INTO role_headers VALUES (?, ?, ?)", list(_role_headers(county.catalog)))
    truth = home.root / "truth"
    connection.execute(MENTIONS.format(truth=truth, entity=entity, usable=usable, text=text))
    connection.execute(DEFECTS.format(truth=truth))


def _role_headers(catalog: Catalog) -> Iterator[tuple[str, str, str]]:
    """(dataset, role, header) of every column that speaks of a role."""
    for dataset, source in catalog.sources.items():
        for name, role in source.roles.items():
            for field in {v for v in role.model_dump().values() if isinstance(v, str)}:
                yield from ((dataset, name, c.header) for c in source.columns if c.field == field)


def figures(
    connection: duckdb.DuckDBPyConnection, touching: str, within: str = "decidable"
) -> tuple[float, ...]:
    """Mentions, pairwise P, R, F1 over pairs that touch some mentions, and B-cubed P, R, F1 over those mentions."""
    whole = connection.execute(PAIRS.format(scope=within)).fetchone()
    rest = connection.execute(PAIRS.format(scope=f"({within}) AND NOT ({touching})")).fetchone()
    cubed = connection.execute(B_CUBED.format(scope=touching)).fetchone()
    assert whole is not None and rest is not None and cubed is not None
    both, found, true = (float(w - r) for w, r in zip(whole[1:], rest[1:], strict=True))
    precision, recall = both / found if found else 1.0, both / true if true else 1.0
    return (
        whole[0] - rest[0], precision, recall, _f1(precision, recall),
        cubed[0] or 0.0, cubed[1] or 0.0, _f1(cubed[0] or 0.0, cubed[1] or 0.0),
    )  # fmt: skip


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def cost(county: County) -> float:
    """CPU seconds from collapsed mentions of persons to their ids under the stored model, in a copy of the warehouse.

    A second pass that computes nothing is taken off, so that the orchestrator's own share is not counted.
    """
    with tempfile.TemporaryDirectory(prefix="yiyuan-bench-", dir=county.home.root) as folder:
        home = Home(Path(folder))
        home.warehouse.mkdir()
        shutil.copy(county.home.warehouse / "yiyuan.duckdb", home.warehouse / "yiyuan.duckdb")
        for place in ("bronze", "published", "catalog", "journal", "landing"):
            if (county.home.root / place).exists():
                (home.root / place).symlink_to(county.home.root / place)
        assets = [a for a in core_assets(county) if ".".join(a.key.path) in RESOLUTION]
        with duckdb.connect(str(home.warehouse / "yiyuan.duckdb")) as connection:
            for table in RESOLUTION:
                connection.execute("DELETE FROM main.standing WHERE name = ?", [table])
            # names that stand would not be made again
            connection.execute("DROP TABLE identity.names; DROP TABLE identity.person_names")
        return _computed(county, home, assets) - _computed(county, home, assets)


RESOLUTION = ("identity.names", *(f"identity.person_{what}" for what in (
    "numbers", "holders", "trusted", "anchors", "traits", "alike", "same", "open", "bridges", "told", "denied", "keys",
    "candidates", "names", "pairs", "scores", "matches", "rest", "rest_pairs", "clusters", "assignments")))  # fmt: skip
"""The tables between the collapsed mentions of persons and their ids."""


def _computed(county: County, home: Home, assets: list[dg.AssetsDefinition]) -> float:
    """CPU seconds of this process while it materialises assets in a home."""
    begun = time.process_time()
    done = dg.materialize(assets, resources={
        "county": dg.ResourceDefinition.hardcoded_resource(replace(county, home=home)),
        "warehouse": warehouse_resource,
    }, run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}})  # fmt: skip
    assert done.success
    return time.process_time() - begun


if __name__ == "__main__":
    main()
