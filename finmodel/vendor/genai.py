"""The installed genai-prices package as a source; its own rules decide which price is in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from finmodel.errors import InputError, Problem
from finmodel.vendor.batch import batch_discount, tier_discount
from finmodel.vendor.daytime import by_daytime
from finmodel.vendor.mtok import base_prices, tiers, unheld
from finmodel.vendor.offer import Offer, Quote

if TYPE_CHECKING:
    from genai_prices.types import ModelInfo, Provider

_BATCH = {"processing": "batch"}
_DAY = dt.timedelta(days=1)
_UNDATED = dt.date(2000, 1, 1)  # any day will do where no price has a date


@dataclass(frozen=True)
class GenaiPrices:
    """Providers of genai-prices; prices in USD per million tokens."""

    name: str
    vendors: tuple[Provider, ...]

    @cached_property
    def _catalogue(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for vendor in self.vendors:
            for model in vendor.models:
                found.setdefault(model.id, []).append(vendor.id)
        return found

    def providers(self) -> Sequence[str]:
        """List the providers by id."""
        return [vendor.id for vendor in self.vendors]

    def models(self) -> Mapping[str, Sequence[str]]:
        """List every model by id, with the ids of the providers that have it."""
        return self._catalogue

    def sellers(self, model: str) -> Sequence[str]:
        """List the providers with a model of that id; without one, those that recognise the name."""
        same = (sellers for name, sellers in self._catalogue.items() if name.casefold() == model.casefold())
        exact = [seller for sellers in same for seller in sellers]
        return exact or [vendor.id for vendor in self.vendors if vendor.find_model(model)]

    def quote(self, provider: str, model: str) -> Quote | None:
        """Give a model's dated prices; snapshots and aliases are found as the package finds them."""
        vendor = next((v for v in self.vendors if provider.casefold() in (v.id.casefold(), v.name.casefold())), None)
        info = _find(vendor, model, list(self.vendors)) if vendor else None
        if vendor is None or info is None:
            return None
        alias = () if info.id.casefold() == model.casefold() else (f"priced as {info.id}",)
        return Quote(vendor.id, info.id, f"{self.name}, provider {vendor.id}", tuple(_offers(info, alias)))


def genai_prices(*, online: bool = False) -> GenaiPrices:
    """Open the prices of the installed package; `online` fetches newer ones with the package's own updater.

    Without `online` nothing touches the network. Raises InputError when they cannot be fetched.
    """
    import genai_prices as package
    from genai_prices.data_snapshot import get_snapshot

    if online:
        return GenaiPrices(f"genai-prices {package.__version__} with online data", tuple(_fetched()))
    return GenaiPrices(f"genai-prices {package.__version__}", tuple(get_snapshot().providers))


def _fetched() -> Iterable[Provider]:
    from genai_prices import UpdatePrices
    from httpx2 import HTTPError

    try:
        snapshot = UpdatePrices().fetch()
    except (HTTPError, OSError, ValueError) as error:
        said = str(error).partition("\n")[0] or type(error).__name__
        fix = "try again later, or leave --online away"
        raise InputError([Problem("--online", f"prices cannot be fetched ({said})", fix)]) from None
    return snapshot.providers if snapshot else []


def _find(vendor: Provider, model: str, vendors: list[Provider]) -> ModelInfo | None:
    """A model by its id first: the package's own patterns are wide."""
    same = (info for info in vendor.models if info.id.casefold() == model.casefold())
    return next(same, None) or vendor.find_model(model, all_providers=vendors)


def _offers(info: ModelInfo, remarks: tuple[str, ...]) -> Iterator[Offer]:
    """One offer a date on which a standard or batch price starts, and one for the time before."""
    batch = sorted(_starts(variant.constraint for variant in info.price_variants or () if variant.when == _BATCH))
    dated = set() if not isinstance(info.prices, list) else set(_starts(price.constraint for price in info.prices))
    dates = sorted(dated.union(batch))
    known_from = _batch_known_from(info, batch)
    first = dates[0] - _DAY if dates else _UNDATED
    for starts, day in ((None, first), *((date, date) for date in dates)):
        yield _offer(info, starts, day, known_from, remarks, batch_only=starts is not None and starts not in dated)


def _starts(constraints: Iterable[object]) -> Iterator[dt.date]:
    from genai_prices.types import StartDateConstraint

    return (constraint.start_date for constraint in constraints if isinstance(constraint, StartDateConstraint))


def _batch_known_from(info: ModelInfo, dates: list[dt.date]) -> dt.date | None:
    """The first day with a batch price; the package records none before it looked."""
    undated = any(v.when == _BATCH and v.constraint is None for v in info.price_variants or ())
    return dt.date.min if undated else dates[0] if dates else None


def _offer(
    info: ModelInfo,
    starts: dt.date | None,
    day: dt.date,
    batch_from: dt.date | None,
    remarks: tuple[str, ...],
    *,
    batch_only: bool,
) -> Offer:
    price, moment, other_hours = by_daytime(info, day)
    prices, assumed, long = base_prices(price), dict[str, Decimal](), tiers(price)
    of_batch: tuple[str, ...] = ()
    if batch_from is not None:
        at = moment if batch_from <= day else dt.datetime.combine(batch_from, moment.timetz())
        batch = info.get_prices(at, _BATCH)
        discount, of_batch = batch_discount(info.get_prices(at), batch)
        (prices if batch_from <= day else assumed).update(discount)
        for start, own in tiers(info.get_prices(at)).items():
            discount, more = tier_discount(start, own, batch)
            long.get(start, {}).update(discount)
            of_batch += more
    return Offer(starts, prices, assumed, batch_only, (*remarks, *other_hours, *of_batch, *unheld(price)), long)
