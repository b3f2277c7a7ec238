"""市场监督管理局: companies, cooperatives and individual businesses."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sample import columns
from sample.desk import Desk, person
from sample.economy import BUSINESS, COOPERATIVE, TYPES
from sample.extract import ENTERPRISE, Extract, Role
from sample.households import addresses

_STATUSES = ("存续", "吊销", "注销", "迁出")


def premises(desk: Desk, which: NDArray) -> pa.Array:
    """Addresses of businesses."""
    economy = desk.county.economy
    return addresses(desk.county.divisions, economy.village[which], 1 + which % 12, economy.plate[which])


def _scopes(desk: Desk, which: NDArray) -> pa.Array:
    """What businesses may trade in; some texts carry a quote or a line break that csv must quote."""
    scope = columns.take(desk.county.economy.scope(), which)
    quoted = columns.join('"一般项目":', scope)
    broken = columns.join("许可项目：食品经营\n一般项目：", scope)
    draw = desk.below("scope spelt", which, 100)
    return columns.either(draw < 3, quoted, columns.either(draw < 6, broken, scope))


def enterprise(desk: Desk) -> Extract:
    """企业登记: companies and cooperatives, closed ones included."""
    economy = desk.county.economy
    which = np.flatnonzero((economy.kind <= COOPERATIVE) & (economy.founded <= desk.day))
    owner = economy.owner_on(desk.day)[which]
    in_ten_thousands = desk.below("capital spelt", which, 3)
    approved = np.maximum(economy.founded[which], np.where(
        economy.closed[which] <= desk.day, economy.closed[which],
        np.where(economy.handed_over[which] <= desk.day, economy.handed_over[which], economy.founded[which])))
    values = [
        desk.credit_code(which), desk.company(which), desk.name(owner), desk.number(owner),
        columns.choose(TYPES, economy.kind[which]), columns.date(economy.founded[which]),
        columns.join(columns.whole(economy.capital[which]),
                     columns.choose(["", "万人民币", "万元"], in_ten_thousands)),
        premises(desk, which), _scopes(desk, which),
        columns.choose(_STATUSES, economy.status_on(desk.day)[which]), columns.date(approved),
        columns.take(economy.industry(), which)]
    return desk.extract(which, values, [Role("self", ENTERPRISE, which),
                                        person(owner, "legal_representative")])


def individual_business(desk: Desk) -> Extract:
    """个体工商户: with a credit code, an old registration number, or both."""
    economy = desk.county.economy
    which = np.flatnonzero((economy.kind == BUSINESS) & (economy.founded <= desk.day))
    owner = economy.owner_on(desk.day)[which]
    draw = desk.below("numbers", which, 100)
    values = [
        columns.blank(desk.credit_code(which), draw < 8),
        columns.blank(columns.take(economy.old_number, which), draw >= 55),
        desk.company(which), desk.name(owner), desk.number(owner), premises(desk, which),
        columns.date(economy.founded[which]), columns.choose(_STATUSES, economy.status_on(desk.day)[which]),
        _scopes(desk, which)]
    return desk.extract(which, values, [Role("self", ENTERPRISE, which), person(owner, "operator")])
