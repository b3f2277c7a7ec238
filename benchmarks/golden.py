"""The ledger against the truth of sample counties, and what it costs: accuracy by element, CPU against one reading.

    python -m benchmarks.golden HOME... [--no-cost]

Each HOME holds a county that ``yiyuan sample`` wrote and ``yiyuan run`` has published. A golden value is right when it
counts as the truth's, by its element's way to compare; it is judged where a source delivers the truth. An entity is the
truth's entity of most records linked to it. The cost is that of the tables from statements to golden values,
discrepancies and wide tables, made once more in a copy of the last home's warehouse.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb
from sqlglot import parse_one

from assets.county import County
from assets.tables import ENTITIES
from orchestration.settings import read_settings
from orchestration.wiring import county_for
from sql.model import inline, load_functions, render
from sql.warehouse import Warehouse, open_warehouse

GOALS = {
    "id_number": 0.999, "name": 0.999, "sex": 0.999, "birth_date": 0.999, "life_status": 0.99, "death_date": 0.99,
    "household_address": 0.97, "marital_status": 0.97,
}  # fmt: skip
"""The least share of right values by element of a person."""
TRUTH = {"life_status": "CASE WHEN t.alive THEN '存活' ELSE '死亡' END"}
"""Elements that the truth holds under another name."""
_MEANT = """
CREATE TEMP TABLE meant AS
SELECT l.entity_type, l.entity_id, r.truth_id
FROM links AS l
JOIN records AS r ON l.entity_type = r.entity_type AND l.dataset = r.dataset AND l.batch = r.batch AND l.file = r.file
    AND l.sheet IS NOT DISTINCT FROM r.sheet AND l.row_number = r.row_number AND l.role = r.role
    AND l.ordinal = r.ordinal
GROUP BY l.entity_type, l.entity_id, r.truth_id
QUALIFY row_number() OVER (PARTITION BY l.entity_type, l.entity_id ORDER BY count(*) DESC, r.truth_id) = 1
"""
_JUDGED = """
WITH judged AS (
    SELECT g.value, CAST({truth} AS VARCHAR) AS truth, e.compare, v.entity_id IS NOT NULL AS delivered
    FROM golden_values AS g
    JOIN elements AS e ON e.entity_type = g.entity_type AND e.element = g.element
    JOIN meant AS m ON m.entity_type = g.entity_type AND m.entity_id = g.entity_id
    JOIN {entity} AS t ON t.{entity}_id = m.truth_id
    LEFT JOIN (SELECT DISTINCT entity_id, value FROM source_values WHERE element = '{element}') AS v
        ON v.entity_id = g.entity_id AND v.value = CAST({truth} AS VARCHAR)
    WHERE g.entity_type = '{entity}' AND g.element = '{element}'
)
SELECT count(*), count(*) FILTER (WHERE delivered),
    count(*) FILTER (WHERE delivered AND counts_as_same(compare, value, truth)),
    count(*) FILTER (WHERE delivered AND value = truth)
FROM judged
"""
Counts = tuple[int, ...]
"""Values, those whose truth a source delivers, right ones among these, those that are the truth to the letter."""


def main() -> None:
    """Print accuracy by element over all homes, then the cost of the last."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("homes", type=Path, nargs="+")
    parser.add_argument("--no-cost", action="store_true", help="leave out the computation of the layer")
    options = parser.parse_args()
    total: Counter[tuple[str, str, int]] = Counter()
    for home in options.homes:
        for entity, element, counts in accuracy(home):
            total.update({(entity, element, i): count for i, count in enumerate(counts)})
    print(f"{'element':40} {'values':>9} {'delivered':>9} {'right':>8} {'letter':>8} {'goal':>6}")
    for entity, element in sorted({key[:2] for key in total}):
        values, delivered, right, literal = (total[entity, element, i] for i in range(4))
        goal = GOALS.get(element, "") if entity == "person" else ""
        print(
            f"{entity + '.' + element:40} {values:>9,} {delivered:>9,} {_share(right, delivered)} {_share(literal, delivered)} {goal:>6}"
        )
    if not options.no_cost:
        print_cost(county_for(read_settings(options.homes[-1])))


