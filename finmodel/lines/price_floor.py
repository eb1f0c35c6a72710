"""Price floors: what an account must cost for a plan to reach the benchmark of gross margin (MODEL.md, section 5)."""

from __future__ import annotations

from finmodel.lines.arithmetic import where_meaningful
from finmodel.model.dimension import PLAN
from finmodel.model.item import STOCK, Array, Section, line

FLOOR = Section("Profit", "Price floor of a plan at the benchmark of gross margin")

_MEANT = "({closing_accounts}>0)*({payment_fee_rate}+{gross_margin_benchmark}<1)"


@line(
    "Price floor of an account",
    FLOOR,
    by=PLAN,
    unit="USD per account",
    kind=STOCK,
    excel=f"IF({_MEANT},({{plan_cogs}}-{{plan_payment_cost}})"
    '/({closing_accounts}*(1-{payment_fee_rate}-{gross_margin_benchmark})),"n.m.")',
)
def price_floor(
    plan_cogs: Array,
    plan_payment_cost: Array,
    closing_accounts: Array,
    payment_fee_rate: Array,
    gross_margin_benchmark: Array,
) -> Array:
    """Cost of an account over what is left of the price after payment fees and the wanted margin."""
    left = 1 - (payment_fee_rate + gross_margin_benchmark)
    meant = (closing_accounts > 0) & (payment_fee_rate + gross_margin_benchmark < 1)
    return where_meaningful(meant, plan_cogs - plan_payment_cost, closing_accounts * left)


@line(
    "Price above its floor",
    FLOOR,
    by=PLAN,
    unit="USD per account",
    kind=STOCK,
    excel=f'IF({_MEANT},{{plan_price}}-{{price_floor}},"n.m.")',
)
def price_headroom(plan_price: Array, price_floor: Array) -> Array:
    """How far the price may fall before the margin misses its benchmark; negative where it does already."""
    return plan_price - price_floor
