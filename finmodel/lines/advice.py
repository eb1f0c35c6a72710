"""What a flag on a metric means, and which inputs move the figure, in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Advice:
    """`means` says what is wrong when the metric is flagged, `levers` what to do and in which file."""

    means: str
    levers: str


_SERVE_CHEAPER = (
    "route to cheaper models (routing.csv), cache, compress and batch (levers.csv), or shorten what is sent and "
    "answered (features.csv)"
)
_CAP = "cap heavy use or price by use (plans.csv: queries_cap_per_user_per_month)"
_MARGIN = Advice(
    "Serving takes too much of what customers pay.", f"Raise the price (plans.csv), {_SERVE_CHEAPER}, or {_CAP}."
)
_INFERENCE = Advice(
    "Inference eats too much of revenue. More users alone never change this share, only its size in money.",
    f"Raise the price (plans.csv), {_SERVE_CHEAPER}, or {_CAP}.",
)
_SCALE = Advice(
    "At that many users the margin is too low: costs that grow with use outweigh fixed ones that spread.",
    f"Lower the cost of a query: {_SERVE_CHEAPER}; look at the steps of tools on Scale (tool_tiers.csv).",
)
_CONCENTRATION = Advice(
    "One vendor's price list, outage or retirement moves the whole cost of tokens.",
    "Split routing over a second vendor of like quality (routing.csv), and keep its evaluation ready.",
)
ADVICE = {
    "gross_margin": _MARGIN,
    "gross_margin_loaded": Advice(
        "With the training that was capitalised written off, serving does not leave enough.",
        "Train less or cheaper, or stretch what a job serves (training.csv); then as for gross margin.",
    ),
    "gross_margin_after_training": Advice(
        "With all training of the month, serving does not leave enough.",
        "Train less often (training.csv: repeat_every_months) or cheaper; then as for gross margin.",
    ),
    "plan_gross_margin": Advice(
        "The plan costs too much to serve for its price.",
        f"Raise the plan's price or move its heavy users to a higher one (plans.csv), {_CAP}, or {_SERVE_CHEAPER}.",
    ),
    "plan_contribution_margin": Advice(
        "After serving the plan and winning its customers too little is left.",
        "Spend less on sales and marketing for it (opex.csv; plans.csv: sales_marketing_share), or raise its margin.",
    ),
    "inference_share_of_revenue": _INFERENCE,
    "plan_inference_share_of_revenue": _INFERENCE,
    "burn_multiple": Advice(
        "Each unit of new ARR burns too much cash; without growth of ARR it cannot be said at all.",
        "Cut running costs (opex.csv) and training (training.csv), keep more customers (plans.csv: churn_rate), or win "
        "more for the same money.",
    ),
    "magic_number": Advice(
        "Sales and marketing bring too little new revenue for what they cost.",
        "Spend it where accounts stay and pay (plans.csv: sales_marketing_share), or spend less (opex.csv).",
    ),
    "net_revenue_retention": Advice(
        "Too many accounts leave within a year. No expansion is modelled, so this reads as gross retention.",
        "Lower churn (plans.csv: churn_rate), first in the plan with most revenue.",
    ),
    "arr_growth": Advice("Revenue grows too slowly.", "Win more accounts, lose fewer, or raise prices (plans.csv)."),
    "rule_of_40": Advice(
        "Growth does not make up for the cash that it takes.",
        "Grow faster at the same burn, or burn less at the same growth: running costs (opex.csv), churn (plans.csv).",
    ),
    "fcf_margin": Advice(
        "Too much of revenue is burnt.",
        "Cut running costs (opex.csv) and training (training.csv), or raise the margin.",
    ),
    "runway_months": Advice(
        "Cash ends too soon to reach the next round or a margin.",
        "Raise cash, or burn less: running costs (opex.csv), training (training.csv); then raise the margin.",
    ),
    "ltv_to_cac": Advice(
        "A customer of the plan is worth too little for what winning one costs; without a gross margin, nothing.",
        "Raise the plan's margin or price, lower churn, or spend less to win one (plans.csv; opex.csv).",
    ),
    "cac_payback_months": Advice(
        "A customer of the plan pays back too late what winning one cost; without a gross margin, never.",
        "Raise the plan's margin or price (plans.csv), or spend less to win a customer (opex.csv).",
    ),
    "vendor_top_share": _CONCENTRATION,
    "vendor_hhi": _CONCENTRATION,
    "price_shock_gross_margin": Advice(
        "If vendors raise their prices by the price shock assumed, the margin of twelve months is too low.",
        f"Make tokens weigh less: {_SERVE_CHEAPER}; a second vendor of like quality caps what one can ask.",
    ),
    "scale_10x_gross_margin": _SCALE,
    "scale_100x_gross_margin": _SCALE,
    "top_decile_margin_per_user": Advice(
        "The busiest tenth of users costs more in inference than a user pays.",
        f"{_CAP[0].upper()}{_CAP[1:]}, or move them to a higher plan.",
    ),
    "top_decile_cost_per_user": Advice(
        "The busiest tenth of users costs too much in inference.", f"{_CAP[0].upper()}{_CAP[1:]}, or {_SERVE_CHEAPER}."
    ),
    "deciles_at_a_loss": Advice(
        "More of the plan's users cost more than they pay than the others should carry.",
        f"{_CAP[0].upper()}{_CAP[1:]}, or move the heaviest to a higher plan.",
    ),
    "exposure_per_account": Advice(
        "An account that uses up its cap with long queries costs too much of its price.",
        "Lower the cap or raise the price (plans.csv), or shorten what is sent and answered (features.csv).",
    ),
    "lever_saving": Advice(
        "The cost levers take too little off inference.",
        "Route, cache, compress or batch more (routing.csv, levers.csv).",
    ),
    "oversize_ratio": Advice(
        "A model in use is far dearer than the cheapest that could answer.",
        "Send the easy part of the queries to the small model, and measure quality (routing.csv, quality.csv).",
    ),
    "mean_all_in_cost_per_query": Advice("A query costs too much.", f"Lower it: {_SERVE_CHEAPER}."),
}


def advice_on(metric: str) -> Advice:
    """The words on a metric; for one without words of its own, where to look."""
    where = f"See what it is made of: finmodel explain {metric}."
    return ADVICE.get(metric, Advice("The figure is on the wrong side of its benchmark.", where))
