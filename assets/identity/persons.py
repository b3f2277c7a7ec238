"""The last steps of resolving persons: who of the rest is one, and what stewards decided; read and written as tables."""

from __future__ import annotations

import pyarrow as pa

from assets.county import County
from assets.identity.clusters import joined
from assets.identity.decisions import relabelled, separated
from assets.identity.model import Model, model_of
from assets.identity.residual import residual_edges
from assets.identity.scoring import LARGEST
from sql.warehouse import Warehouse

DECIDED = 2 * LARGEST
"""Weight of a steward's word: more than any evidence."""


def person_clusters(county: County, warehouse: Warehouse) -> pa.Table:
    """Profiles by number, by comparison, by decision, and the rest among themselves."""
    different = warehouse.rows(
        "SELECT one_profile, other_profile FROM identity.decisions WHERE verdict = 'different'"
    )
    decided = warehouse.rows(
        "SELECT unnest([one_profile, other_profile]) FROM identity.decisions WHERE verdict = 'same'"
    )
    nodes = _nodes(warehouse)
    with warehouse.offered("joined", _joined(county, warehouse, nodes)), warehouse.offered("nodes", nodes):
        clusters = warehouse.arrow(
            "SELECT n.profile_id, coalesce(j.cluster_id, n.node) AS cluster_id, n.method, n.probability "
            "FROM nodes AS n LEFT JOIN joined AS j USING (node) ORDER BY profile_id"
        )
    if not different and not decided:
        return clusters
    with warehouse.offered("clusters", clusters):
        members = warehouse.arrow(
            "SELECT c.profile_id, c.cluster_id, p.mentions, n.match_name FROM clusters AS c "
            "JOIN identity.person_profiles AS p USING (profile_id) "
            "LEFT JOIN identity.names AS n ON n.name = coalesce(p.name, p.name_text) "
            "WHERE c.cluster_id IN (SELECT cluster_id FROM clusters JOIN identity.decisions AS d "
            "ON profile_id IN (d.one_profile, d.other_profile) WHERE d.verdict = 'different') ORDER BY c.profile_id"
        )
    return relabelled(clusters, separated(members, different), [p for (p,) in decided])


def _nodes(warehouse: Warehouse) -> pa.Table:
    """(profile_id, node, method, probability): the person a profile belongs to, or itself where that is nobody known.

    A relative of whom a name is all that is told has no node, unless a steward says who it is.
    """
    return warehouse.arrow(
        "WITH found AS (SELECT profile_id, anchor_id AS node, method, probability FROM identity.person_trusted "
        "UNION ALL SELECT profile_id, anchor_id, method, probability FROM identity.person_matches "
        "UNION ALL SELECT profile_id, profile_id, 'unresolved', 0.5 FROM identity.person_rest), "
        "told AS (SELECT DISTINCT unnest([one_profile, other_profile]) AS profile_id FROM identity.decisions "
        "WHERE verdict = 'same') "
        "SELECT profile_id, node, method, probability::DOUBLE AS probability FROM found "
        "UNION ALL SELECT profile_id, profile_id, 'decision', 1.0 FROM told ANTI JOIN found USING (profile_id)"
    )


def _joined(county: County, warehouse: Warehouse, nodes: pa.Table) -> pa.Table:
    """(node, cluster_id) of the nodes that turn out to be one person: steward's word, two numbers, the rest alike."""
    pairs = warehouse.arrow("SELECT * FROM identity.person_rest_pairs ORDER BY profile_id, anchor_id")
    rest = warehouse.rows("SELECT count(*) FROM identity.person_rest")[0][0]
    edges, conflicts = residual_edges(
        pairs, rest, stored_model(county, warehouse), county.catalog.entities["person"].comparisons,
        parameter(county, warehouse, "identity_link_probability"),
    )  # fmt: skip
    said = _said(warehouse, nodes)
    edges += [(LARGEST, one, other) for one, other in same_persons(warehouse)]
    edges += [(DECIDED, one, other) for verdict, one, other in said if verdict == "same"]
    return joined(
        edges, [*conflicts, *((one, other) for verdict, one, other in said if verdict == "different")]
    )


def _said(warehouse: Warehouse, nodes: pa.Table) -> list[tuple[str, int, int]]:
    """(verdict, node, node) of the decisions whose two sides have different nodes."""
    with warehouse.offered("nodes", nodes):
        return warehouse.rows(
            "SELECT d.verdict, a.node, b.node FROM identity.decisions AS d JOIN nodes AS a ON a.profile_id = d.one_profile "
            "JOIN nodes AS b ON b.profile_id = d.other_profile WHERE a.node <> b.node ORDER BY ALL"
        )


def same_persons(warehouse: Warehouse) -> list[tuple[int, int]]:
    """Pairs of persons by number who are one person with two."""
    return warehouse.rows("SELECT one, other FROM identity.person_same")


def stored_model(county: County, warehouse: Warehouse) -> Model:
    """The model that stands in the warehouse; AssertionError when it was made for other comparisons."""
    model = model_of(
        warehouse.arrow("SELECT * FROM identity.model"), county.catalog.entities["person"].comparisons
    )
    assert model is not None
    return model


def parameter(county: County, warehouse: Warehouse, name: str) -> float:
    """The value in force today of a parameter of the layer."""
    day = county.day(county.bronze.manifest())
    found = warehouse.rows(
        "SELECT number FROM catalog.parameters WHERE name = ? AND valid_from <= ? "
        "AND (valid_to IS NULL OR valid_to > ?)",
        [name, day, day],
    )
    return found[0][0]


def resolved(warehouse: Warehouse, said: pa.Table) -> pa.Table:
    """Decisions with the profiles of both records, null where no such record stands."""
    with warehouse.offered("said", said):
        return warehouse.arrow(
            "WITH parts AS (SELECT part, concat_ws('|', dataset, batch, file, coalesce(sheet, '')) AS place FROM raw.parts), "
            "wanted AS (SELECT DISTINCT unnest([one, other]) AS address FROM said), "
            "found AS (SELECT w.address, m.profile_id FROM wanted AS w "
            "JOIN parts AS p ON starts_with(w.address, concat(p.place, '|')) "
            "JOIN identity.person_mentions AS m ON m.record_id // 4294967296 = p.part "
            "AND w.address = concat_ws('|', p.place, m.record_id % 4294967296, m.role, m.ordinal)) "
            "SELECT s.*, a.profile_id AS one_profile, b.profile_id AS other_profile FROM said AS s "
            "LEFT JOIN found AS a ON a.address = s.one LEFT JOIN found AS b ON b.address = s.other ORDER BY s.one, s.other"
        )
