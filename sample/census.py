"""The people as they are on one day: who lives, who is registered and how, names, homes, phones."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sample import columns
from sample.chance import Chance
from sample.divisions import Divisions
from sample.households import Households, addresses
from sample.people import FLOATING, OUTSIDER, People
from sample.relations import choose_heads, relations
from sample.timeline import NEVER, ages, day

NORMAL, DECEASED, MOVED, PRISON, ARMY = range(5)
STATUSES = ("正常", "死亡注销", "迁出", "服刑", "参军")
SINGLE, MARRIED, WIDOWED, DIVORCED = 10, 20, 30, 40
CITIES = (
    "广东省东莞市",
    "广东省深圳市",
    "广东省广州市",
    "浙江省杭州市",
    "浙江省义乌市",
    "江苏省苏州市",
    "福建省泉州市",
    "上海市",
    "湖南省长沙市",
    "湖南省张家界市永定区",
    "湖北省武汉市",
    "北京市",
)


@dataclass(frozen=True)
class Census:
    """Derived states of all people on `day`; arrays run parallel to the people."""

    day: int
    people: People
    households: Households
    divisions: Divisions
    chance: Chance

    @cached_property
    def age(self) -> NDArray[np.int64]:
        """Completed years."""
        return ages(self.people.birth, self.day)

    @cached_property
    def born(self) -> NDArray[np.bool_]:
        """Whether somebody is born by this day."""
        return self.people.birth <= self.day

    @cached_property
    def alive(self) -> NDArray[np.bool_]:
        """Whether somebody lives on this day."""
        return self.born & (self.people.death > self.day)

    @cached_property
    def on_register(self) -> NDArray[np.bool_]:
        """Whether the police register has somebody, cancelled entries included."""
        return self.people.registered <= self.day

    @cached_property
    def status(self) -> NDArray[np.int64]:
        """Position in STATUSES; -1 off the register."""
        people, age = self.people, self.age
        draw = self.chance.uniform("army or prison", people.keys)
        status = np.where((draw < 0.0012) & people.male & (age > 20) & (age < 60), PRISON, NORMAL)
        status = np.where((draw > 0.985) & people.male & (age > 18) & (age < 24), ARMY, status)
        status = np.where(people.moved_out <= self.day, MOVED, status)
        status = np.where(people.cancelled <= self.day, DECEASED, status)
        return np.where(self.on_register, status, -1)

    @cached_property
    def status_day(self) -> NDArray[np.int64]:
        """The day from which the register's status holds; NEVER for 正常."""
        people, status = self.people, self.status
        days = np.where(status == PRISON, day(2022) + people.keys * 37 % 1300, NEVER)
        days = np.where(status == ARMY, day(2024, 9) + people.keys % 365, days)
        days = np.where(status == MOVED, people.moved_out, days)
        return np.where(status == DECEASED, people.death, days)

    @cached_property
    def local(self) -> NDArray[np.bool_]:
        """Alive, registered here and not moved away or cancelled."""
        return self.alive & np.isin(self.status, (NORMAL, PRISON, ARMY))

    @cached_property
    def here(self) -> NDArray[np.bool_]:
        """Alive and at home in the county: residents, infants not yet registered, floating people."""
        people = self.people
        return self.alive & (people.kind != OUTSIDER) & (people.moved_out > self.day)

    @cached_property
    def head(self) -> NDArray[np.int64]:
        """Position of the head of everybody's household, -1 without one."""
        people = self.people
        women = self.chance.happens("headed by the wife", people.household, 0.06)
        return choose_heads(people.household, people.slot, people.birth, self.local, women)

    @cached_property
    def relation(self) -> NDArray[np.int64]:
        """GB/T 4761 code of everybody to the head; 0 without a household."""
        people = self.people
        by_daughter = self.households.by_daughter[people.household] & (people.household >= 0)
        return relations(self.head, people.slot, people.male, people.birth, by_daughter)

    @cached_property
    def members(self) -> NDArray[np.int64]:
        """Living registered members of each household."""
        at_home = self.people.household[self.local & (self.people.household >= 0)]
        return np.bincount(at_home, minlength=len(self.households))

    @cached_property
    def name(self) -> pa.Array:
        """The legal name on this day."""
        people = self.people
        return columns.either(people.renamed <= self.day, people.name, people.early_name)

    @cached_property
    def former_name(self) -> pa.Array:
        """The former name, or the one before a change that has happened by this day."""
        people = self.people
        return columns.either(people.renamed <= self.day, people.early_name, people.former_name)

    @cached_property
    def village(self) -> NDArray[np.int64]:
        """The village somebody is registered in, or lives in when registered elsewhere; -1 for outsiders."""
        people = self.people
        home = self.households.village_on(self.day)[people.household]
        return np.where(people.household >= 0, home, people.village)

    @cached_property
    def address(self) -> pa.Array:
        """The registered address; of floating people the one they live at."""
        people, households = self.people, self.households
        plate = np.where(people.household >= 0, households.plate[people.household], 1 + people.keys % 90)
        return addresses(self.divisions, self.village, people.group, plate)

    @cached_property
    def present_address(self) -> pa.Array:
        """Where somebody really lives: another city for those who work away."""
        away = self.people.away
        return columns.either(away >= 0, columns.choose(CITIES, away), self.address)

    @cached_property
    def division(self) -> pa.Array:
        """Twelve-digit code of the village."""
        return columns.choose(self.divisions.code, self.village)

    @cached_property
    def marital(self) -> NDArray[np.int64]:
        """GB/T 2261.2 code; 0 under 20 where the question does not arise."""
        people, keys = self.people, self.people.keys
        wed = (people.own >= 0) & (people.families.married[people.own] <= self.day)
        spouse = people.spouse()
        widowed = wed & ((spouse < 0) | ((people.death[spouse] <= self.day) & (spouse >= 0)))
        long_ago = self.chance.uniform("past marriage", keys)
        lone = ~wed & (self.age >= 30) & (people.origin < 0)
        code = np.where(wed, MARRIED, SINGLE)
        code = np.where(lone & (long_ago < 0.25), DIVORCED, code)
        code = np.where(lone & (self.age >= 60) & (long_ago < 0.75), WIDOWED, code)
        code = np.where(people.separated(self.day), DIVORCED, np.where(widowed, WIDOWED, code))
        code = np.where((people.kind == FLOATING) & (self.age >= 27), MARRIED, code)
        return np.where(self.age < 20, 0, code)

    def stale_phone(self, share: float, stream: str) -> NDArray[np.int64]:
        """Phones as a department knows them: some people's earlier number; 0 for none."""
        people = self.people
        stale = self.chance.happens(stream, people.keys, share) & (people.phone_told > self.day)
        return np.where(stale, people.old_phone, people.phone)
