"""The rows that prices.csv lacks: one a date on which the source's price is not the price in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from finmodel.errors import Problem
from finmodel.vendor.amount import (
    BATCH,
    CACHES,
    COLUMNS,
    INPUT,
    OUTPUT,
    TIER,
    Prices,
    Tiers,
    differs,
    implied,
    plain,
    spelled,
    tier_words,
)
from finmodel.vendor.listed import Listed, in_force
from finmodel.vendor.offer import Offer
from finmodel.vendor.wanted import Wanted

_BASE = Decimal(0)


@dataclass(frozen=True)
class NewRow:
    """A row to append: prices by column, USD per million tokens; `before` is what was in force on its date.

    `tier` is the number of input tokens above which requests pay it, 0 for the base price.
    """

    provider: str
    model: str
    effective_from: dt.date
    prices: Prices
    before: Prices | None
    source: str
    note: str
    tier: Decimal = _BASE

    def as_dict(self) -> dict[str, object]:
        """For programs: numbers as floats."""
        before = None if self.before is None else {column: float(price) for column, price in self.before.items()}
        return {
            "provider": self.provider,
            "model": self.model,
            "effective_from": self.effective_from.isoformat(),
            TIER: float(self.tier),
            **{column: float(self.prices[column]) for column in COLUMNS},
            "source": self.source,
            "note": self.note,
            "before": before,
        }


@dataclass(frozen=True)
class Changes:
    """What a model's quote adds, the rows it contradicts, which stay as they are, and the one it confirms."""

    rows: tuple[NewRow, ...]
    conflicts: tuple[Problem, ...]
    confirmed: Listed | None = None


def changes(item: Wanted, as_of: dt.date, columns: Collection[str]) -> Changes:
    """Hold a model's rows against its quote, on each date the source gives and on `as_of`.

    `columns` are those the file has; others cannot differ. Dates before the model's first row are history that the
    file leaves out. The price on `as_of` counts whatever its date, so after the rows are appended the file agrees
    with the source on `as_of` and on every announced date.
    """
    rows, added, conflicts = list(item.rows), list[NewRow](), list[Problem]()
    confirmed: Listed | None = None
    for date, offer in _events(item, as_of):
        old = in_force(tuple(rows), date)
        prices = _completed(offer, old.prices if old else {})
        tiers = _long(offer, prices, old.tiers if old else {}) if TIER in columns else {}
        same = old is not None and not _differ(offer.prices, old.prices, columns)
        if old and same and _alike(tiers, old.tiers, columns):
            confirmed = old if date == as_of else confirmed
            continue
        new = Listed(item.provider, item.model, date, prices, tiers=tiers)
        if old and old.effective_from == date:
            if not same or old.tiers:
                conflicts.append(_conflict(old, new, item.quote.source))
                continue
            rows.remove(old)
        new_rows = _new_rows(new, old, offer, item, columns)
        added += new_rows[1:] if old and old.effective_from == date else new_rows
        rows.append(new)
    return Changes(tuple(added), tuple(conflicts), confirmed)


def _new_rows(new: Listed, old: Listed | None, offer: Offer, item: Wanted, columns: Collection[str]) -> list[NewRow]:
    """One row for each price of a list, the base price first."""
    date, source = new.effective_from, item.quote.source
    unheld = () if TIER in columns else tier_words(offer.tiers)
    note = "; ".join([*_dating(date, offer, item), *offer.remarks, *unheld])
    found = [NewRow(item.provider, item.model, date, new.prices, old.prices if old else None, source, note)]
    for start in sorted(new.tiers):
        before = old.tiers.get(start) if old else None
        said = "; ".join(filter(None, [f"requests above {start:,.0f} input tokens", note]))
        found.append(NewRow(item.provider, item.model, date, new.tiers[start], before, source, said, start))
    return found


