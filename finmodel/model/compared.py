"""What actuals are held against: amounts, the counts behind them, and which count is an amount's volume."""

from __future__ import annotations

from finmodel.inputs.tables import Inputs

VOLUME_OF = {
    "tokens_cost": "billed_tokens",
    "total_tokens_cost": "total_billed_tokens",
    "provider_tokens_cost": "provider_billed_tokens",
    "inference_cost": "feature_queries",
    "total_inference_cost": "total_queries",
    "review_cost": "feature_queries",
    "total_review_cost": "total_queries",
    "tool_cost": "tool_units",
    "revenue": "closing_accounts",
    "total_revenue": "total_users",
    "support_cost": "total_users",
}  # an amount is this count times a price
COUNTS = tuple(dict.fromkeys((*VOLUME_OF.values(), "queries", "users", "new_accounts", "churned_accounts")))

PlanRows = tuple[tuple[str, ...], ...]  # names in actuals


def compared(inputs: Inputs) -> dict[str, PlanRows]:
    """The amounts and counts of actuals.csv, and the amounts that split into price and volume: count given as well."""
    names = dict.fromkeys(zip(inputs.column("actuals", "line_item"), inputs.column("actuals", "member"), strict=True))
    amounts = [(item, member) for item, member in names if item not in COUNTS]
    counted = tuple(name for name in names if name[0] in COUNTS)
    volumes = [(item, member, VOLUME_OF.get(item, "")) for item, member in amounts]
    split = tuple(name for name in volumes if (name[2], name[1]) in counted)
    return {"invoiced": tuple(amounts), "counted": counted, "split": split}
