"""Who takes part in the records of an undeclared table: the roles of the declared sources whose fields it has."""

from collections import Counter
from collections.abc import Iterable

from catalog.consistency import ATTRIBUTES
from catalog.load import Catalog

IDENTIFYING = ("id_number", "uscc", "name", "number")
RoleFields = dict[str, str]
"""Attribute of a role -> field."""


def propose_roles(catalog: Catalog, fields: Iterable[str]) -> dict[str, tuple[str, RoleFields]]:
    """Role -> (entity, its attributes), `self` first; of a field's roles the one that most sources give it."""
    present, roles = set(fields), {}
    for (role, entity), attributes in sorted(_usual(catalog, present).items(), key=_subject_first):
        taken = {field for _, others in roles.values() for field in _identity(others)}
        own = {
            name: field for name, field in attributes.items() if name not in IDENTIFYING or field not in taken
        }
        if role not in roles and _identity(own):
            roles[role] = (entity, own)
    return roles


def _identity(attributes: RoleFields) -> list[str]:
    return [attributes[name] for name in ("id_number", "uscc", "name") if name in attributes]


def _subject_first(item: tuple[tuple[str, str], RoleFields]) -> tuple[bool, int, str, str]:
    (role, entity), attributes = item
    return role != "self", -len(_identity(attributes)), "" if entity == "person" else entity, role


def _usual(catalog: Catalog, present: set[str]) -> dict[tuple[str, str], RoleFields]:
    """For each role of each entity the fields that are there, each attribute with the most usual of them."""
    votes: dict[tuple[str, str], dict[str, Counter[str]]] = {}
    for _, source in sorted(catalog.sources.items()):
        for name, role in source.roles.items():
            for attribute in ATTRIBUTES:
                field = getattr(role, attribute)
                if field in present:
                    found = votes.setdefault((name, role.entity), {})
                    found.setdefault(attribute, Counter())[field] += 1
    return {
        role: {name: min(seen, key=lambda field: (-seen[field], field)) for name, seen in attributes.items()}
        for role, attributes in votes.items()
    }
