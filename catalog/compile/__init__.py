"""From declarations to SQL: sqlglot trees for what exists once per source or element. The only SQL generator.

Trees are built from nodes, never from strings. Functions named in them (``id_number_value`` and so on) are the files
of ``sql/functions``; whoever runs a tree inlines them.
"""

from catalog.compile.facts import facts_select
from catalog.compile.findings import value_findings_select
from catalog.compile.force import force_select, keyed_name, keyed_select
from catalog.compile.identity import evidence_select, links_select, mentions_select, profiles_select
from catalog.compile.ledger import golden_slice, statements_select, union_all, wide_select
from catalog.compile.relations import ties_select
from catalog.compile.staged import OPERATION, fields_of, sql_type, staged_select

__all__ = [
    "OPERATION",
    "evidence_select",
    "facts_select",
    "fields_of",
    "force_select",
    "golden_slice",
    "keyed_name",
    "keyed_select",
    "links_select",
    "mentions_select",
    "profiles_select",
    "sql_type",
    "staged_select",
    "statements_select",
    "ties_select",
    "union_all",
    "value_findings_select",
    "wide_select",
]
