"""What an investor asks: the questions of the Diligence sheet, in order."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """A question that a line item answers; one by plan or by feature is asked of each."""

    item: str
    text: str
    comment: str = ""


GROSS_MARGIN = (
    Question(
        "gross_margin", "Does the company earn a software margin?", "Month's revenue less COGS; no training in it"
    ),
    Question(
        "gross_margin_loaded", "And with amortised training?", "Training capitalised is written off over its life"
    ),
    Question("gross_margin_after_training", "And with all training?", "Also less training expensed in the month"),
    Question("first_month_pass_gross_margin", "When does the margin first pass?", "First month at the benchmark"),
    Question("plan_gross_margin", "Does the plan earn it?", "Hosting and third party split by users"),
    Question("plan_contribution_margin", "What is left after winning customers?", "Less sales and marketing as well"),
)
COGS = (
    Question("total_cogs", "What is in COGS?", "All that serving the month's queries takes; no training, no R&D"),
    Question("total_inference_cost", "Of it inference", "Tokens, orchestration, router, tools, retrieval"),
    Question("total_review_cost", "Of it human review", "Review of answers is serving, not R&D"),
    Question("hosting_cost", "Of it hosting", "Running costs of category hosting"),
    Question("support_cost", "Of it support", "By account"),
    Question("payment_cost", "Of it payment fees", "On all revenue"),
    Question("third_party_cost", "Of it third party", "Running costs of category third_party"),
)
INFERENCE = (
    Question("inference_share_of_revenue", "How much of ARPU does inference eat?", "Users alone never change this"),
    Question("first_month_pass_inference_share", "When does it first pass?", "First month at the benchmark"),
    Question("plan_inference_share_of_revenue", "How much of the plan's ARPU?", "Inference over revenue of the plan"),
    Question("inference_efficiency_ratio", "What does one unit of inference cost earn?", "Revenue over inference"),
    Question("mean_all_in_cost_per_query", "What does a query cost on average?", "Inference and review, all features"),
    Question("all_in_cost_per_query_p50", "What does a typical query cost?", "p50 tokens: for pricing talk, not spend"),
    Question("all_in_cost_per_query", "What does the mean query cost?", "Mean tokens: what the bill is made of"),
    Question("all_in_cost_per_query_p95", "What does a heavy query cost?", "p95 tokens: tail risk, a planning proxy"),
    Question("inference_share_of_lifetime_cost", "Is it serving or training that costs?",
             "Since month 1; at scale 80 to 90% is usual: information, not a verdict"),
)  # fmt: skip
GROWTH = (
    Question("arr", "How large is it?", "Twelve times the month's revenue"),
    Question("arr_growth", "How fast does it grow?", "Against twelve months before"),
    Question("ltv_to_cac", "Is a customer worth its price?", "At the plan's gross margin; lifetime capped"),
    Question("cac_payback_months", "When is a customer paid back?", "Months of gross profit"),
    Question("burn_multiple", "What does winning ARR burn?", "Net burn of twelve months over ARR won"),
    Question("magic_number", "Does selling more pay?", "Quarterly growth, a year's worth, over S&M before"),
    Question("net_revenue_retention", "Do customers stay?", "No expansion is modelled: equal to gross retention"),
    Question("fcf_margin", "How much of revenue is cash?", "Minus net burn over revenue, twelve months"),
    Question("rule_of_40", "Growth and cash together?", "A fraction: the bar is 0.40"),
)
CASH = (
    Question("closing_cash", "How much cash is left?", "At the end of the month"),
    Question("net_burn", "What does a month burn?", "Capitalised training included"),
    Question("runway_months", "How long does it last?", "At the mean burn of three months"),
    Question("cumulative_training_cash", "What was spent on training?", "Cash since month 1, failed runs included"),
    Question("cumulative_training_capitalised", "Of it capitalised?", "The switch never moves cash"),
    Question("closing_training_asset", "What of it is still an asset?", "After amortisation"),
)  # fmt: skip
RISK = (
    Question("vendor_top_share", "How much hangs on one vendor?", "Largest provider's share of tokens cost"),
    Question("vendor_hhi", "How concentrated are vendors?", "Squared shares: 1 is one vendor"),
    Question("retirement_month", "Will its vendor retire it?", "Last month served, of a model in use: move by then"),
    Question("price_shock_gross_margin", "And if vendors raise prices?", "By price_shock; twelve months' margin"),
    Question("scale_10x_gross_margin", "And at ten times the users?", "Fixed COGS weigh less; tokens do not"),
    Question("scale_100x_gross_margin", "And at a hundred times?", "Twelve months' margin"),
)
HEAVY = (
    Question("top_decile_cost_per_user", "What does a heavy user cost?", "The top tenth of users, in inference"),
    Question("top_decile_margin_per_user", "Does a heavy user earn money?", "Revenue per user less that"),
    Question("deciles_at_a_loss", "How many tenths of its users lose money?", "Each tenth by what it sends (Plans)"),
    Question("highest_cap", "What should a cap be?", "The highest with inference within its benchmark, a user a month"),
    Question(
        "exposure_per_account",
        "What can an account cost at its cap?",
        "Cap x p95 cost, over its price",
    ),
    Question("capped_share", "How much does the cap let through?", "It binds tenth by tenth, never on the average"),
    Question("price_headroom", "Is the price above what the margin needs?", "Price less the floor of its benchmark"),
)
SELF_HOST = (
    Question("selfhost_verdict", "API or own GPUs, and when?", "A crossing may revert: API prices fall"),
    Question("selfhost_saving", "What do own GPUs save in the month?", "API cost displaced less GPUs and their people"),
    Question("arr_milestone_month", "When to look again? At an ARR of", "arr_milestones_usd (Assumptions)"),
)
ACTUALS = (Question("first_month_variance", "Is month 1 what was billed?", "Actual over plan, less 1"),)
LEVERS = (
    Question("lever_saving", "What do cost levers take off inference?", "Routing, caches, compression, batches"),
    Question("lever_band", "Is that within the band?", "Below: levers are left; above: is quality still measured?"),
    Question("largest_lever", "Which lever comes first?", "The one that saves most; the waterfall stands on Levers"),
    Question("flagged_levers", "Does a lever make good answers dearer?", "Cheaper a query, dearer a qualified output"),
    Question("oversize_ratio", "Is a model too large for the feature?", "Dearest in use over the cheapest available"),
    Question("distillation_payback_months", "When is a distillation paid back?", "From the month it is first paid"),
)
BREAK_EVEN = (
    Question("break_even_vendor_price", "How far may vendor prices go?", "Over those planned; n.m.: not even free"),
    Question("price_floor", "What must an account cost at least?", "Plan price at the benchmark of gross margin"),
    Question("break_even_queries_per_user", "How many queries may a user send?", "A month; mix and tools as planned"),
)
SECTIONS = {
    "Margin": GROSS_MARGIN,
    "What is in the cost of revenue": COGS,
    "Inference": INFERENCE,
    "Break-even at the benchmark of gross margin": BREAK_EVEN,
    "Levers": LEVERS,
    "API or own GPUs": SELF_HOST,
    "Heavy users and caps": HEAVY,
    "Growth and its price": GROWTH,
    "Cash and training": CASH,
    "Risk": RISK,
    "Plan against actuals": ACTUALS,
}
OTHER = "Other benchmarks"
