"""What a vendor asks for a model, dated, and the sources that know it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from finmodel.vendor.amount import Prices, Tiers


@dataclass(frozen=True)
class Offer:
    """Prices from a date on; a column that is missing is one the source says nothing about.

    `starts` is None where the source gives no date. `assumed` are values for a model that is new to prices.csv; they
    never count as a change. `batch_only`: nothing but the batch price starts on that date. `remarks` say what a row
    cannot hold. `tiers` are the prices of long requests, of which the source knows all.
    """

    starts: dt.date | None
    prices: Prices
    assumed: Mapping[str, Decimal] = field(default_factory=dict)
    batch_only: bool = False
    remarks: tuple[str, ...] = ()
    tiers: Tiers = field(default_factory=dict)


@dataclass(frozen=True)
class Quote:
    """All offers of a model by one provider, in date order; `source` is what a row's source cell says.

    `retires` is the day from which the source says that the vendor no longer serves the model.
    """

    provider: str
    model: str
    source: str
    offers: tuple[Offer, ...]
    retires: dt.date | None = None

    def on(self, date: dt.date) -> Offer:
        """Give the offer in force on a date; before the first one, the first."""
        started = (offer for offer in reversed(self.offers) if offer.starts is None or offer.starts <= date)
        return next(started, self.offers[0])

    def priced_from(self, offer: Offer) -> dt.date | None:
        """Give the date on which the standard price of an offer started, None where the source has none."""
        until = self.offers[: self.offers.index(offer) + 1]
        return next((one.starts for one in reversed(until) if not one.batch_only), None)


class Source(Protocol):
    """A price list that answers by provider and model, ignoring case."""

    @property
    def name(self) -> str:
        """Name and version, as they stand in messages."""

    def providers(self) -> Sequence[str]:
        """List the providers."""

    def models(self) -> Mapping[str, Sequence[str]]:
        """List every model under its own name, with the providers that have it."""

    def sellers(self, model: str) -> Sequence[str]:
        """List the providers that have a model."""

    def quote(self, provider: str, model: str) -> Quote | None:
        """Give a model's offers, None when the provider has no such model.

        Raises ValueError with `what; fix` for prices that a row cannot hold.
        """
