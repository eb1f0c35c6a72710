"""The rows that prices.csv lacks: one a date on which the source's price is not the price in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from finmodel.errors import Problem
from finmodel.vendor.amount import BATCH, CACHES, COLUMNS, INPUT, OUTPUT, Prices, differs, implied, plain, spelled
from finmodel.vendor.listed import Listed, in_force
from finmodel.vendor.offer import Offer
from finmodel.vendor.wanted import Wanted


@dataclass(frozen=True)
class NewRow:
    """A row to append: prices by column, USD per million tokens; `before` is what was in force on its date."""

    provider: str
    model: str
    effective_from: dt.date
    prices: Prices
    before: Prices | None
    source: str
    note: str

    def as_dict(self) -> dict[str, object]:
        """For programs: numbers as floats."""
        before = None if self.before is None else {column: float(price) for column, price in self.before.items()}
        return {
            "provider": self.provider,
            "model": self.model,
            "effective_from": self.effective_from.isoformat(),
            **{column: float(self.prices[column]) for column in COLUMNS},
            "source": self.source,
            "note": self.note,
            "before": before,
        }


@dataclass(frozen=True)
class Changes:
    """What a model's quote adds, and the rows it contradicts, which stay as they are."""

    rows: tuple[NewRow, ...]
    conflicts: tuple[Problem, ...]


def changes(item: Wanted, as_of: dt.date, columns: Collection[str]) -> Changes:
    """Hold a model's rows against its quote, on each date the source gives and on `as_of`.

    `columns` are those the file has; others cannot differ. Dates before the model's first row are history that the
    file leaves out. The price on `as_of` counts whatever its date, so after the rows are appended the file agrees
    with the source on `as_of` and on every announced date.
    """
    rows, added, conflicts = list(item.rows), list[NewRow](), list[Problem]()
    for date, offer in _events(item, as_of):
        old = in_force(tuple(rows), date)
        prices = _completed(offer, old.prices if old else {})
        if old and not _differ(offer.prices, old.prices, columns):
            continue
        if old and old.effective_from == date:
            conflicts.append(_conflict(old, prices, item.quote.source))
            continue
        note = "; ".join([*_dating(date, offer, item), *offer.remarks])
        source = item.quote.source
        added.append(NewRow(item.provider, item.model, date, prices, old.prices if old else None, source, note))
        rows.append(Listed(item.provider, item.model, date, prices))
    return Changes(tuple(added), tuple(conflicts))


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
    """All five prices: the source's, else those in force so far, else what is assumed or implied.

    A cache price that was the input price goes on following it.
    """
    kept = {c: price for c, price in before.items() if c not in CACHES or differs(price, before[INPUT])}
    known = {**offer.assumed, **kept, **offer.prices}
    return {column: implied(known, column) for column in COLUMNS}


def _differ(new: Prices, old: Prices, columns: Collection[str]) -> bool:
    return any(differs(new[column], old[column]) for column in COLUMNS if column in columns and column in new)


def _conflict(old: Listed, prices: Prices, source: str) -> Problem:
    """A row is never changed, and a model has one price a date: this is for a person to settle."""
    apart = {column: price for column, price in prices.items() if differs(price, old.prices[column])}
    place = old.place or f"{old.model} {old.effective_from}"
    what = f"{old.model} from {old.effective_from}: {source} now says {spelled(apart)}"
    return Problem(place, what, "rows are never changed; correct this one by hand, or keep it")


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
        **prices,
        "source": row.source,
        "checked_on": checked_on.isoformat(),
        "note": row.note,
    }
