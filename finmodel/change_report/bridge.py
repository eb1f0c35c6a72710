"""The margin bridge: what each group of inputs does to gross margin, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from finmodel.change_report.effect import YEAR
from finmodel.change_report.joint import Joint, joint
from finmodel.change_report.profit import PROFIT_LINES, Profit, profit
from finmodel.change_report.step import MIX, STEPS, VOLUME, Step, mixed
from finmodel.inputs.tables import Inputs
from finmodel.lines import of
from finmodel.mirror import Results, calculate
from finmodel.model.graph import Graph
from finmodel.model.item import Array, Mirror
from finmodel.timeline import Month

_HELD = {"closing_accounts": "total_users", "queries": "total_queries"}  # what volume scales, and to what


@dataclass(frozen=True)
class Stride:
    """A step, what stands after it, and what it changes: margins in shares (0.01 is a point), profits in USD.

    A change of margin is None where there is no revenue after the step; the next step with revenue then carries it. All
    are None where there is no revenue at either end.
    """

    step: Step
    after: Profit
    gross_margin: float | None
    margin_after_training: float | None
    gross_profit: float
    profit_after_training: float


@dataclass(frozen=True)
class Bridge:
    """From the old margin to the new one, in the order of the steps, over 1 or 12 `months`.

    The ends are the two models as they are. The residues are what the steps miss of the change of margin, which is
    floating-point dust: each step is the difference of two runs. None where the change is n.m.
    """

    months: int
    old: Profit
    new: Profit
    strides: tuple[Stride, ...]
    residue: float | None
    residue_after_training: float | None


def bridges(old: Results, new: Results, month: Month) -> tuple[Bridge, ...]:
    """The bridge of a month and, from month 12 on, that of the twelve months that end there.

    The models start in the same month. Every state between old and new is a run of the mirror on the joint company.
    There is no bridge where one of them grows beyond any number, which neither model does.
    """
    sides = joint(old.inputs, new.inputs, month)
    number = old.inputs.timeline.number(month)
    states = list(_states(sides))
    windows = [months for months in (1, YEAR) if months <= number]
    if not all(profit(results, number, windows[-1]).finite for _, results in states):
        return ()
    return tuple(_bridge(old, new, states, number, months) for months in windows)


def _bridge(old: Results, new: Results, states: list[tuple[Step | None, Results]], number: int, months: int) -> Bridge:
    ends = profit(old, number, months), profit(new, number, months)
    at = [profit(results, number, months) for _, results in states]
    margins, residue = _changes([one.gross_margin for one in at], [one.gross_margin for one in ends])
    loaded, residue_after = _changes(
        [one.margin_after_training for one in at], [one.margin_after_training for one in ends]
    )
    strides = tuple(
        Stride(
            step,
            now,
            margins[i],
            loaded[i],
            now.gross_profit - was.gross_profit,
            now.profit_after_training - was.profit_after_training,
        )
        for i, (step, was, now) in enumerate(zip(STEPS, at, at[1:], strict=False))
    )
    return Bridge(months, *ends, strides, residue, residue_after)


def _changes(margins: list[float | None], ends: list[float | None]) -> tuple[list[float | None], float | None]:
    """What each state changes against the last one with a margin, and what the changes miss of the whole one."""
    was, *after = margins
    if was is None or after[-1] is None or None in ends:
        return [None] * len(after), None
    found: list[float | None] = []
    for now in after:
        found.append(None if now is None else now - was)
        was = was if now is None else now
    start, end = (Fraction(one) for one in ends if one is not None)
    return found, float(end - start - sum(Fraction(one) for one in found if one is not None))


def _states(sides: Joint) -> Iterator[tuple[Step | None, Results]]:
    """The joint company before the first step (None) and after each."""
    done: list[Step] = []
    before = _run(mixed(sides, done))
    yield None, before
    for step in STEPS:
        done.append(step)
        if step is VOLUME:
            before = _at_new_volume(before, _run(mixed(sides, [*done, MIX])))
        else:
            before = _run(mixed(sides, done))
        yield step, before


def _run(inputs: Inputs, graph: Graph | None = None) -> Results:
    return calculate(inputs, graph=graph, only=(*PROFIT_LINES, *_HELD, *_HELD.values()))


def _at_new_volume(before: Results, after: Results) -> Results:
    """The company before the step, its accounts and queries scaled month by month to the users and queries after it.

    Where it had none, it takes those after it as they are composed.
    """
    held = {name: _scaled(before[name], after[name], before[total], after[total]) for name, total in _HELD.items()}
    items = of(before.inputs)
    told = {name: replace(items[name], mirror=_telling(array)) for name, array in held.items()}
    return _run(before.inputs, Graph.of({**items, **told}))


def _scaled(before: Array, after: Array, total_before: Array, total_after: Array) -> Array:
    there = total_before > 0
    with np.errstate(over="ignore", invalid="ignore"):
        factor = np.divide(total_after, total_before, out=np.ones_like(total_before), where=there)
        return np.where(there, before * factor, after)


def _telling(array: Array) -> Mirror:
    """A mirror that says what it is told."""
    return lambda: array
