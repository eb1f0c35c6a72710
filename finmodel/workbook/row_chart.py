"""A native chart of a row that is no timeline: one bar a cell, with its figure on it."""

from __future__ import annotations

from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from finmodel.workbook.address import span
from finmodel.workbook.cells import RowChart
from finmodel.workbook.charts import GRID, HEIGHT, WIDTH, axis, plotted
from finmodel.workbook.theme import INKS
from finmodel.workbook.values import Values


def draw_row(chart: RowChart, workbook: Workbook, sheet: Worksheet, values: Values) -> None:
    """Put the bars of a row on a sheet."""
    drawn: Any = workbook.add_chart({"type": "column"})
    drawn.add_series(
        {
            "name": chart.title,
            "values": _range(chart, chart.values_row),
            "categories": _range(chart, chart.label_row),
            "values_data": _points(chart, chart.values_row, values),
            "categories_data": _points(chart, chart.label_row, values),
            "fill": {"color": INKS[0]},
            "border": {"none": True},
            "gap": 90,
            "data_labels": {"value": True, "num_format": chart.number_format, "font": {"size": 10, "color": INKS[0]}},
        }
    )
    drawn.set_title({"name": chart.title, "name_font": {"size": 12, "color": INKS[0]}})
    drawn.set_x_axis({**axis(chart.label, chart.label_format), "text_axis": True, "label_position": "low"})
    lowest = {"min": 0} if chart.from_zero else {}
    drawn.set_y_axis({**axis(chart.unit, "0%"), "major_gridlines": GRID, **lowest})
    drawn.set_legend({"none": True})
    drawn.set_size({"width": WIDTH, "height": HEIGHT})
    sheet.insert_chart(
        chart.row, chart.column, drawn, {"object_position": 2, "x_offset": 10, "description": chart.title}
    )


def _range(chart: RowChart, row: int) -> str:
    first, last = chart.columns
    return "=" + span((row, first), (row, last), sheet=chart.sheet)


def _points(chart: RowChart, row: int, values: Values) -> list[float]:
    first, last = chart.columns
    return [plotted(values.cell(chart.sheet, row, column)) for column in range(first, last + 1)]
