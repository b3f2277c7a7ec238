"""The declared contradictions as a frame: the table ``catalog.contradictions``."""

from __future__ import annotations

import pyarrow as pa

from catalog.load import Catalog

_SCHEMA = pa.schema(
    [
        ("entity_type", pa.string()),
        ("element", pa.string()),
        ("title", pa.string()),
        ("element_values", pa.list_(pa.string())),
        ("other_element", pa.string()),
        ("other_values", pa.list_(pa.string())),
        ("earlier", pa.bool_()),
        ("digits", pa.bool_()),
        ("younger_than", pa.string()),
    ]
)


def contradictions(catalog: Catalog) -> pa.Table:
    """One row a pair of elements whose golden values can not stand beside each other; an empty list: any value."""
    rows = [
        {
            "entity_type": entity,
            "element": name,
            "title": c.title,
            "element_values": list(c.when),
            "other_element": c.element,
            "other_values": list(c.values),
            "earlier": c.before,
            "digits": c.digits,
            "younger_than": c.younger_than,
        }
        for (entity, name), element in sorted(catalog.elements.items())
        for c in element.contradicts
    ]
    return pa.Table.from_pylist(rows, schema=_SCHEMA)
