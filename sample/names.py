"""Personal names: surnames by clan, generation characters, given names by cohort and sex, rare characters."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sample import columns
from sample.chance import Chance

SURNAMES = (
    "王 张 李 陈 刘 杨 向 吴 周 田 黄 彭 唐 朱 卓 邓 覃 赵 胡 罗 董 高 宋 谢 汪 龚 莫 满 柳 于 熊 谭 "
    "余 毛 郭 戴 徐 孙 何 马"
).split()
"""Forty surnames that 85 % of the county bears."""
OTHER_SURNAMES = (
    "石 佘 袁 康 伍 邢 屈 梁 许 肖 曾 程 丁 贺 蒋 沈 韩 金 魏 姜 严 侯 傅 邱 江 史 钟 卢 汤 姚 蔡 秦 苏 吕 "
    "夏 庹 尹 万 孔 段 雷 候 付 萧 闫 阎 代 蓝 兰 丘 章 解 仇 查 单 区 欧阳 上官 司马 诸葛 安 宁 华 任 翟 冉 "
    "符 阳 全 龙 易 滕 宗 杜 郑 冯 范 方 文 黎"
).split()
ALL_SURNAMES = SURNAMES + OTHER_SURNAMES
GENERATIONS = (
    "先 宗 祖 世 克 昌 文 明 国 启 大 光 振 家 永 承 学 泽 兴 隆 传 万 孝 友 仁 义 道 德 守 朝 "
    "继 绍 业 正 恒 开"
).split()
"""Characters that siblings and cousins of one generation share."""
_MALE = {
    1900: "富 贵 生 发 财 福 寿 元 和 祥 春 银 金 玉 清 松 柏 茂 林 全".split(),
    1950: "建 国 军 华 平 明 强 勇 志 伟 忠 民 新 海 山 波 江 辉 胜 利 军 红 卫 东 跃 进 先".split(),
    1980: "伟 杰 涛 磊 鹏 超 斌 勇 军 辉 峰 刚 飞 浩 亮 凯 波 宇 龙 俊 鑫 帅 旭 小 晓".split(),
    2005: "子 浩 宇 轩 梓 睿 博 文 俊 泽 辰 奕 航 铭 皓 晨 熙 佳 诚 嘉 宸 逸 一 思 锐".split(),
}
_FEMALE = {
    1900: "秀 英 玉 兰 桂 香 珍 菊 翠 月 娥 凤 莲 梅 春 金 银 腊 冬 枝 姑 妹".split(),
    1950: "芳 英 华 玲 红 霞 丽 萍 艳 秀 兰 桂 珍 梅 群 玉 云 莲 菊 琼 芝 香 英 元".split(),
    1980: "丽 静 娟 敏 燕 艳 芳 霞 玲 婷 娜 慧 莉 莎 雪 倩 颖 琴 晶 媛 小 晓 佳 珊 蓉".split(),
    2005: "梓 涵 欣 怡 诗 雨 思 佳 妍 萱 语 彤 若 馨 悦 瑶 琪 婉 雅 可 一 子 晨 沐 妙".split(),
}
RARE = "䶮 㛃 𬎆 堃 喆 淼 犇 昇 甯 峯 镕 珺 祎 燚 翀".split()
"""Characters that old systems lose or write otherwise."""
_FOREIGN_FIRST = "阿布都 买买提 艾力 古丽 吐尔逊 努尔 帕提 扎西 次仁 卓玛 索朗 旦增 米吉提 热依汗".split()
_FOREIGN_LAST = "热合曼 艾山 库尔班 吐尔地 依明 沙吾提 尼亚孜 顿珠 平措 央金 拉姆 多吉 加措 肉孜".split()
INTERPUNCT_PEOPLES = (4, 5, 17)
"""Tibetan, Uyghur and Kazakh residents bear names with an interpunct."""
_CHARACTERS = sorted(
    {
        *GENERATIONS,
        *RARE,
        *(character for cohorts in (_MALE, _FEMALE) for cohort in cohorts.values() for character in cohort),
    }
)
_INDEX = {character: place for place, character in enumerate(_CHARACTERS)}


def draw_surnames(chance: Chance, stream: str, keys: NDArray) -> NDArray[np.int64]:
    """Surname numbers in proportion to how common they are; 85 % fall on the forty common ones."""
    common = 1.0 / (np.arange(len(SURNAMES)) + 6.0)
    rare = np.full(len(OTHER_SURNAMES), 0.15 / len(OTHER_SURNAMES))
    return chance.weighted(stream, keys, np.concatenate([common / common.sum() * 0.85, rare]))


def _numbers(characters: Sequence[str]) -> NDArray[np.int64]:
    """Characters by number."""
    return np.array([_INDEX[character] for character in characters])


def _by_cohort(
    chance: Chance, stream: str, keys: NDArray, year: NDArray, female: NDArray
) -> NDArray[np.int64]:
    """One given-name character a person, from the list of the person's cohort and sex."""
    drawn = np.empty(len(keys), np.int64)
    starts = sorted(_MALE)
    cohort = np.clip(np.searchsorted(starts, year, side="right") - 1, 0, None)
    for place, start in enumerate(starts):
        for women, lists in ((False, _MALE), (True, _FEMALE)):
            here = (cohort == place) & (female == women)
            pool = _numbers(lists[start])
            drawn[here] = pool[chance.below(stream, keys[here], len(pool))]
    return drawn


def generation_characters(chance: Chance, clan: NDArray, generation: NDArray) -> NDArray[np.int64]:
    """The character that one generation of one clan shares."""
    pool = _numbers(GENERATIONS)
    return pool[chance.below("generation characters", clan * 64 + generation % 64, len(pool))]


def draw_given(
    chance: Chance, keys: NDArray, year: NDArray, female: NDArray, shared: NDArray
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The two characters of a given name; the first is -1 in one-character given names."""
    first = _by_cohort(chance, "first character", keys, year, female)
    second = _by_cohort(chance, "second character", keys, year, female)
    clannish = chance.happens(
        "uses generation character", keys, np.where(female, 0.2, np.where(year < 1985, 0.5, 0.25))
    )
    first = np.where(clannish, shared, first)
    fashion = np.where((year >= 1975) & (year < 2003), 0.24, 0.1)
    single = chance.happens("one character", keys, fashion) & ~clannish
    rare = chance.happens("rare character", keys, 0.0045)
    pool = _numbers(RARE)
    second = np.where(rare, pool[chance.below("which rare", keys, len(pool))], second)
    return np.where(single, -1, first), second


def spell(surname: NDArray, first: NDArray, second: NDArray) -> pa.Array:
    """Full names from surname and character numbers."""
    return columns.join(
        columns.choose(ALL_SURNAMES, surname),
        columns.choose(_CHARACTERS, first),
        columns.choose(_CHARACTERS, second),
        absent="",
    )


def spell_interpunct(chance: Chance, keys: NDArray) -> pa.Array:
    """Names of two parts around U+00B7, as Uyghur, Tibetan and Kazakh residents bear them."""
    return columns.join(
        columns.choose(_FOREIGN_FIRST, chance.below("foreign first", keys, len(_FOREIGN_FIRST))),
        "·",
        columns.choose(_FOREIGN_LAST, chance.below("foreign last", keys, len(_FOREIGN_LAST))),
    )
