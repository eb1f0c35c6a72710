"""Checks, second part: rows that contradict each other, and what is allowed but odd (WORKBOOK.md, rule 9).

A check's figure is how many months (and members) break the rule: 0 when all is well, on both sides.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from finmodel.lines.arithmetic import TOLERANCE, count, over_members, over_months
from finmodel.model.dimension import STEPS
from finmodel.model.item import CHECK, Array, Declare, Section, line

ROWS = Section("Checks", "Dated rows and shares")
GPU_HOURS = Section("Checks", "GPU hours", needs=("gpu_rates",))
ODD = Section("Checks", "Warnings: allowed, but look")


def _breaches(label: str, on: Section, excel: str, *, warning: bool = False) -> Declare:
    return line(label, on, unit="count", kind=CHECK, excel=excel, warning=warning)


@_breaches(
    "Routing: months in which a feature's shares do not sum to 1",
    ROWS,
    "SUMPRODUCT(((({feature_routed_share[block]}-1)/{tolerance})^2>1)*1)",
)
def routing_sums(feature_routed_share: Array) -> Array:
    """Every query goes to some model, once."""
    return count(np.abs(feature_routed_share - 1) > TOLERANCE)


def _without(direction: str, bound: str) -> str:
    of = '{benchmarks.direction[column]}="' + direction + '"'
    return f'SUMPRODUCT(({of})*({{benchmarks.{bound}[column]}}=""))'


@_breaches(
    "Benchmarks: rows without the bound that they judge by",
    ROWS,
    f"{_without('at_least', 'low')}+{_without('at_most', 'high')}",
)
def benchmark_bounds(benchmarks__direction: Any, benchmarks__low: Array, benchmarks__high: Array) -> Array:
    """At least needs low, at most needs high: without it nothing could fail."""
    lacking = ((benchmarks__direction == "at_least") & np.isinf(benchmarks__low)) | (
        (benchmarks__direction == "at_most") & np.isinf(benchmarks__high)
    )
    return count(lacking)


def _turned(metric: str, direction: str) -> str:
    return f'SUMPRODUCT(({{benchmarks.metric[column]}}="{metric}")*({{benchmarks.direction[column]}}="{direction}"))'


@_breaches(
    "Benchmarks: gross margin or inference share judged the wrong way round",
    ROWS,
    f"{_turned('gross_margin', 'at_most')}+{_turned('inference_share_of_revenue', 'at_least')}",
)
def benchmark_directions(benchmarks__metric: Any, benchmarks__direction: Any) -> Array:
    """More margin is better, less inference is: the path to margin takes it so."""
    margin = (benchmarks__metric == "gross_margin") & (benchmarks__direction == "at_most")
    share = (benchmarks__metric == "inference_share_of_revenue") & (benchmarks__direction == "at_least")
    return count(margin | share)


@_breaches(
    "Diligence month: not a month of the timeline",
    ROWS,
    "1-COUNTIF({month[all]},{diligence_month})",
)
def diligence_month_stands(diligence_month: Array, month_number: Array) -> Array:
    """Every figure of Diligence is read in that month."""
    return count(~np.isin(diligence_month, month_number))


@_breaches(
    "Plans: sales and marketing shares do not sum to 1",
    ROWS,
    "(((SUM({plans.sales_marketing_share[column]})-1)/{tolerance})^2>1)*1",
)
def sales_marketing_sum(plans__sales_marketing_share: Array) -> Array:
    """All sales and marketing belongs to some plan."""
    return (np.abs(over_members(plans__sales_marketing_share) - 1) > TOLERANCE).astype(float)


@_breaches(
    "Prices: months in which a model is used without exactly one price in force",
    ROWS,
    "SUMPRODUCT({pair_unpriced[block]})",
)
def unpriced_use(pair_unpriced: Array) -> Array:
    """Nothing is silently priced at 0, or twice."""
    return over_months(over_members(pair_unpriced))


@_breaches(
    "Accounts: months with two rows for a plan",
    ROWS,
    "SUMPRODUCT(({actual_accounts_rows[block]}>1)*1)",
)
def doubled_accounts(actual_accounts_rows: Array) -> Array:
    """A plan and month stand in accounts once."""
    return count(actual_accounts_rows > 1)


@_breaches(
    "Volumes: months with two rows in force for a plan and feature",
    ROWS,
    "SUMPRODUCT(({volume_rows_in_force[block]}>1)*1)",
)
def doubled_volumes(volume_rows_in_force: Array) -> Array:
    """A plan, feature and month stand in volumes once."""
    return count(volume_rows_in_force > 1)


@_breaches(
    "Routing: months with two rows in force for a feature and model",
    ROWS,
    "SUMPRODUCT(({routing_rows_in_force[block]}>1)*1)",
)
def doubled_routing(routing_rows_in_force: Array) -> Array:
    """A feature, model and month stand in routing once."""
    return count(routing_rows_in_force > 1)


@_breaches(
    "Prices: months in which a long request has two prices, or one without a base price of its date",
    ROWS,
    "SUMPRODUCT(({tier_rows_in_force[block]}>1)*1)+SUMPRODUCT({tier_without_base[block]})",
)
def long_request_prices(tier_rows_in_force: Array, tier_without_base: Array) -> Array:
    """The rows of a model and date are one price list, each threshold in it once."""
    return count(tier_rows_in_force > 1) + over_months(over_members(tier_without_base))


@_breaches(
    "Levers: features whose cache shares exceed 1",
    ROWS,
    "SUMPRODUCT(({levers.cache_read_share[column]}+{levers.cache_write_share[column]}>1+{tolerance})*1)",
)
def cache_shares(levers__cache_read_share: Array, levers__cache_write_share: Array) -> Array:
    """Reads and writes are shares of the same input tokens."""
    return count(levers__cache_read_share + levers__cache_write_share > 1 + TOLERANCE)


@_breaches(
    "Levers: features whose qualified rate without levers exceeds 1",
    ROWS,
    'COUNTIFS({qualified_rate_after[@step]},"none",{qualified_rate_after[*]},">"&1+{tolerance})',
)
def qualified_rates(qualified_rate_after: Array) -> Array:
    """What levers lose comes on top of the qualified rate as planned."""
    return count(qualified_rate_after[..., :: len(STEPS), :] > 1 + TOLERANCE)


@_breaches(
    "Models: months in which a retired model is used",
    ROWS,
    "SUMPRODUCT({retired_use[block]})",
)
def retired_models(retired_use: Array) -> Array:
    """Routing moves on before the vendor stops serving."""
    return over_months(over_members(retired_use))


@_breaches(
    "Self-host: shares of GPU hours do not sum to 1",
    GPU_HOURS,
    "(((SUM({gpu_rates.share[column]})-1)/{tolerance})^2>1)*1",
)
def gpu_shares_sum(gpu_rates__share: Array) -> Array:
    """Every GPU hour is bought in some way, once."""
    return (np.abs(over_members(gpu_rates__share) - 1) > TOLERANCE).astype(float)


@_breaches(
    "Features: tokens out of order (p50 <= mean <= p95)",
    ODD,
    "SUMPRODUCT(({features.input_tokens_p50[column]}>{features.input_tokens_mean[column]})"
    "+({features.input_tokens_mean[column]}>{features.input_tokens_p95[column]}))",
    warning=True,
)
def input_tokens_order(
    features__input_tokens_p50: Array, features__input_tokens_mean: Array, features__input_tokens_p95: Array
) -> Array:
    """Token counts are right-skewed."""
    below = (features__input_tokens_p50 > features__input_tokens_mean).astype(float)
    return over_members(below + (features__input_tokens_mean > features__input_tokens_p95))


@_breaches(
    "Features: output tokens out of order (p50 <= mean <= p95)",
    ODD,
    "SUMPRODUCT(({features.output_tokens_p50[column]}>{features.output_tokens_mean[column]})"
    "+({features.output_tokens_mean[column]}>{features.output_tokens_p95[column]}))",
    warning=True,
)
def output_tokens_order(
    features__output_tokens_p50: Array, features__output_tokens_mean: Array, features__output_tokens_p95: Array
) -> Array:
    """Token counts are right-skewed."""
    below = (features__output_tokens_p50 > features__output_tokens_mean).astype(float)
    return over_members(below + (features__output_tokens_mean > features__output_tokens_p95))


@_breaches(
    "Prices: months in which p95 input tokens pay a long-request price that the mean does not",
    ODD,
    "SUMPRODUCT({tier_above_mean[block]})",
    warning=True,
)
def long_requests_above_mean(tier_above_mean: Array) -> Array:
    """Some requests cost more than the mean says: a threshold priced on means is an approximation."""
    return over_months(over_members(tier_above_mean))


@_breaches(
    "Models: months in which p95 tokens exceed the context window",
    ODD,
    "SUMPRODUCT({context_exceeded[block]})",
    warning=True,
)
def context_overflow(context_exceeded: Array) -> Array:
    """A check, not a cap: the model prices the tokens all the same."""
    return over_months(over_members(context_exceeded))


@_breaches(
    "Training: jobs in service without a new split of their feature",
    ODD,
    "COUNTIFS({distillation_rows[*]},0)",
    warning=True,
)
def jobs_without_split(distillation_rows: Array) -> Array:
    """A job that names a feature pays by the routing that changes in its in-service month."""
    return count(distillation_rows == 0)
