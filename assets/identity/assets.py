"""The identity tables that SQL can not compute: keys of names, holders of numbers, clusters, ids."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import dagster as dg
import pyarrow as pa

from assets.county import County, code_version
from assets.factory import table_asset
from assets.identity.clusters import joined
from assets.identity.decisions import decision_table, in_force, read_journal
from assets.identity.holders import number_holders
from assets.identity.model import Model, declared_model, model_of
from assets.identity.names import NameRules, compared_names, name_frame
from assets.identity.persons import person_clusters, resolved, same_persons, stored_model
from assets.identity.registry import assign
from assets.identity.review import landed_decisions
from assets.identity.scoring import LARGEST, score
from assets.identity.training import train
from assets.tables import ENTITIES, TITLES
from sql.warehouse import Built, Warehouse

CODE = code_version(*Path(__file__).parent.glob("*.py"))
Compute = Callable[[County, Warehouse], pa.Table]
DECIDED_BY_NUMBER = {"equal", "upgraded"}
"""Levels of `id` that tiers inside one valid number name; those are decided in identity.person_trusted."""
PAIRS = "SELECT * FROM identity.person_pairs ORDER BY profile_id, anchor_id"


def identity_assets() -> list[dg.AssetsDefinition]:
    """The Python-computed tables of the layer, in the order of their dependencies."""
    person = ("identity.person_matches", "identity.person_rest", "identity.person_rest_pairs", "identity.person_trusted",
              "identity.person_same", "identity.model", "identity.decisions", "identity.names")  # fmt: skip
    compared = (
        "identity.person_candidates",
        "identity.person_open",
        "identity.person_traits",
        "catalog.codes",
    )
    return [
        _computed("identity.names", "姓名", "一种姓名写法及其比较形式", ("identity.person_profiles", "catalog.codes"), _names),
        _computed("identity.person_holders", "号码归属", "一个号码与一种姓名归到的人", ("identity.person_numbers",), _holders),
        _computed("identity.person_names", "姓名比较", "两种不同但相容的姓名写法", compared, _name_pairs),
        _model(),
        _computed("identity.person_scores", "候选对的权重", "一个候选对的证据权重（比特）与概率",
                  ("identity.person_pairs", "identity.person_same", "identity.model"), _scores),
        _decisions(),
        _computed("identity.person_clusters", "人员归并", "一个画像所属的归并簇", (*person, "catalog.parameters"), person_clusters),
        *(_assignments(entity) for entity in ENTITIES),
        *(_entities(entity) for entity in ENTITIES),
        _registry(),
    ]  # fmt: skip


def _computed(
    table: str, title: str, row: str, inputs: tuple[str, ...], compute: Compute
) -> dg.AssetsDefinition:
    def build(county: County, warehouse: Warehouse) -> Built:
        person = county.catalog.entities["person"]
        declared = {"declared": person.model_dump_json(), "day": str(county.day(county.bronze.manifest()))}
        key = warehouse.key(CODE, declared, tuple(i for i in inputs if not i.startswith("memory.")))
        return warehouse.current(table, key) or warehouse.store(table, key, compute(county, warehouse))

    return table_asset(table, title, row, inputs, build, kinds=("python", "duckdb"))


def name_rules(county: County) -> NameRules:
    """Variants and look-alikes of the county's catalog."""
    lists = county.catalog.codes
    return NameRules(
        variants={r["code"]: r["label"] for r in lists["name_variants"]},
        look_alikes={r["code"]: r["label"] for r in lists["look_alikes"]},
    )


def _names(county: County, warehouse: Warehouse) -> pa.Table:
    """Forms of the names in use; those that stand are not made again."""
    made_by = _made_by(county)
    with warehouse.offered("standing_names", _standing(warehouse, "identity.names", made_by)):
        found = warehouse.rows(
            "SELECT DISTINCT unnest([name, name_text, former_name]) AS name FROM identity.person_profiles"
        )
        known = warehouse.arrow(
            "SELECT s.* FROM standing_names AS s SEMI JOIN (SELECT DISTINCT unnest([name, name_text, former_name]) AS name "
            "FROM identity.person_profiles) AS p USING (name)"
        )
    fresh = {n for (n,) in found if n} - set(known["name"].to_pylist())
    return pa.concat_tables([known, _marked(name_frame(fresh, name_rules(county)), made_by)]).sort_by("name")


