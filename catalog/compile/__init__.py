"""From declarations to SQL: sqlglot trees for what exists once per source or element. The only SQL generator.

Trees are built from nodes, never from strings. Functions named in them (``id_number_value`` and so on) are the files
of ``sql/functions``; whoever runs a tree inlines them.
"""

from catalog.compile.derived import derived_select
from catalog.compile.facts import facts_select
from catalog.compile.findings import (
    addresses_select,
    key_findings_select,
    keys_select,
    presumptions_select,
    repeats_select,
    value_findings_select,
)
from catalog.compile.force import force_select
from catalog.compile.identity import evidence_select, links_select, mentions_select, profiles_select
from catalog.compile.keys import has_alternatives, held_select, keyed_name, keyed_select
from catalog.compile.ledger import golden_slice, returned_select, said_select, wide_select
from catalog.compile.record_rules import holds
from catalog.compile.relations import ties_select
from catalog.compile.staged import OPERATION, fields_of, sql_type, staged_select
from catalog.compile.tellings import tellings_select
from catalog.compile.unions import union_all

__all__ = [
    "OPERATION",
    "addresses_select",
    "derived_select",
    "evidence_select",
    "facts_select",
    "fields_of",
    "force_select",
    "golden_slice",
    "has_alternatives",
    "held_select",
    "holds",
    "key_findings_select",
    "keyed_name",
    "keyed_select",
    "keys_select",
    "links_select",
    "mentions_select",
    "presumptions_select",
    "profiles_select",
    "repeats_select",
    "returned_select",
    "said_select",
    "sql_type",
    "staged_select",
    "tellings_select",
    "ties_select",
    "union_all",
    "value_findings_select",
    "wide_select",
]
