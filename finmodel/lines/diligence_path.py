"""Diligence, second part: each figure as it would stand if the month were the diligence month (MODEL.md, section 2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from finmodel.lines.arithmetic import NOT_MEANINGFUL, flag, over_members, ratio, trailing, where_meaningful
from finmodel.model.dimension import PLAN
from finmodel.model.item import CONSTANT, STOCK, Array, Declare, Section, line

PATH = Section("Profit", "Diligence: each figure by month")
MARGIN_PATH = Section("Profit", "Diligence: the path to margin")

CASH_GENERATIVE = "cash generative"
_A_YEAR = "({month_number}>=12)"


def _by_month(label: str, unit: str, excel: str, *, infinite: str = "") -> Declare:
    return line(f"{label}, by month", PATH, unit=unit, kind=STOCK, excel=excel, infinite=infinite)


@_by_month(
    "Burn multiple",
    "ratio",
    f"IF({_A_YEAR}*({{total_revenue}}>{{total_revenue_a_year_before}}),"
    '{trailing_net_burn}/(12*({total_revenue}-{total_revenue_a_year_before})),"n.m.")',
)
def burn_multiple_by_month(
    trailing_net_burn: Array, total_revenue: Array, total_revenue_a_year_before: Array, month_number: Array
) -> Array:
    """Net burn of twelve months over the ARR won in them; n.m. when ARR did not grow."""
    won = 12 * (total_revenue - total_revenue_a_year_before)
    return where_meaningful((month_number >= 12) & (won > 0), trailing_net_burn, won)


@_by_month(
    "Magic number",
    "ratio",
    "IF(({month_number}>=6)*({previous_quarter_sales_marketing_cost}>0),"
    '({quarter_revenue}-{previous_quarter_revenue})*4/{previous_quarter_sales_marketing_cost},"n.m.")',
)
def magic_number_by_month(
    quarter_revenue: Array,
    previous_quarter_revenue: Array,
    previous_quarter_sales_marketing_cost: Array,
    month_number: Array,
) -> Array:
    """Growth of quarterly revenue, a year's worth, over the sales and marketing of the quarter before."""
    spent = previous_quarter_sales_marketing_cost
    return where_meaningful((month_number >= 6) & (spent > 0), 4 * (quarter_revenue - previous_quarter_revenue), spent)


@_by_month(
    "Net revenue retention",
    "share",
    f"IF({_A_YEAR}*({{total_revenue_a_year_before}}>0),"
    'SUM({retained_revenue[*]})/{total_revenue_a_year_before},"n.m.")',
)
def net_revenue_retention_by_month(
    retained_revenue: Array, total_revenue_a_year_before: Array, month_number: Array
) -> Array:
    """Revenue kept of a year ago's customers. No expansion is modelled, so it equals gross retention."""
    kept = over_members(retained_revenue)
    return where_meaningful((month_number >= 12) & (total_revenue_a_year_before > 0), kept, total_revenue_a_year_before)


@_by_month(
    "ARR growth",
    "rate",
    f'IF({_A_YEAR}*({{total_revenue_a_year_before}}>0),{{total_revenue}}/{{total_revenue_a_year_before}}-1,"n.m.")',
)
def arr_growth_by_month(total_revenue: Array, total_revenue_a_year_before: Array, month_number: Array) -> Array:
    """ARR over that of a year ago, less 1."""
    then = total_revenue_a_year_before
    return where_meaningful((month_number >= 12) & (then > 0), total_revenue, then) - 1


@_by_month(
    "Free cash flow margin",
    "share",
    f'IF({_A_YEAR}*({{trailing_revenue}}>0),-{{trailing_net_burn}}/{{trailing_revenue}},"n.m.")',
)
def fcf_margin_by_month(trailing_net_burn: Array, trailing_revenue: Array, month_number: Array) -> Array:
    """Cash generated over revenue, twelve months; negative while cash is burned."""
    return where_meaningful((month_number >= 12) & (trailing_revenue > 0), -trailing_net_burn, trailing_revenue)


