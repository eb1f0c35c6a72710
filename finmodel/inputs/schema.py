"""Every input file as typed rows (MODEL.md, section 1). Field order is column order in the workbook."""

from __future__ import annotations

from typing import Annotated, ClassVar

from finmodel.inputs import kinds
from finmodel.inputs.actuals import Actual
from finmodel.inputs.deciles import UsageDecile
from finmodel.inputs.ladder import Rung
from finmodel.inputs.row import (
    BLANK,
    EQUAL_SHARE,
    LAST_MONTH,
    OPTIONAL,
    START_MONTH,
    Accounts,
    Count,
    Date,
    Decline,
    Growth,
    Life,
    Minutes,
    MonthOf,
    Months,
    Name,
    OptionalMonth,
    OptionalName,
    OptionalQueries,
    OptionalRatio,
    OptionalSeconds,
    OptionalShare,
    Rate,
    RateToOne,
    Row,
    Share,
    Text,
    Tokens,
    Usd,
    UsdEach,
    UsdPerMtok,
    col,
)
from finmodel.inputs.selfhost import GpuRate, Selfhost
from finmodel.inputs.tool_tiers import ToolTier

JOB_KINDS = ("pretraining", "fine_tuning", "distillation", "data", "evaluation", "index")
OPEX_CATEGORIES = ("hosting", "third_party", "rnd", "sales_marketing", "gna")

DIRECTIONS = ("at_least", "at_most", "info")

JobKind = Annotated[str, kinds.Choice(options=JOB_KINDS)]
Category = Annotated[str, kinds.Choice(options=OPEX_CATEGORIES)]
Direction = Annotated[str, kinds.Choice(options=DIRECTIONS)]


class Price(Row):
    """A vendor's list price of a model from a date on; a new price is a new row.

    The rows of a model and date are one price list: the one without a threshold, and those of long requests.
    """

    table: ClassVar = "prices"
    key: ClassVar = ("model", "effective_from", "tier_from_tokens")
    required: ClassVar = True
    spare: ClassVar = 24

    provider: Name = col("who sells the model")
    model: Name = col("the model")
    effective_from: Date = col("the price applies from the first month that starts on or after this date")
    tier_from_tokens: Tokens = col("requests of more input tokens than this pay the row; 0 = the base price", 0.0)
    input_usd_per_mtok: UsdPerMtok = col("fresh input tokens")
    output_usd_per_mtok: UsdPerMtok = col("output tokens, reasoning included")
    cache_read_usd_per_mtok: UsdPerMtok = col("input tokens read from the cache", same_as="input_usd_per_mtok")
    cache_write_usd_per_mtok: UsdPerMtok = col("input tokens written to the cache", same_as="input_usd_per_mtok")
    batch_discount: Share = col("discount for batched calls", 0.0)

    @property
    def tiered(self) -> bool:
        """Whether only long requests pay it."""
        return self.tier_from_tokens > 0


class VendorModel(Row):
    """What is assumed of a model beyond its list price."""

    table: ClassVar = "models"
    key: ClassVar = ("model",)
    member_of: ClassVar = "prices"

    model: Name = col("the model")
    annual_price_decline: Decline = col("yearly fall of the held model's price; negative rises", 0.0)
    context_window: Tokens = col("largest request in tokens; 0 = unknown; a check, not a cap", 0.0)
    retire_month: OptionalMonth = col("the last month the vendor serves it", None, extra=BLANK)
    tier: Text = col("size or class of the model, in your words", "", extra=BLANK)