def _events(item: Wanted, as_of: dt.date) -> Iterator[tuple[dt.date, Offer]]:
    """Dates to look at, in order, with what the source asks on them."""
    first = min([as_of, *(row.effective_from for row in item.rows[:1])]) if item.rows else dt.date.min
    dates = {as_of}
    for offer in item.quote.offers:
        new_to_file = not item.rows and offer.batch_only and offer.starts and offer.starts <= as_of
        if offer.starts and offer.starts >= first and not new_to_file:
            dates.add(offer.starts)
    return ((date, item.quote.on(date)) for date in sorted(dates))


def _completed(offer: Offer, before: Prices) -> dict[str, Decimal]:
    """All five prices: the source's, else those in force so far, else what is assumed or implied."""
    known = {**offer.assumed, **_kept(before), **offer.prices}
    return {column: implied(known, column) for column in COLUMNS}


def _long(offer: Offer, base: Prices, before: Tiers) -> dict[Decimal, Prices]:
    """All five prices of each long request: the source's, else what stood there, else what the base price has."""
    found: dict[Decimal, Prices] = {}
    for start, prices in offer.tiers.items():
        silent = {c: p for c, p in before.get(start, {}).items() if c not in offer.prices}
        known = {**_kept(base), **_kept(silent), **prices}
        found[start.normalize()] = {column: implied(known, column) for column in COLUMNS}
    return found


def _alike(new: Tiers, old: Tiers, columns: Collection[str]) -> bool:
    return set(new) == set(old) and not any(_differ(new[start], old[start], columns) for start in new)


def _kept(prices: Prices) -> dict[str, Decimal]:
    """Prices that stand on their own: a cache price that is the input price goes on following it."""
    own = prices.get(INPUT)
    return {c: p for c, p in prices.items() if c not in CACHES or own is None or differs(p, own)}


def _differ(new: Prices, old: Prices, columns: Collection[str]) -> bool:
    return any(differs(new[column], old[column]) for column in COLUMNS if column in columns and column in new)


def _conflict(old: Listed, new: Listed, source: str) -> Problem:
    """A row is never changed, and a model has one price list a date: this is for a person to settle."""
    apart = {column: price for column, price in new.prices.items() if differs(price, old.prices[column])}
    changed = {
        start: prices for start, prices in new.tiers.items() if not _alike({start: prices}, _at(old, start), COLUMNS)
    }
    gone = (f"no price above {start:,.0f} tokens" for start in sorted(set(old.tiers) - set(new.tiers)))
    says = ", ".join([*filter(None, [spelled(apart)]), *tier_words(changed), *gone])
    place = old.place or f"{old.model} {old.effective_from}"
    what = f"{old.model} from {old.effective_from}: {source} now says {says}"
    return Problem(place, what, "rows are never changed; correct this one by hand, or keep it")


def _at(listed: Listed, start: Decimal) -> Tiers:
    return {start: listed.tiers[start]} if start in listed.tiers else {}


def _dating(date: dt.date, offer: Offer, item: Wanted) -> Iterator[str]:
    """Say what a row's date is where it is not that of the price."""
    if offer.starts == date:
        if offer.batch_only:
            yield "batch price of this date"
        return
    since = item.quote.priced_from(offer)
    yield f"in force since {since}" if since else "undated"
    yield "the date is that of the check"


def cells(row: NewRow, checked_on: dt.date) -> dict[str, str]:
    """Give a row's cells as text by column. A cache price equal to the input price, and no discount, are empty."""
    prices = {column: plain(row.prices[column]) for column in (INPUT, OUTPUT)}
    for column in CACHES:
        prices[column] = plain(row.prices[column]) if differs(row.prices[column], row.prices[INPUT]) else ""
    prices[BATCH] = plain(row.prices[BATCH]) if row.prices[BATCH] else ""
    return {
        "provider": row.provider,
        "model": row.model,
        "effective_from": row.effective_from.isoformat(),
        TIER: plain(row.tier) if row.tier else "",
        **prices,
        "source": row.source,
        "checked_on": checked_on.isoformat(),
        "note": row.note,
    }
