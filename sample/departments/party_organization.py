"""县委组织部: party members."""

import numpy as np

from sample import columns
from sample.desk import Desk, person
from sample.extract import Extract, Page

ROWS_A_SHEET = 60_000
"""An .xls sheet holds 65,536 rows."""


def party_member(desk: Desk) -> Extract:
    """党员信息: members by branch; a few with a joining day before eighteen, the newest on probation."""
    people, since = desk.people, desk.county.programmes.party_since
    who = np.flatnonzero((since <= desk.day) & desk.census.on_register & (people.death > desk.day - 60))
    who = who[np.lexsort((who, desk.village(who)))]
    odd = desk.rarely("joined too young", who, 0.002, people.birth[who] < since[who])
    joined = np.where(odd, people.birth[who] + 15 * 366, since[who])
    full = since[who] + 365
    probation = full > desk.day
    sheet = np.arange(len(who)) // ROWS_A_SHEET
    sheets = range(1, sheet.max(initial=0) + 2)
    pages = tuple(Page("党员信息", f"Sheet{number}", "慈利县党员信息采集表") for number in sheets)
    extract = desk.extract(
        who,
        {
            "姓名": desk.name(who),
            "公民身份证号": desk.number(who),
            "性别": desk.sex(who),
            "民族": desk.ethnic(who),
            "学历": desk.education(who),
            "入党日期": columns.date(joined),
            "转正日期": columns.date(full, probation),
            "所在党支部": columns.join("中共", desk.village_text(who), "支部委员会"),
            "人员类别": columns.either(probation, "预备党员", "正式党员"),
            "家庭住址": desk.address(who),
            "联系电话": desk.phone(who),
            "党籍状态": columns.either(people.death[who] <= desk.day, "停止", "正常"),
        },
        [person(who)],
        pages,
        sheet,
    )
    extract.plant("X-06", "入党日期", odd, columns.date(since[who]))
    return extract
