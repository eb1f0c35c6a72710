"""Reads workbooks: the only openpyxl; it never saves."""

from __future__ import annotations

from pathlib import Path

import openpyxl

Value = str | float | bool | None


def cached_values(path: Path) -> dict[tuple[str, int, int], Value]:
    """Every cached value by sheet, row and column from 0."""
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        (sheet.title, cell.row - 1, cell.column - 1): cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
