"""Training against inference: what each costs, and what training does to the margin."""

from __future__ import annotations

from collections.abc import Iterator

from finmodel.memo.facts import Facts
from finmodel.memo.section import Section
from finmodel.page.figure import NONE
from finmodel.page.grid import Cell, Grid
from finmodel.page.plot import Plot
from finmodel.page.sentence import Amount, Part, Sentence, say

_ROWS = {
    "total_inference_cost": "Inference cost of the month",
    "total_training_cash": "Training cash of the month",
    "total_training_amortisation": "Training amortised in the month",
    "total_training_expensed": "Training expensed in the month",
    "cumulative_inference_cost": "Inference since month 1",
    "cumulative_training_cash": "Training cash since month 1",
    "inference_share_of_lifetime_cost": "Inference, share of both since month 1",
    "closing_training_asset": "Training still an asset",
    "gross_margin": "Gross margin, no training in it",
    "gross_margin_loaded": "Gross margin, loaded with amortisation",
    "gross_margin_after_training": "Gross margin, after all training",
}


def training(facts: Facts) -> Section:
    """Both costs in the first, the diligence and the last month, and month by month."""
    numbers = list(dict.fromkeys((1, facts.results.diligence_number, facts.last)))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (label, *(facts.amount(item, month=n) for n in numbers)) for item, label in _ROWS.items()
    )
    grid = Grid("Training against inference", ("Figure", *(facts.months[n - 1] for n in numbers)), rows)
    return Section(tuple(_sentences(facts)), (grid, *_jobs(facts)), tuple(_plots(facts)))


def _sentences(facts: Facts) -> Iterator[Sentence]:
    spent, served = facts.bare("cumulative_training_cash"), facts.bare("cumulative_inference_cost")
    said: dict[str, Part] = {"month": facts.month, "served": served}
    if not facts.results.inputs.tables["training"]:
        yield say("The model holds no training jobs; inference costs {served} from month 1 to {month}.", **said)
        return
    share = facts.bare("inference_share_of_lifetime_cost")
    words = "From month 1 to {month} inference costs {served} and training {spent} in cash"
    words += "" if share.value is None else ": inference is {share} of both"
    yield say(words + ".", spent=spent, share=share, **said)
    if (asset := facts.number("closing_training_asset")) > 0:
        words = (
            "Of the training capitalised {asset} is still to be written off; that never changes cash. Failed runs are "
            "always expensed."
        )
        yield say(words, asset=Amount(asset, "USD"))
    else:
        yield say(
            "No training is on the books as an asset in {month}; failed runs are always expensed.", month=facts.month
        )


def _jobs(facts: Facts) -> Iterator[Grid]:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            row.cell("job"), row.cell("kind").replace("_", " "), str(row.cell("spend_month")),
            Amount(float(facts.results.total(f"training_cash[{row.cell('job')}]")), "USD"),
            Amount(capitalised := float(facts.results.total(f"training_capitalised[{row.cell('job')}]")), "USD"),
            Amount(row.cell("life_months"), "months") if capitalised else say(NONE),
            row.cell("note") or say(NONE),
        )
        for row in facts.results.inputs.tables["training"]
    )  # fmt: skip
    if rows:
        headings = ("Job", "Kind", "First paid", "Cash, all months", "Of it capitalised", "Written off over", "Note")
        yield Grid(f"Jobs, {facts.months[0]} to {facts.months[-1]}", headings, rows)


def _plots(facts: Facts) -> Iterator[Plot]:
    series = {"total_inference_cost": "Inference", "total_training_cash": "Training, cash"}
    points = tuple(
        (month, label, value)
        for item, label in series.items()
        for n, month in enumerate(facts.months, start=1)
        if (value := facts.number(item, month=n)) > 0
    )
    if points:
        top = max(points, key=lambda point: point[2])
        words = "By month; the highest is {what} in {month} with {amount}."
        text = say(words, what=top[1].lower(), month=top[0], amount=Amount(top[2], "USD"))
        yield Plot("Training and inference by month", text, "stack", "USD", points)
    margins = {"gross_margin": "Gross margin", "gross_margin_loaded": "Loaded with training"}
    yield from _margins(facts, margins)


def _margins(facts: Facts, series: dict[str, str]) -> Iterator[Plot]:
    points = tuple(
        (month, label, value)
        for item, label in series.items()
        for n, month in enumerate(facts.months, start=1)
        if isinstance(value := facts.value(item, month=n), float)
    )
    if not points:
        return
    bound = facts.amount("gross_margin").beside
    first, last = (point for point in (points[0], [p for p in points if p[1] == points[0][1]][-1]))
    text = say("The gross margin goes from {first} in {start} to {last} in {end}.", first=Amount(first[2], "share"),
               start=first[0], last=Amount(last[2], "share"), end=last[0])  # fmt: skip
    levels = () if bound is None else (("benchmark", bound),)
    yield Plot("The path to margin", text, "lines", "share", points, levels)
