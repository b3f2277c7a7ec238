"""The cell formats of an official table (guide 5.1): fonts, borders, number formats."""

from __future__ import annotations

from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

_NUMBER_FORMATS = {"text": "@", "int": "0", "money": "#,##0.00", "date": "yyyy-mm-dd"}
_ALIGN = {"int": "right", "money": "right", "date": "center"}
_BODY_FONT = "宋体"
_CENTRED_UP_TO = 22
"""Text columns up to this width hold words and are centred; wider ones hold sentences and start left."""


class Styles:
    """Formats of one workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._cells: dict[tuple[str, str, bool], Format] = {}
        self.title = self._add(font_name="方正小标宋简体", font_size=20, align="center")
        self.left = self._add(align="left")
        self.centre = self._add(align="center")
        self.right = self._add(align="right")
        self.header = self._add(bold=True, font_size=11, align="center", border=1, text_wrap=True)
        self.number_row = self._add(font_size=9, align="center", border=1)
        self.note = self._add(align="left", valign="top", text_wrap=True)
        self.key = self._add(bold=True, align="left", border=1)
        self.value = self._add(align="left", border=1, text_wrap=True, num_format="@")

    def cell(self, kind: str, width: float, total: bool = False) -> Format:
        """The format of a cell of a kind (text, int, money, date) in a column this wide; 0 is the serial."""
        narrow = "center" if total or width <= _CENTRED_UP_TO else "left"
        align = "center" if width == 0 else _ALIGN.get(kind, narrow)
        key = (kind, align, total)
        if key not in self._cells:
            self._cells[key] = self._add(
                num_format=_NUMBER_FORMATS[kind],
                align=align,
                indent=int(align == "right"),
                bold=total,
                border=1,
                text_wrap=kind == "text",
            )
        return self._cells[key]

    def _add(self, **properties: Any) -> Format:
        settings = {"font_name": _BODY_FONT, "font_size": 10, "valign": "vcenter"} | properties
        return self._workbook.add_format(settings)
