"""New dated rows for prices.csv out of a source."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from finmodel.errors import InputError, Problem
from finmodel.files import Change, write_all
from finmodel.inputs.row import NOTES
from finmodel.inputs.schema import Price
from finmodel.inputs.table_text import TableText
from finmodel.lock import locked
from finmodel.vendor.amount import BATCH, CACHES, COLUMNS, INPUT, NAMES, TIER, differs
from finmodel.vendor.append import appended
from finmodel.vendor.change import Changes, NewRow, cells, changes
from finmodel.vendor.listed import Listed, PriceList, read_prices
from finmodel.vendor.offer import Source
from finmodel.vendor.wanted import Wanted, wanted

_KNOWN = {*Price.columns(), *NOTES}
_SAID = ("source", "checked_on", "note")


@dataclass(frozen=True)
class Pulled:
    """What a pull found: the rows it adds, the rows it contradicts, and what the file has no column for.

    `confirmed` are the models whose row in force is marked as checked.
    """

    path: Path
    rows: tuple[NewRow, ...]
    conflicts: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    before: bytes
    after: bytes
    confirmed: tuple[str, ...] = ()

    def write(self) -> bool:
        """Append the rows; whether there was anything to write. Raises OSError, InputError; then nothing is changed."""
        if self.after == self.before:
            return False
        change = Change(self.before, self.after)
        with locked([self.path.parent]):
            write_all({self.path: change}, meanwhile="was changed by somebody else meanwhile")
        return True


def pull(
    inputs: str | os.PathLike[str],
    source: Source,
    *,
    as_of: dt.date,
    models: Sequence[str] = (),
    confirm: bool = False,
) -> Pulled:
    """Find the price rows that a folder's prices.csv, or a CSV file, lacks; `write` appends them.

    `models` are names as `model` or `provider/model`, listed or new; without any, all listed models. Prices are USD
    per million tokens. Announced prices come along, dated ahead. `confirm` writes the day of the check into
    `checked_on` of the rows in force that the source confirms; nothing else of a row that stands is ever changed.
    Raises InputError with every problem.
    """
    prices = read_prices(inputs, may_be_empty=True)
    if not prices.rows and not models:
        fix = "name the models to fill it with: --models A,provider/B"
        raise InputError([Problem(prices.path.name, "has no rows yet", fix)])
    before = prices.path.read_bytes()
    items = wanted(prices, source, models)
    found = [changes(item, as_of, prices.header) for item in items]
    rows = tuple(row for change in found for row in change.rows)
    after = appended(prices.path.name, before, _KNOWN, [cells(row, as_of) for row in rows])
    confirmed = [change.confirmed for change in found if change.confirmed and change.confirmed.place and confirm]
    after = _confirmed(prices, after, confirmed, as_of)
    name, header = prices.path.name, prices.header
    without = (*_without_column(name, header, items, as_of), *_without_tiers(name, header, items, as_of))
    warnings = (*without, *_unsaid(name, header, rows), *_retiring(items))
    return Pulled(prices.path, rows, _conflicts(found), warnings, before, after, tuple(row.model for row in confirmed))


def _confirmed(prices: PriceList, data: bytes, rows: Sequence[Listed], as_of: dt.date) -> bytes:
    if "checked_on" not in prices.header or not rows:
        return data
    table = TableText.parse(prices.path.name, data, _KNOWN)
    for row in rows:
        table.put(table.row_at(int(row.place.rpartition(":")[2])), "checked_on", as_of.isoformat())
    return table.encode()


def _conflicts(found: Sequence[Changes]) -> tuple[Problem, ...]:
    return tuple(problem for change in found for problem in change.conflicts)


def _without_column(name: str, header: Sequence[str], items: Sequence[Wanted], as_of: dt.date) -> Iterator[Problem]:
    """Prices that the source has and the file has no column for."""
    for column in COLUMNS:
        if column in header:
            continue
        with_price = [item.model for item in items if _matters(column, item, as_of)]
        if with_price:
            default = "the input price" if column in CACHES else "no discount"
            what = f"has no column {column}, so {default} counts for {', '.join(with_price)}"
            yield Problem(name, what, f"add the column to keep {NAMES[column]} prices")


def _without_tiers(name: str, header: Sequence[str], items: Sequence[Wanted], as_of: dt.date) -> Iterator[Problem]:
    with_tiers = [item.model for item in items if item.quote.on(as_of).tiers]
    if with_tiers and TIER not in header:
        what = f"has no column {TIER}, so long requests pay the base price for {', '.join(with_tiers)}"
        yield Problem(name, what, "add the column to keep the prices of long requests")


def _retiring(items: Sequence[Wanted]) -> Iterator[Problem]:
    """Say what the source knows of a model's end; models.csv is its owner's, and its month a promise of the vendor."""
    for item in items:
        if item.quote.retires:
            what = f"{item.model} is deprecated from {item.quote.retires} on ({item.quote.source})"
            yield Problem("models.csv", what, "look it up, and write the last month it is served as retire_month")


def _matters(column: str, item: Wanted, as_of: dt.date) -> bool:
    prices = item.quote.on(as_of).prices
    if column == BATCH:
        return bool(prices.get(column))
    return column in prices and differs(prices[column], prices[INPUT])


def _unsaid(name: str, header: Sequence[str], rows: Sequence[NewRow]) -> Iterator[Problem]:
    missing = [column for column in _SAID if column not in header]
    if rows and missing:
        lost = {note for row in rows if "note" in missing and (note := f"{row.model}: {row.note}") and row.note}
        told = f" ({' | '.join(sorted(lost))})" if lost else ""
        what = f"has no column {', '.join(missing)}, so the new rows do not say it{told}"
        yield Problem(name, what, "add the columns to keep where prices come from")
