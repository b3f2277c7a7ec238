"""A value that a person typed, in the form in which the ledger holds it."""

from __future__ import annotations

import re

from catalog.load import Catalog


def standard_value(catalog: Catalog, entity: str, element: str, text: str) -> str:
    """The code for a code, its label or another spelling of it; any other text without the spaces around it."""
    declared = catalog.elements.get((entity, element))
    if declared is None or declared.codes is None:
        return text.strip()
    key = re.sub(r"\s+", "", text).upper()
    for row in catalog.codes[declared.codes]:
        spellings = (row["code"], row.get("label", ""), *row.get("also", "").split("|"))
        if key and key in {re.sub(r"\s+", "", s).upper() for s in spellings}:
            return row["code"]
    return text.strip()
