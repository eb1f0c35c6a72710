"""Dated figures over all trials: counted month by month, so that nothing else has to be kept."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterator

import numpy as np

from finmodel.mirror import Results
from finmodel.model.item import Array
from finmodel.timeline import Month
from finmodel.uncertainty.ask import CASH, Ask
from finmodel.uncertainty.quantile import PERCENTS
from finmodel.uncertainty.simulation import Event, Shown

OUT_OF_CASH = "out_of_cash_month"
NEVER = "not within horizon"

Name = tuple[str, str]  # event and member


def months_of(ask: Ask, results: Results) -> Iterator[tuple[Name, Array]]:
    """The month in which each event comes, as the day number of its first day, infinite for never; shape (...)."""
    for name in ask.dated:
        for i, member in enumerate(results.member_list(name)):
            yield (name, "|".join(member)), results.months[name][..., i, 0]
    if ask.cash:
        yield (OUT_OF_CASH, ""), _out_of_cash(results)


def _out_of_cash(results: Results) -> Array:
    """The first month that closes with less than nothing in the bank."""
    below = results.months[CASH][..., 0, :] < 0
    timeline = results.inputs.timeline
    days = timeline.ordinals(timeline.numbers)
    return np.where(below.any(axis=-1), days[below.argmax(axis=-1)], math.inf)


class Counted:
    """How many trials have each event in each month."""

    def __init__(self) -> None:
        self.counts: dict[Name, Counter[float]] = {}
        self.trials = 0

    def add(self, ask: Ask, results: Results, trials: int) -> None:
        """Count a block of trials."""
        self.trials += trials
        for name, months in months_of(ask, results):
            values, counts = np.unique(np.broadcast_to(months, (trials,)), return_counts=True)
            self.counts.setdefault(name, Counter()).update(dict(zip(values.tolist(), counts.tolist(), strict=True)))

    def events(self, ask: Ask, planned: Results) -> Iterator[Event]:
        """What was counted, as shares of all trials."""
        for name, day in months_of(ask, planned):
            counts = self.counts[name]
            p10, p50, p90 = (month_told(self._quantile(name, percent)) for percent in PERCENTS)
            by_month = {
                str(month_told(when)): count / self.trials
                for when, count in sorted(counts.items())
                if math.isfinite(when)
            }
            within = (self.trials - counts[math.inf]) / self.trials
            yield Event(printed(name[0], ask), name[1], month_told(float(day)), within, p10, p50, p90, by_month)

    def _quantile(self, name: Name, percent: int) -> float:
        left = -(-percent * self.trials // 100)
        for when, count in sorted(self.counts[name].items()):
            left -= count
            if left <= 0:
                return when
        raise AssertionError


def printed(event: str, ask: Ask) -> str:
    """The id by which the workbook knows an event."""
    return ask.graph.items[event].row_id() if event in ask.graph.items else event


def month_told(day: float) -> Shown:
    """A month by the number of its first day; infinite for never."""
    return NEVER if math.isinf(day) else str(Month.of(dt.date.fromordinal(int(day))))
