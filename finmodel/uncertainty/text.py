"""A simulation as tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from finmodel.page.escape import quoted, visible
from finmodel.page.figure import worded
from finmodel.page.medium import Medium
from finmodel.printable import table
from finmodel.uncertainty.simulation import Shown, Simulation, Spread

_TERMINAL = Medium(visible, str, quoted)
_THREE = ("planned", "P10", "P50", "P90")


def as_text(found: Simulation, *, every_month: bool) -> str:
    """The tables; of line items by month the diligence month and each twelfth month, unless every one is wanted."""
    return "\n\n".join(_parts(found, every_month=every_month)) + "\n"


def _parts(found: Simulation, *, every_month: bool) -> Iterator[str]:
    of = f"{found.trials:,} trials, seed {found.seed}"
    yield visible(f"{found.company}, scenario {found.scenario}: {of}; diligence month {found.diligence_month}")
    yield _figures(found, found.spreads if every_month else _chosen(found))
    yield _inputs(found)
    if found.verdicts:
        yield _verdicts(found)
    if found.events:
        yield _events(found)
    yield from _swings(found)
    if found.crowded:
        yield f"cache shares were cut to a sum of 1 in {found.crowded:,} trials"


def _chosen(found: Simulation) -> Sequence[Spread]:
    months = sorted({one.month for one in found.spreads if one.month})
    kept = {"", found.diligence_month, *months[11::12], *months[-1:]}
    return [one for one in found.spreads if one.month in kept]


def _figures(found: Simulation, spreads: Sequence[Spread]) -> str:
    rows = [
        (_named(one.line_item, one.member), one.month, *_told(one, one.unit, found), _share(one.meaningless))
        for one in spreads
    ]
    return table(("figure", "month", *_THREE, "n.m. in"), rows, words=2)


def _inputs(found: Simulation) -> str:
    rows = [
        (one.input, one.distribution, *_told(one, one.unit, found), f"{one.set_to_bound:,}")
        for one in found.inputs
    ]  # fmt: skip
    return table(("uncertain input", "distribution", *_THREE, "set to a bound"), rows, words=2)


def _verdicts(found: Simulation) -> str:
    rows = [
        (_named(one.metric, one.member), one.planned, *map(_share, (one.flag, one.passes, one.no_verdict)))
        for one in found.verdicts
    ]
    return table(("benchmark of", "planned", "FLAG", "PASS", "n.m."), rows, words=2)


def _events(found: Simulation) -> str:
    rows = [
        (_named(one.event, one.member), _share(one.probability), *_told(one, "month", found)) for one in found.events
    ]
    return table(("month", "within horizon", *_THREE), rows)


def _swings(found: Simulation) -> Iterator[str]:
    for metric in dict.fromkeys(one.metric for one in found.swings):
        rows = [
            (one.input, *(_worded(value, one.unit, found) for value in (one.at_p10, one.planned, one.at_p90)))
            for one in found.swings
            if one.metric == metric
        ]
        yield table((f"{metric}, one input alone", "at its P10", "planned", "at its P90"), rows)


def _told(one: object, unit: str, found: Simulation) -> Iterator[str]:
    return (_worded(getattr(one, name.lower()), unit, found) for name in _THREE)


def _worded(value: Shown, unit: str, found: Simulation) -> str:
    return worded(value, unit, found.currency, _TERMINAL)


def _named(name: str, member: str) -> str:
    return f"{name}[{member}]" if member else name


def _share(share: float) -> str:
    return f"{share:.1%}" if share else "-"
