"""Levers: what each cost lever takes off inference, which models are too large, and when a distillation pays.

Every figure stands in a row of Inference; this sheet links the rows, side by side.
"""

from __future__ import annotations

from dataclasses import dataclass

from finmodel.model.dimension import STEPS, Dimension
from finmodel.model.item import LineItem
from finmodel.workbook.cells import Cell, Line, Page, Waterfall
from finmodel.workbook.layout import Layout
from finmodel.workbook.meaning import At, Figure
from finmodel.workbook.pages.drawings import ROWS
from finmodel.workbook.pages.heading import header, heading
from finmodel.workbook.render import Renderer

SHEET = "Levers"
LABEL, FIRST = 1, 2  # columns; the id stands left of both
WIDTHS = (20.0, 40.0, 16.0, 14.0, 14.0, 15.0, 17.0, 27.0)
TOP = 3
STATUS = "status"


@dataclass(frozen=True)
class Table:
    """Line items of one dimension side by side: a row a member, a column a line item under its heading."""

    title: str
    key: str
    columns: tuple[tuple[str, str], ...]


ANSWERS = {
    "lever_saving": "Of what inference would cost on the dearest models, without any lever",
    "lever_band": "The band of lever_saving on Benchmarks: below it levers are left, above it quality needs a look",
    "lever_band_low": "The band as Benchmarks has it, with its source",
    "lever_band_high": "",
    "largest_lever": "Pull this one first, and guard it",
    "flagged_levers": "A query costs less by it, an answer good enough to use costs more",
    "oversized_features": "Features that send queries to models at the bound of oversize_ratio or above",
}
WATERFALL = Table("The waterfall: each lever on top of those above it, in the diligence month", "lever", (
    ("cost after it, USD", "lever_cost"),
    ("fall, USD", "lever_step"),
    ("share of the first", "lever_step_share"),
    ("USD a good answer", "lever_cost_per_qualified_output"),
    ("features it makes dearer", "lever_flags"),
    (STATUS, "lever_verdict"),
))  # fmt: skip
SIZES = Table("Right-sizing: how far above the cheapest model each feature goes", "size", (
    ("cheapest attempt, USD", "cheapest_attempt_cost"),
    ("dearest in use, USD", "dearest_used_cost"),
    ("times the cheapest", "oversize_ratio"),
    ("share oversized", "oversized_share"),
))  # fmt: skip
TRAINED = Table("Distillation: one-time training against the routing that changes with it", "distillation", (
    ("one run, USD", "distillation_cost"),
    ("in service", "distillation_from"),
    ("saved, USD", "distillation_saving"),
    ("net at the end, USD", "distillation_net"),
    ("months to pay back", "distillation_payback_months"),
    ("paid back in", "distillation_payback_month"),
))  # fmt: skip
MODELS = Table("Right-sizing: an attempt of each feature on every model of prices.csv", "model", (
    ("attempt, USD", "rightsizing_cost"),
    ("times the cheapest", "rightsizing_ratio"),
    ("share routed to it", "rightsizing_share"),
    (STATUS, "rightsizing_verdict"),
))  # fmt: skip
QUALITY = Table("What each lever does to the cost of a good answer, by feature", "quality", (
    ("cost after it, USD", "feature_lever_cost"),
    ("fall, USD", "feature_lever_step"),
    ("qualified rate after", "qualified_rate_after"),
    ("USD a good answer", "feature_cost_per_qualified_output"),
    (STATUS, "lever_quality_flag"),
))  # fmt: skip
DRAWN = Table("What the chart draws", "drawn", (
    ("cost", "waterfall_base"),
    ("fall", "waterfall_fall"),
    ("rise", "waterfall_rise"),
))  # fmt: skip
STEP_LABELS = dict(
    zip(
        STEPS,
        ("No lever", "Routing", "Prompt cache", "Response cache", "Compression", "Batching: as planned"),
        strict=True,
    )
)