def _holders(county: County, warehouse: Warehouse) -> pa.Table:
    return number_holders(warehouse.arrow("SELECT * FROM identity.person_numbers"), name_rules(county))


def _name_pairs(county: County, warehouse: Warehouse) -> pa.Table:
    """Compares the names of candidates that are not equal and begin or end alike, or have lost a character.

    Pairs that stand are not compared again; a level of null says that two names are not one person's.
    """
    made_by = _made_by(county)
    # an aggregate keeps the planner from joining by likeness first: everybody's name with everybody's
    pairs = warehouse.arrow(
        "SELECT o.match_name AS one, t.value AS other FROM identity.person_candidates AS c "
        "JOIN identity.person_open AS o USING (profile_id) "
        "JOIN identity.person_traits AS t ON t.anchor_id = c.anchor_id AND t.kind = 'name' "
        "GROUP BY one, other HAVING bool_or(o.match_name <> t.value "
        "AND (o.match_name[1] = t.value[1] OR o.match_name[-1] = t.value[-1] "
        "OR contains(o.match_name, '?') OR contains(t.value, '?'))) ORDER BY one, other"
    )
    standing = _standing(warehouse, "identity.person_names", made_by)
    with warehouse.offered("pairs", pairs), warehouse.offered("standing_pairs", standing):
        known = warehouse.arrow("SELECT s.* FROM standing_pairs AS s SEMI JOIN pairs USING (one, other)")
        fresh = warehouse.arrow("SELECT p.* FROM pairs AS p ANTI JOIN standing_pairs USING (one, other)")
    compared = _marked(compared_names(fresh, name_rules(county)), made_by)
    return pa.concat_tables([known, compared]).sort_by([("one", "ascending"), ("other", "ascending")])


def _made_by(county: County) -> str:
    """What a comparison of names is a function of, beside the names."""
    rules = name_rules(county)
    return hashlib.sha256(
        f"{CODE}{sorted(rules.variants.items())}{sorted(rules.look_alikes.items())}".encode()
    ).hexdigest()[:16]


def _standing(warehouse: Warehouse, table: str, made_by: str) -> pa.Table:
    """The rows of a table that the same code and the same rules made; none of it in a new warehouse."""
    if warehouse.exists(table) and "made_by" in warehouse.columns(table):
        return warehouse.arrow(f"SELECT * FROM {table} WHERE made_by = ?", [made_by])
    empty = {
        "identity.names": name_frame((), NameRules()),
        "identity.person_names": compared_names(_NO_PAIRS, NameRules()),
    }
    return _marked(empty[table], made_by)


_NO_PAIRS = pa.table({"one": pa.array([], pa.string()), "other": pa.array([], pa.string())})


def _marked(frame: pa.Table, made_by: str) -> pa.Table:
    return frame.append_column("made_by", pa.array([made_by] * len(frame), pa.string()))


def _model() -> dg.AssetsDefinition:
    """The linkage model: remembered, or estimated in a county's first run and when somebody asks for it."""

    def build(county: County, warehouse: Warehouse) -> Built:
        comparisons = county.catalog.entities["person"].comparisons
        # what it was learnt from is no input of the key: a model stands until somebody trains it again
        key = warehouse.key(str(sorted(c.model_dump_json() for c in comparisons.values())), {}, ())
        if not county.retrain and (standing := warehouse.current("identity.model", key)):
            return standing
        remembered = warehouse.arrow("SELECT * FROM memory.model")
        known = None if county.retrain else model_of(remembered, comparisons)
        return warehouse.store(
            "identity.model", key, (known or _trained(county, warehouse, remembered)).table()
        )

    inputs = ("identity.person_pairs", "identity.person_chance", "identity.person_anchors", "memory.model")
    return table_asset(
        "identity.model", "归并模型", "一项比较的一种结果及其概率", inputs, build, kinds=("python", "duckdb")
    )


