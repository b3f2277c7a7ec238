"""What comes in parts is resolved as what comes at once, under one model; a decision moves records and can be undone."""

from __future__ import annotations

import random
import warnings
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import dagster as dg
import pyarrow as pa

from assets.core import core_assets
from assets.county import County
from assets.identity.decisions import Decision, write_journal
from catalog.compile.identity import TEXT_ATTRIBUTES
from catalog.tables import catalog_tables
from orchestration.settings import read_settings
from orchestration.wiring import county_for, warehouse_resource
from sql.warehouse import Warehouse, open_warehouse

PART = 7
GIVEN = ("person_profiles", "person_mentions", "person_evidence")
SKIPPED = {
    *(f"identity.{t}" for t in GIVEN),
    "identity.person_links",
    "identity.person_entities",
    "identity.person_conflicts",
}
SURNAMES, GIVEN_NAMES = "王李张刘陈杨赵黄", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
HOUSEHOLDS = ("household_register", "self")
ROSTERS = ("enrollment", "resident_pension", "health_record", "village_ledger", "subsidy_payment")


def _number(born: str, sequence: int) -> str:
    stem = f"439901{born.replace('-', '')}{sequence:03d}"
    return stem + "10X98765432"[sum(int(d) * w for d, w in zip(stem, WEIGHTS, strict=True)) % 11]


def _profiles(seed: int, people: int = 40) -> list[dict]:
    """Everybody in the register and in some rosters; there a number may be missing, damaged or somebody else's."""
    chance = random.Random(seed)
    rows: list[dict] = []
    persons = []
    for i in range(people):
        born = f"{chance.randint(1940, 2015)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
        name = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN_NAMES, k=2))
        persons.append((name, born, _number(born, chance.randint(1, 999)), f"4308211{i % 5:02d}200"))
    for i, (name, born, number, division) in enumerate(persons):
        said = {
            "name": name,
            "birth_date": born,
            "sex": "1" if int(number[16]) % 2 else "2",
            "division": division,
        }
        rows.append(_row(*HOUSEHOLDS, **said, id_number=number, household=f"H{i // 3}"))
        for dataset in chance.sample(ROSTERS, 3):
            kind = chance.choice(["good", "none", "digit", "foreign"])
            given = {"good": {"id_number": number}, "none": {}, "digit": {"id_text": number[:16] + "9" + number[17:]},
                     "foreign": {"id_number": persons[i - 1][2]}}[kind]  # fmt: skip
            rows.append(_row(dataset, "self", **said, **given))
    chance.shuffle(rows)
    return rows


def _row(dataset: str, role: str, **said: str) -> dict:
    return dict.fromkeys(TEXT_ATTRIBUTES) | {"dataset": dataset, "role": role} | said


