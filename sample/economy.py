"""Enterprises, individual businesses and public units: codes, names, owners and how they fare."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sample import columns, numbers
from sample.census import Census
from sample.chance import Chance
from sample.population import size
from sample.timeline import BASE, HORIZON, NEVER, YEAR, day

COMPANY, COOPERATIVE, BUSINESS, PUBLIC = range(4)
ENTERPRISES, BUSINESSES, PUBLIC_UNITS = 11_400, 47_800, 1_300
"""Founded or still to be founded at full size; about one in seven only after the first round."""
_HEADS = np.array([91, 93, 92, 12])
TYPES = ("有限责任公司(自然人投资或控股)", "农民专业合作社", "个体工商户", "事业单位")
STATUSES = ("存续", "吊销", "注销")
_AGENT = 13907440001
_WORDS = (
    "金鑫 宏达 鸿运 福源 澧水 武陵 五雷 天门 兴旺 顺发 康泰 恒通 永盛 华泰 惠农 绿野 山水 百姓 "
    "万家 诚信 嘉禾 聚丰 隆昌 瑞祥"
).split()
_TAILS = "源 盛 达 兴 和 泰 丰 顺 祥 茂 昌 佳 美 康 宁 远".split()
_TRADES = (
    ("商贸", "日用百货,农副产品,针纺织品销售", "F5211"),
    ("建筑工程", "房屋建筑工程施工;建筑劳务分包", "E4710"),
    ("生态农业", "蔬菜、水果种植,销售;农业技术服务", "A0141"),
    ("餐饮管理", "餐饮服务;食品经营", "H6210"),
    ("旅游开发", "旅游景点开发、经营,住宿服务", "N7861"),
    ("物流", "普通货物道路运输,仓储服务", "G5430"),
    ("建材", "建筑材料,装饰材料批发、零售", "F5165"),
    ("电子科技", "电子产品销售;计算机维修", "I6510"),
)
_SHOPS = (
    "百货店 小吃店 餐馆 超市 理发店 五金店 服装店 药店 农资店 摩托车修理店 粮油店 便利店 宾馆 家具店"
).split()
_OFFICES = "中心学校 中心卫生院 农业综合服务中心 财政所 村镇建设服务中心 文化站 水利管理站 林业管理站".split()


@dataclass(frozen=True)
class Economy:
    """Enterprises, then individual businesses, then public units; positions are enterprise numbers."""

    kind: NDArray[np.int64]
    code: pa.Array
    old_number: pa.Array
    name: pa.Array
    trade: NDArray[np.int64]
    village: NDArray[np.int64]
    plate: NDArray[np.int64]
    founded: NDArray[np.int64]
    closed: NDArray[np.int64]
    revoked: NDArray[np.bool_]
    owner: NDArray[np.int64]
    next_owner: NDArray[np.int64]
    handed_over: NDArray[np.int64]
    capital: NDArray[np.int64]
    phone: NDArray[np.int64]
    insured: NDArray[np.bool_]
    taxed: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.kind)

    def owner_on(self, day_number: int) -> NDArray[np.int64]:
        """The legal representative or operator on a day."""
        return np.where(self.handed_over <= day_number, self.next_owner, self.owner)

    def status_on(self, day_number: int) -> NDArray[np.int64]:
        """Registration status on a day, a position in STATUSES."""
        return np.where(self.closed <= day_number, np.where(self.revoked, 1, 2), 0)

    def scope(self) -> pa.Array:
        """What the business may trade in."""
        return columns.choose([scope for _, scope, _ in _TRADES], self.trade)

    def industry(self) -> pa.Array:
        """GB/T 4754 code of the trade."""
        return columns.choose([code for _, _, code in _TRADES], self.trade)


def _spell_names(
    kind: NDArray, village: NDArray, trade: NDArray, owner_name: pa.Array, keys: NDArray, census: Census
) -> pa.Array:
    """Names by kind; one business in ten has none."""
    divisions = census.divisions
    town = columns.choose(divisions.township_name, village)
    word = columns.join(
        columns.choose(_WORDS, keys * 7 % len(_WORDS)), columns.choose(_TAILS, keys // 24 % len(_TAILS))
    )
    number = columns.choose(
        [""] + [f"{place}" for place in "一二三四五六七八九"], np.minimum(keys // 5000, 9)
    )
    company = columns.join(
        "慈利县", word, number, columns.choose([name for name, _, _ in _TRADES], trade), "有限公司"
    )
    cooperative = columns.join("慈利县", columns.choose(divisions.name, village), word, "种养专业合作社")
    shop = columns.join(
        "慈利县",
        town,
        columns.either(keys % 3 == 0, owner_name, word),
        columns.choose(_SHOPS, keys % len(_SHOPS)),
    )
    office = columns.join(
        "慈利县",
        town,
        columns.choose(_OFFICES, keys % len(_OFFICES)),
        columns.choose(["", "分部"], (keys // len(_OFFICES) % 2)),
    )
    name = columns.either(
        kind == COMPANY,
        company,
        columns.either(kind == COOPERATIVE, cooperative, columns.either(kind == BUSINESS, shop, office)),
    )
    return columns.blank(name, (kind == BUSINESS) & (keys % 10 == 7))


def _owners(census: Census, count: int, chance: Chance, stream: str) -> NDArray[np.int64]:
    """Grown people of the county, a few from elsewhere, one a business."""
    able = np.flatnonzero(census.alive & (census.age >= 20) & (census.age < 72))
    return able[chance.below(stream, np.arange(count), len(able))]


def _lifetimes(kind: NDArray, keys: NDArray, chance: Chance) -> tuple[NDArray, NDArray]:
    """Founding and closing days; public units are old and stay."""
    age = (chance.uniform("founded", keys) ** 1.7 * 18 * YEAR).astype(np.int64)
    founded = BASE + 250 - age - np.where(kind == PUBLIC, 6000, 0)
    left = np.maximum(HORIZON - founded - 300, 1)
    closed = founded + 300 + (chance.uniform("closes when", keys) * left).astype(np.int64)
    ends = chance.happens("closes", keys, 0.2) & (kind != PUBLIC)
    return founded, np.where(ends, closed, NEVER)


def _handovers(kind: NDArray, keys: NDArray, chance: Chance) -> NDArray[np.int64]:
    """When a company gets another legal representative."""
    hands = chance.happens("changes hands", keys, 0.04) & (kind != BUSINESS)
    when = day(2025, 6) + chance.below("changes hands when", keys, HORIZON - day(2025, 6))
    return np.where(hands, when, NEVER)


def _phones(keys: NDArray, chance: Chance) -> NDArray[np.int64]:
    """Phones of businesses; some gave the number of the agent who registered them."""
    own = numbers.mobile_numbers(chance, "business phone", keys)
    return np.where(chance.happens("agent's phone", keys, 0.06), _AGENT, own)


def found_enterprises(census: Census, scale: float, chance: Chance) -> Economy:
    """All businesses and public units of the county."""
    counts = [size(ENTERPRISES, scale), size(BUSINESSES, scale), size(PUBLIC_UNITS, scale)]
    kind = np.repeat([COMPANY, BUSINESS, PUBLIC], counts)
    keys = np.arange(len(kind))
    kind[(kind == COMPANY) & chance.happens("cooperative", keys, 0.13)] = COOPERATIVE
    owner = _owners(census, len(keys), chance, "owner")
    at_home = census.village[owner]
    village = np.where(
        chance.happens("business at home", keys, 0.6) & (at_home >= 0),
        at_home,
        chance.weighted("business village", keys, census.divisions.weight),
    )
    trade = chance.below("trade", keys, len(_TRADES))
    founded, closed = _lifetimes(kind, keys, chance)
    insures = chance.happens("insures", keys, 0.56) & (kind != BUSINESS)
    pays = chance.happens("pays tax", keys, 0.69) | (kind != BUSINESS)
    return Economy(
        kind=kind,
        code=numbers.credit_codes(_HEADS[kind], keys),
        old_number=columns.join("430821", columns.whole(600_000_000 + keys * 7, 9)),
        name=_spell_names(kind, village, trade, census.name.take(pa.array(owner)), keys, census),
        trade=trade,
        village=village,
        plate=1 + chance.below("business plate", keys, 200),
        founded=founded,
        closed=closed,
        revoked=chance.happens("revoked", keys, 0.25),
        owner=owner,
        next_owner=_owners(census, len(keys), chance, "next owner"),
        handed_over=_handovers(kind, keys, chance),
        capital=10 * (1 + chance.below("capital", keys, 200)),
        phone=_phones(keys, chance),
        insured=insures | (kind == PUBLIC),
        taxed=pays & (kind != PUBLIC),
    )