def levers_page(layout: Layout, renderer: Renderer) -> Page:
    """The page of the levers; a table without members is left out."""
    page = Page(SHEET, list(heading(SHEET)), freeze=(TOP, FIRST))
    row = _answers(page, layout, renderer)
    for table in (WATERFALL, SIZES, TRAINED, MODELS, QUALITY, DRAWN):
        if layout.members.count(_by(table, layout)):
            row = _table(page, table, row, layout, renderer) + (ROWS if table is WATERFALL else 0)
    page.widths = {**dict(enumerate(WIDTHS)), LABEL: _label_width(page)}
    page.waterfalls = [_chart(page)]
    return page


def _label_width(page: Page) -> float:
    labels = (str(line.cells[LABEL].value) for line in page.lines if line.id and LABEL in line.cells)
    return min(max(WIDTHS[LABEL], max(map(len, labels)) * 0.92 + 2), 90)


def _by(table: Table, layout: Layout) -> Dimension | None:
    return layout.items[table.columns[0][1]].by


def _answers(page: Page, layout: Layout, renderer: Renderer) -> int:
    page.lines.append(header(TOP, ("id", "answer", "value", "what it says")))
    for row, (item_id, comment) in enumerate(ANSWERS.items(), start=TOP + 1):
        item = layout.items[item_id]
        cells = {
            0: Cell("id", value=f"answer[{item_id}]"),
            LABEL: Cell("label", value=item.label),
            FIRST: _figure(item, 0, renderer),
            FIRST + 1: Cell("note", value=comment),
        }
        page.lines.append(Line(row, cells, id=f"answer[{item_id}]"))
    return TOP + len(ANSWERS) + 2


def _table(page: Page, table: Table, row: int, layout: Layout, renderer: Renderer) -> int:
    """Write a table from a row on; gives the row for the next one."""
    items = [(name, layout.items[item]) for name, item in table.columns]
    columns = {name: len(WIDTHS) - 1 if name == STATUS else FIRST + i for i, (name, _) in enumerate(items)}
    blank = dict.fromkeys(range(FIRST, len(WIDTHS)), "")
    names = {**blank, 0: "id", LABEL: "label", **{column: name for name, column in columns.items()}}
    page.breaks.append(row)
    page.lines.append(Line(row, {LABEL: Cell("section", value=table.title)}, band="section"))
    page.lines.append(Line(row + 1, {c: Cell("header", value=n) for c, n in names.items()}, height=28))
    first = row + 2
    by = items[0][1].by
    assert by is not None
    for i, member in enumerate(layout.members.of[by.name]):
        row_id = f"{table.key}[{'|'.join(member)}]"
        label = " | ".join(STEP_LABELS.get(part, part) if "step" in by.parts else part for part in member)
        label = f"{label} (drawn)" if table is DRAWN else label
        texts = {0: Cell("id", value=row_id), LABEL: Cell("label", value=label)}
        figures = {columns[name]: _figure(item, i, renderer, status=name == STATUS) for name, item in items}
        page.lines.append(Line(first + i, {**texts, **figures}, id=row_id))
    last = page.lines[-1].row
    if STATUS in columns:
        page.statuses.append((first, columns[STATUS], last, columns[STATUS]))
    return last + 2


def _figure(item: LineItem, member: int, renderer: Renderer, *, status: bool = False) -> Cell:
    """A link to the figure of the diligence month, of a line item by month to its total."""
    role = "status" if status else "link"
    at = At.TOTAL if item.monthly else At.CONSTANT
    return Cell(role, item.unit, formula=renderer.constant_of(item.id, member), means=Figure(item.id, member, at))


def _chart(page: Page) -> Waterfall:
    """The steps as columns between the cost without levers and the cost as planned."""
    rows = {line.id: line.row for line in page.lines}
    labels, drawn = ([rows[f"{table.key}[{step}]"] for step in STEPS] for table in (WATERFALL, DRAWN))
    return Waterfall(
        title="Inference cost of the diligence month, lever by lever", unit="USD a month", number_format="#,##0",
        sheet=SHEET, rows=(drawn[0], drawn[-1]), columns=(FIRST, FIRST + 1, FIRST + 2),
        label_rows=(labels[0], labels[-1]), labels=LABEL, row=labels[-1] + 2, column=LABEL,
    )  # fmt: skip
