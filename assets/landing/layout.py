"""What stands under a header without being a record: blanks, totals, footers, repeated headers."""

# pyright: reportAttributeAccessIssue=false
# (pyarrow.compute makes its functions when it is imported)

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
    *("制表", "审核", "复核", "经办人", "负责人", "单位负责人", "部门负责人", "村负责人", "乡镇负责人"),
    *("分管领导", "填表时间", "填报时间", "制表时间", "填表单位", "填报单位", "制表单位", "单位盖章"),
    *("联系人", "联系电话", "说明", "填表说明", "备注", "附注", "注"),
)
_END_MARKS = ("以下空白", "以下无正文")
_SPACE = re.compile(r"[\s\u200b\ufeff]+")
_IDENTIFIER = re.compile(r"[0-9]{6}[0-9A-Za-z*]{9,}")
_LONE_COUNT = re.compile(r"(?:合计|共计|总计|小计)[:：]?共?\d|第\d+页")
_BRACKETED = re.compile(r"[(（][^()（）]*[)）]")
_STEMS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
_GAP = "[\\s\u3000\u00a0\u200b\ufeff]*"


def _spaced(words: Iterable[str]) -> str:
    """An RE2 alternation of the words, with spaces allowed inside."""
    return "|".join(_GAP.join(word) for word in words)


_CANDIDATE = (
    f"^{_GAP}(?:$|[-(（—]*(?:{_spaced(_END_MARKS)})|(?:{_spaced(_TOTALS)}){_GAP}(?:$|[:：共0-9])"
    f"|(?:{_spaced((*_SIGNATURES, *_WITH_COLON))}){_GAP}(?:$|[:：(（])|第{_GAP}[0-9])"
)


@dataclass(frozen=True)
class Surroundings:
    """What the head of another page would repeat: the header rows and the title rows, as cells."""

    header: Sequence[Cells]
    titles: Sequence[Cells]

    def only(self, places: Sequence[int]) -> "Surroundings":
        """The same rows with these columns only."""

        def chosen(rows: Sequence[Cells]) -> list[Cells]:
            return [[row[at] if at < len(row) else None for at in places] for row in rows]

        return Surroundings(chosen(self.header), chosen(self.titles))


def reason_of(cells: Cells, around: Surroundings) -> str | None:
    """Why a line is no record, or None if it is one; a line with an identifier in it always is."""
    texts = [text for text in (_SPACE.sub("", cell) for cell in cells if cell) if text]
    if not texts:
        return BLANK
    if _same_as_one_of(cells, around.header):
        return REPEATED_HEADER
    if _same_as_one_of(cells, around.titles):
        return TITLE
    if any(_IDENTIFIER.search(text) for text in texts):
        return None
    if texts[0].rstrip(":：") in _TOTALS:
        return SUM
    return FOOTER if _is_footer(texts[0], len(texts), len(cells)) else None


def _is_footer(lead: str, filled: int, width: int) -> bool:
    """A signature or remark (word and colon, or the word in a mostly empty line), an end mark, a count."""
    if lead.strip("()（）-—") in _END_MARKS:
        return True
    word, colon, _ = lead.replace("：", ":").partition(":")
    word = _BRACKETED.sub("", word)
    if word in _SIGNATURES:
        return bool(colon) or 2 * filled <= width
    return (bool(colon) and word in _WITH_COLON) or (filled == 1 and bool(_LONE_COUNT.match(lead)))


def _same_as_one_of(cells: Cells, rows: Sequence[Cells]) -> bool:
    """Whether the cells are one of the rows, trailing blanks apart."""
    return any(_trimmed(cells) == _trimmed(row) for row in rows)


def _trimmed(cells: Cells) -> list[str]:
    texts = [(cell or "").strip() for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def is_column_numbers(cells: Cells) -> bool:
    """Whether the cells number the columns: 甲 乙 1 2, (1) (2) (3), or 1 2 3 4 5 (fewer may be data)."""
    texts = [text for text in (_SPACE.sub("", cell or "") for cell in cells) if text]
    bare = [text.strip("()（）栏") for text in texts]
    if (
        len(texts) < 3
        or 5 * len(texts) < 3 * len(cells)
        or (bare == texts and texts[0] == "1" and len(texts) < 5)
    ):
        return False
    stems = 0
    while stems < len(bare) and stems < len(_STEMS) and bare[stems] == _STEMS[stems]:
        stems += 1
    return bare[stems:] == [str(number) for number in range(1, len(bare) - stems + 1)]


def find_others(columns: Sequence[pa.ChunkedArray], around: Surroundings) -> dict[int, str]:
    """Positions of the rows under a header that are no records, with the reason.

    The first filled cell of a row tells whether it may be one; only such rows are looked at as a whole.
    """
    size = len(columns[0])
    if not size:
        return {}
    lead = pc.coalesce(*columns, "") if columns[0].null_count else columns[0]
    repeated = [row[0] for row in map(_filled, (*around.header, *around.titles)) if row]
    candidate = pc.match_substring_regex(lead, _CANDIDATE).to_numpy()
    candidate |= pc.is_in(lead, value_set=pa.array(repeated, pa.string())).to_numpy()
    rows = rows_at(columns, np.flatnonzero(candidate).tolist())
    reasons = {at: reason for at, cells in rows.items() if (reason := reason_of(cells, around))}
    under_header = [0, *(at + 1 for at, reason in reasons.items() if reason == REPEATED_HEADER)]
    beginnings = rows_at(columns, [at for at in under_header if at < size and at not in reasons])
    reasons.update({at: COLUMN_NUMBERS for at, cells in beginnings.items() if is_column_numbers(cells)})
    reasons.update(_more_remarks(columns, reasons))
    return dict(sorted(reasons.items()))


def _filled(cells: Cells) -> list[str]:
    return [cell for cell in cells if cell]


def _more_remarks(columns: Sequence[pa.ChunkedArray], reasons: Mapping[int, str]) -> dict[int, str]:
    """Lines of one cell that follow the last footer of a wide table: they continue its remarks."""
    last = max((at for at, reason in reasons.items() if reason == FOOTER), default=None)
    if last is None or len(columns) < 3:
        return {}
    more: dict[int, str] = {}
    for at in range(last + 1, len(columns[0])):
        cells = _filled(rows_at(columns, [at])[at])
        if len(cells) > 1 or any(map(_IDENTIFIER.search, cells)):
            break
        if at not in reasons:
            more[at] = FOOTER
    return more


def rows_at(columns: Sequence[pa.ChunkedArray], positions: Sequence[int]) -> dict[int, list[str | None]]:
    """The cells of the rows at these positions."""
    if not positions:
        return {}
    taken = [column.take(pa.array(positions, pa.int64())).to_pylist() for column in columns]
    return {at: list(cells) for at, cells in zip(positions, zip(*taken, strict=True), strict=True)}
