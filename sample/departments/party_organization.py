"""县委组织部: party members."""

import numpy as np

from sample import columns
from sample.desk import Desk, person
from sample.extract import Extract, Page

ROWS_A_SHEET = 60_000
"""An .xls sheet holds 65,536 rows."""


def party_member(desk: Desk) -> Extract:
    """党员信息: members by branch; a few with a joining day before eighteen, the newest on probation."""
    census, people = desk.census, desk.people
    since = desk.county.programmes.party_since
    who = np.flatnonzero((since <= desk.day) & census.on_register & (people.death > desk.day - 60))
    who = who[np.lexsort((who, desk.village(who)))]
    odd = desk.rarely("joined too young", who, 0.002, people.birth[who] < since[who])
    joined = np.where(odd, people.birth[who] + 15 * 366, since[who])
    full = since[who] + 365
    probation = full > desk.day
    values = [
        desk.name(who), desk.number(who), desk.sex(who), desk.ethnic(who), desk.education(who),
        columns.date(joined),
        columns.date(full, probation), columns.join("中共", desk.village_text(who), "支部委员会"),
        columns.choose(["正式党员", "预备党员"], probation.astype(np.int64)), desk.address(who),
        desk.phone(who),
        columns.choose(["正常", "停止"], (people.death[who] <= desk.day).astype(np.int64))]
    sheet = np.arange(len(who)) // ROWS_A_SHEET
    sheets = range(1, sheet.max(initial=0) + 2)
    pages = tuple(Page("党员信息", f"Sheet{number}", "慈利县党员信息采集表") for number in sheets)
    extract = desk.extract(who, values, [person(who)], pages, sheet)
    extract.plant("X-06", "入党日期", odd, columns.date(since[who]))
    return extract
