"""Native charts: ranges as series, titles and units on the axes, colours that survive greyscale."""

from __future__ import annotations

import math
from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from finmodel.workbook.address import cell, span
from finmodel.workbook.cells import Chart, ChartSeries, Scalar
from finmodel.workbook.layout import FIRST_MONTH, LABEL, MASTER_TIMELINE, MONTH_ROW
from finmodel.workbook.theme import EDGE, GREY, INKS, LINE_INKS
from finmodel.workbook.theme import GRID as GRID_INK
from finmodel.workbook.values import Values

_DASHES = ("solid", "dash", "round_dot")
WIDTH, HEIGHT = 590, 330  # pixels
_AIR, _ABOVE = 10, 4  # pixels left of a chart and above it


def draw(chart: Chart, workbook: Workbook, sheet: Worksheet, values: Values, months: int) -> None:
    """Put a chart on a sheet."""
    kinds = {"columns": ("column", None), "stack": ("column", "stacked"), "lines": ("line", None)}
    kind, subtype = kinds[chart.kind]
    drawn: Any = workbook.add_chart({"type": kind, "subtype": subtype} if subtype else {"type": kind})
    first = [series for series in chart.series if not series.second]
    for i, series in enumerate(first):
        drawn.add_series(_series(series, i, kind, values, months))
    second = [series for series in chart.series if series.second]
    if second:
        line: Any = workbook.add_chart({"type": "line"})
        for i, series in enumerate(second, start=len(first)):
            line.add_series({**_series(series, i, "line", values, months), "y2_axis": True})
        line.set_y2_axis(axis(chart.second_unit, "0%"))
        drawn.combine(line)
    drawn.set_title({"name": chart.title, "name_font": {"size": 12, "color": INKS[0]}})
    drawn.set_x_axis({**axis("month", "mmm-yy"), "interval_unit": 6, "text_axis": True})
    log = {"log_base": 10} if chart.log else {}
    drawn.set_y_axis({**axis(chart.unit, chart.number_format), "major_gridlines": GRID, **log})
    drawn.set_legend(LEGEND)
    drawn.set_size({"width": WIDTH, "height": HEIGHT})
    at = {"x_offset": _AIR + chart.nth * (WIDTH + _AIR), "y_offset": _ABOVE}
    sheet.insert_chart(chart.row, chart.column, drawn, {"object_position": 2, **at, "description": chart.title})


LEGEND = {"position": "bottom", "font": {"size": 9, "color": INKS[0]}}
BAR_EDGE = {"color": EDGE, "width": 0.5}
GRID = {"visible": True, "line": {"color": GRID_INK, "width": 0.5}}


def axis(name: str, number_format: str) -> dict[str, Any]:
    """An axis with its title, in small grey type."""
    font = {"size": 9, "color": GREY}
    return {"name": name, "name_font": {**font, "bold": False}, "num_font": font, "num_format": number_format}


def _series(series: ChartSeries, i: int, kind: str, values: Values, months: int) -> dict[str, Any]:
    line = {"color": LINE_INKS[i % len(LINE_INKS)], "width": 2.25, "dash_type": _DASHES[i % len(_DASHES)]}
    bar = {"fill": {"color": INKS[i % len(INKS)]}, "border": BAR_EDGE, "gap": 60}
    look = {"line": line} if kind == "line" else bar
    first, last = (series.row, FIRST_MONTH), (series.row, FIRST_MONTH + months - 1)
    head, tail = (MONTH_ROW, FIRST_MONTH), (MONTH_ROW, FIRST_MONTH + months - 1)
    return {
        "name": "=" + cell(series.row, LABEL, sheet=series.sheet),
        "values": "=" + span(first, last, sheet=series.sheet),
        "categories": "=" + span(head, tail, sheet=MASTER_TIMELINE),
        "name_data": [series.label],
        "values_data": [plotted(v) for v in values.months(series.sheet, series.row)],
        "categories_data": [plotted(v) for v in values.months(MASTER_TIMELINE, MONTH_ROW)],
        **look,
    }


def plotted(value: Scalar) -> float:
    """A cached point; a word such as n.m. is plotted as 0, as the spreadsheet does."""
    return value if isinstance(value, (int, float)) and not math.isnan(value) else 0.0
