"""How sure the figures are: what a simulation of the uncertain inputs found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from finmodel.inputs.tables import Inputs
from finmodel.memo.facts import Facts
from finmodel.memo.headlines import COMPANY, PLAN
from finmodel.memo.section import Section
from finmodel.mirror.status import FLAG, PASS
from finmodel.page.figure import Value
from finmodel.page.grid import Cell, Grid
from finmodel.page.plot import Plot
from finmodel.page.sentence import Amount, Sentence, say
from finmodel.uncertainty import Simulation, simulate
from finmodel.uncertainty.ask import CASH, MARGIN
from finmodel.uncertainty.events import OUT_OF_CASH
from finmodel.uncertainty.simulation import Drawn, Event, Spread, Swing, Verdict
from finmodel.uncertainty.uncertain import FILE

TRIALS = 2_000  # P10 and P90 of a memo; `finmodel simulate` draws as many as are asked for
_LABELS = {**COMPANY, **PLAN, CASH: "Closing cash", OUT_OF_CASH: "Cash runs out"}
Rows = tuple[tuple[Cell, ...], ...]
_PLANNED = ("As planned", "P10", "P50", "P90")


def simulation(inputs: Inputs) -> Simulation | None:
    """The simulation of a folder that says what is uncertain. Raises InputError for what it says wrongly."""
    folder = inputs.folder
    return simulate(folder, trials=TRIALS, scenario=inputs.scenario) if folder and (folder / FILE).exists() else None


def uncertain(found: Simulation, facts: Facts) -> Section:
    """Ranges in the diligence month, how likely each verdict and dated figure is, and what moves most."""
    labels = {item.row_id(): item.label for item in facts.results.items.values()} | _LABELS
    return Section(
        (*_sentences(found, facts), *_doubtful(found, labels)),
        tuple(_grids(found, labels)),
        tuple(_plots(found, labels)),
    )


def _sentences(found: Simulation, facts: Facts) -> Iterator[Sentence]:
    many = "{count} uncertain inputs were drawn together" if len(found.inputs) > 1 else "One uncertain input was drawn"
    words = (
        " {trials} times around the scenario {scenario} (seed {seed}): one trial in ten lies below P10 and one above "
        "P90, as far as the distributions hold."
    )
    yield say(many + words, count=_count(len(found.inputs)), trials=_count(found.trials), scenario=found.scenario,
              seed=str(found.seed))  # fmt: skip
    for one in _in_diligence(found):
        if one.line_item == MARGIN and one.p10 is not None:
            words = "The gross margin of {month} is {planned} as planned, {p10} at P10 and {p90} at P90."
            yield say(words, month=facts.month, planned=_amount(one.planned, one.unit), p10=_amount(one.p10, one.unit),
                      p90=_amount(one.p90, one.unit))  # fmt: skip
    for event in found.events:
        if event.event == OUT_OF_CASH:
            runs_out, never = (
                "Cash runs out by {last} in {share} of the trials.",
                "In no trial does cash run out by {last}.",
            )
            yield say(runs_out if event.probability else never, last=facts.months[-1], share=_share(event.probability))
    for widest in [one for one in found.swings if one.metric == MARGIN][:1]:
        words = "{input} alone moves the gross margin most: {low} at its P10 and {high} at its P90."
        yield say(words, input=widest.input, low=_amount(widest.at_p10, widest.unit),
                  high=_amount(widest.at_p90, widest.unit))  # fmt: skip


def _doubtful(found: Simulation, labels: dict[str, str]) -> Iterator[Sentence]:
    """The verdicts that the trials overturn most often, one of each kind."""
    passing = [one for one in found.verdicts if one.planned == PASS and one.flag]
    flagged = [one for one in found.verdicts if one.planned == FLAG and one.passes]
    if passing:
        worst = max(passing, key=lambda one: one.flag)
        words = "Of what passes as planned {label} is the least sure: it is flagged in {share} of the trials."
        yield say(words, label=_named(worst.metric, worst.member, labels), share=_share(worst.flag))
    if flagged:
        best = max(flagged, key=lambda one: one.passes)
        words = "Of what is flagged as planned {label} passes most often: in {share} of the trials."
        yield say(words, label=_named(best.metric, best.member, labels), share=_share(best.passes))


def _grids(found: Simulation, labels: dict[str, str]) -> Iterator[Grid]:
    yield Grid(f"Ranges in {found.diligence_month}", ("Figure", *_PLANNED, "n.m. in"), _ranges(found, labels))
    if found.verdicts:
        words = ("Figure", "As planned", "FLAG", "PASS", "n.m.")
        yield Grid("How likely each verdict is", words, _verdicts(found.verdicts, labels))
    if found.events:
        title = "Months, and how likely they are within the horizon"
        yield Grid(title, ("Event", "Within horizon", *_PLANNED), _dated(found.events, labels))
    for metric in dict.fromkeys(one.metric for one in found.swings):
        ends = ("Input", "At its P10", "As planned", "At its P90")
        yield Grid(f"{labels[metric]}, one input alone", ends, _moved(metric, found.swings))
    drawn: Rows = tuple((one.input, one.distribution, *_four(one, one.unit)) for one in found.inputs)
    yield Grid("What was drawn", ("Input", "Distribution", *_PLANNED), drawn)


def _ranges(found: Simulation, labels: dict[str, str]) -> Rows:
    return tuple(
        (_named(one.line_item, one.member, labels), *_four(one, one.unit), _share(one.meaningless))
        for one in _in_diligence(found)
    )


def _verdicts(verdicts: Sequence[Verdict], labels: dict[str, str]) -> Rows:
    return tuple(
        (_named(one.metric, one.member, labels), one.planned, *map(_share, (one.flag, one.passes, one.no_verdict)))
        for one in verdicts
    )


def _dated(events: Sequence[Event], labels: dict[str, str]) -> Rows:
    return tuple(
        (_named(one.event, one.member, labels), _share(one.probability), *_four(one, "month")) for one in events
    )


def _moved(metric: str, swings: Sequence[Swing]) -> Rows:
    return tuple(
        (one.input, *(_amount(value, one.unit) for value in (one.at_p10, one.planned, one.at_p90)))
        for one in swings
        if one.metric == metric
    )


def _plots(found: Simulation, labels: dict[str, str]) -> Iterator[Plot]:
    for item in (MARGIN, CASH):
        spreads = [one for one in found.spreads if one.line_item == item]
        points = tuple(
            (one.month, name, value)
            for one in spreads
            for name in reversed(_PLANNED[1:])
            if isinstance(value := getattr(one, name.lower()), float)
        )
        if points:
            last = spreads[-1]
            text = say("In {month} from {low} (P10) to {high} (P90), {half} in the middle (P50).", month=last.month,
                       low=_amount(last.p10, last.unit), high=_amount(last.p90, last.unit),
                       half=_amount(last.p50, last.unit))  # fmt: skip
            yield Plot(f"{labels[item]}: how sure", text, "lines", last.unit, points, stock=item == CASH)


def _in_diligence(found: Simulation) -> list[Spread]:
    return [one for one in found.spreads if one.month in ("", found.diligence_month)]


def _four(one: Spread | Event | Drawn, unit: str) -> Iterator[Amount]:
    """As planned, P10, P50 and P90."""
    return (_amount(getattr(one, name), unit) for name in ("planned", "p10", "p50", "p90"))


def _amount(value: Value, unit: str) -> Amount:
    return Amount(value, unit)


def _share(share: float) -> Amount:
    return Amount(share, "share")


def _count(number: int) -> Amount:
    return Amount(float(number), "count")


def _named(name: str, member: str, labels: dict[str, str]) -> str:
    spoken = f"{int(member):,}" if member.isdecimal() else member  # an amount such as a milestone of ARR
    return f"{labels[name]}: {spoken}" if member else labels[name]
