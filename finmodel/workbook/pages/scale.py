"""Scale: the plan at other sizes, from pilot to production, the peak behind the average, and two-way sensitivity."""

from __future__ import annotations

from finmodel.model.dimension import ACROSS, SCALE, STEPS_AROUND
from finmodel.workbook.cells import Cell, Line, Page, RowChart
from finmodel.workbook.layout import Layout
from finmodel.workbook.meaning import AtMonth
from finmodel.workbook.pages.drawings import ROWS
from finmodel.workbook.pages.heading import header, heading
from finmodel.workbook.pages.linked import LABEL, TOP, VALUE, below, figure
from finmodel.workbook.render import Renderer

SHEET = "Scale"
SIZES = tuple(SCALE.fixed)
WORDS = ("unit", "what it says")
WIDTHS = {0: 20.0, LABEL: 46.0, **dict.fromkeys(range(VALUE, VALUE + 11), 14.0)}
AT_SIZES = {
    "scale_factor": "scale_factor_near and scale_factor_far (Assumptions)",
    "scale_users": "In the diligence month",
    "scale_gross_margin": "Fixed COGS weigh less; tokens do not",
    "scale_inference_share": "Users alone never change it; the amounts grow",
    "scale_net_burn": "Negative: cash is generated. Running costs grow by usd_per_user alone; so many users need more",
    "scale_closing_cash": "Had every month since the first been of that size",
    "scale_revenue": "",
    "scale_cogs": "All that serving takes",
    "scale_inference_cost": "",
    "scale_review_cost": "",
    "scale_hosting_cost": "Its usd_per_month stays",
    "scale_support_cost": "By account",
    "scale_payment_cost": "",
    "scale_third_party_cost": "Its usd_per_month stays",
    "scale_rnd_cost": "Its usd_per_month stays; training apart",
    "scale_sales_marketing_cost": "Its usd_per_month stays: not a forecast of what so many users cost to win",
    "scale_gna_cost": "Its usd_per_month stays",
    "scale_training_cash": "One-time, whatever the size",
}
PILOT = {
    "total_users": "pilot_users_times",
    "queries_per_user": "pilot_queries_times",
    "billed_tokens_per_query": "pilot_tokens_times",
    "blended_usd_per_mtok": "pilot_price_times",
    "total_tokens_cost": "pilot_cost_times",
}
LOAD = {
    "requests_per_minute": "Billed attempts of the diligence month over its minutes",
    "peak_requests_per_minute": "Times peak_load_ratio (Assumptions)",
    "tokens_per_minute": "Billed tokens of the diligence month over its minutes",
    "peak_tokens_per_minute": "Times peak_load_ratio (Assumptions)",
    "rate_limit_share": "Over tokens_per_minute_limit (Assumptions); above 100% queries wait",
    "scale_gpus_average": "Own GPUs, were the load flat (Self-host)",
    "scale_gpus_peak": "What the busiest hour takes: whole GPUs, a feature at a time",
    "scale_gpus_billed": "What would be paid for, as autoscaling has it",
}
GRIDS = (
    ("Gross margin, twelve months: vendor prices down, queries of a user across, all other COGS as planned",
     "gross_margin_by_price_and_queries", "vendor_price_factor", "queries_factor", "Vendor prices",
     "Queries of a user"),
    ("Gross margin, twelve months: plan prices down, output length across",
     "gross_margin_by_plan_price_and_output", "plan_price_factor", "output_tokens_factor", "Plan prices",
     "Output length"),
)  # fmt: skip


