"""Heavy users, third part: what each tenth of a plan's users earns, and the caps that follow (MODEL.md, section 5)."""

from __future__ import annotations

import numpy as np

from finmodel.lines.arithmetic import flag, over_members, ratio
from finmodel.lines.heavy_use import CAPPED, DECILES, tenths
from finmodel.model.dimension import PLAN, PLAN_DECILE
from finmodel.model.item import FLOW, RATIO, STOCK, Array, Section, line

ANSWERS = Section("Profit", "Heavy users: tenths at a loss, and the highest cap", DECILES)
TENTHS = Section("Profit", "Heavy users: what each tenth of a plan's users earns", DECILES)
HIGHEST = Section("Profit", "Heavy users: the highest cap within the benchmark of inference share", DECILES)
EXPOSURE = Section("Profit", "Heavy users: exposure of an account under the cap", CAPPED)

NO_CAP_NEEDED, NO_CAP = "no cap needed", "no cap"


@line(
    "Tenths of the plan's users at a loss",
    ANSWERS,
    by=PLAN,
    unit="count",
    kind=STOCK,
    excel="SUMPRODUCT(({decile_gross_profit[plan,*]}<-10^-9*(1+{revenue}))*1)",
)
def deciles_at_a_loss(decile_gross_profit: Array, revenue: Array) -> Array:
    """How many tenths cost more than they pay."""
    loss = tenths(decile_gross_profit) < -1e-9 * (1 + revenue[..., None, :])
    return np.asarray(flag(loss).sum(axis=-2))


@line(
    "Highest cap, queries of a user a month",
    ANSWERS,
    by=PLAN,
    unit="queries",
    kind=STOCK,
    infinite=NO_CAP_NEEDED,
    excel=f'IF({{affordable_share}}<1,MAX({{cap_candidate[plan,*]}}),"{NO_CAP_NEEDED}")',
)
def highest_cap(decile_queries_per_user: Array, plan_queries_per_user: Array, affordable_share: Array) -> Array:
    """The most that a user may send with inference within its benchmark: usage is piecewise linear in the cap."""
    usage = np.sort(tenths(decile_queries_per_user), axis=-2)
    wanted = (10 * affordable_share * plan_queries_per_user)[..., None, :]
    holding = np.arange(10, 0, -1)[:, None]  # tenths that a cap at each one's usage holds
    below = np.cumsum(usage, axis=-2) - usage
    fits = below + holding * usage <= wanted  # with the cap at this tenth's usage
    first = np.minimum(fits.sum(axis=-2, keepdims=True), 9)
    lighter = np.take_along_axis(np.broadcast_to(below, fits.shape), first, axis=-2)
    cap = (wanted - lighter) / (10 - first)
    return np.where(affordable_share < 1, cap[..., 0, :], np.inf)


@line(
    "Share of inference by the heaviest tenth",
    ANSWERS,
    unit="share",
    kind=STOCK,
    excel="IF({total_inference_cost}>0,SUM({top_decile_inference_cost[*]})/{total_inference_cost},0)",
)
def top_decile_share(top_decile_inference_cost: Array, total_inference_cost: Array) -> Array:
    """What the deciles give in place of top_decile_usage_share: the same in every plan but for its cap."""
    return np.nan_to_num(ratio(over_members(top_decile_inference_cost), total_inference_cost))


@line(
    "Usage of the tenth over the plan's mean",
    TENTHS,
    by=PLAN_DECILE,
    unit="ratio",
    kind=STOCK,
    excel="IF({plan_queries_per_user}{*capped_share}>0,{capped_queries_per_user or decile_queries_per_user}"
    "/({plan_queries_per_user}{*capped_share}),1)",
)
def decile_usage_ratio(
    plan_queries_per_user: Array,
    decile_queries_per_user: Array | None = None,
    capped_queries_per_user: Array | None = None,
    capped_share: Array | float = 1.0,
) -> Array:
    """What a user of the tenth sends over what an average user does, caps counted; 1 where nobody sends anything."""
    own = decile_queries_per_user if capped_queries_per_user is None else capped_queries_per_user
    assert own is not None
    mean = plan_queries_per_user * capped_share
    return np.where(mean > 0, ratio(own, mean), 1.0)


