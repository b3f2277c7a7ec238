"""From the headers of a delivered file to the fields of its source: by spelling, never by position."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from catalog.load import Catalog
from catalog.models import Column

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|\{[^{}]*\}|<[^<>]*>|《[^《》]*》")
_DROPPED = re.compile(r"[\s\u200b-\u200f\u2060\ufeff*:]+")


@cache
def normalise_header(text: str) -> str:
    """The form in which header spellings are compared.

    NFKC, lower case, without spaces, bracketed parts, asterisks and colons.
    """
    text = unicodedata.normalize("NFKC", text)
    bare, before = text, None
    while bare != before:
        before, bare = bare, _BRACKETS.sub("", bare)
    return _DROPPED.sub("", bare).lower() or _DROPPED.sub("", text).lower()


@dataclass(frozen=True)
class HeaderMap:
    """Field -> delivered header, and what did not fit."""

    fields: dict[str, str]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]
    """Declared headers of required columns that the file lacks."""
    claimed_twice: tuple[tuple[str, tuple[str, ...]], ...]
    """Declared header -> the delivered headers that all claim it."""

    @property
    def usable(self) -> bool:
        """Whether the file can be staged at all."""
        return not self.missing and not self.claimed_twice


def map_headers(catalog: Catalog, columns: tuple[Column, ...], delivered: tuple[str, ...]) -> HeaderMap:
    """Map delivered headers to columns: the declared header first, then ``also``, then the county's spellings."""
    claims: dict[str, list[str]] = {}
    unknown = []
    spellings = _spellings(_groups(catalog), _named(columns))
    for header in delivered:
        field = _field_of(header, spellings)
        if field is None:
            unknown.append(header)
        else:
            claims.setdefault(field, []).append(header)
    twice = tuple((c.header, tuple(claims[c.field])) for c in columns if len(claims.get(c.field, ())) > 1)
    return HeaderMap(
        fields={field: headers[0] for field, headers in claims.items()},
        unknown=tuple(unknown),
        missing=tuple(c.header for c in columns if c.required and c.field not in claims),
        claimed_twice=twice,
    )


def known_headers(catalog: Catalog, columns: tuple[Column, ...]) -> frozenset[str]:
    """Every normalised spelling that the columns answer to."""
    return frozenset(_spellings(_groups(catalog), _named(columns)))


def every_known_header(catalog: Catalog) -> frozenset[str]:
    """Every normalised spelling that any source's columns answer to, or that stands in the county's groups."""
    spelt = {normalise_header(s) for group in _groups(catalog) for s in group}
    return frozenset(spelt).union(*(known_headers(catalog, s.columns) for s in catalog.sources.values()))


def spellings_of(catalog: Catalog, column: Column) -> frozenset[str]:
    """Every normalised spelling of one column, as if it stood alone."""
    own = {normalise_header(spelling) for spelling in (column.header, *column.also)}
    return frozenset(own | _group(_groups(catalog), column.header))


def _groups(catalog: Catalog) -> tuple[frozenset[str], ...]:
    """The county's groups of spellings that mean one column."""
    return tuple(frozenset((canonical, *others)) for canonical, others in catalog.headers.items())


Named = tuple[str, str, tuple[str, ...]]
"""Header, field and own spellings of a column."""


def _named(columns: tuple[Column, ...]) -> tuple[Named, ...]:
    return tuple((c.header, c.field, c.also) for c in columns)


@cache
def _spellings(groups: tuple[frozenset[str], ...], columns: tuple[Named, ...]) -> dict[str, str]:
    """Normalised spelling -> field; a spelling two columns would share by group alone belongs to neither."""
    exact = {normalise_header(header): field for header, field, _ in columns}
    declared = {normalise_header(a): field for _, field, also in columns for a in also}
    by_group: dict[str, set[str]] = {}
    for header, field, _ in columns:
        for spelling in _group(groups, header):
            by_group.setdefault(spelling, set()).add(field)
    grouped = {spelling: next(iter(fields)) for spelling, fields in by_group.items() if len(fields) == 1}
    return grouped | declared | exact


def _group(groups: tuple[frozenset[str], ...], header: str) -> set[str]:
    """Normalised spellings of the groups that a declared header stands in."""
    wanted = normalise_header(header)
    normalised = ({normalise_header(s) for s in group} for group in groups)
    return {s for group in normalised if wanted in group for s in group} - {wanted}


def _field_of(header: str, spellings: dict[str, str]) -> str | None:
    """The field a delivered header names; of a header of several rows (基本信息_姓名) the lowest row may decide."""
    whole = _without_repeat(header)
    return spellings.get(normalise_header(whole)) or spellings.get(normalise_header(whole.rsplit("_", 1)[-1]))


def _without_repeat(header: str) -> str:
    """A repeated header without the number the reader gave it (姓名_2 claims what 姓名 claims)."""
    return re.sub(r"_\d+$", "", header)
