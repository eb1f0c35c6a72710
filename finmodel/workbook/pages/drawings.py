"""The charts under the questions of Diligence: what they draw and where."""

from __future__ import annotations

from dataclasses import dataclass

from finmodel.workbook.cells import Chart, ChartSeries
from finmodel.workbook.layout import Layout

COMPONENTS = ("tokens", "orchestration", "router", "tools", "retrieval", "review")
_ROWS = 26  # rows that a chart takes, with air below it
_LEFT, _RIGHT = 2, 6  # columns of the two charts in a line, right of the one that every printed page repeats


@dataclass(frozen=True)
class Drawing:
    """A chart of line items of the company; `second` is drawn against the right-hand axis."""

    title: str
    kind: str
    unit: str
    number_format: str
    items: tuple[str, ...]
    second: str = ""
    second_unit: str = ""
    log: bool = False


DRAWINGS = (
    Drawing("Cost of the average query by component", "stack", "USD per query", "0.000",
            tuple(f"mean_{component}_cost_per_query" for component in COMPONENTS)),
    Drawing("Price x volume = spend", "lines", "index, month 1 = 100 (log scale)", "#,##0",
            ("price_index", "volume_index", "spend_index"), log=True),
    Drawing("Training spike and inference stream, cumulative", "lines", "USD", "#,##0",
            ("cumulative_training_cash", "cumulative_inference_cost")),
    Drawing("Revenue, COGS and gross margin", "columns", "USD a month", "#,##0",
            ("total_revenue", "total_cogs"), second="gross_margin", second_unit="gross margin"),
)  # fmt: skip


def charts(top: int, layout: Layout) -> tuple[list[Chart], int]:
    """The charts, two in a line from a row on, and the last row they cover."""
    drawn = [_chart(drawing, i, top, layout) for i, drawing in enumerate(DRAWINGS)]
    return drawn, top + _ROWS * -(-len(drawn) // 2)


def _chart(drawing: Drawing, i: int, top: int, layout: Layout) -> Chart:
    second = (drawing.second,) if drawing.second else ()
    series = tuple(_series(item, layout, second=item in second) for item in (*drawing.items, *second))
    row, column = top + _ROWS * (i // 2), (_LEFT, _RIGHT)[i % 2]
    return Chart(
        drawing.title, drawing.kind, drawing.unit, drawing.number_format, series, row, column, drawing.second_unit,
        drawing.log,
    )  # fmt: skip


def _series(item_id: str, layout: Layout, *, second: bool) -> ChartSeries:
    item = layout.items[item_id]
    return ChartSeries(item.sheet, layout.blocks[item.sheet, item_id].first, item.label, second)
