"""A model's dated prices, and the yearly change they show; holding a model and switching to another kept apart."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from finmodel.errors import InputError, Problem, nearest
from finmodel.inputs.wording import shown
from finmodel.vendor.amount import CACHES, INPUT, NAMES, OUTPUT, Prices
from finmodel.vendor.listed import Listed, PriceList, in_force

DAYS_A_YEAR = Decimal("365.25")
SHORTEST_DAYS = 90  # a cut within weeks says nothing about a year
BLENDED = "blended"


@dataclass(frozen=True)
class Ratio:
    """Input tokens for output tokens, by which prices are blended."""

    inputs: Decimal = Decimal(3)
    outputs: Decimal = Decimal(1)

    @classmethod
    def parse(cls, text: str) -> Ratio:
        """Read `3:1`. Raises InputError."""
        try:
            inputs, outputs = (Decimal(part.strip()) for part in text.split(":"))
            sizes = [size for size in (inputs, outputs) if size]
            if sizes and all(Decimal("1e-9") <= size <= 10**9 for size in sizes):
                return cls(inputs, outputs)
        except (ArithmeticError, ValueError):
            pass  # no numbers, or not two of them
        what = f"{shown(text)} is not a ratio of input to output tokens"
        raise InputError([Problem("--ratio", what, "write it as 3:1")])

    def blend(self, prices: Prices) -> Decimal:
        """USD per million tokens of which `inputs` are input for `outputs` of output; caches and batches left out."""
        return (self.inputs * prices[INPUT] + self.outputs * prices[OUTPUT]) / (self.inputs + self.outputs)

    def __str__(self) -> str:
        return f"{self.inputs.normalize():f}:{self.outputs.normalize():f}"


@dataclass(frozen=True)
class History:
    """A model's rows in date order, their blended prices, and the yearly change of each price by name.

    A change is a fraction a year, None where first and last row are less than 90 days apart, or the first is free.
    """

    provider: str
    model: str
    ratio: Ratio
    rows: tuple[Listed, ...]
    blended: tuple[Decimal, ...]
    yearly: dict[str, float | None]

    def as_dict(self) -> dict[str, object]:
        """For programs: numbers as floats."""
        rows = [
            {"effective_from": row.effective_from.isoformat(), **_floats(row.prices), BLENDED: float(blended)}
            for row, blended in zip(self.rows, self.blended, strict=True)
        ]
        return {
            "provider": self.provider,
            "model": self.model,
            "ratio": str(self.ratio),
            "rows": rows,
            "yearly_change": self.yearly,
        }


@dataclass(frozen=True)
class Turn:
    """A date on which an accepted price starts: the held model's blended price, and the cheapest one."""

    date: dt.date
    held: Decimal
    cheapest: Decimal
    model: str


@dataclass(frozen=True)
class Comparison:
    """Holding a model against always paying the cheapest accepted one, over the same dates."""

    accepted: tuple[str, ...]
    turns: tuple[Turn, ...]
    holding: float | None
    switching: float | None

    def as_dict(self) -> dict[str, object]:
        """For programs: blended USD per million tokens as floats, changes as fractions a year."""
        turns = [
            {"date": t.date.isoformat(), "held": float(t.held), "cheapest": float(t.cheapest), "model": t.model}
            for t in self.turns
        ]
        return {
            "accepted": list(self.accepted),
            "dates": turns,
            "holding_yearly_change": self.holding,
            "switching_yearly_change": self.switching,
        }


def history(prices: PriceList, model: str, ratio: Ratio | None = None) -> History:
    """Give a model's dated prices and their observed yearly change, announced rows included.

    yearly change = (last price / first price) ^ (365.25 / days between them) - 1. Raises InputError for an unknown
    model.
    """
    ratio = ratio or Ratio()
    rows = _rows(prices, [("MODEL", model)])[0]
    first, last = rows[0], rows[-1]
    blended = tuple(ratio.blend(row.prices) for row in rows)
    span = last.effective_from - first.effective_from
    yearly = {NAMES[c]: yearly_change(first.prices[c], last.prices[c], span) for c in (INPUT, OUTPUT, *CACHES)}
    yearly[BLENDED] = yearly_change(blended[0], blended[-1], span)
    return History(last.provider, last.model, ratio, rows, blended, yearly)


def compare(prices: PriceList, model: str, accept: Iterable[str], ratio: Ratio | None = None) -> Comparison:
    """Hold a model, or pay the cheapest of those accepted, itself among them, at each date.

    Both changes run from the first date on which the held model has a price to the last date on which an accepted
    price starts, by the formula of `history`. The fall of the cheapest is earned by switching alone: it says nothing
    of a held model. Of equally cheap models the first named counts. Raises InputError with every unknown model.
    """
    ratio = ratio or Ratio()
    asked = [("MODEL", model), *(("--accept", name.strip()) for name in accept)]
    accepted = list({rows[0].model: rows for rows in _rows(prices, asked)}.values())
    start = accepted[0][0].effective_from
    dates = sorted({max(row.effective_from, start) for rows in accepted for row in rows})
    turns = tuple(_turn(accepted, date, ratio) for date in dates)
    first, last, span = turns[0], turns[-1], dates[-1] - dates[0]
    return Comparison(
        tuple(rows[-1].model for rows in accepted),
        turns,
        yearly_change(first.held, last.held, span),
        yearly_change(first.cheapest, last.cheapest, span),
    )


def yearly_change(first: Decimal, last: Decimal, span: dt.timedelta) -> float | None:
    """(last / first) ^ (365.25 / days) - 1, a fraction a year; None within a quarter, or without a first price."""
    if span.days < SHORTEST_DAYS or not first:
        return None
    return math.pow(last / first, DAYS_A_YEAR / span.days) - 1


def _floats(prices: Prices) -> dict[str, float]:
    return {column: float(price) for column, price in prices.items()}


def _turn(accepted: Sequence[tuple[Listed, ...]], date: dt.date, ratio: Ratio) -> Turn:
    offers = [(ratio.blend(row.prices), row.model) for rows in accepted if (row := in_force(rows, date))]
    cheapest, model = min(offers, key=lambda offer: offer[0])
    return Turn(date, offers[0][0], cheapest, model)


def _rows(prices: PriceList, asked: Sequence[tuple[str, str]]) -> list[tuple[Listed, ...]]:
    problems = [
        Problem(place, f"{shown(name)} is not a model of {prices.path.name}", nearest(name, prices.models))
        for place, name in asked
        if not prices.dated(name)
    ]
    if problems:
        raise InputError(problems)
    return [prices.dated(name) for _, name in asked]