@dataclass
class Resolution:
    """A home that holds a warehouse, to which profiles are given and which resolves them."""

    county: County

    def resolve(self, rows: list[dict]) -> set[frozenset[str]]:
        """Store the profiles, materialise what follows from them, answer the clusters."""
        with open_warehouse(self.county.home.warehouse, self.county.limits) as warehouse:
            self._give(warehouse, rows)
        assets = [a for a in core_assets(self.county) if any(_follows(key.path) for key in a.keys)]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            done = dg.materialize(assets, resources={
                "county": dg.ResourceDefinition.hardcoded_resource(self.county), "warehouse": warehouse_resource,
            })  # fmt: skip
        assert done.success
        with open_warehouse(self.county.home.warehouse, self.county.limits) as warehouse:
            found: dict[int, set[str]] = {}
            for cluster, label in warehouse.rows(
                "SELECT cluster_id, concat_ws(' ', dataset, name, birth_date, id_number, id_text) "
                "FROM identity.person_clusters JOIN identity.person_profiles USING (profile_id)"
            ):
                found.setdefault(cluster, set()).add(label)
        return {frozenset(labels) for labels in found.values()}

    def assignments(self) -> pa.Table:
        """The entity of each profile, and the one it was given first."""
        with open_warehouse(self.county.home.warehouse, self.county.limits) as warehouse:
            return warehouse.arrow(
                "SELECT profile_id, entity_id, first_id FROM identity.person_assignments ORDER BY profile_id"
            )

    def records(self, dataset: str) -> list[str]:
        """Addresses of a dataset's records."""
        with open_warehouse(self.county.home.warehouse, self.county.limits) as warehouse:
            found = warehouse.rows(
                "SELECT concat_ws('|', 'all', '2025-12-31', 'f.csv', '', first_record % 4294967296, role, 1) "
                "FROM identity.person_profiles WHERE dataset = ? ORDER BY profile_id",
                [dataset],
            )
        return [address for (address,) in found]

    def model(self) -> pa.Table:
        """The model that stands."""
        with open_warehouse(self.county.home.warehouse, self.county.limits) as warehouse:
            return warehouse.arrow("SELECT * FROM identity.model")

    def remember(self, table: str, frame: pa.Table) -> None:
        """Let a table stand as if the last published version remembered it."""
        with open_warehouse(self.county.home.warehouse, self.county.limits) as warehouse:
            warehouse.run("CREATE SCHEMA IF NOT EXISTS memory")
            with warehouse.offered("frame", frame):
                warehouse.run(f"CREATE OR REPLACE TABLE memory.{table} AS SELECT * FROM frame")

    def _give(self, warehouse: Warehouse, rows: list[dict]) -> None:
        for name, frame in catalog_tables(self.county.catalog).items():
            warehouse.store(f"catalog.{name}", name, frame)
        warehouse.run("CREATE SCHEMA IF NOT EXISTS memory")
        for name, columns in (
            ("model", "model_version INTEGER, comparison VARCHAR, level VARCHAR, m DOUBLE, u DOUBLE"),
            ("person_assignments", "profile_id BIGINT, entity_id VARCHAR, first_id VARCHAR"),
        ):
            warehouse.run(f"CREATE TABLE IF NOT EXISTS memory.{name} ({columns})")
        labels = sorted({repr(sorted(r.items(), key=str)) for r in rows})
        frame = pa.Table.from_pylist(
            rows, schema=pa.schema([(n, pa.string()) for n in ("dataset", "role", *TEXT_ATTRIBUTES)])
        )
        assert len(labels) == len(frame)
        columns = ", ".join(TEXT_ATTRIBUTES)
        described = (
            f"concat_ws('|', dataset, role, {', '.join(f'coalesce({c}, chr(31))' for c in TEXT_ATTRIBUTES)})"
        )
        with warehouse.offered("given", frame):
            profiles = warehouse.arrow(
                f"SELECT md5_number_lower({described})::UBIGINT // 2 AS digest, * FROM given ORDER BY digest"
            )
        with warehouse.offered("given", profiles):
            stored = warehouse.arrow(
                f"SELECT CAST(digest AS BIGINT) AS profile_id, dataset, role, TRUE AS subject, {columns}, "
                f"CAST(1 AS BIGINT) AS mentions, CAST({PART} * 4294967296 + digest % 4000000000 AS BIGINT) AS first_record, "
                "TRUE AS in_force FROM given"
            )
        warehouse.store("identity.person_profiles", repr(len(rows)), stored)
        with warehouse.offered("stored", stored):
            mentions = warehouse.arrow(
                "SELECT first_record AS record_id, dataset, role, 1 AS ordinal, FALSE AS superseded, profile_id FROM stored"
            )
            parts = warehouse.arrow(
                f"SELECT {PART} AS part, 'all' AS dataset, '2025-12-31' AS batch, 'f.csv' AS file, NULL AS sheet"
            )
        warehouse.store("identity.person_mentions", repr(len(rows)), mentions)
        warehouse.store("raw.parts", "parts", parts)


def _follows(path: list[str] | tuple[str, ...]) -> bool:
    name = ".".join(path)
    return (name.startswith("identity.person_") and name not in SKIPPED) or name in (
        "identity.names", "identity.model", "identity.decisions",
    )  # fmt: skip


def _home(folder: Path) -> Resolution:
    folder.mkdir(parents=True)
    county = replace(county_for(read_settings(folder)), today=date(2025, 12, 31))
    county.home.make()
    return Resolution(county)


def test_a_county_in_two_parts_under_one_model_equals_the_county_at_once(tmp_path: Path) -> None:
    rows = _profiles(3)
    parts, whole = _home(tmp_path / "parts"), _home(tmp_path / "whole")
    parts.resolve(rows[: len(rows) // 2])
    in_parts = parts.resolve(rows)
    whole.remember("model", parts.model())
    assert whole.resolve(list(reversed(rows))) == in_parts
    assert whole.model() == parts.model()
    assert len(in_parts) < len(rows) / 2


def test_a_word_of_a_steward_joins_two_persons_and_taking_it_back_restores_both(tmp_path: Path) -> None:
    rows, home = _profiles(5, people=12), _home(tmp_path / "home")
    before, ids = home.resolve(rows), home.assignments()
    one, other = home.records("household_register")[:2]
    for verdict, expected in (("same", len(before) - 1), ("withdrawn", len(before))):
        home.remember("person_assignments", home.assignments())
        write_journal(
            home.county.home.journal, [Decision(one, other, verdict, "李干事", "2026-01-05", "问过本人")]
        )
        assert len(home.resolve(rows)) == expected
    assert home.assignments().to_pylist() == ids.to_pylist()
