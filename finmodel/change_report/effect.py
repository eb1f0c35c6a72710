"""What the changes do to the figures: cost per query, margin, burn and runway, old against new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from finmodel.change_report.profit import profit
from finmodel.inputs.kinds import key_of
from finmodel.lines.metric import path_of
from finmodel.mirror import Results
from finmodel.mirror.results import shown
from finmodel.page.figure import Value
from finmodel.timeline import Month

YEAR = 12
NO_SUCH = "no such feature"
COMPANY = {
    "mean_all_in_cost_per_query": "Cost per query, all features",
    "total_revenue": "Revenue",
    "gross_profit": "Gross profit",
    "gross_margin": "Gross margin",
    "gross_margin_after_training": "Gross margin after all training",
    "net_burn": "Net burn",
    "burn_multiple": "Burn multiple",
    "runway_months": "Runway",
}
_COST = "all_in_cost_per_query"


@dataclass(frozen=True)
class Effect:
    """A figure on both sides, in its unit; None is n.m., text a word such as `cash generative`.

    `id` is that of the line item, `member` the feature, empty for the company.
    """

    id: str
    member: str
    label: str
    unit: str
    old: Value
    new: Value

    @property
    def change(self) -> float | None:
        """New less old; None where either is no number."""
        return self.new - self.old if isinstance(self.old, float) and isinstance(self.new, float) else None


class _Told(NamedTuple):
    member: str
    label: str
    unit: str
    value: Value


_Figures = dict[tuple[str, str], _Told]  # by line item and folded member


def of_month(old: Results, new: Results, month: Month) -> tuple[Effect, ...]:
    """The figures of a month that both models have, by feature first."""
    return _beside(*(dict(_month(results, month)) for results in (old, new)))


def of_year(old: Results, new: Results, month: Month) -> tuple[Effect, ...]:
    """The figures of the twelve months that end there; none where a side has had fewer by then."""
    if any(results.inputs.timeline.number(month) < YEAR for results in (old, new)):
        return ()
    return _beside(*(dict(_year(results, month)) for results in (old, new)))


def _beside(old: _Figures, new: _Figures) -> tuple[Effect, ...]:
    """Both sides of each figure; the company's come last."""
    keys = sorted(dict.fromkeys((*new, *old)), key=lambda key: not key[1])
    return tuple(
        Effect(
            key[0],
            *(new.get(key) or old[key])[:3],
            *(side[key].value if key in side else NO_SUCH for side in (old, new)),
        )
        for key in keys
    )


def _month(results: Results, month: Month) -> Iterator[tuple[tuple[str, str], _Told]]:
    column = results.inputs.timeline.number(month) - 1
    for i, feature in enumerate(results.inputs.column("features", "feature")):
        told = _Told(feature, f"Cost per query, {feature}", "USD per query", float(results[_COST][i][column]))
        yield (_COST, key_of(feature)), told
    for name, label in COMPANY.items():
        path = path_of(name, results.items)
        value = shown(float(results.months[path.id][0][column]), path)
        yield (name, ""), _Told("", label, path.unit, value)


def _year(results: Results, month: Month) -> Iterator[tuple[tuple[str, str], _Told]]:
    number = results.inputs.timeline.number(month)
    ends = slice(number - YEAR, number)

    def total(name: str, member: int = 0) -> float:
        return float(results[name][member][ends].sum())

    for i, feature in enumerate(results.inputs.column("features", "feature")):
        cost, queries = total("inference_cost", i) + total("review_cost", i), total("feature_queries", i)
        told = _Told(feature, f"Cost per query, {feature}", "USD per query", cost / queries if queries > 0 else None)
        yield (_COST, key_of(feature)), told
    made = profit(results, number, YEAR)
    cost, queries = total("total_inference_cost") + total("total_review_cost"), total("total_queries")
    values: Mapping[str, Value] = {
        "mean_all_in_cost_per_query": cost / queries if queries > 0 else None,
        "total_revenue": made.revenue,
        "gross_profit": made.gross_profit,
        "gross_margin": made.gross_margin,
        "gross_margin_after_training": made.margin_after_training,
        "net_burn": total("net_burn"),
    }
    for name, value in values.items():
        yield (name, ""), _Told("", COMPANY[name], results.items[name].unit, value)
