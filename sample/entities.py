"""The truth about people, households, enterprises, houses and events on the day of a round, as Parquet."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sample import columns, events, schedule
from sample.census import STATUSES
from sample.codes import code_text
from sample.departments.human_resources import drawing, in_work, insured_employees
from sample.departments.medical_insurance import covered
from sample.departments.tax import STATES, tax_state
from sample.desk import Desk, Window
from sample.economy import BUSINESS, TYPES
from sample.households import addresses
from sample.people import RESIDENT
from sample.programmes import DISABILITY_GRADES, DISABILITY_KINDS, POVERTY_KINDS
from sample.property import USES
from sample.story import County

_KINDS = ("resident", "floating", "outsider")


def _words(where: np.ndarray, word: str) -> pa.Array:
    """A word where something holds, null elsewhere."""
    return columns.choose([word], np.where(where, 0, -1))


def _programme_columns(county: County, desk: Desk) -> dict[str, pa.Array]:
    """What programmes say of everybody; null without a part in them."""
    people, programmes, census, day = county.people, county.programmes, desk.census, desk.day
    household = people.household
    relief = (household >= 0) & (programmes.household_relief_since[household] <= day) & census.local
    relief &= programmes.household_relief_until[household] > day
    poverty = np.where((household >= 0) & census.local, programmes.household_poverty[household], -1)
    insured = np.zeros(len(people), bool)
    insured[covered(Desk(county, "enrollment", desk.window))[0]] = True
    employed = programmes.employed_since <= day
    certified = programmes.certified <= day
    return {
        "medical_insurance_status": _words(insured & census.alive, "正常"),
        "pension_status": columns.choose(["缴费", "领取"], np.where(
            (programmes.pension_since <= day) & census.alive, drawing(desk, people.keys).astype(np.int64),
            -1)),
        "disability_kind": columns.choose(DISABILITY_KINDS,
                                          np.where(certified, programmes.disability_kind, -1)),
        "disability_grade": columns.choose(DISABILITY_GRADES,
                                           np.where(certified, programmes.disability_grade, -1)),
        "subsistence_status": _words(relief, "享受"), "poverty_status": columns.choose(POVERTY_KINDS,
                                                                                       poverty),
        "elderly_allowance": _words((programmes.allowance_since <= day) & census.alive, "享受"),
        "party_status": _words((programmes.party_since <= day) & census.alive, "正常"),
        "employment_status": columns.choose(["在岗", "失业", "退出"],
                                            np.where(employed, in_work(desk, people.keys), -1))}


def _people(county: County, day: int) -> pa.Table:
    """One row a person known on the day; dates are dates, codes are GB codes."""
    people, desk = county.people, Desk(county, "truth", Window(0, day))
    census, keys = desk.census, county.people.keys
    father, mother = people.parents()
    household = columns.take(county.households.number, people.household)
    nameless = (people.kind == RESIDENT) & ~census.on_register & (census.age < 3)
    table = pa.table({
        "person_id": keys, "kind": columns.choose(_KINDS, people.kind.astype(np.int64)),
        "id_number": columns.blank(people.id_number, nameless), "other_id_number": people.second_id,
        "name": census.name, "former_name": census.former_name, "sex": desk.sex(keys),
        "ethnicity": desk.ethnic(keys),
        "birth_date": desk.birth(keys).cast(pa.date32()), "alive": census.alive,
        "death_date": columns.date(people.death, people.death > day).cast(pa.date32()),
        "death_reported": county.death_known(day) & (people.death <= day), "registered": census.on_register,
        "registration_status": columns.choose(STATUSES, census.status),
        "household_number": columns.blank(household, ~census.on_register),
        "relation_to_head": columns.blank(code_text(census.relation, 2), ~census.on_register),
        "household_address": columns.blank(census.address, ~census.on_register),
        "division_code": census.division,
        "marital_status": code_text(census.marital), "education": desk.education(keys),
        "phone": columns.whole(people.phone, absent=people.phone == 0),
        "present_address": census.present_address,
        "bank_account": people.card, "father_id": pa.array(father, mask=father < 0),
        "mother_id": pa.array(mother, mask=mother < 0), **_programme_columns(county, desk)})
    return table.filter(pa.array(census.born))


def _households(county: County, day: int) -> pa.Table:
    """One row a household with somebody on the register."""
    census, people = county.census(day), county.people
    members = np.bincount(people.household[census.local & (people.household >= 0)],
                          minlength=len(county.households))
    head = np.full(len(members), -1, np.int64)
    leads = np.flatnonzero((census.head == people.keys) & (people.household >= 0))
    head[people.household[leads]] = leads
    village = county.households.village_on(day)
    table = pa.table({
        "household_id": np.arange(len(members)), "number": county.households.number, "head_person_id": head,
        "division_code": columns.choose(county.divisions.code, village), "members": members})
    return table.filter(pa.array(members > 0))


def _enterprises(county: County, day: int) -> pa.Table:
    """One row an enterprise, individual business or public unit founded by the day."""
    economy, desk = county.economy, Desk(county, "truth", Window(0, day))
    which = np.arange(len(economy))
    table = pa.table({
        "enterprise_id": which, "uscc": economy.code, "old_number": economy.old_number, "name": economy.name,
        "legal_representative_person_id": economy.owner_on(day),
        "kind": columns.choose(["enterprise", "individual_business"],
                               (economy.kind == BUSINESS).astype(np.int64)),
        "type": columns.choose(TYPES, economy.kind), "founded_date": columns.date(economy.founded).cast(
            pa.date32()),
        "address": addresses(county.divisions, economy.village, 1 + which % 12, economy.plate),
        "division_code": columns.choose(county.divisions.code, economy.village),
        "status": columns.choose(["存续", "吊销", "注销"], economy.status_on(day)),
        "tax_status": columns.blank(columns.choose(STATES, tax_state(desk)), ~economy.taxed),
        "insured_employees": pa.array(insured_employees(desk), mask=~economy.insured)})
    return table.filter(pa.array(economy.founded <= day))


def _houses(county: County, day: int) -> pa.Table:
    """One row a house; the unit number only where it is registered, owners of the day."""
    houses = county.houses
    sold = houses.sold <= day
    owner = np.where(sold, houses.buyer, houses.owner)
    company = np.where(sold, -1, houses.company)
    known = (houses.registered <= day) | (houses.renovated <= day)
    owners = [[first] if second < 0 else [first, second] for first, second in zip(
        np.where(company >= 0, -1, owner).tolist(), np.where(sold, -1, houses.co_owner).tolist(),
        strict=True)]
    table = pa.table({
        "house_id": np.arange(len(houses)), "unit_number": columns.blank(houses.unit,
                                                                         houses.registered > day),
        "owner_person_ids": pa.array([[owner for owner in pair if owner >= 0] for pair in owners],
                                     pa.list_(pa.int64())),
        "owner_enterprise_ids": pa.array([[c] if c >= 0 else [] for c in company.tolist()],
                                         pa.list_(pa.int64())),
        "location": houses.location, "use": columns.choose(USES, houses.use),
        "area": columns.decimal(houses.area),
        "status": columns.choose(["现势", "查封", "抵押"], houses.burden),
        "division_code": columns.choose(county.divisions.code, houses.village)})
    return table.filter(pa.array(known))


def _events(county: County, day: int) -> pa.Table:
    """One row an event reported by the day, as its department last delivered it."""
    parts = []
    for _, month in schedule.months("grid_event", Window(0, day)):
        happened = events.month_events(Desk(county, "grid_event", month))
        closed = happened.state < 2
        keys = happened.number
        parts.append(pa.table({
            "event_id": keys, "kind": columns.choose(events.KINDS, happened.kind),
            "address": addresses(county.divisions, happened.village, 1 + keys % 12, 1 + keys % 60),
            "division_code": columns.choose(county.divisions.code, happened.village),
            "grid_code": happened.grid_code(county.divisions.code),
            "person_id": pa.array(happened.party, mask=happened.party < 0),
            "reported_at": columns.time(happened.day, happened.second),
            "closed_at": columns.time(happened.closed, (happened.second + 3_000) % 86_400, closed),
            "status": columns.choose(events.STATES, happened.state)}))
    return pa.concat_tables(parts)


def write_entities(folder: Path, county: County, day: int) -> None:
    """Write the tables of entities as they are on a day, over those of the round before."""
    tables = {"person": _people, "household": _households, "enterprise": _enterprises, "house": _houses,
              "event": _events}
    for name, table in tables.items():
        pq.write_table(table(county, day), folder / f"{name}.parquet", compression="zstd")

