"""税务局: registered taxpayers."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sample import columns
from sample.departments.human_resources import cancelled
from sample.desk import Desk, enterprise, person
from sample.economy import BUSINESS
from sample.extract import ENTERPRISE, Extract

STATES = ("正常", "非正常", "停业", "注销")
_KINDS = ("私营有限责任公司", "农民专业合作社", "个体工商户", "事业单位")


def tax_state(desk: Desk) -> NDArray[np.int64]:
    """State of each enterprise at the tax office, a position in STATES."""
    economy = desk.county.economy
    open_state = desk.county.chance.weighted("tax state", np.arange(len(economy)), [93, 4, 3])
    closed = economy.status_on(desk.day - 45)
    forgotten = desk.county.chance.happens("tax not closed", np.arange(len(economy)), 0.03)
    gone = np.where(forgotten, open_state, 3)
    return np.where(closed == 2, gone, np.where(closed == 1, 1, open_state))


def _taxpayer_numbers(desk: Desk, which: NDArray, owner: NDArray) -> pa.Array:
    """Credit codes, old tax numbers of a few companies, owners' numbers of a fifth of the businesses."""
    economy = desk.county.economy
    business, draw = economy.kind[which] == BUSINESS, desk.below("number kind", which, 100)
    old = columns.take(economy.old_number, which)
    number = columns.either(~business & (draw < 4), old, desk.credit_code(which))
    return columns.either(business & (draw < 22), desk.number(owner), number)


def taxpayer(desk: Desk) -> Extract:
    """纳税人登记: numbers are credit codes, old 15-digit tax numbers, or the owner's citizen number."""
    economy = desk.county.economy
    which = np.flatnonzero(economy.taxed & (economy.founded + 20 <= desk.day))
    owner = economy.owner_on(desk.day - 60)[which]
    named, address = columns.present(desk.company(which)), desk.premises(which)
    state = tax_state(desk)[which]
    extract = desk.extract(
        which,
        {
            "纳税人识别号": _taxpayer_numbers(desk, which, owner),
            "纳税人名称": columns.either(named, desk.company(which), desk.name(owner)),
            "法定代表人姓名": desk.name(owner),
            "法定代表人身份证号码": columns.blank(desk.number(owner), desk.happens("no number", which, 0.12)),
            "注册地址": address,
            "生产经营地址": columns.blank(address, desk.happens("one address", which, 0.5)),
            "登记注册类型": columns.choose(_KINDS, economy.kind[which]),
            "纳税人状态": columns.choose(STATES, state),
            "登记日期": columns.date(economy.founded[which] + 15),
            "联系电话": columns.whole(economy.phone[which]),
        },
        [enterprise(which), person(owner, "legal_representative")],
    )
    extract.lead(
        "CANCELLED_ENTERPRISE", ENTERPRISE, which[(state == 0) & cancelled(economy, desk.day)[which]]
    )
    return extract
