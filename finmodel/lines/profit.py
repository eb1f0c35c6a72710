"""Profit, second part: COGS, margins, burn and cash (MODEL.md, section 2)."""

from __future__ import annotations

import numpy as np

from finmodel.lines.arithmetic import over_members, ratio
from finmodel.model.item import CONSTANT, OPENING, RATIO, STOCK, Array, Section, line

PROFIT = Section("Profit", "Cost of revenue and gross profit")
CASH = Section("Profit", "Operating result and cash")
SHARES = Section("Profit", "Inference against revenue and training")


@line("Support cost, all plans", PROFIT, unit="USD", excel="SUM({plan_support_cost[*]})")
def support_cost(closing_accounts: Array, plans__support_usd: Array) -> Array:
    """Support of all accounts: part of COGS."""
    return over_members(closing_accounts * plans__support_usd)


@line("Payment fees, all plans", PROFIT, unit="USD", excel="SUM({plan_payment_cost[*]})")
def payment_cost(payment_fee_rate: Array, total_revenue: Array) -> Array:
    """Payment fees on all revenue: part of COGS."""
    return payment_fee_rate * total_revenue


@line(
    "Cost of revenue (COGS)",
    PROFIT,
    unit="USD",
    excel="{total_inference_cost}+{total_review_cost}+{hosting_cost}+{support_cost}+{payment_cost}+{third_party_cost}",
)
def total_cogs(
    total_inference_cost: Array,
    total_review_cost: Array,
    hosting_cost: Array,
    support_cost: Array,
    payment_cost: Array,
    third_party_cost: Array,
) -> Array:
    """Inference, review, hosting, support, payment and third party; no training in it."""
    machines = total_inference_cost + hosting_cost + third_party_cost
    return machines + total_review_cost + support_cost + payment_cost


@line("Gross profit", PROFIT, unit="USD", excel="{total_revenue}-{total_cogs}")
def gross_profit(total_revenue: Array, total_cogs: Array) -> Array:
    """Revenue less COGS."""
    return total_revenue - total_cogs


@line(
    "Gross margin",
    PROFIT,
    unit="share",
    kind=RATIO,
    excel='IF({total_revenue}>0,{gross_profit}/{total_revenue},"n.m.")',
)
def gross_margin(total_revenue: Array, total_cogs: Array) -> Array:
    """Gross profit over revenue, no training in it; n.m. without revenue."""
    return 1 - ratio(total_cogs, total_revenue)


@line(
    "Gross margin, loaded with training amortisation",
    PROFIT,
    unit="share",
    kind=RATIO,
    excel='IF({total_revenue}>0,({gross_profit}-{total_training_amortisation})/{total_revenue},"n.m.")',
)
def gross_margin_loaded(total_revenue: Array, total_cogs: Array, total_training_amortisation: Array) -> Array:
    """Also less amortisation of capitalised training."""
    return 1 - ratio(total_cogs + total_training_amortisation, total_revenue)


@line(
    "Gross margin after all training",
    PROFIT,
    unit="share",
    kind=RATIO,
    excel="IF({total_revenue}>0,({gross_profit}-{total_training_amortisation}-{total_training_expensed})"
    '/{total_revenue},"n.m.")',
)
def gross_margin_after_training(
    total_revenue: Array, total_cogs: Array, total_training_amortisation: Array, total_training_expensed: Array
) -> Array:
    """Also less amortised and expensed training."""
    return 1 - ratio(total_cogs + total_training_amortisation + total_training_expensed, total_revenue)


@line(
    "EBITDA",
    CASH,
    unit="USD",
    excel="{gross_profit}-({rnd_cost}+{total_training_expensed})-{sales_marketing_cost}-{gna_cost}",
)
def ebitda(
    gross_profit: Array,
    rnd_cost: Array,
    total_training_expensed: Array,
    sales_marketing_cost: Array,
    gna_cost: Array,
) -> Array:
    """Gross profit less R&D with expensed training, sales and marketing, G&A."""
    return gross_profit - (rnd_cost + total_training_expensed + sales_marketing_cost + gna_cost)