def scale_page(layout: Layout, renderer: Renderer) -> Page:
    """The page of the sizes."""
    names = ("id", "twelve months to the diligence month", *SIZES, *WORDS)
    page = Page(SHEET, [*heading(SHEET), header(TOP, names)], freeze=(TOP + 1, VALUE))
    for row, (item, comment) in enumerate(AT_SIZES.items(), start=TOP + 1):
        cells = {0: Cell("id", value=f"size[{item}]"), **_at_sizes(item, comment, layout, renderer)}
        page.lines.append(Line(row, cells, id=f"size[{item}]"))
    _chart(page)
    times = tuple(f"times, {size}" for size in SIZES)
    pilot = {f"pilot[{item}]": _pilot(item, layout, renderer) for item in PILOT}
    below(page, "From pilot to production: the first month against the diligence month, multiplier by multiplier",
          ("figure", "month 1", "diligence month", *times, "unit"), pilot)  # fmt: skip
    load = {
        f"load[{item}]": _at_sizes(item, comment, layout, renderer)
        for item, comment in LOAD.items()
        if item in layout.items
    }
    below(
        page,
        "What the average hides: vendors limit the busiest minute, not the month",
        ("figure", *SIZES, *WORDS),
        load,
    )
    for grid in GRIDS:
        _grid(page, *grid, layout, renderer)
    page.widths = dict(WIDTHS)
    return page


def _chart(page: Page) -> None:
    """The margins as bars under their rows, with room for them kept free."""
    rows = {line.id: line.row for line in page.lines}
    top = max(rows.values()) + 2
    page.breaks.append(top)
    page.lines.append(Line(top, {LABEL: Cell("section", value="Gross margin, size by size")}, band="section"))
    page.lines.append(Line(top + ROWS, {}))
    page.row_charts.append(
        RowChart(
            title="Gross margin of twelve months at each size", unit="gross margin", number_format="0.0%",
            label="users, times those of the plan", label_format='General"x"', sheet=SHEET,
            values_row=rows["size[scale_gross_margin]"], label_row=rows["size[scale_factor]"],
            columns=(VALUE, VALUE + len(SIZES) - 1), row=top + 1, column=LABEL,
        )
    )  # fmt: skip


def _at_sizes(item: str, comment: str, layout: Layout, renderer: Renderer) -> dict[int, Cell]:
    figures = {VALUE + i: figure(item, i, layout, renderer) for i in range(len(SIZES))}
    end = VALUE + len(SIZES)
    words = {end: Cell("unit", value=layout.items[item].unit), end + 1: Cell("note", value=comment)}
    return {LABEL: Cell("label", value=layout.items[item].label), **figures, **words}


def _pilot(item: str, layout: Layout, renderer: Renderer) -> dict[int, Cell]:
    """Month 1, the diligence month, and how many times it is at each size."""
    of, times = layout.items[item], layout.items[PILOT[item]]
    first = Cell("link", of.unit, formula=renderer.month_of(item, 0, 1), means=AtMonth(item, 0, 1))
    multiples = {VALUE + 2 + i: figure(times.id, i if times.by else 0, layout, renderer) for i in range(len(SIZES))}
    now = figure(item, 0, layout, renderer)
    unit = Cell("unit", value=of.unit)
    return {
        LABEL: Cell("label", value=of.label),
        VALUE: first,
        VALUE + 1: now,
        **multiples,
        VALUE + 2 + len(SIZES): unit,
    }


def _grid(
    page: Page,
    title: str,
    item: str,
    down: str,
    across: str,
    label: str,
    label_across: str,
    layout: Layout,
    renderer: Renderer,
) -> None:
    """The factors across, then a row a factor down: its cells are the margins."""
    count = len(ACROSS.fixed)
    factors = {VALUE + 1 + j: figure(across, j, layout, renderer) for j in range(count)}
    rows = {f"axis[{across}]": {LABEL: Cell("label", value=f"{label_across}, times those of the plan"), **factors}}
    for i, step in enumerate(STEPS_AROUND):
        margins = {VALUE + 1 + j: figure(item, count * i + j, layout, renderer) for j in range(count)}
        name = Cell("label", value=f"{label}, {step}")
        rows[f"grid[{item}|{step}]"] = {LABEL: name, VALUE: figure(down, i, layout, renderer), **margins}
    below(page, title, ("gross margin", "times", *STEPS_AROUND), rows)
