"""Glossary: the terms that the workbook uses, and the row in which each stands."""

from __future__ import annotations

from finmodel.workbook.address import quoted
from finmodel.workbook.cells import Cell, Line, Page
from finmodel.workbook.layout import Layout
from finmodel.workbook.pages.heading import header, heading

SHEET = "Glossary"
HEADER = 3
COLUMNS = ("id", "term", "what it means here", "row", "sheet")
WIDTHS = {0: 20.0, 1: 34.0, 2: 104.0, 3: 34.0, 4: 18.0}
TERMS = (
    ("Account", "A customer who pays for a plan; it has as many users as the plan has seats", "closing_accounts"),
    ("Adoption", "The share of a plan's users who use a feature", "adoption_share"),
    ("Adoption-adjusted efficiency", "Good answers a USD buys, times the share of users who use the feature",
     "adoption_adjusted_efficiency"),
    ("All-in cost", "Inference and people's review", "all_in_cost_per_query"),
    ("ARPU", "Average revenue per user: revenue of the month over users at its end", "arpu"),
    ("ARR", "Annual recurring revenue: twelve times the month's revenue", "arr"),
    ("Blended price", "Tokens cost over billed tokens: what a million tokens cost, input, output and caches together",
     "blended_usd_per_mtok"),
    ("Burn multiple", "Net burn of twelve months over the ARR won in them: how much cash each unit of new ARR took",
     "burn_multiple"),
    ("CAC", "Customer acquisition cost: a plan's sales and marketing over its new accounts", "cac"),
    ("CAC payback", "Months of an account's gross profit that pay its CAC back", "cac_payback_months"),
    ("Cap", "The queries a month that a user of a plan may ask; it binds on heavy users, tenth by tenth",
     "plan_has_cap"),
    ("CapEx", "One-time spend that is capitalised and written off over its life: training, as far as the switch says",
     "training_capitalised"),
    ("Churn", "The share of accounts that leave in a month", "effective_churn_rate"),
    ("COGS", "Cost of goods sold: inference, review, hosting, third parties, support and payment fees", "total_cogs"),
    ("Contribution margin", "What is left of a plan's revenue after its COGS and its sales and marketing, over revenue",
     "plan_contribution_margin"),
    ("Corkscrew", "Opening balance, what is added, what goes, closing balance; it opens where the month before closed",
     "closing_cash"),
    ("Crossover", "The first month in which own GPUs cost less than the API; sustained where it stays so",
     "crossover_month"),
    ("Diligence month", "The month whose figures Cover, Diligence and the decision sheets show", ""),
    ("Driver", "An input that moves a figure", ""),
    ("Exposure", "What an account could cost at its cap with expensive queries, over what it pays",
     "exposure_per_account"),
    ("Gross margin", "Revenue less COGS, over revenue", "gross_margin"),
    ("Gross margin, loaded", "The same after what is written off of training in the month", "gross_margin_loaded"),
    ("HHI", "Herfindahl-Hirschman index: the sum of squared vendor shares; 1 is a single vendor", "vendor_hhi"),
    ("Inference", "What answering queries costs: tokens, orchestration, routing, tools and retrieval",
     "total_inference_cost"),
    ("Inference share", "Inference over revenue: the rule of thumb is at most 30%", "inference_share_of_revenue"),
    ("LTV", "Lifetime value: an account's gross profit a month times the months it stays, capped", "ltv"),
    ("Magic number", "Growth of a quarter's revenue, four times, over the sales and marketing of the quarter before",
     "magic_number"),
    ("Mirror", "The second calculation of the model, in Python, that every formula is held against", ""),
    ("MRR", "Monthly recurring revenue: the month's revenue", "total_revenue"),
    ("Mtok", "A million tokens: what vendors price by", ""),
    ("n.m.", "Not meaningful: a ratio over nothing, or a figure without a past", ""),
    ("Net burn", "Cash that the month takes; negative where it brings some", "net_burn"),
    ("Net revenue retention", "What is left after twelve months of the revenue of those who paid then",
     "net_revenue_retention"),
    ("p50, p95", "Half, and 95 of 100, queries need no more tokens; budgets use the mean, caps the p95",
     "all_in_cost_per_query_p95"),
    ("Price index", "What the same tokens cost, against the first month: 100", "price_index"),
    ("Qualified output", "An answer good enough to use", "qualified_outputs"),
    ("Query", "One request of a user to a feature, however many attempts and calls it takes", "total_queries"),
    ("Retry", "A further attempt of the same query, billed like the first", "attempts_per_query"),
    ("Routing", "Which share of a feature's queries each model answers", "routing_share"),
    ("Rule of 40", "Growth of ARR and free cash flow margin together", "rule_of_40"),
    ("Runway", "Months that the closing cash lasts at the mean burn of the last three", "runway_months"),
    ("Scenario", "A column of assumptions; blanks are those of base", ""),
    ("Token", "A piece of a word: what models read, write and are paid for", "total_billed_tokens"),
)  # fmt: skip
SIMULATED = (
    ("P10, P50, P90", "One trial of a simulation in ten lies below P10, half of them below P50, one in ten above P90",
     ""),
    ("Tornado", "What one uncertain input alone moves, from its P10 to its P90, the widest first", ""),
    ("Trial", "The model once more, with every uncertain input drawn from its distribution", ""),
)  # fmt: skip


def glossary_page(layout: Layout) -> Page:
    """The page of the terms; those of rows that the company has not are left out."""
    page = Page(SHEET, [*heading(SHEET), header(HEADER, COLUMNS)], freeze=(HEADER + 1, 2), repeat_rows=(0, HEADER))
    known = sorted((*TERMS, *SIMULATED), key=lambda term: term[0].casefold()) if layout.uncertainty else TERMS
    terms = [(term, meaning, item) for term, meaning, item in known if not item or item in layout.items]
    page.lines += [_line(HEADER + 1 + i, *term, layout) for i, term in enumerate(terms)]
    page.widths = dict(WIDTHS)
    return page


def _line(row: int, term: str, meaning: str, item: str, layout: Layout) -> Line:
    cells = {
        0: Cell("id", value=f"glossary[{term}]"),
        1: Cell("label", value=term),
        2: Cell("note", value=meaning),
    }
    if item:
        sheet = layout.items[item].sheet
        cells |= {
            3: Cell("note", value=item),
            4: Cell("hyperlink", value=sheet, link=f"internal:{quoted(sheet)}!A1"),
        }
    return Line(row, cells, id=f"glossary[{term}]")