def _trained(county: County, warehouse: Warehouse, remembered: pa.Table) -> Model:
    persons = warehouse.rows("SELECT count(*) FROM identity.person_anchors")[0][0]
    version = max(remembered["model_version"].to_pylist(), default=0) + 1
    start = declared_model(county.catalog.entities["person"].comparisons, persons, version)
    # relatives and holders of whom a name is all that is told would teach what names are worth, and nothing else
    pairs = warehouse.arrow(
        "SELECT p.* FROM identity.person_pairs AS p JOIN identity.person_open AS o USING (profile_id) "
        "WHERE o.subject OR o.id_text IS NOT NULL ORDER BY p.profile_id, p.anchor_id"
    )
    chance = warehouse.arrow("SELECT * FROM identity.person_chance WHERE level IS NOT NULL ORDER BY ALL")
    return train(pairs, chance, start) if len(pairs) else start


def _decisions() -> dg.AssetsDefinition:
    """What stewards decided, in the journal and in the landing, with the profiles their records show."""
    table = "identity.decisions"

    def build(county: County, warehouse: Warehouse) -> Built:
        landed, _ = landed_decisions(county.home.landing)
        said = decision_table(in_force([*read_journal(county.home.journal), *landed]))
        key = warehouse.key(CODE, {"said": str(said.to_pylist())}, ("identity.person_mentions",))
        return warehouse.current(table, key) or warehouse.store(table, key, resolved(warehouse, said))

    def unread(county: County, _: Warehouse) -> dict[str, int]:
        return {"unread_workbooks": len(landed_decisions(county.home.landing)[1])}

    inputs = ("identity.person_mentions", "raw.parts")
    row = "对两条记录是否同一人的一次裁定"
    return table_asset(table, "人工裁定", row, inputs, build, kinds=("python", "duckdb"), more=unread)


def _scores(county: County, warehouse: Warehouse) -> pa.Table:
    person = county.catalog.entities["person"]
    tiers = [t for t in person.tiers if not DECIDED_BY_NUMBER & set(t.when.get("id", ()))]
    same = joined([(LARGEST, one, other) for one, other in same_persons(warehouse)], [])
    return score(warehouse.arrow(PAIRS), stored_model(county, warehouse), tiers, person.comparisons, same)


def _assignments(entity: str) -> dg.AssetsDefinition:
    """Ids for the clusters of one kind of entity."""

    def compute(county: County, warehouse: Warehouse) -> pa.Table:
        clusters = warehouse.arrow(f"SELECT * FROM identity.{entity}_clusters ORDER BY profile_id")
        mentions = warehouse.arrow(f"SELECT profile_id, mentions FROM identity.{entity}_profiles")
        remembered = warehouse.arrow(
            f"SELECT profile_id, entity_id, coalesce(first_id, entity_id) AS first_id FROM memory.{entity}_assignments"
        )
        addresses = warehouse.arrow(
            "WITH places AS (SELECT part, concat_ws('|', dataset, batch, file, sheet) AS address, "
            "row_number() OVER (ORDER BY dataset, batch, file, sheet) AS place FROM raw.parts), "
            "records AS (SELECT c.cluster_id, p.role, q.place * 4294967296 + p.first_record % 4294967296 AS record "
            f"FROM identity.{entity}_clusters AS c JOIN identity.{entity}_profiles AS p USING (profile_id) "
            "JOIN places AS q ON q.part = p.first_record // 4294967296), "
            "firsts AS (SELECT cluster_id, min(record) AS record FROM records GROUP BY cluster_id) "
            "SELECT f.cluster_id, concat_ws('|', any_value(q.address), f.record % 4294967296, min(r.role)) AS address "
            "FROM firsts AS f JOIN records AS r USING (cluster_id, record) JOIN places AS q ON q.place = f.record // 4294967296 "
            "GROUP BY f.cluster_id, f.record"
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
            "CASE WHEN n.entity_id IS NULL THEN coalesce(m.last_version, $version - 1) END::INTEGER AS last_version "
            "FROM now AS n FULL JOIN memory.registry AS m ON m.entity_id = n.entity_id"
        )
        key = warehouse.key(select, {}, tuple(f"identity.{e}_entities" for e in ENTITIES))
        standing = warehouse.current("identity.registry", key)
        return standing or warehouse.build("identity.registry", key, select, {"version": version})

    inputs = (*(f"identity.{e}_entities" for e in ENTITIES), "memory.registry")
    return table_asset("identity.registry", "编号登记簿", "一个曾经给出的实体编号", inputs, build)
