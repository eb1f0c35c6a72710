"""A worksheet that takes formulas as they are: the one place that knows XlsxWriter's inside.

`write_formula` runs some thirty regular expressions over every formula, to mend what people type. Ours are generated
and right, so they go straight into the cell table, and out of it with one string for a cell. A test compares the XML
with that of the stock path, byte for byte.
"""

from __future__ import annotations

from functools import cache
from html import escape
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import CellFormulaTuple, Worksheet

from finmodel.workbook.render import letters

_column = cache(letters)


class FormulaSheet(Worksheet):
    """A worksheet whose formulas are written unread."""

    fh: Any  # the open part

    def put_formula(self, row: int, column: int, formula: str, style: Format, value: str | float | bool) -> int:
        """Write a formula, without `=`, with function names as the file format has them, escaped for XML.

        Returns 0, or XlsxWriter's code for a cell outside the sheet.
        """
        code: int = self._check_dimensions(row, column)
        if not code:
            self.table[row][column] = CellFormulaTuple(formula, style, value)
        return code

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        if cell.__class__ is not CellFormulaTuple:
            super()._write_cell(row, col, cell)
            return
        value = cell.value
        kind = ""
        if value.__class__ is bool:
            kind, value = ' t="b"', int(value)
        elif value.__class__ is str:
            kind, value = ' t="str"' if value else "", escape(value, quote=False)
        self.fh.write(
            f'<c r="{_column(col)}{row + 1}" s="{cell.format._get_xf_index()}"{kind}>'  # noqa: SLF001 - as stock does
            f"<f>{cell.formula}</f><v>{value}</v></c>"
        )
