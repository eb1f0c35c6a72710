"""A native chart of columns of a table: lines by month, or bars to either side of 0."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from finmodel.workbook.address import cell, span
from finmodel.workbook.cells import ColumnChart, Page, Scalar
from finmodel.workbook.charts import BAR_EDGE, GRID, HEIGHT, WIDTH, axis, plotted
from finmodel.workbook.theme import GRID as GRID_INK
from finmodel.workbook.theme import INKS, LINE_INKS
from finmodel.workbook.values import Values

_DASHES = ("dash", "solid", "round_dot")
_NONE = {"visible": False}
_BARS = (INKS[0], INKS[2])


def draw_columns(chart: ColumnChart, page: Page, workbook: Workbook, sheet: Worksheet, values: Values) -> None:
    """Put the columns of a table on a sheet."""
    bars = chart.kind == "bars"
    lines = {line.row: line.cells for line in page.lines}

    def held(row: int, column: int) -> Scalar | bool:
        found = lines[row][column]
        return values.cell(page.name, row, column) if found.formula else found.value

    drawn: Any = workbook.add_chart({"type": "bar" if bars else "line"})
    for i, column in enumerate(chart.columns):
        drawn.add_series({**_series(chart, column, held), **(_bar(i) if bars else _line(i))})
    figures = {**axis(chart.unit, chart.number_format), "major_gridlines": GRID}
    labels = {**axis(chart.label, "@"), "text_axis": True, "label_position": "low"}
    if bars:  # the first row on top, the axis of the figures below it all the same
        drawn.set_y_axis({**labels, "interval_unit": 1, "reverse": True, "crossing": "max", "major_gridlines": _NONE})
        drawn.set_x_axis(figures)
    else:
        drawn.set_x_axis({**labels, "interval_unit": 6})
        drawn.set_y_axis(figures)
        drawn.set_high_low_lines({"line": {"color": GRID_INK, "width": 0.75}})
    drawn.set_title({"name": chart.title, "name_font": {"size": 12, "color": INKS[0]}})
    drawn.set_legend({"position": "bottom"})
    drawn.set_size({"width": WIDTH, "height": HEIGHT})
    options = {"object_position": 2, "x_offset": 10, "description": chart.title}
    sheet.insert_chart(chart.row, chart.column, drawn, options)


def _bar(i: int) -> dict[str, Any]:
    fill = {"color": _BARS[i % len(_BARS)], "transparency": 25 * i}  # where both lie on one side, both are seen
    return {"fill": fill, "border": BAR_EDGE, "gap": 40, "overlap": 100}


def _line(i: int) -> dict[str, Any]:
    return {"line": {"color": LINE_INKS[i % len(LINE_INKS)], "width": 2.25, "dash_type": _DASHES[i % len(_DASHES)]}}


def _series(chart: ColumnChart, column: int, held: Callable[[int, int], Scalar | bool]) -> dict[str, Any]:
    first, last = chart.rows
    rows = range(first, last + 1)
    return {
        "name": "=" + cell(chart.header, column, sheet=chart.sheet),
        "values": "=" + span((first, column), (last, column), sheet=chart.sheet),
        "categories": "=" + span((first, chart.labels), (last, chart.labels), sheet=chart.sheet),
        "name_data": [held(chart.header, column)],
        "values_data": [plotted(held(row, column)) for row in rows],
        "categories_data": [held(row, chart.labels) for row in rows],
    }
