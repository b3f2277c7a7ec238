"""The truth about people, households, enterprises, houses and events on the day of a round, as Parquet."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sample import columns, events, schedule
from sample.census import STATUSES as REGISTER_STATUSES
from sample.codes import code_text
from sample.departments.human_resources import WORK_STATES, drawing, in_work, insured_employees
from sample.departments.medical_insurance import covered
from sample.departments.tax import STATES as TAX_STATES
from sample.departments.tax import tax_state
from sample.desk import Desk, Window
from sample.economy import BUSINESS, STATUSES, TYPES
from sample.people import RESIDENT
from sample.programmes import DISABILITY_GRADES, DISABILITY_KINDS, POVERTY_KINDS
from sample.property import USES
from sample.story import County

_KINDS = ("resident", "floating", "outsider")


def _ids(numbers: NDArray) -> pa.Array:
    """Positions, null for nobody."""
    return pa.array(numbers, mask=numbers < 0)


def _words(where: NDArray, word: str) -> pa.Array:
    """A word where something holds, null elsewhere."""
    return columns.choose([word], np.where(where, 0, -1))


def _identity(county: County, desk: Desk) -> dict[str, pa.Array]:
    """Who somebody is: the elements of which the police register is the source, and kin."""
    people, census, keys = county.people, desk.census, county.people.keys
    father, mother = people.parents()
    on = census.on_register
    nameless = (people.kind == RESIDENT) & ~on & (census.age < 3)
    return {
        "person_id": pa.array(keys),
        "kind": columns.choose(_KINDS, people.kind),
        "id_number": columns.blank(people.id_number, nameless),
        "other_id_number": people.second_id,
        "name": census.name,
        "former_name": census.former_name,
        "sex": desk.sex(keys),
        "ethnicity": desk.ethnic(keys),
        "birth_date": desk.birth(keys).cast(pa.date32()),
        "registered": pa.array(on),
        "registration_status": columns.choose(REGISTER_STATUSES, census.status),
        "household_number": columns.blank(columns.take(county.households.number, people.household), ~on),
        "relation_to_head": columns.blank(code_text(census.relation, 2), ~on),
        "household_address": columns.blank(census.address, ~on),
        "division_code": census.division,
        "father_id": _ids(father),
        "mother_id": _ids(mother),
    }


def _circumstances(county: County, desk: Desk) -> dict[str, pa.Array]:
    """Life, marriage, schooling, and how somebody is reached."""
    people, census, day = county.people, desk.census, desk.day
    return {
        "alive": pa.array(census.alive),
        "death_date": columns.date(people.death, people.death > day).cast(pa.date32()),
        "death_reported": pa.array(county.death_known(day) & (people.death <= day)),
        "marital_status": code_text(census.marital),
        "education": desk.education(people.keys),
        "phone": columns.whole(people.phone, absent=people.phone == 0),
        "present_address": census.present_address,
        "bank_account": people.card,
    }


def _programmes(county: County, desk: Desk) -> dict[str, pa.Array]:
    """What programmes say of everybody; null without a part in them."""
    people, programmes, census, day = county.people, county.programmes, desk.census, desk.day
    household, insured = people.household, np.zeros(len(people), bool)
    insured[covered(Desk(county, "enrollment", desk.window))] = True
    relief = (household >= 0) & (programmes.household_relief_since[household] <= day) & census.local
    relief &= programmes.household_relief_until[household] > day
    poverty = np.where((household >= 0) & census.local, programmes.household_poverty[household], -1)
    kind, grade = (
        np.where(programmes.certified <= day, of_all, -1)
        for of_all in (programmes.disability_kind, programmes.disability_grade)
    )
    pension = np.where((programmes.pension_since <= day) & census.alive, drawing(desk, people.keys), -1)
    work = np.where(programmes.employed_since <= day, in_work(desk, people.keys), -1)
    return {
        "medical_insurance_status": _words(insured & census.alive, "正常"),
        "pension_status": columns.choose(["缴费", "领取"], pension),
        "disability_kind": columns.choose(DISABILITY_KINDS, kind),
        "disability_grade": columns.choose(DISABILITY_GRADES, grade),
        "subsistence_status": _words(relief, "享受"),
        "poverty_status": columns.choose(POVERTY_KINDS, poverty),
        "elderly_allowance": _words((programmes.allowance_since <= day) & census.alive, "享受"),
        "party_status": _words((programmes.party_since <= day) & census.alive, "正常"),
        "employment_status": columns.choose(WORK_STATES, work),
    }


def _people(county: County, day: int) -> pa.Table:
    """One row a person born by the day; dates are dates, codes are GB codes."""
    desk = Desk(county, "truth", Window(0, day))
    table = pa.table(_identity(county, desk) | _circumstances(county, desk) | _programmes(county, desk))
    return table.filter(pa.array(desk.census.born))


def _households(county: County, day: int) -> pa.Table:
    """One row a household with somebody on the register."""
    census, people = county.census(day), county.people
    head = np.full(len(census.members), -1, np.int64)
    leads = np.flatnonzero((census.head == people.keys) & (people.household >= 0))
    head[people.household[leads]] = leads
    village = county.households.village_on(day)
    return pa.table(
        {
            "household_id": np.arange(len(head)),
            "number": county.households.number,
            "head_person_id": head,
            "division_code": columns.choose(county.divisions.code, village),
            "members": census.members,
        }
    ).filter(pa.array(census.members > 0))


def _enterprises(county: County, day: int) -> pa.Table:
    """One row an enterprise, individual business or public unit founded by the day."""
    economy, desk = county.economy, Desk(county, "truth", Window(0, day))
    which = np.arange(len(economy))
    return pa.table(
        {
            "enterprise_id": which,
            "uscc": economy.code,
            "old_number": economy.old_number,
            "name": economy.name,
            "legal_representative_person_id": economy.owner_on(day),
            "kind": columns.either(economy.kind == BUSINESS, "individual_business", "enterprise"),
            "type": columns.choose(TYPES, economy.kind),
            "founded_date": columns.date(economy.founded).cast(pa.date32()),
            "address": desk.premises(which),
            "division_code": columns.choose(county.divisions.code, economy.village),
            "status": columns.choose(STATUSES, economy.status_on(day)),
            "tax_status": columns.blank(columns.choose(TAX_STATES, tax_state(desk)), ~economy.taxed),
            "insured_employees": pa.array(insured_employees(desk), mask=~economy.insured),
        }
    ).filter(pa.array(economy.founded <= day))


def _owner_lists(*owners: NDArray) -> pa.Array:
    """Lists of the owners of each row, without nobodies."""
    table = np.stack(owners, axis=1)
    held = table >= 0
    offsets = np.concatenate([[0], np.cumsum(held.sum(axis=1))])
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), pa.array(table[held]))


def _houses(county: County, day: int) -> pa.Table:
    """One row a house; the unit number only where it is registered, owners of the day."""
    houses = county.houses
    sold = houses.sold <= day
    company = np.where(sold, -1, houses.company)
    owner = np.where(sold, houses.buyer, np.where(company >= 0, -1, houses.owner))
    known = (houses.registered <= day) | (houses.renovated <= day)
    return pa.table(
        {
            "house_id": np.arange(len(houses)),
            "unit_number": columns.blank(houses.unit, houses.registered > day),
            "owner_person_ids": _owner_lists(owner, np.where(sold, -1, houses.co_owner)),
            "owner_enterprise_ids": _owner_lists(company),
            "location": houses.location,
            "use": columns.choose(USES, houses.use),
            "area": columns.decimal(houses.area),
            "status": columns.choose(["现势", "查封", "抵押"], houses.burden),
            "division_code": columns.choose(county.divisions.code, houses.village),
        }
    ).filter(pa.array(known))


def _events(county: County, day: int) -> pa.Table:
    """One row an event reported by the day, as its department last delivered it."""
    parts = []
    for _, month in schedule.months("grid_event", Window(0, day)):
        happened = events.month_events(Desk(county, "grid_event", month))
        parts.append(
            pa.table(
                {
                    "event_id": happened.number,
                    "kind": columns.choose(events.KINDS, happened.kind),
                    "address": happened.addresses(county.divisions),
                    "division_code": columns.choose(county.divisions.code, happened.village),
                    "grid_code": happened.grid_code(county.divisions),
                    "person_id": _ids(happened.party),
                    "reported_at": happened.reported_at(),
                    "closed_at": happened.closed_at(),
                    "status": columns.choose(events.STATES, happened.state),
                }
            )
        )
    return pa.concat_tables(parts)


_TABLES = {
    "person": _people,
    "household": _households,
    "enterprise": _enterprises,
    "house": _houses,
    "event": _events,
}


def write_entities(folder: Path, county: County, day: int) -> None:
    """Write the tables of entities as they are on a day, over those of the round before."""
    for name, table in _TABLES.items():
        pq.write_table(table(county, day), folder / f"{name}.parquet", compression="zstd")
