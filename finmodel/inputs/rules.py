"""What must hold between cells and files: known names, unique keys, shares that sum, prices in force."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from finmodel.errors import Problem
from finmodel.inputs.assumption import Assumption
from finmodel.inputs.kinds import key_of
from finmodel.inputs.raw import RawRow
from finmodel.inputs.row import Row
from finmodel.timeline import Month, Timeline

SUM_TOLERANCE = 1e-9
STALE_DAYS = 45  # a price nobody has looked at for longer is worth a warning


@dataclass(frozen=True)
class Found:
    """Everything read so far: typed rows beside the places they came from."""

    assumptions: Mapping[str, Assumption]
    tables: Mapping[str, list[Row]]
    places: Mapping[str, list[RawRow]]
    timeline: Timeline

    def rows(self, table: str) -> Iterator[tuple[Row, RawRow | None]]:
        """Rows with their places; completed rows have none."""
        places = self.places[table]
        for i, row in enumerate(self.tables[table]):
            yield row, places[i] if i < len(places) else None


class Rule(NamedTuple):
    """A check and the tables that must be free of other problems for it to make sense."""

    needs: tuple[str, ...]
    check: Callable[[Found], Iterable[Problem]]


def broken(found: Found, faulty: set[str]) -> list[Problem]:
    """Every broken rule whose tables could be read."""
    return [problem for rule in RULES if not faulty & set(rule.needs) for problem in rule.check(found)]


def doubtful(found: Found) -> list[Problem]:
    """What is allowed but odd: warnings."""
    return [*_token_order(found), *_context_window(found), *_stale_prices(found)]


def _cache_shares(found: Found) -> Iterator[Problem]:
    for row, place in found.rows("levers"):
        total = row.cell("cache_read_share") + row.cell("cache_write_share")
        if total > 1 + SUM_TOLERANCE and place:
            what = f"cache_read_share + cache_write_share is {total:g}"
            yield Problem(place.where, what, "keep their sum at 1 or less: both are shares of input tokens")


def _routing_sums(found: Found) -> Iterator[Problem]:
    groups: dict[tuple[str, Month], list[float]] = defaultdict(list)
    places: dict[tuple[str, Month], str] = {}
    for row, place in found.rows("routing"):
        group = (row.cell("feature"), row.cell("from"))
        groups[group].append(row.cell("share"))
        places.setdefault(group, place.where if place else "routing.csv")
    for (feature, month), shares in groups.items():
        if abs(sum(shares) - 1) > SUM_TOLERANCE:
            what = f"the shares of {feature!r} from {month} sum to {sum(shares):.10g}"
            yield Problem(places[feature, month], what, "make the rows of one feature and month sum to 1")


def _routing_starts(found: Found) -> Iterator[Problem]:
    first: dict[str, tuple[Month, str]] = {}
    for row, place in found.rows("routing"):
        month, where = row.cell("from"), place.where if place else "routing.csv"
        first[row.cell("feature")] = min(first.get(row.cell("feature"), (month, where)), (month, where))
    for feature, (month, where) in first.items():
        if month > found.timeline.start:
            what = f"{feature!r} has no routing before {month}"
            yield Problem(where, what, f"start its first split in {found.timeline.start} or earlier")


def _sales_marketing(found: Found) -> Iterator[Problem]:
    pairs = [(row, place) for row, place in found.rows("plans") if place]
    given = [place for _, place in pairs if "sales_marketing_share" in place.cells]
    total = sum(row.cell("sales_marketing_share") for row, _ in pairs)
    if given and len(given) < len(pairs):
        missing = next(place for _, place in pairs if "sales_marketing_share" not in place.cells)
        yield Problem(missing.place("sales_marketing_share"), "is empty for this plan only", "give it for all plans or none")
    elif given and abs(total - 1) > SUM_TOLERANCE:
        yield Problem(given[0].where, f"the sales_marketing_share of the plans sum to {total:.10g}", "make them sum to 1")


def _one_provider(found: Found) -> Iterator[Problem]:
    provider: dict[str, str] = {}
    for row, place in found.rows("prices"):
        first = provider.setdefault(row.cell("model"), row.cell("provider"))
        if key_of(first) != key_of(row.cell("provider")) and place:
            what = f"{row.cell('model')!r} is sold by {first!r} in another row"
            yield Problem(place.place("provider"), what, "a model has one provider; name the other offer differently")


def _prices_in_force(found: Found) -> Iterator[Problem]:
    start: dict[str, int] = {}
    for row, _ in found.rows("prices"):
        number = found.timeline.first_number_from(row.cell("effective_from"))
        start[row.cell("model")] = min(start.get(row.cell("model"), number), number)
    for model, (number, _) in _use(found).items():
        if start.get(model, 1) > number:
            month = found.timeline.start + (number - 1)
            what = f"{model!r} is used from {month} but has no price in force before"
            fix = f"add a row with effective_from {month.first_day} or earlier"
            yield Problem("prices.csv", f"{what} {found.timeline.start + (start[model] - 1)}", fix)


def _retirements(found: Found) -> Iterator[Problem]:
    use = _use(found)
    for row, place in found.rows("models"):
        retire, (_, last) = row.cell("retire_month"), use.get(row.cell("model"), (0, 0))
        if retire is not None and last > found.timeline.number(retire) and place:
            month = found.timeline.start + (last - 1)
            what = f"{row.cell('model')!r} retires in {retire} but routing uses it until {month}"
            yield Problem(place.place("retire_month"), what, "add routing rows that move its share elsewhere")


def _use(found: Found) -> dict[str, tuple[int, int]]:
    """First and last month number in which each model has a share above 0."""
    use: dict[str, tuple[int, int]] = {}
    starts: dict[str, set[int]] = defaultdict(set)
    for row, _ in found.rows("routing"):
        starts[row.cell("feature")].add(found.timeline.number(row.cell("from")))
    for row, _ in found.rows("routing"):
        number = found.timeline.number(row.cell("from"))
        later = [n for n in starts[row.cell("feature")] if n > number]
        first, last = max(number, 1), min([found.timeline.months, *(n - 1 for n in later)])
        if row.cell("share") > 0 and first <= last:
            old = use.get(row.cell("model"), (first, last))
            use[row.cell("model")] = (min(old[0], first), max(old[1], last))
    return use


def _training_months(found: Found) -> Iterator[Problem]:
    for row, place in found.rows("training"):
        spend, service = row.cell("spend_month"), row.cell("in_service_month")
        if place and spend < found.timeline.start:
            what = f"{spend} is before start_month {found.timeline.start}"
            yield Problem(place.place("spend_month"), what, "leave past jobs out, or start the model earlier")
        if place and service < spend:
            what = f"{service} is before spend_month {spend}"
            yield Problem(place.place("in_service_month"), what, f"write {spend} or later")


def _diligence_month(found: Found) -> Iterator[Problem]:
    given = found.assumptions["diligence_month"]
    for scenario, month in {"base": given.base, **given.scenarios}.items():
        if isinstance(month, Month) and not found.timeline.start <= month <= found.timeline.last:
            what = f"diligence_month {month} ({scenario}) is outside the months modelled"
            fix = f"write a month from {found.timeline.start} to {found.timeline.last}"
            yield Problem("assumptions.csv", what, fix)


def _token_order(found: Found) -> Iterator[Problem]:
    for row, place in found.rows("features"):
        for side in ("input", "output"):
            p50, mean, p95 = (row.cell(f"{side}_tokens_{at}") for at in ("p50", "mean", "p95"))
            if place and not p50 <= mean <= p95:
                what = f"{side} tokens p50 {p50:g}, mean {mean:g}, p95 {p95:g} are out of order"
                yield Problem(place.where, what, "check them: tokens are right-skewed, so p50 <= mean <= p95")


def _context_window(found: Found) -> Iterator[Problem]:
    window = {row.cell("model"): row.cell("context_window") for row, _ in found.rows("models")}
    tokens: dict[str, Any] = {
        row.cell("feature"): row.cell("input_tokens_p95") + row.cell("output_tokens_p95")
        for row, _ in found.rows("features")
    }
    for feature, model in dict.fromkeys((r.cell("feature"), r.cell("model")) for r, _ in found.rows("routing")):
        if 0 < window[model] < tokens[feature]:
            what = f"{feature!r} has {tokens[feature]:g} tokens at p95, {model!r} takes {window[model]:g}"
            yield Problem("features.csv", what, "route it to a model with a larger window, or cut the context")


def _stale_prices(found: Found) -> Iterator[Problem]:
    dates = [d for rows in found.tables.values() for row in rows for d in (row.as_of, row.checked_on) if d]
    dates += [d for a in found.assumptions.values() if isinstance(d := a.notes.get("as_of"), dt.date)]
    for row, place in found.rows("prices"):
        if place and row.checked_on and (max(dates) - row.checked_on).days > STALE_DAYS:
            what = f"checked on {row.checked_on}, {(max(dates) - row.checked_on).days} days before {max(dates)}"
            yield Problem(place.where, what, "look at the vendor's price page again and set checked_on")


RULES = (
    Rule(("levers",), _cache_shares),
    Rule(("routing", "assumptions"), _routing_sums),
    Rule(("routing", "assumptions"), _routing_starts),
    Rule(("plans",), _sales_marketing),
    Rule(("prices",), _one_provider),
    Rule(("prices", "routing", "features", "assumptions"), _prices_in_force),
    Rule(("models", "routing", "prices", "assumptions"), _retirements),
    Rule(("training", "assumptions"), _training_months),
    Rule(("assumptions",), _diligence_month),
)
