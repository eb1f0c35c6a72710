"""Governance: what a good answer costs, who answers for a feature, five questions a CTO is asked, and what is what."""

from __future__ import annotations

from finmodel.lines.governance import SEVERAL
from finmodel.workbook.address import letters
from finmodel.workbook.cells import Cell, Page
from finmodel.workbook.layout import Layout
from finmodel.workbook.meaning import Entry, MainModel
from finmodel.workbook.pages import ladder
from finmodel.workbook.pages.classes import CLASSES
from finmodel.workbook.pages.heading import heading
from finmodel.workbook.pages.linked import LABEL, TOP, VALUE, answers, below, coded, figure, total
from finmodel.workbook.render import Renderer

SHEET = "Governance"
NONE = "none"  # what a cell reads that is empty on its input sheet
WIDTHS = {0: 20.0, LABEL: 36.0, VALUE: 22.0, **dict.fromkeys(range(3, 16), 10.5), 3: 15.0, 11: 20.0, 13: 22.0}
ANSWERS = {
    "cost_per_qualified_output": "Inference and review of the month / sum of queries x qualified_rate",
    "cost_per_revenue_action": "The same / sum of queries x qualified_rate x action_rate",
    "qualified_outputs_per_usd": "Turned over. Times the share of all users who use a feature: its adoption-adjusted "
    "efficiency",
    "features_above_latency_target": "p95_latency_s above latency_target_s (Product, quality)",
    "features_due_for_review": "review_month (Product, quality) has come by the diligence month",
}
LATENCY = ("not given", "PASS", "FLAG")
REVIEW = ("not given", "later", "due: LOOK")
COLUMNS = (
    "feature", "owner", "review month", "review", "p50 query, USD", "mean query, USD", "p95 query, USD",
    "p95 latency, s", "latency target, s", "latency", "main model", "its tier", "trigger", "all-in, USD a month",
    "all-in at the next size",
)  # fmt: skip
ADOPTED = ("feature", "qualified outputs", "revenue actions", "adopting users", "adoption-adjusted efficiency")
CLASSED = ("line item", "USD over the horizon", "class", "reason")
REVIEW_COLUMN, LATENCY_COLUMN = COLUMNS.index("review") + 1, COLUMNS.index("latency") + 1


def governance_page(layout: Layout, renderer: Renderer) -> Page:
    """The page of governance."""
    has_ladder = "ladder_verdict" in layout.items
    told = ANSWERS | (ladder.ANSWERS if has_ladder else {})
    page = Page(SHEET, [*heading(SHEET), *answers(told, layout, renderer)], freeze=(TOP, VALUE))
    features = [member[0] for member in layout.members.of["feature"]]
    first = max(line.row for line in page.lines) + 4
    asked = {f"cto[{name}]": _asked(i, first + i, layout, renderer) for i, name in enumerate(features)}
    below(page, "Five questions: cost of a query, latency, model, trigger, and the next size", COLUMNS, asked)
    last = first + len(features) - 1
    page.statuses = [(first, c, last, c) for c in (REVIEW_COLUMN, LATENCY_COLUMN)]
    if has_ladder:
        ladder.add_ladder(page, layout, renderer)
    adopted = {f"adoption[{name}]": _adopted(i, name, layout, renderer) for i, name in enumerate(features)}
    below(page, "Good answers, and who uses them: the month", ADOPTED, adopted)
    classed = {f"class[{item}]": _classed(item, layout, renderer) for item in CLASSES}
    below(page, "What is what: training, inference, or research and running the company", CLASSED, classed)
    page.widths = dict(WIDTHS)
    return page


def _asked(i: int, row: int, layout: Layout, renderer: Renderer) -> dict[int, Cell]:
    cells = (
        Cell("label", value=layout.members.of["feature"][i][0]),
        _given("features", "owner", i, row, layout, renderer),
        _given("quality", "review_month", i, row, layout, renderer),
        coded("review_answer", i, REVIEW, renderer),
        figure("all_in_cost_per_query_p50", i, layout, renderer),
        figure("all_in_cost_per_query", i, layout, renderer),
        figure("all_in_cost_per_query_p95", i, layout, renderer),
        _given("quality", "p95_latency_s", i, row, layout, renderer),
        _given("quality", "latency_target_s", i, row, layout, renderer),
        coded("latency_answer", i, LATENCY, renderer),
        _main_model(i, layout, renderer),
        _tier(i, row, renderer),
        _given("quality", "trigger", i, row, layout, renderer),
        figure("feature_all_in_cost", i, layout, renderer),
        figure("feature_all_in_cost_at_scale", i, layout, renderer),
    )
    return dict(enumerate(cells, start=LABEL))


def _given(table: str, column: str, i: int, row: int, layout: Layout, renderer: Renderer) -> Cell:
    """What an input sheet says of the feature; a note column that the file does not have says nothing."""
    if column not in layout.tables[table].columns:
        return Cell("note", value=f"no column {column}")
    found = renderer.fetch(table, column, f'"{table}["&${letters(LABEL)}{row + 1}&"]"')
    unit = {"review_month": "month", "p95_latency_s": "seconds", "latency_target_s": "seconds"}.get(column, "text")
    role = "small_link" if unit == "text" else "link"
    return Cell(role, unit, formula=f'IF({found}="","{NONE}",{found})', means=Entry(table, column, i, NONE))


def _main_model(i: int, layout: Layout, renderer: Renderer) -> Cell:
    """The name beside the largest routing share, which stays where it is however a table is sorted."""
    feature = layout.members.of["feature"][i][0]
    names, shares = renderer.names_and_constants("diligence_routing_share", "model", "feature", feature)
    most = f"{shares}=MAX({shares})"
    formula = f'IF(SUMPRODUCT(({most})*1)>1,"{SEVERAL}",INDEX({names},MATCH(MAX({shares}),{shares},0)))'
    return Cell("link", formula=formula, means=MainModel(i))


def _tier(i: int, row: int, renderer: Renderer) -> Cell:
    model = f"${letters(COLUMNS.index('main model') + 1)}{row + 1}"
    found = renderer.fetch("models", "tier", f'"models["&{model}&"]"')
    formula = f'CHOOSE(1+({model}="{SEVERAL}"),IF({found}="","{NONE}",{found}),"{NONE}")'
    return Cell("small_link", formula=formula, means=MainModel(i, "tier", NONE))


def _adopted(i: int, name: str, layout: Layout, renderer: Renderer) -> dict[int, Cell]:
    items = ("qualified_outputs", "revenue_actions", "adopting_users", "adoption_adjusted_efficiency")
    figures = {VALUE + n: figure(item, i, layout, renderer) for n, item in enumerate(items)}
    return {LABEL: Cell("label", value=name), **figures}


def _classed(item: str, layout: Layout, renderer: Renderer) -> dict[int, Cell]:
    of, reason = CLASSES[item]
    return {
        LABEL: Cell("label", value=layout.items[item].label),
        VALUE: total(item, 0, layout, renderer),
        VALUE + 1: Cell("unit", value=of),
        VALUE + 2: Cell("note", value=reason),
    }
