"""What stands under a header without being a record: blanks, sums, footers, repeated headers (guide F-04 to F-06)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assets.landing.headers import Cells

BLANK, TITLE, SUM, FOOTER = "BLANK", "TITLE", "SUM", "FOOTER"
REPEATED_HEADER, COLUMN_NUMBERS = "REPEATED_HEADER", "COLUMN_NUMBERS"

_TOTALS = ("合计", "总计", "共计", "总合计", "累计", "小计", "分计", "本页小计", "本页合计")
_SIGNATURES = ("填表人", "填报人", "制表人", "编制人", "审核人", "复核人", "填表日期", "填报日期", "制表日期")
_WITH_COLON = (
    "制表 审核 复核 经办人 负责人 单位负责人 部门负责人 村负责人 乡镇负责人 分管领导 填表时间 填报时间 制表时间 "
    "填表单位 填报单位 制表单位 单位盖章 联系人 联系电话 说明 填表说明 备注 附注 注"
).split()
_END_MARKS = ("以下空白", "以下无正文")
_SPACE = re.compile(r"[\s\u200b\ufeff]+")
_IDENTIFIER = re.compile(r"[0-9]{6}[0-9A-Za-z*]{9,}")
_COUNTED = re.compile(r"(?:合计|共计|总计|小计)[:：]?(?:共)?\d")
_BRACKETED = re.compile(r"[(（][^()（）]*[)）]")
_STEMS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"


def _spaced(words: Iterable[str]) -> str:
    """An RE2 alternation of the words with spaces allowed inside."""
    return "|".join(rf"{_GAP}*".join(word) for word in words)


_GAP = "[\\s\u3000\u00a0\u200b\ufeff]"
_CANDIDATE = (
    rf"^{_GAP}*(?:$|[-(（—]*(?:{_spaced(_END_MARKS)})|(?:{_spaced(_TOTALS)}){_GAP}*(?:$|[:：]|共?[0-9])"
    rf"|(?:{_spaced((*_SIGNATURES, *_WITH_COLON))}){_GAP}*(?:$|[:：(（]))"
)


@dataclass(frozen=True)
class Surroundings:
    """What a repeated page head would repeat: the header rows and the title rows, as cells."""

    header: Sequence[Cells]
    titles: Sequence[Cells]

    def only(self, places: Sequence[int]) -> "Surroundings":
        """The same rows with these columns only."""

        def chosen(rows: Sequence[Cells]) -> list[Cells]:
            return [[row[at] if at < len(row) else None for at in places] for row in rows]

        return Surroundings(chosen(self.header), chosen(self.titles))


def reason_of(cells: Cells, around: Surroundings) -> str | None:
    """Why a line is no record, or None if it is one; a line that names a person or number is always a record."""
    texts = [_SPACE.sub("", cell) for cell in cells if cell]
    texts = [text for text in texts if text]
    if not texts:
        return BLANK
    if _same_as_one_of(cells, around.header):
        return REPEATED_HEADER
    if _same_as_one_of(cells, around.titles):
        return TITLE
    if any(_IDENTIFIER.search(text) for text in texts):
        return None
    lead = texts[0]
    if lead.rstrip(":：") in _TOTALS:
        return SUM
    return FOOTER if _is_footer(lead, len(texts), len(cells)) else None


def _is_footer(lead: str, filled: int, width: int) -> bool:
    """A signature or remark (its word and a colon, or the word in a mostly empty line), the end mark, or a count."""
    if lead.strip("()（）-—") in _END_MARKS:
        return True
    word, colon, _ = lead.replace("：", ":").partition(":")
    word = _BRACKETED.sub("", word)
    if word in _SIGNATURES:
        return bool(colon) or 2 * filled <= width
    return bool(colon) and word in _WITH_COLON or filled == 1 and bool(_COUNTED.match(lead))


def _same_as_one_of(cells: Cells, rows: Sequence[Cells]) -> bool:
    """Whether the cells are one of the rows, trailing blanks apart."""
    return any(_trimmed(cells) == _trimmed(row) for row in rows)


def _trimmed(cells: Cells) -> list[str]:
    texts = [(cell or "").strip() for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def is_column_numbers(cells: Cells) -> bool:
    """Whether the cells are the numbers of the columns: 甲 乙 1 2 3, (1) (2) (3), A B C."""
    texts = [text for text in (_SPACE.sub("", cell or "").strip("()（）栏") for cell in cells) if text]
    if len(texts) < 3 or 5 * len(texts) < 3 * len(cells):
        return False
    stems = 0
    while stems < len(texts) and stems < len(_STEMS) and texts[stems] == _STEMS[stems]:
        stems += 1
    return texts[stems:] == [str(number) for number in range(1, len(texts) - stems + 1)]


def find_others(columns: Sequence[pa.ChunkedArray], around: Surroundings) -> dict[int, str]:
    """Positions of the rows under a header that are no records, with the reason; only candidates are looked at."""
    size = len(columns[0])
    if not size:
        return {}
    lead = columns[0] if columns[0].null_count == 0 else pc.coalesce(*columns)  # pyright: ignore
    repeated = [row[0] for row in map(_leading, (*around.header, *around.titles)) if row]
    mask = pc.or_(
        pc.match_substring_regex(pc.fill_null(lead, ""), _CANDIDATE),  # pyright: ignore
        pc.is_in(lead, value_set=pa.array(repeated, pa.string())),  # pyright: ignore
    )
    positions = np.flatnonzero(np.asarray(mask.to_numpy(zero_copy_only=False), bool)).tolist()
    rows = rows_at(columns, positions)
    reasons = {at: reason for at, cells in rows.items() if (reason := reason_of(cells, around))}
    for at in _after_headers(reasons, size):
        cells = rows_at(columns, [at])[at]
        if is_column_numbers(cells):
            reasons[at] = COLUMN_NUMBERS
    _extend_footer(columns, reasons)
    return dict(sorted(reasons.items()))


def _leading(cells: Cells) -> list[str]:
    return [cell for cell in cells if cell]


def _after_headers(reasons: Mapping[int, str], size: int) -> list[int]:
    """Positions where column numbers may stand: first, or under a repeated header."""
    under = [0] + [at + 1 for at, reason in reasons.items() if reason == REPEATED_HEADER]
    return [at for at in under if at < size and at not in reasons]


def _extend_footer(columns: Sequence[pa.ChunkedArray], reasons: dict[int, str]) -> None:
    """Under the last footer, lines of one cell in a wide table continue its remarks."""
    footers = [at for at, reason in reasons.items() if reason == FOOTER]
    if not footers or len(columns) < 3:
        return
    size = len(columns[0])
    tail = [at for at in range(max(footers) + 1, min(size, max(footers) + 200)) if at not in reasons]
    rows = rows_at(columns, tail)
    for at in tail:
        if len(_leading(rows[at])) > 1 or _IDENTIFIER.search("".join(_leading(rows[at]))):
            return
        reasons[at] = FOOTER


def rows_at(columns: Sequence[pa.ChunkedArray], positions: Sequence[int]) -> dict[int, list[str | None]]:
    """The cells of the rows at these positions."""
    taken = [column.take(pa.array(positions, pa.int64())).to_pylist() for column in columns]
    return {at: list(cells) for at, cells in zip(positions, zip(*taken, strict=True), strict=True)}
