"""What the catalog knows of headers: for every spelling the column it most often is, for similar ones the nearest."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from catalog.headers import normalise_header
from catalog.load import Catalog
from catalog.models import ValueType

_SIMILAR = 75
"""Below this rapidfuzz ratio two headers have little more than a character in common."""


@dataclass(frozen=True, order=True)
class Meaning:
    """What a column of some source is: its field, type and code list, and the elements it states as they are."""

    field: str
    type: ValueType
    codes: str | None
    unit: str | None
    states: tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """The meaning of a header, the spelling it was found by, and whether that is the header itself."""

    meaning: Meaning
    spelling: str
    exact: bool


class Dictionary:
    """Normalised spelling -> meaning, from every source, the county's groups of spellings and the elements' titles."""

    def __init__(self, catalog: Catalog) -> None:
        votes: dict[str, Counter[Meaning]] = {}
        for spelling, meaning in _spellings(catalog):
            votes.setdefault(spelling, Counter())[meaning] += 1
        self._meanings = {
            spelling: min(found, key=lambda m: (-found[m], m)) for spelling, found in votes.items()
        }

    def find(self, header: str) -> Known | None:
        """The meaning of a header (of several rows the lowest may decide), else of the most similar one."""
        forms = [normalise_header(form) for form in (header, header.rsplit("_", 1)[-1])]
        for form in forms:
            if form in self._meanings:
                return Known(self._meanings[form], form, True)
        spellings = sorted(self._meanings)
        best = max((_nearest(form, spellings) for form in forms), key=lambda found: found[1])
        return Known(self._meanings[best[0]], best[0], False) if best[1] >= _SIMILAR else None


def _nearest(form: str, spellings: list[str]) -> tuple[str, float]:
    found = process.extractOne(form, spellings, scorer=fuzz.ratio)
    return (found[0], found[1]) if found else ("", 0.0)


def _spellings(catalog: Catalog) -> Iterator[tuple[str, Meaning]]:
    """Every spelling of every column; an element's title counts as a column that states it."""
    groups = [
        (normalise_header(header), [header, *others]) for header, others in sorted(catalog.headers.items())
    ]
    for _, source in sorted(catalog.sources.items()):
        for column in source.columns:
            states = tuple(s for s in column.states if isinstance(s, str))
            meaning = Meaning(column.field, column.type, column.codes, column.unit, states)
            for spelling in (column.header, *column.also):
                yield normalise_header(spelling), meaning
            for header, spellings in groups:
                if header == normalise_header(column.header):
                    yield from ((normalise_header(spelling), meaning) for spelling in spellings)
    for (_, name), element in sorted(catalog.elements.items()):
        meaning = Meaning(name, element.type, element.codes, element.unit, (name,))
        yield normalise_header(element.title), meaning