@_by_month(
    "Rule of 40",
    "share",
    f"IF({_A_YEAR}*({{total_revenue_a_year_before}}>0)*({{trailing_revenue}}>0),"
    '{arr_growth_by_month}+{fcf_margin_by_month},"n.m.")',
)
def rule_of_40_by_month(arr_growth_by_month: Array, fcf_margin_by_month: Array) -> Array:
    """ARR growth and free cash flow margin together; the bar is 0.40."""
    return arr_growth_by_month + fcf_margin_by_month


@_by_month(
    "Runway",
    "months",
    "CHOOSE(1+ISNUMBER({opening_cash_usd})*({month_number}>=3)*(1+({quarter_net_burn}>0)),"
    f'"n.m.","{CASH_GENERATIVE}",3*{{closing_cash}}/{{quarter_net_burn}})',
    infinite=CASH_GENERATIVE,
)
def runway_months_by_month(
    opening_cash_usd: Array, closing_cash: Array, quarter_net_burn: Array, month_number: Array
) -> Array:
    """Months that closing cash lasts at the mean burn of three months; n.m. when opening_cash_usd is not given."""
    lasting = where_meaningful(quarter_net_burn > 0, 3 * closing_cash, quarter_net_burn)
    known = ~np.isnan(opening_cash_usd) & (month_number >= 3)
    return np.where(known, np.where(quarter_net_burn > 0, lasting, np.inf), NOT_MEANINGFUL)


@_by_month(
    "Largest vendor's share of tokens cost",
    "share",
    'IF({total_tokens_cost}>0,MAX({provider_tokens_cost[*]})/{total_tokens_cost},"n.m.")',
)
def vendor_top_share_by_month(provider_tokens_cost: Array, total_tokens_cost: Array) -> Array:
    """The provider that takes most, over all tokens cost."""
    return ratio(provider_tokens_cost.max(axis=-2, keepdims=True), total_tokens_cost)


@_by_month(
    "Vendor concentration (HHI, 0 to 1)",
    "ratio",
    'IF({total_tokens_cost}>0,SUMSQ({provider_tokens_cost[*]})/{total_tokens_cost}^2,"n.m.")',
)
def vendor_hhi_by_month(provider_tokens_cost: Array, total_tokens_cost: Array) -> Array:
    """Sum of the squared shares of the providers: 1 is one vendor."""
    return over_members(ratio(provider_tokens_cost, total_tokens_cost) ** 2)


@_by_month(
    "Inference cost of a user of the top tenth",
    "USD per user",
    'IF({total_users}>0,10*{top_decile_share or top_decile_usage_share}*{total_inference_cost}/{total_users},"n.m.")',
)
def top_decile_cost_per_user_by_month(
    total_inference_cost: Array,
    total_users: Array,
    top_decile_usage_share: Array | float = 0.0,
    top_decile_share: Array | None = None,
) -> Array:
    """A tenth of the users causes top_decile_usage_share of inference, or what the deciles give."""
    share = top_decile_usage_share if top_decile_share is None else top_decile_share
    return ratio(10 * share * total_inference_cost, total_users)


@_by_month(
    "Margin of a user of the top tenth",
    "USD per user",
    "IF({total_users}>0,({total_revenue}-10*{top_decile_share or top_decile_usage_share}*{total_inference_cost})"
    '/{total_users},"n.m.")',
)
def top_decile_margin_per_user_by_month(
    total_revenue: Array, top_decile_cost_per_user_by_month: Array, total_users: Array
) -> Array:
    """Revenue per user less the inference of a heavy one."""
    return ratio(total_revenue, total_users) - top_decile_cost_per_user_by_month


def _margin_of(run: Mapping[str, Array], month_number: Array) -> Array:
    """Gross margin of twelve months in another run of the model."""
    revenue, cogs = trailing(run["total_revenue"], 12), trailing(run["total_cogs"], 12)
    return 1 - where_meaningful((month_number >= 12) & (revenue > 0), cogs, revenue)


@_by_month(
    "Gross margin after a vendor price shock, twelve months",
    "share",
    f"IF({_A_YEAR}*({{trailing_revenue}}>0),1-({{trailing_cogs}}"
    '+{price_shock}*({trailing_tokens_cost}+{trailing_orchestration_cost}))/{trailing_revenue},"n.m.")',
)
def price_shock_gross_margin_by_month(at_price_shock: Any, month_number: Array) -> Array:
    """Vendor prices x (1 + price_shock): in Excel tokens and orchestration rise, here the model runs again."""
    return _margin_of(at_price_shock, month_number)


