"""The headline figures as tables: the company's, the plans', what turned; and the six that come first."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from finmodel.memo.bounds import bound, bounds
from finmodel.memo.cited import Cited
from finmodel.memo.headlines import CARDS, COMPANY, PLAN
from finmodel.memo.memo import Headline, Memo, Turned
from finmodel.page.figure import NONE
from finmodel.page.grid import Cell, Grid
from finmodel.page.sentence import Amount, Sentence, say

_OF_PLANS = ("Plan", "Gross margin", "first passes", "Inference share", "first passes", "LTV:CAC", "CAC payback")


def cards(memo: Memo) -> Iterator[tuple[str, Amount, Sentence, str]]:
    """Label, figure, benchmark and kind of the figures that come first."""
    by_metric = {head.metric: head for head in memo.headlines}
    for metric, label in CARDS.items():
        head = by_metric[metric]
        limits = bounds(head.benchmark, head.unit) if head.benchmark else say("")
        yield label, _amount(head, head.status), limits, {"PASS": "pass", "FLAG": "flag"}.get(head.status, "")


def company_grid(memo: Memo, cited: Cited) -> Grid:
    """A first month is the first to pass the benchmark of the figure above: it is judged there."""
    rows = tuple(
        (head.label, _amount(head), cited.bounds(head.benchmark, head.unit), _word(head.status))
        for head in memo.headlines
        if head.metric in COMPANY
    )
    return Grid("Headline figures of the company", ("Company", "Value", "Benchmark (source)", "Status"), rows)


def plan_grid(memo: Memo, cited: Cited) -> Grid:
    """The benchmarks first, then a row a plan: each figure with its status."""
    of_plans = [head for head in memo.headlines if head.metric in PLAN]
    by_metric = [list(group) for _, group in groupby(of_plans, key=lambda head: head.metric)]
    asked: tuple[Cell, ...] = tuple(cited.bounds(heads[0].benchmark, heads[0].unit) for heads in by_metric)
    rows = [(say("benchmark"), *asked)]
    rows += [(row[0].member, *(_amount(head, head.status) for head in row)) for row in zip(*by_metric, strict=True)]
    return Grid("Headline figures of the plans", _OF_PLANS, tuple(rows))


def turned_grid(memo: Memo, before: str) -> Grid:
    """Both values of what turned, each with its status."""
    rows = tuple(_turned(one) for one in memo.turned or ())
    return Grid("What turned", ("Figure", before, memo.company.diligence_month, "Benchmark"), rows)


def _turned(one: Turned) -> tuple[Cell, ...]:
    beside = bound(one.benchmark)
    label = f"{one.label}, {one.member.replace('|', ', ')}" if one.member else one.label
    old, new = ((one.before, one.status_before), (one.value, one.status))
    values = (Amount(value, one.unit, status, beside) for value, status in (old, new))
    return (label, *values, bounds(one.benchmark, one.unit))


def _amount(head: Headline, status: str = "") -> Amount:
    return Amount(head.value, head.unit, status, bound(head.benchmark))


def _word(status: str) -> Cell:
    return status or say(NONE)
