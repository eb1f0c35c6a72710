"""Self-host, fourth part: owning for good, payback, the words of the verdict, ARR milestones (MODEL.md, section 2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np

from finmodel.lines.arithmetic import flag
from finmodel.lines.horizon import first_month, first_of
from finmodel.lines.selfhost_verdict import NO_PAYBACK, STAY
from finmodel.model.dimension import HOSTED, MILESTONE
from finmodel.model.item import CONSTANT, STOCK, Array, Declare, Section, Words, line

PAYBACK = Section("Self-host", "Payback of the set-up", needs=("selfhost",))
PARTS = Section("Self-host", "The verdict, part by part", needs=("selfhost",))
MILESTONES = Section("Self-host", "ARR milestones: look again", needs=("selfhost",))


@line(
    "Number of the first month cheaper for good",
    PAYBACK,
    by=HOSTED,
    unit="month number",
    kind=CONSTANT,
    excel="MAXIFS({month_number[all]},{selfhost_saves[all]},0)+1",
)
def sustained_number(selfhost_saves: Array) -> Array:
    """The month after the last without a saving; beyond the horizon when that is the last month."""
    months = selfhost_saves.shape[-1]
    since = np.flip(np.cumsum(np.flip(1 - selfhost_saves, axis=-1), axis=-1), axis=-1) == 0
    return np.asarray(months + 1 - since.sum(axis=-1, keepdims=True), dtype=np.float64)


@line("Owned", PAYBACK, by=HOSTED, unit="flag", excel="({month_number}>={sustained_number})*1")
def selfhost_owned(sustained_number: Array, month_number: Array) -> Array:
    """1 from the month on from which owning saves in every month."""
    return flag(month_number >= sustained_number)


@line(
    "Saved since",
    PAYBACK,
    by=HOSTED,
    unit="USD",
    kind=STOCK,
    opening="0",
    excel="{selfhost_saved[-1]}+{selfhost_saving}*{selfhost_owned}",
)
def selfhost_saved(selfhost_saving: Array, selfhost_owned: Array) -> Array:
    """The savings of the months owned, added up."""
    return np.asarray(np.cumsum(selfhost_saving * selfhost_owned, axis=-1))


@line(
    "Set-up paid back",
    PAYBACK,
    by=HOSTED,
    unit="flag",
    excel="{selfhost_owned}*({selfhost_saved}>={selfhost.setup_usd}*(1-10^-9))",
)
def selfhost_paid_back(selfhost_owned: Array, selfhost_saved: Array, selfhost__setup_usd: Array) -> Array:
    """1 from the month on in which the savings have reached setup_usd, to 1e-9 of it."""
    return selfhost_owned * flag(selfhost_saved >= selfhost__setup_usd * (1 - 1e-9))


def _words(label: str, excel: str) -> Declare:
    return line(label, PARTS, by=HOSTED, unit="text", kind=CONSTANT, excel=excel)


def _in(month: str) -> str:
    """A month as text, the same in every language of a spreadsheet program."""
    return f'YEAR({{{month}}})&"-"&RIGHT("0"&MONTH({{{month}}}),2)'


def _told(tell: Callable[..., str], *days: Array) -> Words:
    """Words about months, each a day number, infinite for none; shape (..., member, 1)."""
    names = [np.vectorize(_name, otypes=[object])(month) for month in days]
    return np.asarray(np.vectorize(tell, otypes=[object])(*names), dtype=object)


def _name(day: float) -> str:
    return dt.date.fromordinal(int(day)).isoformat()[:7] if np.isfinite(day) else ""


@_words(
    "Own from",
    f'IF(ISNUMBER({{sustained_crossover_month}}),"own from "&{_in("sustained_crossover_month")},"{STAY}")',
)
def selfhost_own_words(sustained_crossover_month: Array) -> Words:
    """From when owning saves in every month, or that it does not."""
    return _told(lambda month: f"own from {month}" if month else STAY, sustained_crossover_month)


@_words(
    "Payback",
    f'IF(ISNUMBER({{selfhost_payback_month}}),"; pays back "&{_in("selfhost_payback_month")},'
    f'CHOOSE(1+ISNUMBER({{sustained_crossover_month}}),"","; {NO_PAYBACK}"))',
)
def selfhost_payback_words(sustained_crossover_month: Array, selfhost_payback_month: Array) -> Words:
    """When the set-up is paid back, or that it is not; nothing when owning does not save for good."""

    def tell(owned: str, paid: str) -> str:
        return (f"; pays back {paid}" if paid else f"; {NO_PAYBACK}") if owned else ""

    return _told(tell, sustained_crossover_month, selfhost_payback_month)


@_words(
    "Reversal",
    f'IF(ISNUMBER({{reversion_month}}),"; crosses in "&{_in("crossover_month")}'
    f'&" but reverts in "&{_in("reversion_month")},"")',
)
def selfhost_reversion_words(crossover_month: Array, reversion_month: Array) -> Words:
    """That a first crossing does not hold; nothing when it does, or when there is none."""

    def tell(crossed: str, reverted: str) -> str:
        return f"; crosses in {crossed} but reverts in {reverted}" if reverted else ""

    return _told(tell, crossover_month, reversion_month)


@line(
    "ARR milestone",
    MILESTONES,
    by=MILESTONE,
    unit="USD",
    kind=CONSTANT,
    excel='NUMBERVALUE({milestone},".")',
)
def arr_milestone(arr_milestones_usd: Array) -> Array:
    """The milestones of arr_milestones_usd: structure, like names."""
    return arr_milestones_usd


@line(
    "ARR milestone reached",
    MILESTONES,
    by=MILESTONE,
    unit="flag",
    excel="({arr}>={arr_milestone}*(1-10^-9))*1",
)
def arr_milestone_reached(arr: Array, arr_milestone: Array) -> Array:
    """1 in a month with that ARR or more, to 1e-9 of it."""
    return flag(arr >= arr_milestone * (1 - 1e-9))


@first_of("First month with an ARR of", MILESTONES, "arr_milestone_reached", by=MILESTONE)
def arr_milestone_month(arr_milestone_reached: Array, timeline: Any) -> Array:
    """First month at the milestone: the time to compare again, with the prices of then."""
    return first_month(arr_milestone_reached, timeline)
