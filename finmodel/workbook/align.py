"""Headings stand as what they head: at the right over figures, indented over words that all are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from finmodel.workbook.cells import Cell, Line, Page
from finmodel.workbook.styles import style

HEADER = "header"
_ENOUGH = 100  # lines that tell how a column stands
_PLAIN = ("left", 0)
_ROLES = {("right", 0): "figures_header", ("left", 1): "indented_header"}


def aligned(page: Page) -> Page:
    """The page with each heading aligned to most of the cells under it, down to the next line of headings."""
    heads = [i for i, line in enumerate(page.lines) if 0 in line.cells and line.cells[0].role == HEADER]
    lines = list(page.lines)
    for head, end in zip(heads, [*heads[1:], len(lines)], strict=True):
        lines[head] = _aligned(lines[head], lines[head + 1 : min(end, head + _ENOUGH)])
    return replace(page, lines=lines)


def _aligned(head: Line, under: list[Line]) -> Line:
    cells = {
        column: replace(cell, role=_role(line.cells[column] for line in under if column in line.cells))
        if cell.role == HEADER
        else cell
        for column, cell in head.cells.items()
    }
    return replace(head, cells=cells)


def _role(cells: Iterable[Cell]) -> str:
    stands = Counter(_stand(cell) for cell in cells if cell.role != "section")
    most = stands.most_common(1)[0][0] if stands else _PLAIN
    return HEADER if most[0] == "left" and _PLAIN in stands else _ROLES.get(most, HEADER)


def _stand(cell: Cell) -> tuple[str, int]:
    look = style(cell.role, cell.unit)
    return look.get("align", "left"), look.get("indent", 0)
