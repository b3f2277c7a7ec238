"""税务局: registered taxpayers."""

import numpy as np

from sample import columns
from sample.departments.market_regulation import premises
from sample.desk import Desk, person
from sample.economy import BUSINESS
from sample.extract import ENTERPRISE, Extract, Role

STATES = ("正常", "非正常", "停业", "注销")


def tax_state(desk: Desk) -> np.ndarray:
    """State of each enterprise at the tax office: 0 正常, 1 非正常, 2 停业, 3 注销."""
    economy = desk.county.economy
    keys = np.arange(len(economy))
    open_state = desk.county.chance.weighted("tax state", keys, [93, 4, 3])
    closed = economy.status_on(desk.day - 45)
    return np.where(closed == 2, 3, np.where(closed == 1, 1, open_state))


def taxpayer(desk: Desk) -> Extract:
    """纳税人登记: numbers are credit codes, old 15-digit tax numbers, or the owner's citizen number."""
    economy = desk.county.economy
    which = np.flatnonzero(economy.taxed & (economy.founded + 20 <= desk.day))
    owner = economy.owner_on(desk.day - 60)[which]
    business = economy.kind[which] == BUSINESS
    draw = desk.below("number kind", which, 100)
    number = desk.credit_code(which)
    number = columns.either(~business & (draw < 4), columns.take(economy.old_number, which), number)
    number = columns.either(business & (draw < 22), desk.number(owner), number)
    name = columns.either(columns.present(desk.company(which)), desk.company(which), desk.name(owner))
    address = premises(desk, which)
    values = [
        number, name, desk.name(owner), columns.blank(desk.number(owner),
                                                      desk.happens("no number", which, 0.12)), address,
        columns.blank(address, desk.happens("one address", which, 0.5)),
        columns.choose(["私营有限责任公司", "农民专业合作社", "个体工商户", "事业单位"], economy.kind[which]),
        columns.choose(STATES, tax_state(desk)[which]), columns.date(economy.founded[which] + 15),
        columns.whole(economy.phone[which])]
    return desk.extract(which, values, [Role("self", ENTERPRISE, which),
                                        person(owner, "legal_representative")])
