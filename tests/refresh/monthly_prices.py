"""Vendor prices written out by hand: `big` became cheaper, `small` is announced to become dearer."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

from finmodel.vendor.amount import COLUMNS
from finmodel.vendor.offer import Offer, Quote

DAY = dt.date(2026, 4, 2)  # of the check


def offer(day: str | None, *prices: float) -> Offer:
    given = {column: Decimal(str(price)) for column, price in zip(COLUMNS, prices, strict=False)}
    return Offer(dt.date.fromisoformat(day) if day else None, given)


OFFERS = {
    ("acme", "big"): (offer(None, 2.5, 12, 0.25, 3, 0.5),),
    ("zeta", "small"): (offer(None, 1, 4, 0.1, 1), offer("2026-09-01", 1.2, 5, 0.12, 1.2)),
}


class Prices:
    """A source of prices."""

    name = "price list 1.0"

    def providers(self) -> Sequence[str]:
        return [provider for provider, _ in OFFERS]

    def models(self) -> Mapping[str, Sequence[str]]:
        return {model: [provider] for provider, model in OFFERS}

    def sellers(self, model: str) -> Sequence[str]:
        return self.models().get(model, [])

    def quote(self, provider: str, model: str) -> Quote | None:
        offers = OFFERS.get((provider, model))
        return Quote(provider, model, self.name, offers) if offers else None
