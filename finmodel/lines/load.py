"""Scale, fourth part: from pilot to production, multiplier by multiplier, and the peak behind the average."""

from __future__ import annotations

import numpy as np

from finmodel.lines.arithmetic import at_month, over_members, ratio
from finmodel.model.dimension import SCALE
from finmodel.model.item import CONSTANT, RATIO, Array, Declare, Section, Weighted, line

PER_USER = Section("Inference", "Scale: queries of a user, requests and tokens of a query")
PILOT = Section("Inference", "Scale: from the first month to the diligence month, times")
LOAD = Section("Inference", "Scale: what the average hides")

_D = "MATCH({diligence_month},{month[all]},0)"


@line(
    "Queries of a user",
    PER_USER,
    unit="ratio",
    kind=RATIO,
    total=Weighted("total_users"),
    excel='IF({total_users}>0,{total_queries}/{total_users},"n.m.")',
)
def queries_per_user(total_queries: Array, total_users: Array) -> Array:
    """Queries of the month over all users; n.m. without users."""
    return ratio(total_queries, total_users)


@line(
    "Billed tokens of a query",
    PER_USER,
    unit="tokens",
    kind=RATIO,
    excel='IF({total_queries}>0,{total_billed_tokens}/{total_queries},"n.m.")',
)
def billed_tokens_per_query(total_billed_tokens: Array, total_queries: Array) -> Array:
    """Tokens of all billed attempts over queries: mix, context and retries in one; n.m. without queries."""
    return ratio(total_billed_tokens, total_queries)


@line(
    "Requests to vendors, all features",
    PER_USER,
    unit="queries",
    excel="SUMPRODUCT({feature_queries[*]},{attempts_per_query[*]})",
)
def total_requests(feature_queries: Array, attempts_per_query: Array) -> Array:
    """Billed attempts: what a vendor's rate limit counts."""
    return over_members(feature_queries * attempts_per_query)


def _times(label: str, of: str) -> Declare:
    """What grows with users: a figure of the diligence month at each size over that of month 1."""
    excel = f'IF({{{of}[1]}}>0,{{scale_factor}}*INDEX({{{of}[all]}},{_D})/{{{of}[1]}},"n.m.")'
    return line(label, PILOT, by=SCALE, unit="ratio", kind=CONSTANT, excel=excel)


def _times_at_any_size(label: str, of: str, over: str) -> Declare:
    """What does not grow with users: one figure over another in the diligence month, over the same in month 1."""
    now = f"INDEX({{{of}[all]}},{_D})/INDEX({{{over}[all]}},{_D})"
    meaningful = f"{{{of}[1]}}*INDEX({{{over}[all]}},{_D})>0"
    excel = f'IF({meaningful},{now}*{{{over}[1]}}/{{{of}[1]}},"n.m.")'
    return line(label, PILOT, unit="ratio", kind=CONSTANT, excel=excel)


@_times("Users, times month 1", "total_users")
def pilot_users_times(at_scales__total_users: Array, total_users: Array, diligence_month: Array) -> Array:
    """Users at each size over those of month 1; n.m. without any then."""
    return ratio(at_month(at_scales__total_users, diligence_month), total_users[..., :1])


@_times_at_any_size("Queries of a user, times month 1", "total_queries", "total_users")
def pilot_queries_times(queries_per_user: Array, diligence_month: Array) -> Array:
    """Adoption, habit and new features; the same at every size."""
    return _over_month_1(queries_per_user, diligence_month)


@_times_at_any_size("Tokens of a query, times month 1", "total_billed_tokens", "total_queries")
def pilot_tokens_times(billed_tokens_per_query: Array, diligence_month: Array) -> Array:
    """Context, retries and the mix of features; the same at every size."""
    return _over_month_1(billed_tokens_per_query, diligence_month)


@_times_at_any_size("Price of a token, times month 1", "total_tokens_cost", "total_billed_tokens")
def pilot_price_times(blended_usd_per_mtok: Array, diligence_month: Array) -> Array:
    """Prices, routing, caches and batches; the same at every size: no volume discount is modelled."""
    return _over_month_1(blended_usd_per_mtok, diligence_month)


def _over_month_1(values: Array, month: Array) -> Array:
    return ratio(at_month(values, month), values[..., :1])


@_times("Tokens cost, times month 1", "total_tokens_cost")
def pilot_cost_times(at_scales__total_tokens_cost: Array, total_tokens_cost: Array, diligence_month: Array) -> Array:
    """All four multiplied."""
    return ratio(at_month(at_scales__total_tokens_cost, diligence_month), total_tokens_cost[..., :1])


@line("Tokens cost of the month", PILOT, by=SCALE, unit="USD", kind=CONSTANT,
      excel=f"{{scale_factor}}*INDEX({{total_tokens_cost[all]}},{_D})")  # fmt: skip
def scale_tokens_cost(at_scales__total_tokens_cost: Array, diligence_month: Array) -> Array:
    """Tokens cost in the diligence month at each size."""
    return at_month(at_scales__total_tokens_cost, diligence_month)


def _per_minute(label: str, of: str, unit: str) -> Declare:
    excel = f"{{scale_factor}}*INDEX({{{of}[all]}},{_D})/({{days_per_month}}*24*60)"
    return line(label, LOAD, by=SCALE, unit=unit, kind=CONSTANT, excel=excel)


@_per_minute("Requests a minute, on average", "total_requests", "queries")
def requests_per_minute(at_scales__total_requests: Array, days_per_month: Array, diligence_month: Array) -> Array:
    """Billed attempts of the diligence month over its minutes."""
    return at_month(at_scales__total_requests, diligence_month) / (days_per_month * 1440)


@_per_minute("Tokens a minute, on average", "total_billed_tokens", "tokens")
def tokens_per_minute(at_scales__total_billed_tokens: Array, days_per_month: Array, diligence_month: Array) -> Array:
    """Billed tokens of the diligence month over its minutes."""
    return at_month(at_scales__total_billed_tokens, diligence_month) / (days_per_month * 1440)


@line("Requests a minute, at the peak", LOAD, by=SCALE, unit="queries", kind=CONSTANT,
      excel="{requests_per_minute}*{peak_load_ratio}")  # fmt: skip
def peak_requests_per_minute(requests_per_minute: Array, peak_load_ratio: Array) -> Array:
    """The busiest hour: what a rate limit of requests has to allow."""
    return requests_per_minute * peak_load_ratio


@line("Tokens a minute, at the peak", LOAD, by=SCALE, unit="tokens", kind=CONSTANT,
      excel="{tokens_per_minute}*{peak_load_ratio}")  # fmt: skip
def peak_tokens_per_minute(tokens_per_minute: Array, peak_load_ratio: Array) -> Array:
    """The busiest hour: what a rate limit of tokens has to allow."""
    return tokens_per_minute * peak_load_ratio


@line(
    "Share of the vendors' limit at the peak",
    LOAD,
    by=SCALE,
    unit="share",
    kind=CONSTANT,
    excel='IF(N({tokens_per_minute_limit})>0,{peak_tokens_per_minute}/N({tokens_per_minute_limit}),"n.m.")',
)
def rate_limit_share(peak_tokens_per_minute: Array, tokens_per_minute_limit: Array) -> Array:
    """Tokens a minute at the peak over tokens_per_minute_limit; above 1 queries wait. n.m. without a limit."""
    return ratio(peak_tokens_per_minute, np.nan_to_num(tokens_per_minute_limit))