@_by_month(
    "Gross margin at 10x users, twelve months",
    "share",
    f"IF({_A_YEAR}*({{trailing_revenue}}>0),"
    '1-({trailing_cogs}-{trailing_fixed_cogs}*(1-1/10){-trailing_tool_cost}{+trailing_tool_cost_at_10x})/{trailing_revenue},"n.m.")',
)
def scale_10x_gross_margin_by_month(at_10x_users: Any, month_number: Array) -> Array:
    """Users x 10: in Excel fixed COGS weigh a tenth, here the model runs again."""
    return _margin_of(at_10x_users, month_number)


@_by_month(
    "Gross margin at 100x users, twelve months",
    "share",
    f"IF({_A_YEAR}*({{trailing_revenue}}>0),"
    '1-({trailing_cogs}-{trailing_fixed_cogs}*(1-1/100){-trailing_tool_cost}{+trailing_tool_cost_at_100x})/{trailing_revenue},"n.m.")',
)
def scale_100x_gross_margin_by_month(at_100x_users: Any, month_number: Array) -> Array:
    """Users x 100: in Excel fixed COGS weigh a hundredth, here the model runs again."""
    return _margin_of(at_100x_users, month_number)


@line(
    "Benchmark of gross margin",
    MARGIN_PATH,
    unit="share",
    kind=CONSTANT,
    excel='SUMIFS({benchmarks.low[column]},{benchmarks.metric[column]},"gross_margin")',
)
def gross_margin_benchmark(benchmarks__low: Array, benchmarks__metric: Any) -> Array:
    """The lower bound of gross_margin."""
    return over_members(np.where(benchmarks__metric == "gross_margin", benchmarks__low, 0.0))


@line(
    "Benchmark of inference share",
    MARGIN_PATH,
    unit="share",
    kind=CONSTANT,
    excel='SUMIFS({benchmarks.high[column]},{benchmarks.metric[column]},"inference_share_of_revenue")',
)
def inference_share_benchmark(benchmarks__high: Array, benchmarks__metric: Any) -> Array:
    """The upper bound of inference_share_of_revenue."""
    return over_members(np.where(benchmarks__metric == "inference_share_of_revenue", benchmarks__high, 0.0))


@line(
    "Gross margin reaches its benchmark",
    MARGIN_PATH,
    unit="flag",
    excel="IF({total_revenue}>0,({gross_margin}>={gross_margin_benchmark}-10^-9)*1,0)",
)
def passes_gross_margin(gross_margin: Array, gross_margin_benchmark: Array) -> Array:
    """1 in a month in which the company passes."""
    return flag(gross_margin >= gross_margin_benchmark - 1e-9)


@line(
    "Gross margin of the plan reaches its benchmark",
    MARGIN_PATH,
    by=PLAN,
    unit="flag",
    excel="IF({revenue}>0,({plan_gross_margin}>={gross_margin_benchmark}-10^-9)*1,0)",
)
def plan_passes_gross_margin(plan_gross_margin: Array, gross_margin_benchmark: Array) -> Array:
    """1 in a month in which the plan passes."""
    return flag(plan_gross_margin >= gross_margin_benchmark - 1e-9)


@line(
    "Inference share keeps to its benchmark",
    MARGIN_PATH,
    unit="flag",
    excel="IF({total_revenue}>0,({inference_share_of_revenue}<={inference_share_benchmark}+10^-9)*1,0)",
)
def passes_inference_share(inference_share_of_revenue: Array, inference_share_benchmark: Array) -> Array:
    """1 in a month in which the company passes."""
    return flag(inference_share_of_revenue <= inference_share_benchmark + 1e-9)


@line(
    "Inference share of the plan keeps to its benchmark",
    MARGIN_PATH,
    by=PLAN,
    unit="flag",
    excel="IF({revenue}>0,({plan_inference_share_of_revenue}<={inference_share_benchmark}+10^-9)*1,0)",
)
def plan_passes_inference_share(plan_inference_share_of_revenue: Array, inference_share_benchmark: Array) -> Array:
    """1 in a month in which the plan passes."""
    return flag(plan_inference_share_of_revenue <= inference_share_benchmark + 1e-9)
