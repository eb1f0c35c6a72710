"""A1 text: cells, ranges and columns.

A formula of the months is rendered once as a pattern in which the letters of its column and of the one before are
left open; `filled` closes them for a column.
"""

from __future__ import annotations

from functools import cache

OWN, PREVIOUS = "\x01", "\x02"  # the column of the cell, and the one before it


@cache
def letters(column: int) -> str:
    """The letters of a column counted from 0."""
    text = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        text = chr(65 + digit) + text
    return text


def address(row: int, column: int) -> str:
    """The A1 address of a row and column counted from 0."""
    return f"{letters(column)}{row + 1}"


def filled(pattern: str, column: int) -> str:
    """A pattern's formula in one column."""
    return pattern.replace(OWN, letters(column)).replace(PREVIOUS, letters(column - 1))


def quoted(sheet: str) -> str:
    """A sheet's name as formulas write it."""
    return f"'{sheet}'" if " " in sheet or "-" in sheet else sheet


def cell(row: int, column: int, *, sheet: str = "") -> str:
    """An absolute address."""
    return f"{quoted(sheet) + '!' if sheet else ''}${letters(column)}${row + 1}"


def span(first: tuple[int, int], last: tuple[int, int], *, sheet: str = "") -> str:
    """An absolute range from (row, column) to (row, column)."""
    return f"{cell(*first, sheet=sheet)}:{cell(*last)}"
