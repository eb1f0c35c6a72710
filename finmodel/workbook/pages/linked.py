"""Pages that set figures of other sheets side by side: answers on top, tables below, every figure a link."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from finmodel.model.item import LineItem
from finmodel.workbook.cells import Cell, Line, Page
from finmodel.workbook.layout import Layout
from finmodel.workbook.meaning import At, AtDiligence, Coded, Figure
from finmodel.workbook.pages.heading import header
from finmodel.workbook.render import Renderer

LABEL, VALUE = 1, 2  # columns; the id stands left of both
TOP = 3  # the row of the first headings


def meaning(item: LineItem, member: int = 0) -> Figure | AtDiligence:
    """What such a link shows: a figure without months, or that of the diligence month."""
    return AtDiligence(item.id, member) if item.monthly else Figure(item.id, member, At.CONSTANT)


def figure(item_id: str, member: int, layout: Layout, renderer: Renderer) -> Cell:
    """A link to a figure without months, or to that of the diligence month."""
    item = layout.items[item_id]
    if item.monthly:
        formula = f"INDEX({renderer.months_of(item_id, member)},diligence_number)"
    else:
        formula = renderer.constant_of(item_id, member)
    return Cell("link", item.unit, formula=formula, means=meaning(item, member))


def total(item_id: str, member: int, layout: Layout, renderer: Renderer) -> Cell:
    """A link to the total of a line item over the months modelled."""
    means = Figure(item_id, member, At.TOTAL)
    return Cell("link", layout.items[item_id].unit, formula=renderer.total_of(item_id, member), means=means)


def coded(item_id: str, member: int, words: tuple[str, ...], renderer: Renderer) -> Cell:
    """The word for a line item's code 0, 1, 2..."""
    said = ",".join(f'"{word}"' for word in words)
    formula = f"CHOOSE(1+{renderer.constant_of(item_id, member)},{said})"
    return Cell("link", formula=formula, means=Coded(item_id, member, words))


def answers(told: Mapping[str, str], layout: Layout, renderer: Renderer) -> list[Line]:
    """The first rows: figures of the company, each with what it says."""
    lines = [header(TOP, ("id", "answer", "value", "unit", "what it says"))]
    for row, (item_id, text) in enumerate(told.items(), start=TOP + 1):
        item = layout.items[item_id]
        row_id = f"answer[{item_id}]"
        cells = {
            0: Cell("id", value=row_id),
            LABEL: Cell("label", value=item.label),
            VALUE: figure(item_id, 0, layout, renderer),
            VALUE + 1: Cell("unit", value=item.unit),
            VALUE + 2: Cell("note", value=text),
        }
        lines.append(Line(row, cells, id=row_id))
    return lines


def below(page: Page, title: str, names: Iterable[str], rows: Mapping[str, Mapping[int, Cell]]) -> int:
    """Add a table under what stands on a page, two rows lower; gives its first row. `rows` go by their ids."""
    top = max(line.row for line in page.lines) + 2
    page.breaks.append(top)
    page.lines.append(Line(top, {LABEL: Cell("section", value=title)}, band="section"))
    page.lines.append(header(top + 1, ("id", *names), height=28))
    for row, (row_id, cells) in enumerate(rows.items(), start=top + 2):
        page.lines.append(Line(row, {0: Cell("id", value=row_id), **cells}, id=row_id))
    return top + 2
