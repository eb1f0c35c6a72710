"""What must hold between cells and files: known names, unique keys, shares that sum, prices in force."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator

from finmodel.errors import Problem
from finmodel.inputs.assumption import BASE
from finmodel.inputs.complete import members, unrouted
from finmodel.inputs.deciles import cap_faults, decile_faults
from finmodel.inputs.detection import detection_faults
from finmodel.inputs.found import SUM_TOLERANCE, Found, Rule
from finmodel.inputs.gpu_rules import both_or_none, gpu_shares
from finmodel.inputs.kinds import key_of
from finmodel.inputs.row import Row
from finmodel.inputs.tool_tiers import tier_faults
from finmodel.timeline import Month

_LISTED = 12  # models named in a message
_ALIKE = 0.9  # how near two names must be: flsh is to flash, mini is not to nano
LAST_MONTH = Month.parse("9999-12")  # dates end there


def broken(found: Found, faulty: set[str]) -> list[Problem]:
    """Every broken rule whose tables could be read."""
    return [problem for rule in RULES if not faulty & set(rule.needs) for problem in rule.check(found)]


def _cache_shares(found: Found) -> Iterator[Problem]:
    for row, place in found.rows("levers"):
        total = row.cell("cache_read_share") + row.cell("cache_write_share")
        if total > 1 + SUM_TOLERANCE and place:
            what = f"cache_read_share + cache_write_share is {total:g}"
            yield Problem(
                place.place("cache_read_share"), what, "keep their sum at 1 or less: both are shares of input tokens"
            )


def _qualified_losses(found: Found) -> Iterator[Problem]:
    rate = {row.cell("feature"): row.cell("qualified_rate") for row, _ in found.rows("quality")}
    for row, place in found.rows("levers"):
        losses = [column for column in row.columns() if column.endswith("_qualified_loss") and row.cell(column)]
        total = rate.get(row.cell("feature"), 1.0) + sum(row.cell(column) for column in losses)
        if losses and total > 1 + SUM_TOLERANCE and place:
            what = f"the qualified rate with every lever and what they lose come to {total:g}"
            fix = "keep their sum at 1 or less: qualified_rate in quality.csv is the rate with every lever"
            yield Problem(place.place(losses[0]), what, fix)


def _routing_sums(found: Found) -> Iterator[Problem]:
    groups: dict[tuple[str, Month], list[float]] = defaultdict(list)
    places: dict[tuple[str, Month], str] = {}
    for row, place in found.rows("routing"):
        group = (row.cell("feature"), row.cell("from"))
        groups[group].append(row.cell("share"))
        places.setdefault(group, place.place("share") if place else "routing.csv")
    for (feature, month), shares in groups.items():
        if abs(sum(shares) - 1) > SUM_TOLERANCE:
            what = f"the shares of {feature!r} from {month} sum to {sum(shares):.10g}"
            yield Problem(places[feature, month], what, "make the rows of one feature and month sum to 1")


def _routing_starts(found: Found) -> Iterator[Problem]:
    first: dict[str, tuple[Month, str]] = {}
    for row, place in found.rows("routing"):
        month, where = row.cell("from"), place.place("from") if place else "routing.csv"
        first[row.cell("feature")] = min(first.get(row.cell("feature"), (month, where)), (month, where))
    for feature, (month, where) in first.items():
        if month > found.timeline.start:
            what = f"{feature!r} has no routing before {month}"
            yield Problem(where, what, f"start its first split in {found.timeline.start} or earlier")


def _sales_marketing(found: Found) -> Iterator[Problem]:
    pairs = [(row, place) for row, place in found.rows("plans") if place]
    given = [place for _, place in pairs if "sales_marketing_share" in place.cells]
    total = sum(row.cell("sales_marketing_share") for row, _ in pairs)
    for _, place in pairs if given else ():
        if "sales_marketing_share" not in place.cells:
            what = "is empty, but other plans have one"
            yield Problem(place.place("sales_marketing_share"), what, "give it for all plans or none")
    if len(given) == len(pairs) > 0 and abs(total - 1) > SUM_TOLERANCE:
        what = f"the shares of the plans sum to {total:.10g}"
        yield Problem(given[0].place("sales_marketing_share"), what, "make them sum to 1")


def _one_provider(found: Found) -> Iterator[Problem]:
    provider: dict[str, str] = {}
    for row, place in found.rows("prices"):
        first = provider.setdefault(row.cell("model"), row.cell("provider"))
        if key_of(first) != key_of(row.cell("provider")) and place:
            what = f"{row.cell('model')!r} is sold by {first!r} in another row"
            yield Problem(place.place("provider"), what, "a model has one provider; name the other offer differently")


def _tier_bases(found: Found) -> Iterator[Problem]:
    based = {list_of(row) for row, _ in found.rows("prices") if not row.cell("tier_from_tokens")}
    for row, place in found.rows("prices"):
        if place and row.cell("tier_from_tokens") and list_of(row) not in based:
            what = f"{row.cell('model')!r} has no price from {row.cell('effective_from')} for shorter requests"
            fix = "add a row of the same date with tier_from_tokens 0: the rows of a date are one price list"
            yield Problem(place.place("tier_from_tokens"), what, fix)


def list_of(row: Row) -> tuple[str, dt.date]:
    """Give the model and date of a price row: the price list it belongs to."""
    return key_of(row.cell("model")), row.cell("effective_from")


def _prices_in_force(found: Found) -> Iterator[Problem]:
    first: dict[str, tuple[int, str]] = {}
    for row, place in found.rows("prices"):
        start = found.timeline.first_number_from(row.cell("effective_from"))
        where = place.place("effective_from") if place else "prices.csv"
        first[row.cell("model")] = min(first.get(row.cell("model"), (start, where)), (start, where))
    for model, (number, _) in _use(found).items():
        start, where = first.get(model, (number, ""))
        if start > number:
            used, priced = (found.timeline.start + (n - 1) for n in (number, start))
            what = f"{model!r} is used from {used} but has no price in force before {priced}"
            yield Problem(where, what, f"add a row with effective_from {used.first_day} or earlier")


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
    ordered = {feature: sorted(numbers) for feature, numbers in starts.items()}
    for row, _ in found.rows("routing"):
        number, splits = found.timeline.number(row.cell("from")), ordered[row.cell("feature")]
        after = bisect_right(splits, number)
        later = splits[after : after + 1]
        first, last = max(number, 1), min([found.timeline.months, *(n - 1 for n in later)])
        if row.cell("share") > 0 and first <= last:
            old = use.get(row.cell("model"), (first, last))
            use[row.cell("model")] = (min(old[0], first), max(old[1], last))
    return use


def _unrouted(found: Found) -> Iterator[Problem]:
    missing, models = set(unrouted(found.tables)), members(found.tables, "prices")
    some = ", ".join(models[:_LISTED]) + (", ..." if len(models) > _LISTED else "")
    fix = f"{_misspelt(found)}route it to one or more of {some}"
    for row, place in found.rows("features"):
        if place and row.cell("feature") in missing:
            what = f"{row.cell('feature')!r} has no row in routing.csv, and prices.csv has several models"
            yield Problem(place.place("feature"), what, fix)


def _misspelt(found: Found) -> str:
    """Ask about a model that reads like another one: the same digits, nearly the same letters, no more rows."""
    rows: dict[str, list[str]] = defaultdict(list)
    for row, place in found.rows("prices"):
        rows[row.cell("model")] += [place.where] if place else []
    names = sorted(rows, key=lambda name: len(rows[name]), reverse=True)  # of equals the first in the file is right
    for n, name in enumerate(names):
        alike = [other for other in names[:n] if re.sub(r"[^0-9]", "", other) == re.sub(r"[^0-9]", "", name)]
        if close := difflib.get_close_matches(name, alike, n=1, cutoff=_ALIKE):
            return f"did you mean {close[0]} by {name!r} ({', '.join(rows[name])})? else "
    return ""


def _spend_months(found: Found) -> Iterator[Problem]:
    for row, place in found.rows("training"):
        spend = row.cell("spend_month")
        if place and spend < found.timeline.start:
            what = f"{spend} is before start_month {found.timeline.start}"
            yield Problem(place.place("spend_month"), what, "leave past jobs out, or start the model earlier")


def _service_months(found: Found) -> Iterator[Problem]:
    for row, place in found.rows("training"):
        spend, service = row.cell("spend_month"), row.cell("in_service_month")
        if place and service < spend:
            what = f"{service} is before spend_month {spend}"
            yield Problem(place.place("in_service_month"), what, f"write {spend} or later")


def _horizon(found: Found) -> Iterator[Problem]:
    if found.timeline.last > LAST_MONTH:
        what = f"{found.timeline.months} months from {found.timeline.start} leave the calendar"
        yield Problem(found.place("start_month", BASE), what, "start earlier")


def _diligence_month(found: Found) -> Iterator[Problem]:
    given = found.assumptions["diligence_month"]
    for scenario, month in {BASE: given.base, **given.scenarios}.items():
        if isinstance(month, Month) and not found.timeline.start <= month <= found.timeline.last:
            what = f"diligence_month {month} is outside the months modelled"
            fix = f"write a month from {found.timeline.start} to {found.timeline.last}"
            yield Problem(found.place("diligence_month", scenario), what, fix)


def _benchmarks(found: Found) -> Iterator[Problem]:
    for row, place in found.rows("benchmarks"):
        if place is None:
            continue
        metric, direction, low, high = (row.cell(c) for c in ("metric", "direction", "low", "high"))
        column = {"at_least": "low", "at_most": "high"}.get(direction) or _DATED.get(metric)
        if column and row.cell(column) is None:
            what = f"{metric} is judged {direction}, and {column} is empty"
            yield Problem(place.place(column), what, f"write a number in {column}")
        if metric in _DATED and direction not in ("info", _JUDGED[_DATED[metric]]):
            what = f"{metric} is judged {direction}"
            yield Problem(place.place("direction"), what, f"write {_JUDGED[_DATED[metric]]}, or info")
        if low is not None and high is not None and low > high:
            yield Problem(place.place("low"), f"low {low:g} is above high {high:g}", "swap them")


_DATED = {"gross_margin": "low", "inference_share_of_revenue": "high"}  # the path to margin dates these bounds
_JUDGED = {"low": "at_least", "high": "at_most"}

RULES = (
    Rule((), _benchmarks),
    Rule((), _cache_shares),
    Rule(("levers", "quality"), _qualified_losses),
    Rule(("routing", "timeline"), _routing_sums),
    Rule(("routing", "timeline"), _routing_starts),
    Rule(("routing", "features", "prices"), _unrouted),
    Rule(("plans",), _sales_marketing),
    Rule(("usage_deciles",), decile_faults),
    Rule(("plans", "usage_deciles"), cap_faults),
    Rule(("quality",), detection_faults),
    Rule(("tool_tiers",), tier_faults),
    Rule(("gpu_rates",), gpu_shares),
    Rule(("selfhost", "gpu_rates"), both_or_none),
    Rule((), _one_provider),
    Rule(("prices",), _tier_bases),
    Rule(("prices", "routing", "timeline"), _prices_in_force),
    Rule(("routing", "prices", "timeline"), _retirements),
    Rule(("timeline",), _spend_months),
    Rule((), _service_months),
    Rule(("timeline",), _horizon),
    Rule(("timeline",), _diligence_month),
)
