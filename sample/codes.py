"""Code sets of the national standards, with the labels that departments write instead of a code."""

import numpy as np
import pyarrow as pa

from sample import columns

SEX = {"1": "男", "2": "女"}
MARITAL = {"10": "未婚", "20": "已婚", "30": "丧偶", "40": "离婚"}
ETHNIC = {
    f"{code:02}": name
    for code, name in {
        1: "汉族",
        2: "蒙古族",
        3: "回族",
        4: "藏族",
        5: "维吾尔族",
        6: "苗族",
        8: "壮族",
        11: "满族",
        12: "侗族",
        13: "瑶族",
        14: "白族",
        15: "土家族",
        17: "哈萨克族",
    }.items()
}
EDUCATION = {
    "14": "硕士研究生毕业",
    "21": "大学本科毕业",
    "31": "大学专科毕业",
    "41": "中等专科毕业",
    "61": "普通高中毕业",
    "60": "普通高级中学教育",
    "71": "初中毕业",
    "70": "初级中学教育",
    "81": "小学毕业",
    "80": "小学教育",
    "90": "其他",
}
RELATION = {
    "02": "户主",
    "11": "夫",
    "12": "妻",
    "20": "子",
    "28": "女婿",
    "30": "女",
    "38": "儿媳",
    "41": "孙子",
    "42": "孙女",
    "43": "外孙子",
    "44": "外孙女",
    "51": "父亲",
    "52": "母亲",
    "53": "公公",
    "54": "婆婆",
    "55": "岳父",
    "56": "岳母",
    "61": "祖父",
    "62": "祖母",
    "63": "外祖父",
    "64": "外祖母",
    "71": "兄",
    "73": "弟",
    "75": "姐姐",
    "77": "妹妹",
    "93": "侄子",
    "94": "侄女",
    "95": "外甥",
    "96": "外甥女",
    "97": "其他亲属",
    "01": "本人",
}
OTHER_LABELS = {
    "sex": {"1": "男性", "2": "女性"},
    "eth": {code: label.removesuffix("族") for code, label in ETHNIC.items()},
    "edu": {
        "21": "本科",
        "31": "大专",
        "41": "中专",
        "61": "高中",
        "71": "初中",
        "81": "小学",
        "14": "研究生",
        "60": "高中",
        "70": "初中",
        "80": "小学",
    },
    "rel": {"20": "儿子", "30": "女儿", "51": "父", "52": "母", "75": "姐", "77": "妹"},
    "mar": {},
}
"""Second spellings of labels, by kind of column."""
KINDS = {"sex": SEX, "mar": MARITAL, "eth": ETHNIC, "edu": EDUCATION, "rel": RELATION}


def code_text(numbers: np.ndarray, width: int = 0) -> pa.Array:
    """Codes as text; null where 0."""
    return columns.whole(numbers, width, absent=np.asarray(numbers) == 0)


def label(codes: pa.Array, labels: dict[str, str]) -> pa.Array:
    """The column with codes replaced by labels; cells that are no code stay as they are."""
    index = columns.positions(codes, list(labels))
    return columns.either(index >= 0, columns.choose(list(labels.values()), index), codes)
