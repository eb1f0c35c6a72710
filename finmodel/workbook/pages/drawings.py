"""The charts under sections of Diligence and under timelines: what they draw and where."""

from __future__ import annotations

from dataclasses import dataclass, replace

from finmodel.workbook.cells import Chart, ChartSeries
from finmodel.workbook.layout import LABEL, Layout

COMPONENTS = ("tokens", "orchestration", "router", "tools", "retrieval", "review")
ROWS = 20  # that a chart takes, with air below it
_BESIDE = 2  # the column in which charts of Diligence begin, right of the one that stays in view


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
    section: str = ""  # of Diligence, under which it stands


DRAWINGS = (
    Drawing("Revenue, COGS and gross margin", "columns", "USD a month", "#,##0",
            ("total_revenue", "total_cogs"), second="gross_margin", second_unit="gross margin", section="Margin"),
    Drawing("Cost of the average query by component", "stack", "USD per query", "0.000",
            tuple(f"mean_{component}_cost_per_query" for component in COMPONENTS), section="Inference"),
    Drawing("Price x volume = spend", "lines", "index, month 1 = 100 (log scale)", "#,##0",
            ("price_index", "volume_index", "spend_index"), log=True, section="Inference"),
    Drawing("Training spike and inference stream, cumulative", "lines", "USD", "#,##0",
            ("cumulative_training_cash", "cumulative_inference_cost"), section="Cash and training"),
)  # fmt: skip
ON_TIMELINES = {
    "Self-host": Drawing("API against own GPUs", "lines", "USD a month", "#,##0",
                         ("api_cost_displaced", "selfhost_cost")),
}  # fmt: skip


def rows_under(section: str) -> int:
    """The rows that charts take under a section of Diligence."""
    return ROWS if any(drawing.section == section for drawing in DRAWINGS) else 0


def charts_under(section: str, row: int, layout: Layout) -> list[Chart]:
    """The charts of a section of Diligence, side by side in a row."""
    told = [drawing for drawing in DRAWINGS if drawing.section == section]
    return [replace(_drawn(drawing, (row, _BESIDE), layout), nth=i) for i, drawing in enumerate(told)]


def charts_of_members(top: int, sheet: str, layout: Layout) -> list[Chart]:
    """A timeline's charts, one a member, each under the one before from a row on."""
    drawing = ON_TIMELINES[sheet]
    by = layout.items[drawing.items[0]].by
    names = ["|".join(member) for member in layout.members.of[by.name]] if by else []
    return [_drawn(drawing, (top + ROWS * i, LABEL), layout, i, name) for i, name in enumerate(names)]


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
