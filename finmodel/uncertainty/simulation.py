"""What a simulation found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

Shown = float | str | None  # None for n.m.; text for months and words such as `cash generative`


@dataclass(frozen=True)
class Drawn:
    """An uncertain input: its planned value, its quantiles, and in how many trials a draw was set to a bound."""

    input: str
    unit: str
    distribution: str
    group: str
    planned: float
    p10: float
    p50: float
    p90: float
    set_to_bound: int


@dataclass(frozen=True)
class Spread:
    """A line item of one member in one month (none for a figure without months).

    Quantiles are of the trials in which it has a meaning; `meaningless` is the share of the others.
    """

    line_item: str
    member: str
    month: str
    unit: str
    planned: Shown
    p10: Shown
    p50: Shown
    p90: Shown
    meaningless: float


@dataclass(frozen=True)
class Verdict:
    """A metric that a benchmark judges: the share of trials in which it reads FLAG, PASS and n.m."""

    metric: str
    member: str
    planned: str
    flag: float
    passes: float
    no_verdict: float


@dataclass(frozen=True)
class Event:
    """Something with a month: the share of trials in which it comes within the horizon, and of each month it comes in.

    `within` is nothing in trials where the question has no answer.
    """

    event: str
    member: str
    planned: Shown
    probability: float
    p10: Shown
    p50: Shown
    p90: Shown
    by_month: Mapping[str, float]


@dataclass(frozen=True)
class Swing:
    """A metric with one input at its P10 and at its P90, the others as planned."""

    metric: str
    input: str
    unit: str
    at_p10: Shown
    at_p90: Shown
    planned: Shown


@dataclass(frozen=True)
class Simulation:
    """What a simulation found; `crowded` counts trials in which cache shares were cut to a sum of 1."""

    company: str
    currency: str
    scenario: str
    trials: int
    seed: int
    diligence_month: str
    inputs: tuple[Drawn, ...]
    spreads: tuple[Spread, ...]
    verdicts: tuple[Verdict, ...]
    events: tuple[Event, ...]
    swings: tuple[Swing, ...]
    crowded: int

    def as_dict(self) -> dict[str, Any]:
        """For programs: plain numbers, text and nulls."""
        return asdict(self)
