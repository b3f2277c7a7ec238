"""The shape of a spoiler: which cells it can spoil, and how."""

from collections.abc import Callable
from dataclasses import dataclass

Write = Callable[[str, int], str | None]


@dataclass(frozen=True)
class Spoiler:
    """`pattern` (RE2) says which cells qualify, None means blank ones; `write` answers None if it can not."""

    pattern: str | None
    write: Write
    as_number: bool = False


def pick(choices: str | list[str] | tuple[str, ...], draw: int) -> str:
    """One of the choices, by a random number."""
    return choices[draw % len(choices)]


def replace_one(value: str, table: dict[str, str], draw: int) -> str | None:
    """The value with one of the characters that the table knows replaced."""
    places = [place for place, character in enumerate(value) if character in table]
    if not places:
        return None
    place = places[draw % len(places)]
    return value[:place] + pick(table[value[place]], draw // 7) + value[place + 1 :]
