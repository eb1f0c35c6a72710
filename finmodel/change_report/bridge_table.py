"""A bridge as a table, and what is said under it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from finmodel.change_report.bridge import Bridge, Stride
from finmodel.change_report.profit import Profit
from finmodel.change_report.wording import Words
from finmodel.page.figure import NONE

LIMIT = 1e-12  # of what the steps may miss of a margin, relative to its size
_DUST_USD = 1e-6
_MEASURES = ("gross_margin", "gross_profit", "margin_after_training", "profit_after_training")


@dataclass(frozen=True)
class BridgeTable:
    """The months it is about, its rows, and what is said under them."""

    when: str
    rows: tuple[tuple[str, ...], ...]
    remarks: tuple[str, ...]


def bridge_table(bridge: Bridge, month: str, words: Words) -> BridgeTable:
    """Both ends, the steps between them, and their sum."""
    when = month if bridge.months == 1 else f"the {bridge.months} months to {month}"
    steps = [(f"{one.step.group}: {one.step.label}", *_moves(_of(one), words)) for one in bridge.strides]
    sums = ("Sum of the steps", *_moves((_sum(name, bridge) for name in _MEASURES), words))
    rows = (("Old", *_level(bridge.old, words)), *steps, ("New", *_level(bridge.new, words)), sums)
    return BridgeTable(when, rows, tuple(_remarks(bridge)))


def _of(stride: Stride) -> Iterator[float | None]:
    return (getattr(stride, name) for name in _MEASURES)


def _sum(name: str, bridge: Bridge) -> float | None:
    found = [value for one in bridge.strides if (value := getattr(one, name)) is not None]
    return math.fsum(found) if found else None


def _level(end: Profit, words: Words) -> list[str]:
    values = [getattr(end, name) for name in _MEASURES]
    return [
        words.figure(value, "USD" if is_usd(name) else "share") for name, value in zip(_MEASURES, values, strict=True)
    ]


def _moves(values: Iterable[float | None], words: Words) -> list[str]:
    return [
        _usd(value, words) if is_usd(name) else words.points(value)
        for name, value in zip(_MEASURES, values, strict=True)
    ]


def is_usd(name: str) -> bool:
    """Whether a measure is an amount rather than a share."""
    return "profit" in name


def _usd(value: float | None, words: Words) -> str:
    return words.signed(value, "USD") if value is not None and abs(value) > _DUST_USD else words.medium.own(NONE)


def _remarks(bridge: Bridge) -> Iterator[str]:
    """What the steps miss, and where there was no margin to be read."""
    if bridge.residue is None or bridge.residue_after_training is None:
        yield "A margin is n.m. without revenue at either end: only the amounts can be bridged."
        return
    margins = [bridge.old.gross_margin, bridge.new.gross_margin]
    margins += [bridge.old.margin_after_training, bridge.new.margin_after_training]
    limit = LIMIT * max(1.0, *(abs(margin) for margin in margins if margin is not None))
    missed = max(abs(bridge.residue), abs(bridge.residue_after_training))
    verdict = "below" if missed < limit else "not below"
    yield f"The steps miss {missed:.1e} of the change of margin, by floating-point arithmetic: {verdict} {limit:.0e}."
    if any(one.gross_margin is None for one in bridge.strides):
        yield "n.m.: no revenue stands after that step; the next step with revenue carries what it does to the margin."
