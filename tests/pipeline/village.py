"""A village of seven and a stranger, delivered in four datasets over three months: deltas, full lists, a late and a repeated batch."""

from delivering import OTHER_VILLAGE, Delivery, Resident, Row

HEAD = Resident("向德山", "19500307", 1)
WIFE = Resident("李桂香", "19520911", 2, relation="配偶")
SON = Resident("向建国", "19780215", 3, relation="子")
MOVER = Resident("王秀英", "19850630", 4, "100000002")
DEAD = Resident("赵明德", "19401102", 5, "100000003", OTHER_VILLAGE)
LATE = Resident("周玉兰", "19380420", 6, "100000003", OTHER_VILLAGE)
"""Registered as a head of household, as is the one she lives with."""
CHILD = Resident("向小雨", "20200101", 8, relation="孙女")
STRANGER = Resident("孙远来", "19660606", 9)
"""Known from payments only."""
REGISTER, PARTY = "public_security/household_register", "party_organization/party_member"
DEATHS, PAYMENTS = "health/death_certificate", "finance/subsidy_payment"


def member(who: Resident, phone: str, category: str = "正式党员") -> dict[str, str]:
    """A row of the list of party members."""
    return {
        "姓名": who.name, "公民身份证号": who.number, "性别": who.sex, "民族": "汉族", "学历": "初中毕业",
        "入党日期": "1985-07-01", "所在党支部": "中共零阳街道支部委员会", "人员类别": category, "联系电话": phone,
    }  # fmt: skip


def death(number: str, who: Resident, day: str) -> dict[str, str]:
    """A row of the death certificates."""
    return {
        "证明书编号": number,
        "死者姓名": who.name,
        "身份证件号码": who.number,
        "性别": who.sex,
        "死亡日期": day,
    }


def payment(number: str, who: Resident, day: str, amount: str = "120.00") -> dict[str, str]:
    """A row of the subsidy payments."""
    return {
        "发放流水号": number, "补贴项目": "耕地地力保护补贴", "项目代码": "B01", "姓名": who.name, "身份证号": who.number,
        "银行卡号": "6217000000000000017", "金额": amount, "发放日期": day, "乡镇": "零阳街道", "村": "南街居委会", "批次": day[:7],
    }  # fmt: skip


def changed(operation: str, row: Row) -> Row:
    """A row of a delta."""
    return {"操作类型": operation, **row}


NOVEMBER = (
    Delivery(
        REGISTER, "2025-11-30", [who.registered() for who in (HEAD, WIFE, SON, MOVER, DEAD, LATE)], "户籍.csv"
    ),
    Delivery(PARTY, "2025-11-30", [member(HEAD, "13700000001"), member(SON, "13700000003")], "党员.xls"),
)
MID_DECEMBER = Delivery(DEATHS, "2025-12-15", [death("S-2", LATE, "2025-12-10")], "死亡.csv")
DECEMBER = (
    Delivery(
        REGISTER,
        "2025-12-31",
        [
            changed("修改", SON.registered(联系电话="13900000003", 状态日期="2025-12-20")),
            changed("新增", CHILD.registered(状态日期="2025-12-21")),
            changed("删除", MOVER.registered()),
        ],
        "户籍.csv",
    ),
    Delivery(DEATHS, "2025-12-31", [death("S-1", DEAD, "2025-12-03")], "死亡.csv"),
    Delivery(DEATHS, "2025-12-31.2", [death("S-3", DEAD, "2025-12-03")], "死亡补.csv"),
    Delivery(
        PAYMENTS,
        "2025-12-31",
        [
            payment("F-1", HEAD, "2025-12-25"),
            payment("F-2", DEAD, "2025-12-25"),
            payment("F-4", STRANGER, "2025-12-25"),
        ],
        "发放.csv",
    ),
)
EDUCATED = changed("修改", SON.registered(联系电话="13900000003", 文化程度="本科毕业", 状态日期="2026-01-10"))
JANUARY = (
    Delivery(REGISTER, "2026-01-31", [EDUCATED], "户籍.csv"),
    Delivery(PARTY, "2026-01-31", [member(HEAD, "13700000009"), member(WIFE, "", "预备党员")], "党员.xls"),
    Delivery(
        PAYMENTS,
        "2026-01-31",
        [
            payment("F-2", DEAD, "2025-12-25"),
            payment("F-3", HEAD, "2026-01-25"),
            payment("F-5", STRANGER, "2026-01-25"),
        ],
        "发放.csv",
    ),
)
ALL = (*NOVEMBER, MID_DECEMBER, *DECEMBER, *JANUARY)
ARRIVALS = (
    (JANUARY[0], NOVEMBER[1], DECEMBER[0], DECEMBER[2], JANUARY[2]),
    (NOVEMBER[0], DECEMBER[1], JANUARY[1], MID_DECEMBER, DECEMBER[3]),
)
"""The same deliveries as they might come: later ones before earlier ones, in two runs."""
