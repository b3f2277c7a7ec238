"""A department's desk on the day it draws an extract: people and businesses as that dataset knows them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sample import columns
from sample.census import Census
from sample.codes import code_text
from sample.extract import ENTERPRISE, PERSON, Extract, Page, Role
from sample.households import addresses
from sample.layouts import LAYOUTS
from sample.people import RESIDENT, People
from sample.story import County


@dataclass(frozen=True)
class Window:
    """The stretch of days an extract speaks of: events in (since, until], states on `until`."""

    since: int
    until: int


@dataclass(frozen=True)
class Desk:
    """Looks things up by position in the county's people or enterprises; -1 gives nulls."""

    county: County
    dataset: str
    window: Window

    @property
    def people(self) -> People:
        """The county's people."""
        return self.county.people

    @property
    def day(self) -> int:
        """The day the extract is drawn."""
        return self.window.until

    @cached_property
    def census(self) -> Census:
        """The people on that day."""
        return self.county.census(self.window.until)

    def happens(self, what: str, keys: NDArray, rate: float | NDArray) -> NDArray[np.bool_]:
        """Chance of this dataset only."""
        return self.county.chance.happens(f"{self.dataset} {what}", keys, rate)

    def rarely(self, what: str, keys: NDArray, rate: float, among: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Like `happens` among some rows, but to at least one of them, so that small counties have it too."""
        draw = np.where(among, self.county.chance.uniform(f"{self.dataset} {what}", keys), 2.0)
        least = draw.min(initial=2.0)
        return (draw < rate) | ((draw == least) & (least < 1))

    def below(self, what: str, keys: NDArray, bound: int | NDArray) -> NDArray[np.int64]:
        """A whole number of this dataset only."""
        return self.county.chance.below(f"{self.dataset} {what}", keys, bound)

    def occurs(self, days: NDArray) -> NDArray[np.bool_]:
        """Whether an event falls into the window."""
        return (days > self.window.since) & (days <= self.window.until)

    def name(self, who: NDArray) -> pa.Array:
        """Legal names."""
        return columns.take(self.census.name, who)

    @cached_property
    def _numbers(self) -> pa.Array:
        """Numbers as this dataset has them: at times the second one; none for infants not yet registered."""
        people, keys = self.people, self.people.keys
        second = columns.present(people.second_id) & self.happens("knows the second number", keys, 0.35)
        number = columns.either(second, people.second_id, people.id_number)
        infant = (people.kind == RESIDENT) & ~self.census.on_register & (self.census.age < 3)
        return columns.blank(number, infant)

    def number(self, who: NDArray) -> pa.Array:
        """Citizen numbers."""
        return columns.take(self._numbers, who)

    def sex(self, who: NDArray) -> pa.Array:
        """GB/T 2261.1 codes."""
        return columns.choose(["2", "1"], np.where(who >= 0, self.people.male[who], -1))

    def ethnic(self, who: NDArray) -> pa.Array:
        """GB/T 3304 codes."""
        return code_text(np.where(who >= 0, self.people.ethnicity[who], 0), 2)

    def education(self, who: NDArray) -> pa.Array:
        """GB/T 4658 codes."""
        return code_text(np.where(who >= 0, self.people.education[who], 0), 2)

    def birth(self, who: NDArray) -> pa.Array:
        """ISO birth dates."""
        return columns.date(self.people.birth[who], who < 0)

    def phone(self, who: NDArray, stale: float = 0.3) -> pa.Array:
        """Phones, a share of them the earlier number."""
        phones = self.census.stale_phone(stale, f"{self.dataset} phone")[who]
        return columns.whole(phones, absent=(phones == 0) | (who < 0))

    def card(self, who: NDArray) -> pa.Array:
        """Bank accounts."""
        return columns.take(self.people.card, who)

    def address(self, who: NDArray) -> pa.Array:
        """Registered addresses."""
        return columns.take(self.census.address, who)

    def division(self, who: NDArray) -> pa.Array:
        """Twelve-digit village codes."""
        return columns.take(self.census.division, who)

    def village(self, who: NDArray) -> NDArray[np.int64]:
        """Village positions."""
        return np.where(who >= 0, self.census.village[who], -1)

    def village_text(self, who: NDArray) -> pa.Array:
        """Township and village in one text, `零溪镇大庄村`."""
        village = self.village(who)
        return columns.join(
            columns.choose(self.county.divisions.township_name, village),
            columns.choose(self.county.divisions.name, village),
        )

    def company(self, which: NDArray) -> pa.Array:
        """Names of enterprises."""
        return columns.take(self.county.economy.name, which)

    def credit_code(self, which: NDArray) -> pa.Array:
        """Credit codes of enterprises."""
        return columns.take(self.county.economy.code, which)

    def premises(self, which: NDArray) -> pa.Array:
        """Addresses of enterprises."""
        economy = self.county.economy
        return addresses(self.county.divisions, economy.village[which], 1 + which % 12, economy.plate[which])

    def extract(
        self,
        keys: NDArray,
        values: dict[str, pa.Array],
        roles: list[Role],
        pages: tuple[Page, ...] | None = None,
        page: NDArray | None = None,
    ) -> Extract:
        """The extract with a column for each agreed header, on one page unless told otherwise."""
        layout = LAYOUTS[self.dataset]
        if pages is None or page is None:
            sheet = "Sheet1" if layout.format in ("xlsx", "xls") else None
            pages, page = (Page(layout.title, sheet, f"慈利县{layout.title}"),), np.zeros(len(keys), np.int64)
        if values.keys() != layout.columns.keys():
            odd = ", ".join(sorted(values.keys() ^ layout.columns.keys()))
            raise ValueError(f"{self.dataset} has other columns than agreed: {odd}")
        table = {header: values[header] for header in layout.columns}
        return Extract(self.dataset, keys.astype(np.int64), table, roles, pages, page)


def person(ids: NDArray, role: str = "self", where: NDArray | pa.Array | None = None) -> Role:
    """A person's role, in the rows where a mask holds or a column says anything."""
    mask = (
        np.ones(len(ids), bool)
        if where is None
        else (where if isinstance(where, np.ndarray) else columns.present(where))
    )
    return Role(role, PERSON, np.where(mask, ids, -1))


def enterprise(ids: NDArray, role: str = "self") -> Role:
    """An enterprise's role."""
    return Role(role, ENTERPRISE, ids)


def short_organization_code(credit_codes: pa.Array) -> pa.Array:
    """The nine-character organization code inside a credit code, with its hyphen."""
    return columns.join(columns.part(credit_codes, 8, 16), "-", columns.part(credit_codes, 16, 17))
