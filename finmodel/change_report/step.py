"""The steps of the margin bridge: which inputs each replaces, and in which order."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from finmodel.change_report.joint import WHOLE, Joint
from finmodel.inputs.assumption import Assumption
from finmodel.inputs.row import Row
from finmodel.inputs.tables import Inputs
from finmodel.model.dimension import KEYED


@dataclass(frozen=True)
class Step:
    """A group of inputs that is replaced at once; `group` is what a change of margin is attributed to."""

    id: str
    group: str
    label: str


VENDOR_PRICES = Step("vendor_prices", "Price", "prices of vendors")
PLAN_PRICES = Step("plan_prices", "Price", "prices of our plans")
VOLUME = Step("volume", "Volume", "users and queries, composed as before")
MIX = Step("mix", "Mix", "composition of users and queries")
ROUTING = Step("routing", "Routing and levers", "models, caches, compression, batches")
TRAINING = Step("training", "Training", "jobs and their capitalisation")
TOKENS = Step("tokens", "Other costs", "tokens, retries and tools of a query")
OTHER = Step("other", "Other costs", "review, support, fees, running costs")

STEPS = (VENDOR_PRICES, PLAN_PRICES, VOLUME, MIX, ROUTING, TRAINING, TOKENS, OTHER)

_REPLACED: dict[Step, tuple[str, ...]] = {
    VENDOR_PRICES: ("prices", "models", "assumptions.vendor_price_multiplier"),
    PLAN_PRICES: ("plans.price_usd", "assumptions.plan_price_multiplier"),
    MIX: (
        "accounts", "volumes", "usage_deciles", "plans.queries_cap_per_user_per_month",
        *(f"plans.{column}" for column in
          ("seats", "opening_accounts", "new_accounts", "new_accounts_growth_rate", "churn_rate")),
        *(f"assumptions.{name}" for name in
          ("days_per_month", "new_accounts_multiplier", "users_multiplier", "queries_multiplier", "churn_multiplier")),
    ),
    ROUTING: ("routing", "levers"),
    TRAINING: ("training",),
    TOKENS: ("features", "assumptions.output_tokens_multiplier"),
}  # fmt: skip
_STEP_OF = {name: step for step, names in _REPLACED.items() for name in names}


def step_of(table: str, column: str) -> Step:
    """The step that replaces an input; what has none of its own is among the other costs.

    Volume and mix read the same inputs: both are told apart in the bridge, and the inputs belong to mix.
    """
    return _STEP_OF.get(f"{table}.{column}") or _STEP_OF.get(table) or OTHER


def mixed(sides: Joint, done: Collection[Step]) -> Inputs:
    """The joint company after these steps: the inputs they replace are the new ones, all others the old ones."""
    old, new = sides.old, sides.new
    assumptions = {name: _assumption(name, old, new, done) for name in old.assumptions}
    tables = {name: _rows(name, old, new, done) for name in old.tables}
    shown = {name: (*old.shown.get(name, ()), *new.shown.get(name, ())) for name in {**old.shown, **new.shown}}
    return replace(old, assumptions=assumptions, tables=tables, shown=shown)


def _assumption(name: str, old: Inputs, new: Inputs, done: Collection[Step]) -> Assumption:
    return (new if step_of("assumptions", name) in done else old).assumptions[name]


def _rows(name: str, old: Inputs, new: Inputs, done: Collection[Step]) -> tuple[Row, ...]:
    """A table with one row a member is mixed column by column, a dated or stepped one is taken whole."""
    if name not in KEYED or name in WHOLE:
        return (new if step_of(name, "") in done else old).tables[name]
    pairs = zip(old.tables[name], new.tables[name], strict=True)
    return tuple(_mixed_row(name, was, now, done) for was, now in pairs)


def _mixed_row(name: str, was: Row, now: Row, done: Collection[Step]) -> Row:
    replaced = [column for column in was.columns() if step_of(name, column) in done]
    fields = {column: "from_" if column == "from" else column for column in replaced}
    return was.model_copy(update={fields[column]: now.cell(column) for column in replaced})