@line("EBIT", CASH, unit="USD", excel="{ebitda}-{total_training_amortisation}")
def ebit(ebitda: Array, total_training_amortisation: Array) -> Array:
    """EBITDA less amortisation of capitalised training."""
    return ebitda - total_training_amortisation


@line("Net burn", CASH, unit="USD", excel="-({ebitda}-{total_training_capitalised})")
def net_burn(ebitda: Array, total_training_capitalised: Array) -> Array:
    """Cash used in the month, capitalised training included; negative when cash is generated."""
    return total_training_capitalised - ebitda


@line("Cash before month 1", CASH, unit="USD", kind=CONSTANT, excel="N({opening_cash_usd})")
def initial_cash(opening_cash_usd: Array) -> Array:
    """opening_cash_usd; 0 when it is not given."""
    return np.nan_to_num(opening_cash_usd)


@line("Opening cash", CASH, unit="USD", kind=OPENING, excel="{closing_cash[-1]}")
def opening_cash(closing_cash: Array, initial_cash: Array) -> Array:
    """Cash at the start of the month."""
    first = np.broadcast_to(initial_cash, (*closing_cash.shape[:-1], 1))
    return np.concatenate([first, closing_cash[..., :-1]], axis=-1)


@line("Closing cash", CASH, unit="USD", kind=STOCK, opening="initial_cash", excel="{opening_cash}-{net_burn}")
def closing_cash(initial_cash: Array, net_burn: Array) -> Array:
    """Opening cash less all burn since."""
    return np.asarray(initial_cash - np.cumsum(net_burn, axis=-1))


@line(
    "Inference share of revenue",
    SHARES,
    unit="share",
    kind=RATIO,
    excel='IF({total_revenue}>0,{total_inference_cost}/{total_revenue},"n.m.")',
)
def inference_share_of_revenue(total_inference_cost: Array, total_revenue: Array) -> Array:
    """Inference over revenue, the same as inference per user over ARPU; it does not change with users alone."""
    return ratio(total_inference_cost, total_revenue)


@line(
    "Inference efficiency ratio",
    SHARES,
    unit="ratio",
    kind=RATIO,
    excel='IF({total_inference_cost}>0,{total_revenue}/{total_inference_cost},"n.m.")',
)
def inference_efficiency_ratio(total_inference_cost: Array, total_revenue: Array) -> Array:
    """Revenue per USD of inference."""
    return ratio(total_revenue, total_inference_cost)


@line(
    "Inference cost, cumulative",
    SHARES,
    unit="USD",
    kind=STOCK,
    opening="0",
    excel="{cumulative_inference_cost[-1]}+{total_inference_cost}",
)
def cumulative_inference_cost(total_inference_cost: Array) -> Array:
    """Inference cost since month 1."""
    return np.asarray(np.cumsum(total_inference_cost, axis=-1))


@line(
    "Training cash, cumulative",
    SHARES,
    unit="USD",
    kind=STOCK,
    opening="0",
    excel="{cumulative_training_cash[-1]}+{total_training_cash}",
)
def cumulative_training_cash(total_training_cash: Array) -> Array:
    """Training cash since month 1."""
    return np.asarray(np.cumsum(total_training_cash, axis=-1))


@line(
    "Inference share of lifetime cost",
    SHARES,
    unit="share",
    kind=RATIO,
    excel="IF({cumulative_inference_cost}+{cumulative_training_cash}>0,"
    '{cumulative_inference_cost}/({cumulative_inference_cost}+{cumulative_training_cash}),"n.m.")',
)
def inference_share_of_lifetime_cost(cumulative_inference_cost: Array, cumulative_training_cash: Array) -> Array:
    """Inference over inference and training, both since month 1."""
    return ratio(cumulative_inference_cost, cumulative_inference_cost + cumulative_training_cash)