@line(
    "COGS of the tenth",
    TENTHS,
    by=PLAN_DECILE,
    unit="USD",
    kind=FLOW,
    excel="({plan_cogs}+({plan_inference_cost}+{plan_review_cost})*({decile_usage_ratio}-1))/10",
)
def decile_cogs(
    plan_cogs: Array, plan_inference_cost: Array, plan_review_cost: Array, decile_usage_ratio: Array
) -> Array:
    """Inference and review follow the tenth's usage; all other COGS of the plan are a tenth each."""
    by_usage = plan_inference_cost + plan_review_cost
    return (plan_cogs - by_usage) / 10 + by_usage * decile_usage_ratio / 10


@line(
    "Gross profit of the tenth",
    TENTHS,
    by=PLAN_DECILE,
    unit="USD",
    kind=FLOW,
    excel="({revenue}-10*{decile_cogs})/10",
)
def decile_gross_profit(revenue: Array, decile_cogs: Array) -> Array:
    """A tenth of the plan's users pays a tenth of its revenue."""
    return revenue / 10 - decile_cogs


@line(
    "Gross margin of the tenth",
    TENTHS,
    by=PLAN_DECILE,
    unit="share",
    kind=RATIO,
    excel='IF({revenue}>0,10*{decile_gross_profit}/{revenue},"n.m.")',
)
def decile_gross_margin(decile_gross_profit: Array, revenue: Array) -> Array:
    """Gross profit of the tenth over the revenue it pays; n.m. without revenue."""
    return ratio(10 * decile_gross_profit, revenue)


@line(
    "Inference cost of the plan's heaviest tenth",
    TENTHS,
    by=PLAN,
    unit="USD",
    kind=FLOW,
    excel="{plan_inference_cost}*MAX({decile_usage_ratio[plan,*]})/10",
)
def top_decile_inference_cost(plan_inference_cost: Array, decile_usage_ratio: Array) -> Array:
    """Inference of the tenth of the plan's users that sends most."""
    return np.asarray(plan_inference_cost * tenths(decile_usage_ratio).max(axis=-2) / 10)


@line(
    "Share of usage that the benchmark affords",
    HIGHEST,
    by=PLAN,
    unit="share",
    kind=STOCK,
    excel="IF({plan_uncapped_cost_per_user}*{plans.seats}>{inference_share_benchmark}*{plan_price},"
    "{inference_share_benchmark}*{plan_price}/({plan_uncapped_cost_per_user}*{plans.seats}),1)",
)
def affordable_share(
    plan_uncapped_cost_per_user: Array, plans__seats: Array, inference_share_benchmark: Array, plan_price: Array
) -> Array:
    """The bound's part of an account's price over what its users' queries cost before any cap, at most all of it."""
    within = ratio(inference_share_benchmark * plan_price, plan_uncapped_cost_per_user * plans__seats)
    return np.asarray(np.fmin(within, 1.0))


@line(
    "Cap that leaves lighter tenths alone",
    HIGHEST,
    by=PLAN_DECILE,
    unit="queries",
    kind=STOCK,
    excel="10*{plan_queries_per_user}*({affordable_share}-{lighter_share})/{heavier_deciles}",
)
def cap_candidate(
    plan_queries_per_user: Array, affordable_share: Array, lighter_share: Array, heavier_deciles: Array
) -> Array:
    """Where this tenth and heavier ones are held to one cap: what each may send if the benchmark is to be met."""
    left = affordable_share - lighter_share
    return left / heavier_deciles * plan_queries_per_user * 10


@line(
    "Exposure of an account, share of its price",
    EXPOSURE,
    by=PLAN,
    unit="share",
    kind=STOCK,
    infinite=NO_CAP,
    excel="CHOOSE(1+{plan_has_cap}*(1+({plan_price}>0)*({plan_queries_per_user}>0)),"
    f'"{NO_CAP}","n.m.",{{plans.queries_cap_per_user_per_month}}*{{plans.seats}}*{{plan_p95_cost_per_query}}'
    "/{plan_price})",
)
def exposure_per_account(
    plan_has_cap: Array,
    plans__queries_cap_per_user_per_month: Array,
    plans__seats: Array,
    plan_p95_cost_per_query: Array,
    plan_price: Array,
) -> Array:
    """Every seat at the cap with p95 queries, over the price of the account; n.m. without a price or queries."""
    capped = plan_has_cap > 0
    cap = np.where(capped, plans__queries_cap_per_user_per_month, 0.0)
    return np.where(capped, ratio(cap * plans__seats * plan_p95_cost_per_query, plan_price), np.inf)
