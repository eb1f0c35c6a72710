"""Price lists and sources written out as data."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from finmodel.vendor.amount import COLUMNS
from finmodel.vendor.offer import Offer, Quote

HEADER = (
    "provider,model,effective_from,input_usd_per_mtok,output_usd_per_mtok,cache_read_usd_per_mtok,"
    "cache_write_usd_per_mtok,batch_discount,source,checked_on,note\n"
)
BIG = "acme,big,2025-01-01,3,15,0.3,3.75,0.5,by hand,2025-02-01,\n"
AS_OF = dt.date(2026, 11, 1)


def offer(starts, *prices, **more):
    """`offer("2026-01-01", 3, 15, 0.3)`: input, output, cache read, cache write, batch; None where nothing is said."""
    given = {c: Decimal(str(p)) for c, p in zip(COLUMNS, prices, strict=False) if p is not None}
    return Offer(dt.date.fromisoformat(starts) if starts else None, given, **more)


@dataclass(frozen=True)
class Fake:
    """A source of hand-made offers: `{"acme/big": [offers]}`."""

    offers: dict
    name: str = "price list 1.0"

    def providers(self):
        return sorted({name.partition("/")[0] for name in self.offers})

    def models(self):
        found = {}
        for name in self.offers:
            provider, _, model = name.partition("/")
            found.setdefault(model, []).append(provider)
        return found

    def sellers(self, model):
        return self.models().get(model, [])

    def quote(self, provider, model):
        offers = self.offers.get(f"{provider}/{model}")
        return Quote(provider, model, f"{self.name}, provider {provider}", tuple(offers)) if offers else None
