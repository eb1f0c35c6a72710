"""The charts under the questions of Diligence and under timelines: what they draw and where."""

from __future__ import annotations

from dataclasses import dataclass

from finmodel.workbook.cells import Chart, ChartSeries
from finmodel.workbook.layout import FIRST_MONTH, UNIT, Layout

COMPONENTS = ("tokens", "orchestration", "router", "tools", "retrieval", "review")
_ROWS = 26  # rows that a chart takes, with air below it
_TIMELINE_ROWS = 21  # those of one under a timeline
_LEFT, _RIGHT = 2, 6  # columns of the two charts in a line, right of the one that every printed page repeats


@dataclass(frozen=True)
class Drawing:
    """A chart of line items of the company, or of each member; `second` is drawn against the right-hand axis."""

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
ON_TIMELINES = {
    "Self-host": Drawing("API against own GPUs", "lines", "USD a month", "#,##0",
                         ("api_cost_displaced", "selfhost_cost")),
}  # fmt: skip


def charts(top: int, layout: Layout) -> tuple[list[Chart], int]:
    """The charts, two in a line from a row on, and the last row they cover."""
    drawn = [_chart(drawing, i, top, layout) for i, drawing in enumerate(DRAWINGS)]
    return drawn, top + _ROWS * -(-len(drawn) // 2)


def charts_of_members(top: int, sheet: str, layout: Layout) -> tuple[list[Chart], int]:
    """A timeline's charts, one a member, beside the labels and under the first months, and the last row they cover."""
    drawing = ON_TIMELINES[sheet]
    by = layout.items[drawing.items[0]].by
    names = ["|".join(member) for member in layout.members.of[by.name]] if by else []
    drawn = [
        _drawn(drawing, (top + _TIMELINE_ROWS * (i // 2), (UNIT, FIRST_MONTH)[i % 2]), layout, i, name)
        for i, name in enumerate(names)
    ]
    return drawn, top + _TIMELINE_ROWS * -(-len(drawn) // 2)


def _chart(drawing: Drawing, i: int, top: int, layout: Layout) -> Chart:
    return _drawn(drawing, (top + _ROWS * (i // 2), (_LEFT, _RIGHT)[i % 2]), layout)


def _drawn(drawing: Drawing, at: tuple[int, int], layout: Layout, member: int = 0, name: str = "") -> Chart:
    second = (drawing.second,) if drawing.second else ()
    series = tuple(_series(item, layout, member, name, second=item in second) for item in (*drawing.items, *second))
    title = f"{drawing.title}: {name}" if name else drawing.title
    return Chart(
        title, drawing.kind, drawing.unit, drawing.number_format, series, *at, drawing.second_unit, drawing.log
    )


def _series(item_id: str, layout: Layout, member: int, name: str, *, second: bool) -> ChartSeries:
    item = layout.items[item_id]
    label = f"{item.label}: {name}" if name else item.label
    return ChartSeries(item.sheet, layout.blocks[item.sheet, item_id].row(member), label, second)
