"""The price trajectory: list prices as vendors dated them, and what a billed token costs in the model."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise

from finmodel.inputs.schema import Price
from finmodel.memo.facts import Facts
from finmodel.memo.section import Section
from finmodel.page.grid import Grid
from finmodel.page.plot import Plot, Point
from finmodel.page.sentence import Amount, Sentence, say
from finmodel.timeline import Month

_MTOK = "USD per Mtok"


def prices(facts: Facts) -> Section:
    """What vendors ask and asked, row by row, and the blended price that follows."""
    rows = [row for row in facts.results.inputs.tables["prices"] if isinstance(row, Price)]
    used = set(facts.results.inputs.column("routing", "model"))
    plots = (_listed([row for row in rows if row.model in used and not row.tiered], facts), *_blended_plot(facts))
    return Section((*_blended(facts), *_steps(rows)), (_history(rows),), plots)


def _history(rows: list[Price]) -> Grid:
    headings = ("Vendor and model", "From", "Input", "Output", "Cache read", "Batch discount", "Source")
    return Grid("List prices per million tokens, as dated", headings, tuple(
        (
            f"{row.provider} {row.model}" + (f", above {row.tier_from_tokens:,.0f} input tokens" if row.tiered else ""),
            str(row.effective_from),
            Amount(row.input_usd_per_mtok, _MTOK, short=True),
            Amount(row.output_usd_per_mtok, _MTOK, short=True),
            Amount(row.cache_read_usd_per_mtok, _MTOK, short=True),
            Amount(row.batch_discount, "share"),
            ", ".join(str(part) for part in (row.source or "no source given", row.checked_on or row.as_of) if part),
        )
        for row in sorted(rows, key=_dated)
    ))  # fmt: skip


def _dated(row: Price) -> tuple[str, str, float, str]:
    return row.provider, row.model, row.tier_from_tokens, str(row.effective_from)


def _steps(rows: list[Price]) -> Iterator[Sentence]:
    """Each dated change of a base price."""
    base = sorted((row for row in rows if not row.tiered), key=_dated)
    for model, group in groupby(base, key=lambda row: row.model):
        dated = list(group)
        for old, new in pairwise(dated):
            yield _step(model, old, new)


def _step(model: str, old: Price, new: Price) -> Sentence:
    kinds = {"input": "input_usd_per_mtok", "output": "output_usd_per_mtok"}
    changed = [kind for kind, column in kinds.items() if old.cell(column) != new.cell(column)]
    said: dict[str, Amount | str] = {"model": model, "date": str(new.effective_from)}
    for kind, column in kinds.items():
        said |= {f"{kind}_old": Amount(old.cell(column), _MTOK), f"{kind}_new": Amount(new.cell(column), _MTOK)}
    moves = " and ".join(f"{kind} from {{{kind}_old}} to {{{kind}_new}}" for kind in changed)
    return say("{model} on {date}: " + (moves or "listed anew at the same price of input and output") + ".", **said)


def _blended(facts: Facts) -> Iterator[Sentence]:
    """The price of a billed token at the start, in the diligence month and at the end."""
    numbers = dict.fromkeys((1, facts.results.diligence_number, facts.last))
    found = {n: facts.amount("blended_usd_per_mtok", month=n) for n in numbers}
    told = {n: amount for n, amount in found.items() if isinstance(amount.value, float)}
    if not told:
        yield say("No tokens are billed, so they have no blended price.")
        return
    said: dict[str, Amount | str] = {}
    for n, amount in told.items():
        said |= {f"price{n}": Amount(amount.value, _MTOK), f"month{n}": facts.months[n - 1]}
    yield say(
        "Billed tokens cost " + ", ".join(f"{{price{n}}} in {{month{n}}}" for n in told) + ", all models together.",
        **said,
    )
    index = facts.amount("spend_index", month=facts.last)
    if len(told) > 1 and isinstance(index.value, float):
        price, volume = (facts.amount(f"{what}_index", month=facts.last) for what in ("price", "volume"))
        words = (
            "With {first} as 100 the price stands at {price} in {last} and the volume at {volume}: "
            "the spend on tokens at {spend}."
        )
        yield say(words, first=facts.months[0], last=facts.months[-1], price=price, volume=volume, spend=index)


def _listed(rows: list[Price], facts: Facts) -> Plot:
    """The list price of input in force, month by month, of every model in use."""
    points = tuple(_in_force(rows, facts))
    dearest = max(points, key=lambda point: point[2], default=("", "", 0.0))
    words = (
        "As dated, the last known price held on, before any decline assumed; {model} is the dearest, {price} of input."
    )
    text = say(words, model=dearest[1], price=Amount(dearest[2], _MTOK))
    log = bool(points) and min(point[2] for point in points) > 0
    return Plot("List price of input tokens, models in use", text, "steps", _MTOK, points, log=log)


def _in_force(rows: list[Price], facts: Facts) -> Iterator[Point]:
    start, last = facts.results.inputs.timeline.start, facts.results.inputs.timeline.last
    for row in sorted(rows, key=_dated):
        since = _first_month(row)
        until = min((_first_month(other) for other in rows if other.model == row.model and _first_month(other) > since),
                    default=last + 1)  # fmt: skip
        first = max(since, start + -24)  # two years before the model are history enough
        for index in range(first.index, min(until.index, last.index + 1)):
            yield (str(Month(index)), row.model, row.input_usd_per_mtok)


def _first_month(row: Price) -> Month:
    """A price applies from the first month that starts on or after its date."""
    return Month.of(row.effective_from) + (row.effective_from.day > 1)


def _blended_plot(facts: Facts) -> Iterator[Plot]:
    points = tuple(
        (month, "Blended price of billed tokens", value)
        for n, month in enumerate(facts.months, start=1)
        if isinstance(value := facts.value("blended_usd_per_mtok", month=n), float)
    )
    if points:
        low, high = min(point[2] for point in points), max(point[2] for point in points)
        words = (
            "What a million billed tokens cost, all models, caches and discounts together: between {low} and {high}."
        )
        yield Plot("Blended price of billed tokens", say(words, low=Amount(low, _MTOK), high=Amount(high, _MTOK)),
                   "lines", _MTOK, points)  # fmt: skip