class Feature(Row):
    """A feature of the product and the tokens of one of its queries."""

    table: ClassVar = "features"
    key: ClassVar = ("feature",)
    required: ClassVar = True

    feature: Name = col("the feature")
    input_tokens_mean: Tokens = col("mean input tokens a query, cached ones included")
    output_tokens_mean: Tokens = col("mean output tokens a query, reasoning included")
    input_tokens_p50: Tokens = col("median input tokens", same_as="input_tokens_mean")
    output_tokens_p50: Tokens = col("median output tokens", same_as="output_tokens_mean")
    input_tokens_p95: Tokens = col("95th percentile of input tokens", same_as="input_tokens_mean")
    output_tokens_p95: Tokens = col("95th percentile of output tokens", same_as="output_tokens_mean")
    context_growth_rate: Growth = col("monthly growth of input tokens", 0.0)
    retry_rate: Rate = col("extra billed attempts a query", 0.0)
    retrieval_usd: UsdEach = col("retrieval cost of every query", 0.0)
    tool_calls: Count = col("tool calls of a query", 0.0)
    tool_usd: UsdEach = col("cost of one tool call", 0.0)
    orchestration_rate: Rate = col("orchestration as a share of tokens cost", 0.0)


class Lever(Row):
    """Cost levers of a feature."""

    table: ClassVar = "levers"
    key: ClassVar = ("feature",)
    member_of: ClassVar = "features"

    feature: Name = col("the feature")
    cache_read_share: Share = col("share of input tokens read from the cache", 0.0)
    cache_write_share: Share = col("share of input tokens written to the cache", 0.0)
    response_cache_hit_rate: RateToOne = col("share of queries answered without a call", 0.0)
    compression_rate: RateToOne = col("share of input tokens removed by compression", 0.0)
    compression_from: MonthOf = col("the first month with compression", extra=START_MONTH)
    batch_share: Share = col("share of calls sent as a batch", 0.0)
    router_usd: UsdEach = col("router cost of a routed query", 0.0)
    routing_qualified_loss: Share = col("points of the qualified rate that routing to cheaper models costs", 0.0)
    response_cache_qualified_loss: Share = col("points of the qualified rate that cached answers cost", 0.0)
    compression_qualified_loss: Share = col("points of the qualified rate that compression costs", 0.0)


class Quality(Row):
    """Human review and the quality of a feature's answers."""

    table: ClassVar = "quality"
    key: ClassVar = ("feature",)
    member_of: ClassVar = "features"

    feature: Name = col("the feature")
    review_rate: RateToOne = col("share of queries a person reviews", 0.0)
    review_minutes: Minutes = col("minutes a review takes", 0.0)
    review_usd_per_hour: Usd = col("hourly cost of a reviewer", 0.0)
    qualified_rate: RateToOne = col("share of answers good enough to use", 1.0)
    action_rate: RateToOne = col("share of qualified answers that lead to revenue", 0.0)
    trigger: Text = col("what makes somebody look again", "", extra=BLANK)
    p95_latency_s: OptionalSeconds = col("95th percentile of latency", None, extra=BLANK)
    latency_target_s: OptionalSeconds = col("latency promised", None, extra=BLANK)
    review_month: OptionalMonth = col("the month in which the owner looks at the feature again", None, extra=BLANK)
    prevalence: OptionalShare = col("share of queries with what a detector looks for", None, extra=OPTIONAL)
    true_positive_rate: OptionalShare = col("share of those that it flags for review", None, extra=OPTIONAL)
    false_positive_rate: OptionalShare = col("share of all others that it flags as well", None, extra=OPTIONAL)


class Route(Row):
    """The share of a feature's queries that a model answers, from a month on."""

    table: ClassVar = "routing"
    key: ClassVar = ("feature", "model", "from")
    spare: ClassVar = 24

    feature: Name = col("the feature")
    model: Name = col("the model")
    from_: MonthOf = col("the first month of this split", alias="from", extra=START_MONTH)
    share: Share = col("share of the feature's queries")


class Volume(Row):
    """How much a plan's users use a feature, from a month on."""

    table: ClassVar = "volumes"
    key: ClassVar = ("plan", "feature", "from")
    required: ClassVar = True
    spare: ClassVar = 24

    plan: Name = col("the plan")
    feature: Name = col("the feature")
    from_: MonthOf = col("the first month of this volume: the launch", alias="from", extra=START_MONTH)
    queries_per_user_per_day: Count = col("queries of an adopting user a day")
    adoption_share: Share = col("share of the plan's users who use the feature", 1.0)
    queries_growth_rate: Growth = col("monthly growth of queries per user", 0.0)


