"""A worksheet that takes formulas as they are: the one place that knows XlsxWriter's inside.

`write_formula` runs some thirty regular expressions over every formula, to mend what people type. Ours are generated
and right, so they go straight into the cell table, the months of a row as one entry, and out of it as text. A test
compares the XML with that of the stock path, byte for byte.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any, NamedTuple

from xlsxwriter.format import Format
from xlsxwriter.worksheet import CellFormulaTuple, Worksheet

from finmodel.workbook.address import filled, letters

Cached = str | float | bool


class _Months(NamedTuple):
    """The months of a row, in the table at the first of them."""

    pattern: str
    format: Format
    values: Sequence[Cached]


class _Covered(NamedTuple):
    """Stands at the last month, so that the row's extent is known."""

    format: Format


class FormulaSheet(Worksheet):
    """A worksheet whose formulas are written unread.

    Formulas come without `=`, with function names as the file format has them, escaped for XML. Each `put_` returns 0,
    or XlsxWriter's code for a cell outside the sheet.
    """

    fh: Any  # the open part

    def put_formula(self, row: int, column: int, formula: str, style: Format, value: Cached) -> int:
        """Write a formula."""
        code: int = self._check_dimensions(row, column)
        if not code:
            self.table[row][column] = CellFormulaTuple(formula, style, value)
        return code

    def put_months(self, row: int, column: int, pattern: str, style: Format, values: Sequence[Cached]) -> int:
        """Write the formulas of a row's months, from a column on; the pattern is that of `render`."""
        last = column + len(values) - 1
        code: int = self._check_dimensions(row, column) or self._check_dimensions(row, last)
        if not code:
            self.table[row][last] = _Covered(style)
            self.table[row][column] = _Months(pattern, style, values)
        return code

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        kind = cell.__class__
        if kind is _Months:
            style = cell.format._get_xf_index()  # noqa: SLF001 - as the stock path does
            formulas = (filled(cell.pattern, col + i) for i in range(len(cell.values)))
            cells = zip(formulas, cell.values, strict=True)
            self.fh.write("".join([_element(row, col + i, style, *one) for i, one in enumerate(cells)]))
        elif kind is CellFormulaTuple:
            style = cell.format._get_xf_index()  # noqa: SLF001 - as the stock path does
            self.fh.write(_element(row, col, style, cell.formula, cell.value))
        elif kind is not _Covered:
            super()._write_cell(row, col, cell)


def _element(row: int, column: int, style: int, formula: str, value: Cached) -> str:
    kind = ""
    if value.__class__ is bool:
        kind, value = ' t="b"', int(value)
    elif isinstance(value, str):
        kind, value = ' t="str"' if value else "", escape(value, quote=False)
    return f'<c r="{letters(column)}{row + 1}" s="{style}"{kind}><f>{formula}</f><v>{value}</v></c>'
