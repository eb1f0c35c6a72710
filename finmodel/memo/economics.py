"""Unit economics by plan and by feature in the diligence month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from finmodel.memo.facts import Facts
from finmodel.memo.section import Section
from finmodel.page.grid import Cell, Grid
from finmodel.page.plot import Plot, Point
from finmodel.page.sentence import Amount, Sentence, say

_OF_PLANS = {
    "plan_price": "Price",
    "closing_accounts": "Accounts",
    "revenue": "Revenue",
    "plan_inference_cost_per_user": "Inference of a user",
    "plan_gross_margin": "Gross margin",
    "plan_contribution_margin": "Contribution margin",
}
_OF_CUSTOMERS = {
    "cac": "CAC",
    "ltv": "LTV",
    "ltv_to_cac": "LTV:CAC",
    "cac_payback_months": "CAC payback",
    "plan_lifetime_months": "Lifetime counted",
}
_OF_FEATURES = {
    "feature_queries": "Queries",
    "all_in_cost_per_query_p50": "Typical query (p50)",
    "all_in_cost_per_query": "Mean query",
    "all_in_cost_per_query_p95": "Heavy query (p95)",
    "inference_cost": "Inference cost",
    "review_cost": "Review cost",
}
_PARTS = {
    "tokens_cost_per_query": "Tokens", "orchestration_cost_per_query": "Orchestration",
    "router_cost_per_query": "Router", "tools_cost_per_query": "Tools", "retrieval_cost_per_query": "Retrieval",
    "review_cost_per_query": "Review",
}  # fmt: skip


def economics(facts: Facts) -> Section:
    """What each plan earns and each feature costs."""
    plans = _grid(f"Plans in {facts.month}", "Plan", _OF_PLANS, facts)
    customers = _grid(
        f"An account of each plan in {facts.month}: what it is worth, what it costs to win",
        "Plan",
        _OF_CUSTOMERS,
        facts,
    )
    features = _grid(f"Features in {facts.month}", "Feature", _OF_FEATURES, facts)
    return Section((*_plans(facts), *_features(facts)), (plans, customers, features), tuple(_plots(facts)))


def _grid(title: str, heading: str, items: dict[str, str], facts: Facts) -> Grid:
    members = facts.members(next(iter(items)))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (member, *(_short(facts.amount(item, member)) for item in items)) for member in members
    )
    return Grid(title, (heading, *items.values()), rows)


def _short(amount: Amount) -> Amount:
    """The heading says of what the amount is: only its size is left to say."""
    return replace(amount, unit="USD" if amount.unit == "USD per account" else amount.unit, short=True)


def _plans(facts: Facts) -> Iterator[Sentence]:
    for plan in facts.members("revenue"):
        margin = facts.bare("plan_gross_margin", plan)
        if not facts.number("closing_accounts", plan):
            yield say("{plan} has no accounts in {month}.", month=facts.month, plan=plan)
        elif margin.value is None:
            cost = facts.bare("plan_cogs", plan)
            yield say("{plan} has no revenue and costs {cost} to serve in the month.", cost=cost, plan=plan)
        elif facts.number("plan_gross_margin", plan) <= 0:
            words = "{plan} costs at least what it earns: at a gross margin of {margin} no customer pays back."
            yield say(words, margin=margin, plan=plan)
        else:
            words = "{plan} keeps {margin} of its revenue as gross profit; {payback}."
            yield say(words, margin=margin, payback=_payback(facts, plan), plan=plan)


def _payback(facts: Facts, plan: str) -> Sentence:
    ratio, months = facts.bare("ltv_to_cac", plan), facts.bare("cac_payback_months", plan)
    if isinstance(ratio.value, float) and isinstance(months.value, float) and months.value > 0:
        return say(
            "an account is worth {ratio} times what it costs to win, paid back in {months}", ratio=ratio, months=months
        )
    return say("nothing is spent on winning accounts in the month, or none is won")


def _features(facts: Facts) -> Iterator[Sentence]:
    """The dearest features first; those that nobody uses by name."""
    costs = {
        f: facts.number("inference_cost", f) + facts.number("review_cost", f) for f in facts.members("inference_cost")
    }
    idle = [feature for feature in costs if not facts.number("feature_queries", feature)]
    if (top := max(costs, key=lambda f: costs[f], default="")) and costs[top] > 0:
        words = "{feature} is the feature that costs most: {cost} in the month, {each} a query on average."
        each = Amount(facts.value("all_in_cost_per_query", top), "USD per query", short=True)
        yield say(words, feature=top, cost=Amount(costs[top], "USD"), each=each)
    if idle:
        words = "Without queries in {month}: {features}; its cost of a query is what one would cost."
        words = words if len(idle) == 1 else words.replace("its cost", "their cost")
        yield say(words, month=facts.month, features=", ".join(idle))


def _plots(facts: Facts) -> Iterator[Plot]:
    points: list[Point] = [
        (feature, label, value)
        for item, label in _PARTS.items()
        for feature in facts.members(item)
        if (value := facts.number(item, feature)) > 0
    ]
    if not points:
        return
    worth = {
        feature: facts.number("all_in_cost_per_query", feature) for feature in facts.members("all_in_cost_per_query")
    }
    top = max(worth, key=lambda feature: worth[feature])
    text = say("A query of {feature} is the dearest, {cost} on average.", feature=top,
               cost=Amount(worth[top], "USD per query", short=True))  # fmt: skip
    yield Plot(f"What a query is made of in {facts.month}", text, "bars", "USD per query", tuple(points))
