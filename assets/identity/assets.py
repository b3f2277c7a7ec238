"""The identity tables that SQL can not compute: keys of names, holders of numbers, clusters, ids."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import dagster as dg
import numpy as np
import pyarrow as pa

from assets.county import County, code_version
from assets.factory import table_asset
from assets.identity.clusters import components
from assets.identity.holders import number_holders
from assets.identity.names import NameRules, name_frame
from assets.identity.registry import assign
from assets.identity.residual import residual_clusters
from assets.identity.scoring import Weights, choose, weigh
from assets.tables import ENTITIES, TITLES
from sql.warehouse import Built, Warehouse

CODE = code_version(*Path(__file__).parent.glob("*.py"))
Compute = Callable[[County, Warehouse], pa.Table]


def identity_assets() -> list[dg.AssetsDefinition]:
    """The Python-computed tables of the layer, in the order of their dependencies."""
    person = ("identity.person_open", "identity.person_pairs", "identity.person_anchors", "identity.person_trusted",
              "identity.person_same")  # fmt: skip
    return [
        _computed("identity.names", "姓名", "一种姓名写法及其比较形式", ("identity.person_profiles", "catalog.codes"), _names),
        _computed("identity.person_holders", "号码归属", "一个号码与一种姓名归到的人", ("identity.person_numbers",), _holders),
        _computed("identity.person_clusters", "人员归并", "一个画像所属的归并簇", (*person, "catalog.parameters"), _clusters),
        *(_assignments(entity) for entity in ENTITIES),
        *(_entities(entity) for entity in ENTITIES),
        _registry(),
    ]  # fmt: skip


def _computed(
    table: str, title: str, row: str, inputs: tuple[str, ...], compute: Compute
) -> dg.AssetsDefinition:
    def build(county: County, warehouse: Warehouse) -> Built:
        key = warehouse.key(CODE, {}, tuple(i for i in inputs if not i.startswith("memory.")))
        return warehouse.current(table, key) or warehouse.store(table, key, compute(county, warehouse))

    return table_asset(table, title, row, inputs, build, kinds=("python", "duckdb"))


def name_rules(county: County) -> NameRules:
    """Variants and look-alikes of the county's catalog."""
    lists = county.catalog.codes
    return NameRules(
        variants={r["code"]: r["label"] for r in lists["name_variants"]},
        look_alikes={r["code"]: r["label"] for r in lists["look_alikes"]},
    )


def weights(county: County, warehouse: Warehouse) -> Weights:
    """The evidence weights in force today."""
    day = county.day(county.bronze.manifest())
    found = dict(
        warehouse.rows(
            "SELECT name, number FROM catalog.parameters WHERE name LIKE 'identity_%' AND valid_from <= ? "
            "AND (valid_to IS NULL OR valid_to > ?)",
            [day, day],
        )
    )
    bits = {name.removeprefix("identity_"): value for name, value in found.items()}
    return Weights(bits, link=bits["link_weight"], margin=bits["margin"])


def _names(county: County, warehouse: Warehouse) -> pa.Table:
    found = warehouse.rows(
        "SELECT DISTINCT unnest([name, name_text, former_name]) AS name FROM identity.person_profiles"
    )
    return name_frame([n for (n,) in found if n], name_rules(county))


def _holders(county: County, warehouse: Warehouse) -> pa.Table:
    return number_holders(warehouse.arrow("SELECT * FROM identity.person_numbers"), name_rules(county))


def _clusters(county: County, warehouse: Warehouse) -> pa.Table:
    """Anchors by number, then the best candidate by weight, then subjects among themselves."""
    bits = weights(county, warehouse)
    persons = warehouse.rows("SELECT count(*) FROM identity.person_anchors")[0][0]
    pairs = warehouse.arrow("SELECT * FROM identity.person_pairs ORDER BY profile_id, anchor_id")
    matched = choose(weigh(pairs, persons, bits), bits) if len(pairs) else _nothing()
    with warehouse.offered("matched", matched):
        rest = warehouse.arrow(
            "SELECT o.* FROM identity.person_open AS o ANTI JOIN matched AS m USING (profile_id) "
            "WHERE o.subject ORDER BY profile_id"
        )
        with (
            warehouse.offered("residual", residual_clusters(rest)),
            warehouse.offered("same", _same(warehouse)),
        ):
            return warehouse.arrow(
                "WITH found AS (SELECT profile_id, anchor_id, method, "
                "CASE method WHEN 'T1' THEN 0.999 WHEN 'T4' THEN 0.99 ELSE 0.98 END::DOUBLE AS probability "
                "FROM identity.person_trusted UNION ALL "
                "SELECT profile_id, anchor_id, 'model', probability FROM matched UNION ALL "
                "SELECT profile_id, anchor_id, 'unresolved', 0.5 FROM residual) "
                "SELECT f.profile_id, coalesce(s.cluster_id, f.anchor_id) AS cluster_id, f.method, f.probability "
                "FROM found AS f LEFT JOIN same AS s ON s.anchor_id = f.anchor_id ORDER BY profile_id"
            )


