"""市场监督管理局: companies, cooperatives and individual businesses."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sample import columns
from sample.departments.civil_affairs import receives_relief
from sample.desk import Desk, person
from sample.desk import enterprise as enterprise_role
from sample.economy import BUSINESS, COOPERATIVE, STATUSES, TYPES
from sample.extract import PERSON, Extract


def _scopes(desk: Desk, which: NDArray) -> pa.Array:
    """What businesses may trade in; some texts carry a quote or a line break that csv must quote."""
    scope = columns.take(desk.county.economy.scope(), which)
    quoted = columns.join('"一般项目":', scope)
    broken = columns.join("许可项目：食品经营\n一般项目：", scope)
    draw = desk.below("scope spelt", which, 100)
    return columns.either(draw < 3, quoted, columns.either(draw < 6, broken, scope))


def _approved(desk: Desk, which: NDArray) -> NDArray[np.int64]:
    """The day of the last change: founding, new representative, or closing."""
    economy = desk.county.economy
    handed, closed = economy.handed_over[which], economy.closed[which]
    changed = np.where(handed <= desk.day, handed, economy.founded[which])
    return np.maximum(economy.founded[which], np.where(closed <= desk.day, closed, changed))


def enterprise(desk: Desk) -> Extract:
    """企业登记: companies and cooperatives, closed ones included."""
    economy = desk.county.economy
    which = np.flatnonzero((economy.kind <= COOPERATIVE) & (economy.founded <= desk.day))
    owner = economy.owner_on(desk.day)[which]
    unit = columns.choose(["", "万人民币", "万元"], desk.below("capital spelt", which, 3))
    extract = desk.extract(
        which,
        {
            "统一社会信用代码": desk.credit_code(which),
            "企业名称": desk.company(which),
            "法定代表人": desk.name(owner),
            "法定代表人证件号": desk.number(owner),
            "企业类型": columns.choose(TYPES, economy.kind[which]),
            "成立日期": columns.date(economy.founded[which]),
            "注册资本": columns.join(columns.whole(economy.capital[which]), unit),
            "住所": desk.premises(which),
            "经营范围": _scopes(desk, which),
            "登记状态": columns.choose(STATUSES, economy.status_on(desk.day)[which]),
            "核准日期": columns.date(_approved(desk, which)),
            "行业代码": columns.take(economy.industry(), which),
        },
        [enterprise_role(which), person(owner, "legal_representative")],
    )
    runs = economy.status_on(desk.day)[which] == 0
    extract.lead("W-09", PERSON, owner[runs & receives_relief(desk.county, desk.window)[owner]])
    return extract


def individual_business(desk: Desk) -> Extract:
    """个体工商户: with a credit code, an old registration number, or both."""
    economy = desk.county.economy
    which = np.flatnonzero((economy.kind == BUSINESS) & (economy.founded <= desk.day))
    owner = economy.owner_on(desk.day)[which]
    draw = desk.below("numbers", which, 100)
    return desk.extract(
        which,
        {
            "统一社会信用代码": columns.blank(desk.credit_code(which), draw < 8),
            "注册号": columns.blank(columns.take(economy.old_number, which), draw >= 55),
            "字号名称": desk.company(which),
            "经营者": desk.name(owner),
            "经营者证件号": desk.number(owner),
            "经营场所": desk.premises(which),
            "成立日期": columns.date(economy.founded[which]),
            "登记状态": columns.choose(STATUSES, economy.status_on(desk.day)[which]),
            "经营范围": _scopes(desk, which),
        },
        [enterprise_role(which), person(owner, "operator")],
    )
