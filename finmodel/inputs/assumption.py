"""The scalar assumptions the model knows (MODEL.md, section 1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from finmodel.inputs.kinds import NONE, Kind, MonthKind, Name, Number, Numbers, Value

BASE = "base"


@dataclass(frozen=True)
class Known:
    """An assumption the model knows: its kind, default and label; `structure` is fixed in a workbook."""

    name: str
    kind: Kind
    default: Value
    label: str
    structure: bool = False


def _multiplier(name: str, label: str) -> Known:
    return Known(name, Number("factor"), 1.0, label)


def _step(name: str, label: str) -> Known:
    return Known(name, Number("rate", low=None, above=0, high=0.5), 0.25, label)


ASSUMPTIONS: dict[str, Known] = {
    known.name: known
    for known in (
        Known("company", Name(), "The company", "Company", structure=True),
        Known("start_month", MonthKind(), None, "First month", structure=True),
        Known("months", Number("count", low=1, high=240, whole=True), 36.0, "Months modelled", structure=True),
        Known("currency", Name(), "USD", "Currency", structure=True),
        Known("arr_milestones_usd", Numbers(), "none", "ARR milestones", structure=True),
        Known("days_per_month", Number("days", low=None, above=0, high=31), 30.0, "Days a month"),
        Known("diligence_month", MonthKind(), None, "Diligence month"),
        Known("opening_cash_usd", Number("USD", or_none=True), NONE, "Opening cash"),
        Known("payment_fee_rate", Number("rate", high=1), 0.0, "Payment fees, share of revenue"),
        Known("ltv_lifetime_cap_months", Number("months", low=None, above=0), 60.0, "Longest lifetime counted in LTV"),
        Known("top_decile_usage_share", Number("share", high=1), 0.5, "Share of usage by the top tenth of users"),
        Known("price_shock", Number("rate", low=None, above=-1), 0.25, "Vendor price shock"),
        Known("scale_factor_near", Number("factor", low=None, above=0), 10.0, "Scale: users at the next size, times"),
        Known("scale_factor_far", Number("factor", low=None, above=0), 100.0, "Scale: users at the size after, times"),
        _step("vendor_price_step", "Sensitivity: a step of vendor prices"),
        _step("queries_step", "Sensitivity: a step of queries of a user"),
        _step("plan_price_step", "Sensitivity: a step of plan prices"),
        _step("output_tokens_step", "Sensitivity: a step of output length"),
        Known("peak_load_ratio", Number("ratio", low=1), 1.0, "Busiest hour over the average hour"),
        Known("tokens_per_minute_limit", Number("tokens", or_none=True), NONE, "Vendors' rate limit, tokens a minute"),
        _multiplier("vendor_price_multiplier", "Vendor prices, multiplier"),
        _multiplier("new_accounts_multiplier", "New accounts (growth formula), multiplier"),
        _multiplier("users_multiplier", "All accounts (opening, new, actual), multiplier"),
        _multiplier("queries_multiplier", "Queries, multiplier"),
        _multiplier("output_tokens_multiplier", "Output tokens, multiplier"),
        _multiplier("churn_multiplier", "Churn, multiplier"),
        _multiplier("plan_price_multiplier", "Plan prices, multiplier"),
    )
}
STRUCTURE = tuple(name for name, known in ASSUMPTIONS.items() if known.structure)
LIVE = tuple(name for name, known in ASSUMPTIONS.items() if not known.structure)


@dataclass(frozen=True)
class Assumption:
    """An assumption as given: the base value, and the scenarios that differ from it."""

    known: Known
    base: Value
    scenarios: Mapping[str, Value] = field(default_factory=dict)
    given: bool = False
    notes: Mapping[str, Value] = field(default_factory=dict)

    def under(self, scenario: str) -> Value:
        """Give the value in force under a scenario: its cell, or base where that is empty."""
        value = self.scenarios.get(scenario)
        return self.base if value is None else value