class Plan(Row):
    """A price plan."""

    table: ClassVar = "plans"
    key: ClassVar = ("plan",)
    required: ClassVar = True

    plan: Name = col("the plan")
    price_usd: Usd = col("price an account a month")
    seats: Count = col("users an account", 1.0)
    opening_accounts: Accounts = col("accounts before month 1", 0.0)
    new_accounts: Accounts = col("new accounts in month 1", 0.0)
    new_accounts_growth_rate: Growth = col("monthly growth of new accounts", 0.0)
    churn_rate: RateToOne = col("share of opening accounts lost in a month", 0.0)
    support_usd: Usd = col("support cost an account a month", 0.0)
    sales_marketing_share: Share = col("share of sales and marketing spent on the plan", extra=EQUAL_SHARE)
    queries_cap_per_user_per_month: OptionalQueries = col("most queries of a user a month", None, extra=OPTIONAL)


class ActualAccounts(Row):
    """Actual or planned new accounts; they replace the growth formula in that month."""

    table: ClassVar = "accounts"
    key: ClassVar = ("month", "plan")
    spare: ClassVar = 24

    plan: Name = col("the plan")
    month: MonthOf = col("the month")
    new_accounts: Accounts = col("new accounts in the month")


class OpexLine(Row):
    """A running cost."""

    table: ClassVar = "opex"
    key: ClassVar = ("line",)

    line: Name = col("the cost")
    category: Category = col("where it belongs")
    usd_per_month: Usd = col("fixed amount a month", 0.0)
    usd_per_user: Usd = col("amount a user a month", 0.0)
    growth_rate: Growth = col("monthly growth from the first month on", 0.0)
    from_: MonthOf = col("the first month", alias="from", extra=START_MONTH)
    to: MonthOf = col("the last month, inclusive", extra=LAST_MONTH)


class TrainingJob(Row):
    """A one-time training job, or one that repeats."""

    table: ClassVar = "training"
    key: ClassVar = ("job",)

    job: Name = col("the job")
    kind: JobKind = col("what sort of job", "fine_tuning")
    feature: OptionalName = col("the feature whose routing changes when it is in service", "", extra=BLANK)
    spend_month: MonthOf = col("the month it is paid")
    in_service_month: MonthOf = col("the month its result is first used", same_as="spend_month")
    compute_usd: Usd = col("compute", 0.0)
    data_usd: Usd = col("data", 0.0)
    labour_usd: Usd = col("labour", 0.0)
    failed_run_rate: RateToOne = col("failed runs as a share of compute, always expensed", 0.0)
    capitalise: Share = col("share of the base cost capitalised", 0.0)
    life_months: Life = col("months over which the asset is written off", 12.0)
    repeat_every_months: Months = col("months between repeats; 0 = once", 0.0)


class Benchmark(Row):
    """What an investor holds a figure against; an input, because thresholds age."""

    table: ClassVar = "benchmarks"
    key: ClassVar = ("metric",)

    metric: Text = col("the line item it judges; of a line item by plan, each plan")
    direction: Direction = col("at_least low, at_most high, or info: no verdict")
    low: OptionalRatio = col("the lower bound, in the unit of the line item", None, extra=BLANK)
    high: OptionalRatio = col("the upper bound, in the unit of the line item", None, extra=BLANK)


ROWS: tuple[type[Row], ...] = (
    Price, VendorModel, Feature, Lever, Quality, Route, Volume, Plan, ActualAccounts, OpexLine, TrainingJob,
    Benchmark, UsageDecile, ToolTier, Actual, Selfhost, GpuRate, Rung,
)  # fmt: skip
TABLES: dict[str, type[Row]] = {row.table: row for row in ROWS}
