"""A native waterfall chart: stacked columns, of which the lowest shows at both ends and is clear between them."""

from __future__ import annotations

from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from finmodel.workbook.address import cell, span
from finmodel.workbook.cells import Page, Waterfall
from finmodel.workbook.charts import BAR_EDGE, GRID, HEIGHT, LEGEND, WIDTH, axis, plotted
from finmodel.workbook.theme import INKS, PAPER
from finmodel.workbook.values import Values

_DARK, _MIDDLE, _LIGHT = INKS[0], INKS[1], INKS[2]
_CLEAR = {"fill": {"none": True}, "border": {"none": True}}
_SHOWN = "#,##0;;"  # labels of 0 stay away


def draw_waterfall(chart: Waterfall, page: Page, workbook: Workbook, sheet: Worksheet, values: Values) -> None:
    """Put a waterfall on a sheet: cost, falls and rises as ranges of its rows."""
    drawn: Any = workbook.add_chart({"type": "column", "subtype": "stacked"})
    for column, ink in zip(chart.columns, (_DARK, _LIGHT, _MIDDLE), strict=True):
        drawn.add_series(_series(chart, page, column, ink, values))
    drawn.set_title({"name": chart.title, "name_font": {"size": 12, "color": INKS[0]}})
    drawn.set_x_axis(axis("lever, each on top of those before it", "@"))
    drawn.set_y_axis({**axis(chart.unit, chart.number_format), "major_gridlines": GRID, "min": 0})
    drawn.set_legend(LEGEND)
    drawn.set_size({"width": WIDTH, "height": HEIGHT})
    sheet.insert_chart(
        chart.row, chart.column, drawn, {"object_position": 2, "x_offset": 10, "description": chart.title}
    )


def _series(chart: Waterfall, page: Page, column: int, ink: str, values: Values) -> dict[str, Any]:
    first, last = chart.rows
    top, bottom = chart.label_rows
    count = last - first + 1
    texts = {line.row: line.cells for line in page.lines}
    lowest = column == chart.columns[0]
    clear = [{}, *[{"delete": True}] * (count - 2), {}] if lowest else []
    return {
        "name": "=" + cell(first - 1, column, sheet=chart.sheet),
        "values": "=" + span((first, column), (last, column), sheet=chart.sheet),
        "categories": "=" + span((top, chart.labels), (bottom, chart.labels), sheet=chart.sheet),
        "name_data": [texts[first - 1][column].value],
        "values_data": [plotted(values.cell(chart.sheet, row, column)) for row in range(first, last + 1)],
        "categories_data": [texts[row][chart.labels].value for row in range(top, bottom + 1)],
        "fill": {"color": ink},
        "border": {"none": True} if lowest else BAR_EDGE,
        "gap": 45,
        "points": [{"fill": {"color": ink}}, *[_CLEAR] * (count - 2), {"fill": {"color": ink}}] if lowest else None,
        "data_labels": {
            "value": True,
            "num_format": _SHOWN,
            "font": {"size": 8, "color": PAPER if lowest else INKS[0]},
            "custom": clear,
        },
    }
