"""What is allowed in the inputs but odd: each is a warning."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from finmodel.errors import Problem
from finmodel.inputs.found import Found
from finmodel.inputs.rules import list_of

STALE_DAYS = 45  # a price nobody has looked at for longer is worth a warning


def doubtful(found: Found) -> list[Problem]:
    """Find what is allowed but odd: warnings."""
    return [
        *_token_order(found),
        *_context_window(found),
        *_tiers_left_out(found),
        *_stale_prices(found),
        *_untied_jobs(found),
        *_silent_plans(found),
    ]


def _token_order(found: Found) -> Iterator[Problem]:
    for row, place in found.rows("features"):
        for side in ("input", "output"):
            p50, mean, p95 = (row.cell(f"{side}_tokens_{at}") for at in ("p50", "mean", "p95"))
            if place and not p50 <= mean <= p95:
                what = f"{side} tokens p50 {p50:g}, mean {mean:g}, p95 {p95:g} are out of order"
                yield Problem(place.where, what, "check them: tokens are right-skewed, so p50 <= mean <= p95")


def _context_window(found: Found) -> Iterator[Problem]:
    window = {row.cell("model"): row.cell("context_window") for row, _ in found.rows("models")}
    models: dict[str, list[str]] = defaultdict(list)
    for route, _ in found.rows("routing"):
        models[route.cell("feature")].append(route.cell("model"))
    for row, place in found.rows("features"):
        tokens = row.cell("input_tokens_p95") + row.cell("output_tokens_p95")
        for model in dict.fromkeys(models[row.cell("feature")]):
            if place and 0 < window[model] < tokens:
                what = f"{row.cell('feature')!r} has {tokens:g} tokens at p95, {model!r} takes {window[model]:g}"
                fix = "route it to a model with a larger window, or cut the context"
                yield Problem(place.place("input_tokens_p95"), what, fix)


def _tiers_left_out(found: Found) -> Iterator[Problem]:
    tiers: dict[str, dict[dt.date, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row, _ in found.rows("prices"):
        model, date = list_of(row)
        tiers[model][date] += [row.cell("tier_from_tokens")] if row.cell("tier_from_tokens") else []
    bases = ((row, place) for row, place in found.rows("prices") if place and not row.cell("tier_from_tokens"))
    for row, place in bases:
        model, date = list_of(row)
        before = tiers[model][max((other for other in tiers[model] if other < date), default=date)]
        if before and not tiers[model][date]:
            what = f"{row.cell('model')!r} had a price above {min(before):,.0f} tokens until {date}, none since"
            fix = "if the vendor still asks it, add its row of this date with tier_from_tokens"
            yield Problem(place.place("tier_from_tokens"), what, fix)


def _stale_prices(found: Found) -> Iterator[Problem]:
    notes = (a.notes.get(key) for a in found.assumptions.values() for key in ("as_of", "checked_on"))
    dates = [d for rows in found.tables.values() for row in rows for d in (row.as_of, row.checked_on) if d]
    latest = max([*dates, *(d for d in notes if isinstance(d, dt.date))], default=dt.date.min)
    begun: dict[str, dt.date] = {}
    for row, _ in found.rows("prices"):
        model, date = list_of(row)
        begun[model] = max(begun.get(model, date), date) if date <= latest else begun.get(model, date)
    for row, place in found.rows("prices"):
        model, date = list_of(row)
        if row.cell("tier_from_tokens") or date < begun[model]:
            continue  # superseded, or looked at with its base price
        if place and row.checked_on and (latest - row.checked_on).days > STALE_DAYS:
            what = f"{row.checked_on} is {(latest - row.checked_on).days} days before the as-of date {latest}"
            yield Problem(place.place("checked_on"), what, "look at the vendor's price page again and set checked_on")


def _untied_jobs(found: Found) -> Iterator[Problem]:
    """A distillation pays by a routing change: of a feature, dated to the month it is in service."""
    splits = {(row.cell("feature"), row.cell("from")) for row, _ in found.rows("routing")}
    for row, place in found.rows("training"):
        feature, month = row.cell("feature"), row.cell("in_service_month")
        if place and not feature and row.cell("kind") == "distillation":
            fix = "name the feature whose routing changes in its in-service month, and its payback is worked out"
            yield Problem(place.place("feature"), f"{row.cell('job')!r} distils for no feature", fix)
        if place and feature and (feature, month) not in splits:
            what = f"no split of {feature!r} begins in {month}, when {row.cell('job')!r} is in service"
            yield Problem(
                place.place("in_service_month"), what, "add routing rows from that month, or nothing is saved"
            )


def _silent_plans(found: Found) -> Iterator[Problem]:
    """A plan that customers pay for and nobody uses costs nothing to serve: most likely a row was forgotten."""
    used = {row.cell("plan") for row, _ in found.rows("volumes")}
    won = {row.cell("plan") for row, _ in found.rows("accounts") if row.cell("new_accounts")}
    for row, place in found.rows("plans"):
        plan = row.cell("plan")
        held = row.cell("opening_accounts") or row.cell("new_accounts") or plan in won
        if place and held and plan not in used:
            what = f"{plan!r} has accounts, but no row in volumes.csv: its users ask nothing and cost nothing"
            yield Problem(place.place("plan"), what, "add a row to volumes.csv for each feature they use")
