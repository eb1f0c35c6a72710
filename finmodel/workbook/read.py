"""Reads workbooks sheet by sheet, within bounds: what stands in the cells, and nothing of their looks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from finmodel.errors import InputError, Problem
from finmodel.workbook.address import address
from finmodel.workbook.burden import beyond_excel
from finmodel.workbook.disk.ondisk import read_sheets
from finmodel.workbook.disk.parts import YES, Parts, open_parts
from finmodel.workbook.package import UnfitError, check_package, refuse_missing
from finmodel.workbook.view import Place, Value, View


def view(path: Path) -> View:
    """Read a workbook. Raises InputError when the file is not there, not a readable xlsx, or beyond the limits."""
    refuse_missing(path)
    macros = check_package(path)
    try:
        parts = open_parts(path.read_bytes())
        seen = read_sheets(parts, path)
    except UnfitError as error:
        raise InputError([error.problem(path)]) from None
    seen.settings = tuple(_settings(parts, macros=macros))
    _refuse_beyond_excel(seen)
    return seen


def cached_values(path: Path) -> dict[Place, Value]:
    """Every constant and cached value. Raises InputError as `view` does."""
    return view(path).values


def _refuse_beyond_excel(seen: View) -> None:
    problems = [
        Problem(f"{seen.path}: {sheet}!{address(row, column)}", why, "clear the cell, or write it shorter")
        for (sheet, row, column), formula in seen.formulas.items()
        if (why := beyond_excel(formula))
    ]
    if problems:
        raise InputError(problems)


def _settings(parts: Parts, *, macros: bool) -> Iterator[str]:
    mode = parts.calculation.get("calcMode", "auto")
    if mode != "auto":
        yield f"calculation is set to {mode}; set it to automatic"
    if parts.calculation.get("iterate") in YES:
        yield "iterative calculation is on, which hides circular references; switch it off"
    if parts.calculation.get("fullPrecision") in ("0", "false"):
        yield "precision is set as displayed, which rounds figures; switch it off"
    if parts.from_1904:
        yield "days are counted from 1904, which moves every date; switch it off"
    if macros:
        yield "the file carries macros, which this model has none of; remove them"
