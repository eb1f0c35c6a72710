"""Self-host, second part: the tokens of a feature, the GPUs they take and what these cost (MODEL.md, section 2)."""

from __future__ import annotations

from typing import Any

import numpy as np

from finmodel.lines.arithmetic import NOT_MEANINGFUL, count, over_members
from finmodel.model.dimension import HOSTED
from finmodel.model.item import CONSTANT, RATIO, STOCK, Array, Section, line

FLEET = Section("Self-host", "Tokens and the GPUs that serve them", needs=("selfhost",))
RATES = Section("Self-host", "What a GPU hour costs", needs=("selfhost",))
COST = Section("Self-host", "Cost of own GPUs", needs=("selfhost",))


@line(
    "Tokens to serve",
    FLEET,
    by=HOSTED,
    unit="tokens",
    excel="{feature_queries}*{attempts_per_query}*({input_tokens}*(1-{levers.cache_read_share})+{output_tokens})",
)
def selfhost_tokens(
    feature_queries: Array,
    attempts_per_query: Array,
    input_tokens: Array,
    levers__cache_read_share: Array,
    output_tokens: Array,
) -> Array:
    """Tokens of all attempts; what the prefix cache holds is not computed again."""
    computed = input_tokens - input_tokens * levers__cache_read_share + output_tokens
    return feature_queries * attempts_per_query * computed


@line(
    "GPUs at the average load",
    FLEET,
    by=HOSTED,
    unit="GPUs",
    kind=STOCK,
    excel="{selfhost_tokens}/MAX(10^-9,24*{days_per_month}*3600)"
    "/({selfhost.tokens_per_second_per_gpu}*{selfhost.target_utilisation})",
)
def gpus_average(
    selfhost_tokens: Array,
    days_per_month: Array,
    selfhost__tokens_per_second_per_gpu: Array,
    selfhost__target_utilisation: Array,
) -> Array:
    """Tokens a second over what a GPU is planned to serve; fractional. 10^-9 s: a month of no days serves nothing."""
    served_in_a_day = selfhost__tokens_per_second_per_gpu * selfhost__target_utilisation * 86_400
    return selfhost_tokens / served_in_a_day / days_per_month


@line(
    "GPUs at the peak",
    FLEET,
    by=HOSTED,
    unit="GPUs",
    kind=STOCK,
    excel="MAX({selfhost.min_gpus},ROUNDUP({gpus_average}*{selfhost.peak_to_average}-10^-9,0))",
)
def gpus_peak(gpus_average: Array, selfhost__peak_to_average: Array, selfhost__min_gpus: Array) -> Array:
    """Whole GPUs for the busiest hour; 1e-9 keeps rounding dust from buying one more."""
    whole = np.ceil(gpus_average * selfhost__peak_to_average - 1e-9)
    return np.asarray(np.maximum(whole, selfhost__min_gpus))


@line(
    "GPUs billed",
    FLEET,
    by=HOSTED,
    unit="GPUs",
    kind=STOCK,
    excel="MAX({selfhost.min_gpus},{gpus_average}+(1-{selfhost.autoscale_efficiency})*({gpus_peak}-{gpus_average}))",
)
def gpus_billed(
    gpus_average: Array, gpus_peak: Array, selfhost__autoscale_efficiency: Array, selfhost__min_gpus: Array
) -> Array:
    """Between the average, with perfect autoscaling, and the peak, with none; never below min_gpus."""
    mixed = selfhost__autoscale_efficiency * gpus_average + (1 - selfhost__autoscale_efficiency) * gpus_peak
    return np.asarray(np.maximum(mixed, selfhost__min_gpus))


@line("GPU hours billed", FLEET, by=HOSTED, unit="GPU hours", excel="{gpus_billed}*24*{days_per_month}")
def gpu_hours(gpus_billed: Array, days_per_month: Array) -> Array:
    """Hours of the month times the GPUs billed."""
    return gpus_billed * (24 * days_per_month)


@line(
    "Rate of a GPU hour",
    RATES,
    by=HOSTED,
    unit="USD per GPU hour",
    kind=CONSTANT,
    excel="SUMPRODUCT({gpu_rates.share[column]},{gpu_rates.usd_per_gpu_hour[column]})",
)
def gpu_rate(gpu_rates__share: Array, gpu_rates__usd_per_gpu_hour: Array) -> Array:
    """The mix of on-demand, reserved and spot; one market, so the same for every feature."""
    return over_members(gpu_rates__share * gpu_rates__usd_per_gpu_hour)


@line(
    "Rows of on-demand rates",
    RATES,
    unit="count",
    kind=CONSTANT,
    excel='COUNTIF({gpu_rates.purchase[column]},"on_demand")',
)
def on_demand_rows(gpu_rates__purchase: Any) -> Array:
    """None when gpu_rates.csv has no on_demand row: nothing to compare with then."""
    return count(gpu_rates__purchase == "on_demand")


@line(
    "Rate of a GPU hour on demand",
    RATES,
    unit="USD per GPU hour",
    kind=CONSTANT,
    excel='SUMIFS({gpu_rates.usd_per_gpu_hour[column]},{gpu_rates.purchase[column]},"on_demand")',
)
def on_demand_usd_per_gpu_hour(gpu_rates__usd_per_gpu_hour: Array, gpu_rates__purchase: Any) -> Array:
    """What the whole fleet would pay without a commitment."""
    return over_members(np.where(gpu_rates__purchase == "on_demand", gpu_rates__usd_per_gpu_hour, 0.0))


@line("GPU cost", COST, by=HOSTED, unit="USD", excel="{gpu_hours}*{gpu_rate}")
def gpu_cost(gpu_hours: Array, gpu_rate: Array) -> Array:
    """GPU hours billed at the mixed rate."""
    return gpu_hours * gpu_rate


@line(
    "Of it idle",
    COST,
    by=HOSTED,
    unit="USD",
    excel="({gpu_hours}-{selfhost_tokens}/({selfhost.tokens_per_second_per_gpu}*3600))*{gpu_rate}",
)
def idle_gpu_cost(
    gpu_cost: Array, selfhost_tokens: Array, selfhost__tokens_per_second_per_gpu: Array, gpu_rate: Array
) -> Array:
    """Hours billed beyond those in which the tokens would be served at full throughput."""
    return gpu_cost - selfhost_tokens / selfhost__tokens_per_second_per_gpu * gpu_rate / 3600


@line(
    "Overspend if all were on demand",
    COST,
    by=HOSTED,
    unit="USD",
    kind=RATIO,
    excel='IF({on_demand_rows}>0,{gpu_hours}*{on_demand_usd_per_gpu_hour}-{gpu_cost},"n.m.")',
)
def on_demand_overspend(
    gpu_hours: Array, on_demand_rows: Array, on_demand_usd_per_gpu_hour: Array, gpu_rate: Array
) -> Array:
    """What the mix saves against paying on demand; n.m. without an on_demand row."""
    dearer = np.where(on_demand_rows > 0, on_demand_usd_per_gpu_hour - gpu_rate, NOT_MEANINGFUL)
    return gpu_hours * dearer


@line(
    "Cost of own GPUs",
    COST,
    by=HOSTED,
    unit="USD",
    excel="{gpu_cost}+{selfhost.mlops_fte}*{selfhost.mlops_usd_per_month}",
)
def selfhost_cost(gpu_cost: Array, selfhost__mlops_fte: Array, selfhost__mlops_usd_per_month: Array) -> Array:
    """GPUs and the people who run them."""
    return gpu_cost + selfhost__mlops_fte * selfhost__mlops_usd_per_month