def _share(part: int, whole: int) -> str:
    return f"{part / whole:8.5f}" if whole else f"{'-':>8}"


def accuracy(home: Path) -> Iterator[tuple[str, str, Counts]]:
    """Counts of each element of people and enterprises of which the truth has a column."""
    published, truth = home / "published" / "current", home / "truth"
    with duckdb.connect() as connection:
        for table in ("identity.links", "ledger.golden_values", "ledger.source_values", "catalog.elements"):
            name = table.split(".")[1]
            connection.execute(f"CREATE VIEW {name} AS FROM read_parquet('{published}/{table}.parquet')")
        for table in ("records", "person", "enterprise"):
            connection.execute(f"CREATE VIEW {table} AS FROM read_parquet('{truth}/{table}.parquet')")
        connection.execute(_MEANT)
        for entity in ("person", "enterprise"):
            columns = {row[0] for row in connection.execute(f"DESCRIBE {entity}").fetchall()}
            elements = connection.execute(
                "SELECT element FROM elements WHERE entity_type = ? ORDER BY 1", [entity]
            )
            for (element,) in elements.fetchall():
                if element in columns or element in TRUTH:
                    yield entity, element, _judged(connection, entity, element)


def _judged(connection: duckdb.DuckDBPyConnection, entity: str, element: str) -> Counts:
    select = _JUDGED.format(entity=entity, element=element, truth=TRUTH.get(element, f"t.{element}"))
    found = connection.execute(
        render(inline(parse_one(select, dialect="duckdb"), load_functions()))
    ).fetchone()
    assert found is not None
    return found


def print_cost(county: County) -> None:
    """Print CPU seconds of one reading of what was staged, of every table of the ledger, their ratio and peak memory."""
    with tempfile.TemporaryDirectory(prefix="yiyuan-bench-", dir=county.home.root) as folder:
        shutil.copy(county.home.warehouse / "yiyuan.duckdb", folder)
        with open_warehouse(Path(folder), county.limits) as warehouse:
            floor = read_staged(county, warehouse)
            warehouse.forget("ledger.%")
            for table in ledger_tables(county):
                county.models[table].sql()
            seconds = {table: _cpu_of(county, warehouse, table) for table in ledger_tables(county)}
            entities = sum(warehouse.rows(f"SELECT count(*) FROM ledger.{e}")[0][0] for e in ENTITIES)
    for table, cpu in sorted(seconds.items(), key=lambda item: -item[1])[:12]:
        print(f"{table:32} {cpu:8.2f}")
    whole = sum(seconds.values())
    print(f"\nreading {floor:.2f}, statements to wide tables {whole:.2f} CPU seconds, {whole / floor:.1f} times; "
          f"{entities:,} entities, {1e6 * whole / entities:.0f} µs each; peak {peak_gib():.2f} GiB")  # fmt: skip


def read_staged(county: County, warehouse: Warehouse) -> float:
    """CPU seconds of one reading of every value of every staged table."""
    begun = time.process_time()
    for dataset in sorted(county.catalog.sources):
        table = f"staged.{dataset}"
        largest = ", ".join(f'max("{column}")' for column in warehouse.columns(table))
        warehouse.rows(f"SELECT {largest} FROM {table}")
    return time.process_time() - begun


def ledger_tables(county: County) -> list[str]:
    """What lies between what was staged and linked, and golden values, discrepancies and wide tables; inputs first.

    Facts and relations are other tables' work.
    """
    graph: dict[str, set[str]] = {}
    waiting = [
        "ledger.golden_values",
        "ledger.source_values",
        "ledger.discrepancies",
        *(f"ledger.{e}" for e in ENTITIES),
    ]
    while waiting:
        table = waiting.pop()
        if table not in graph:
            graph[table] = {
                t
                for t in county.models[table].depends_on
                if t.startswith("ledger.") and t != "ledger.relation"
            }
            waiting += graph[table]
    return list(TopologicalSorter(graph).static_order())


def _cpu_of(county: County, warehouse: Warehouse, table: str) -> float:
    begun = time.process_time()
    assert county.build(warehouse, table).computed
    return time.process_time() - begun


def peak_gib() -> float:
    """The most memory that this process itself ever held."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 2**20


if __name__ == "__main__":
    main()
