"""What a formula asks of those who read and calculate it."""

from __future__ import annotations

import re

from finmodel.workbook.canonical import TOKEN, column_index
from finmodel.workbook.excel_limits import FORMULA_CHARACTERS, NESTED

MOST_CELLS_READ = 2_000
_TEXT = re.compile(r'"[^"]*"|\'[^\']*\'')
_HARMLESS = frozenset(
    [
        "ABS", "AND", "AVERAGE", "COUNT", "COUNTA", "COUNTIF", "COUNTIFS", "IF", "IFERROR", "INDEX", "INT", "MATCH",
        "MAX", "MAXIFS", "MIN", "MINIFS", "MOD", "MONTH", "NOT", "OR", "ROUND", "SUM", "SUMIF", "SUMIFS", "SUMPRODUCT",
        "YEAR",
    ]
)  # fmt: skip


def beyond_excel(formula: str) -> str:
    """Why Excel would refuse a formula; empty when it would not."""
    if len(formula) > FORMULA_CHARACTERS:
        return f"holds a formula of {len(formula):,} characters; Excel takes {FORMULA_CHARACTERS:,}"
    if formula.count("(") + formula.count("{") <= NESTED:
        return ""
    depth = deepest = 0
    for sign in re.findall(r"[({)}]", _TEXT.sub("", formula)):
        depth += 1 if sign in "({" else -1
        deepest = max(deepest, depth)
    if deepest > NESTED:
        return f"holds a formula {deepest} brackets deep; Excel takes {NESTED}"
    return ""


def is_light(formula: str) -> bool:
    """Whether any engine calculates a formula with little memory: known functions over few cells, no text joined."""
    cells = 0
    for match in TOKEN.finditer(formula):
        if match["function"] and match[0].upper().removeprefix("_XLFN.") not in _HARMLESS:
            return False
        if match["other"] and match[0] in ":&{#@[":
            return False
        cells += _size(match) if match["c1"] else 0
    return cells <= MOST_CELLS_READ


def _size(match: re.Match[str]) -> int:
    if not match["c2"]:
        return 1
    columns = abs(column_index(match["c2"]) - column_index(match["c1"])) + 1
    return columns * (abs(int(match["r2"]) - int(match["r1"])) + 1)