def _same(warehouse: Warehouse) -> pa.Table:
    """(anchor_id, cluster_id): anchors of one person with two numbers share the smallest of them."""
    pairs = warehouse.arrow("SELECT one, other FROM identity.person_same ORDER BY one, other")
    one, other = pairs["one"].to_numpy(), pairs["other"].to_numpy()
    anchors = np.unique(np.concatenate([one, other]))
    found = components(len(anchors), np.searchsorted(anchors, one), np.searchsorted(anchors, other))
    return pa.table(
        {"anchor_id": pa.array(anchors, pa.int64()), "cluster_id": pa.array(anchors[found], pa.int64())}
    )


def _nothing() -> pa.Table:
    return pa.table({"profile_id": pa.array([], pa.int64()), "anchor_id": pa.array([], pa.int64()),
                     "probability": pa.array([], pa.float64())})  # fmt: skip


def _assignments(entity: str) -> dg.AssetsDefinition:
    """Ids for the clusters of one kind of entity."""

    def compute(county: County, warehouse: Warehouse) -> pa.Table:
        clusters = warehouse.arrow(f"SELECT * FROM identity.{entity}_clusters ORDER BY profile_id")
        mentions = warehouse.arrow(f"SELECT profile_id, mentions FROM identity.{entity}_profiles")
        remembered = warehouse.arrow(f"SELECT profile_id, entity_id FROM memory.{entity}_assignments")
        addresses = warehouse.arrow(
            "SELECT c.cluster_id, min(concat_ws('|', p.dataset, q.batch, q.file, q.sheet, "
            "lpad(CAST(p.first_record % 4294967296 AS VARCHAR), 10, '0'), p.role)) AS address "
            f"FROM identity.{entity}_clusters AS c JOIN identity.{entity}_profiles AS p USING (profile_id) "
            "JOIN raw.parts AS q ON q.part = p.first_record // 4294967296 GROUP BY c.cluster_id"
        )
        return assign(clusters, mentions, remembered, addresses, county.catalog.entities[entity].prefix)

    table = f"identity.{entity}_assignments"
    keyed = (f"identity.{entity}_clusters", f"identity.{entity}_profiles")

    def build(county: County, warehouse: Warehouse) -> Built:
        # the parts are read for addresses only, and a profile's first record has one for ever: no input of the key
        key = warehouse.key(CODE, {}, keyed)
        return warehouse.current(table, key) or warehouse.store(table, key, compute(county, warehouse))

    inputs = (*keyed, f"memory.{entity}_assignments", "raw.parts")
    return table_asset(
        table, f"{TITLES[entity]}编号", "一个画像归到的实体编号", inputs, build, kinds=("python", "duckdb")
    )


def _entities(entity: str) -> dg.AssetsDefinition:
    """Every entity of one kind, and whether it belongs to the ledger."""

    def build(county: County, warehouse: Warehouse) -> Built:
        table = f"identity.{entity}_entities"
        select = (
            "SELECT entity_id, CAST(sum(mentions) AS BIGINT) AS mentions, bool_or(in_force) AS in_force, "
            "bool_and(method = 'unresolved') AS provisional, bool_or(in_force) AS in_ledger "
            f"FROM identity.{entity}_assignments JOIN identity.{entity}_profiles USING (profile_id) GROUP BY entity_id"
        )
        key = warehouse.key(select, {}, (f"identity.{entity}_assignments", f"identity.{entity}_profiles"))
        return warehouse.current(table, key) or warehouse.build(table, key, select)

    return table_asset(
        f"identity.{entity}_entities", f"{TITLES[entity]}实体", f"一个{TITLES[entity]}实体",
        (f"identity.{entity}_assignments", f"identity.{entity}_profiles"), build,
    )  # fmt: skip


def _registry() -> dg.AssetsDefinition:
    """Every id ever given: it is never given to anybody else."""

    def build(county: County, warehouse: Warehouse) -> Built:
        version = county.next_version()
        now = " UNION ALL ".join(
            f"SELECT entity_id, '{e}' AS entity_type FROM identity.{e}_entities" for e in ENTITIES
        )
        select = (
            f"WITH now AS ({now}) SELECT coalesce(n.entity_id, m.entity_id) AS entity_id, "
            "coalesce(n.entity_type, m.entity_type) AS entity_type, "
            "coalesce(m.first_version, $version)::INTEGER AS first_version, "
            "CASE WHEN n.entity_id IS NULL THEN m.last_version END::INTEGER AS last_version "
            "FROM now AS n FULL JOIN memory.registry AS m ON m.entity_id = n.entity_id"
        )
        key = warehouse.key(select, {}, tuple(f"identity.{e}_entities" for e in ENTITIES))
        standing = warehouse.current("identity.registry", key)
        return standing or warehouse.build("identity.registry", key, select, {"version": version})

    inputs = (*(f"identity.{e}_entities" for e in ENTITIES), "memory.registry")
    return table_asset("identity.registry", "编号登记簿", "一个曾经给出的实体编号", inputs, build)
