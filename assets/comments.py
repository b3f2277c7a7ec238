"""What the columns of the ledger are called in Chinese: in its own front matter, by the element, or as everywhere."""

from __future__ import annotations

from assets.tables import ENTITIES
from catalog.load import Catalog
from sql.model import Model, TableMatter

EVERYWHERE = "ledger_column"
"""Code list of columns that mean the same in every table of the ledger."""


def column_comments(catalog: Catalog, model: Model) -> dict[str, str]:
    """Comment by column; what the table's front matter says of a column outranks the rest."""
    own = model.matter.columns if isinstance(model.matter, TableMatter) else {}
    if model.schema != "ledger":
        return dict(own)
    common = {row["code"]: row["label"] for row in catalog.codes[EVERYWHERE]}
    entity = model.name.removeprefix("ledger.")
    if entity not in ENTITIES:
        return common | own
    elements = {name: e.title for (of, name), e in catalog.elements.items() if of == entity}
    return common | elements | own
