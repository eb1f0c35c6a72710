"""The six headline figures of the Cover: each with its verdict, its course over the months and what it says."""

from __future__ import annotations

from collections.abc import Iterator

from finmodel.lines.metric import path_of
from finmodel.workbook.address import cell, quoted
from finmodel.workbook.cells import Cell, Line, Sparkline
from finmodel.workbook.layout import Layout
from finmodel.workbook.meaning import Verdict
from finmodel.workbook.pages import diligence
from finmodel.workbook.pages.linked import figure
from finmodel.workbook.render import Renderer

COLUMNS = ("id", "item", "value", "status", "trend", "note")
VALUE, STATUS, TREND, NOTE = 2, 3, 4, 5
HEADLINES = (
    ("arr", "Annual recurring revenue"),
    ("gross_margin", "Gross margin"),
    ("inference_share_of_revenue", "Inference share of revenue"),
    ("mean_all_in_cost_per_query", "Cost of a query, mean"),
    ("burn_multiple", "Burn multiple"),
    ("runway_months", "Runway"),
)
_ROW = "headline[{}]"
_HEIGHT, _APART = 21.0, 5.0  # points, for a course that can be read, and between two of them


def row_id(item: str) -> str:
    """The id of a headline's row."""
    return _ROW.format(item)


def headlines(top: int, layout: Layout, renderer: Renderer) -> Iterator[Line]:
    """A row a figure from a row on."""
    statuses, comments = diligence.status_rows(layout), diligence.comments()
    for row, item_id, label in _placed(top):
        item = layout.items[item_id]
        cells = {
            0: Cell("id", value=row_id(item_id)),
            1: Cell("label", value=label),
            VALUE: figure(item_id, 0, layout, renderer),
            NOTE: Cell("note", value=f"{comments[item_id]} ({item.unit}; row {item_id} on {item.sheet})"),
        }
        if item_id in statuses:
            formula = f"{quoted(diligence.SHEET)}!{cell(statuses[item_id], diligence.STATUS)}"
            cells[STATUS] = Cell("status", formula=formula, means=Verdict(item_id))
        yield Line(row, cells, id=row_id(item_id), height=_HEIGHT)
        yield Line(row + 1, {}, height=_APART)


def courses(top: int, layout: Layout) -> Iterator[Sparkline]:
    """The months of each figure that has them, beside it."""
    for row, item_id, _ in _placed(top):
        path = path_of(item_id, layout.items)
        if path.monthly:
            months = layout.blocks[path.sheet, path.id].row(0)
            yield Sparkline(row, TREND, row_id(item_id), path.sheet, months)


def _placed(top: int) -> Iterator[tuple[int, str, str]]:
    """The row of each figure, its line item and its label."""
    for i, (item_id, label) in enumerate(HEADLINES):
        yield top + 2 * i, item_id, label
