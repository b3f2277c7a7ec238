"""Which dataset is drawn by which view, and which batches of it a round delivers."""

from collections.abc import Callable, Iterator

import numpy as np

from sample.departments import (
    agriculture,
    civil_affairs,
    disabled_federation,
    education,
    finance,
    health,
    housing,
    human_resources,
    market_regulation,
    medical_insurance,
    natural_resources,
    party_organization,
    political_legal,
    public_security,
    tax,
    township,
)
from sample.desk import Desk, Window
from sample.extract import Extract
from sample.story import County
from sample.timeline import BASE, PREVIOUS, day, month_starts, round_day

View = Callable[[Desk], Extract]
VIEWS: dict[str, View] = {
    "household_register": public_security.household_register,
    "residence_permit": public_security.residence_permit,
    "subsistence_allowance": civil_affairs.subsistence_allowance,
    "elderly_allowance": civil_affairs.elderly_allowance,
    "marriage_registration": civil_affairs.marriage_registration,
    "funeral": civil_affairs.funeral,
    "resident_pension": human_resources.resident_pension,
    "employment": human_resources.employment,
    "insured_employer": human_resources.insured_employer,
    "enrollment": medical_insurance.enrollment,
    "settlement": medical_insurance.settlement,
    "birth_certificate": health.birth_certificate,
    "death_certificate": health.death_certificate,
    "health_record": health.health_record,
    "disability_certificate": disabled_federation.disability_certificate,
    "student_enrollment": education.student_enrollment,
    "real_estate": natural_resources.real_estate,
    "rural_dilapidated_house": housing.rural_dilapidated_house,
    "subsidy_payment": finance.subsidy_payment,
    "poverty_monitoring": agriculture.poverty_monitoring,
    "land_contract": agriculture.land_contract,
    "enterprise": market_regulation.enterprise,
    "individual_business": market_regulation.individual_business,
    "taxpayer": tax.taxpayer,
    "party_member": party_organization.party_member,
    "grid_event": political_legal.grid_event,
    "village_ledger": township.village_ledger,
}
FIRST_MONTHS = {
    "settlement": day(2023, 12, 31),
    "subsidy_payment": finance.FIRST_PAYMENT,
    "grid_event": day(2023, 12, 31),
}
"""The day after which the first list of a monthly dataset begins."""
_BEGINNING = day(1900)


def windows(round_number: int) -> list[Window]:
    """The stretches that a round's batches of events cover; round 1 sends everything so far in two."""
    if round_number == 1:
        return [Window(_BEGINNING, PREVIOUS), Window(PREVIOUS, BASE)]
    return [Window(round_day(round_number - 1), round_day(round_number))]


def months(dataset: str, window: Window) -> Iterator[tuple[str, Window]]:
    """The months of a window that a monthly dataset has lists for, as `202401` and the month itself."""
    starts = month_starts(max(window.since, FIRST_MONTHS[dataset]), window.until)
    for start, after in zip(starts, [*starts[1:], window.until + 1], strict=True):
        label = str(np.datetime64(start, "D").astype("datetime64[M]")).replace("-", "")
        yield label, Window(start - 1, after - 1)


def draw(county: County, dataset: str, window: Window) -> Extract:
    """The extract of a dataset over a window, before dirt."""
    return VIEWS[dataset](Desk(county, dataset, window))
