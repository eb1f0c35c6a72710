"""A benchmark in words, and the bound of it that decides."""

from __future__ import annotations

from finmodel.memo.memo import Benchmark
from finmodel.page.figure import NONE
from finmodel.page.sentence import Amount, Sentence, say

_INFO = {(True, True): "{low} to {high}", (True, False): "from {low}", (False, True): "up to {high}"}


def bounds(benchmark: Benchmark | None, unit: str) -> Sentence:
    """A benchmark in words, in the unit of the figure it judges."""
    if benchmark is None:
        return say(NONE)
    said = {"low": Amount(benchmark.low, unit), "high": Amount(benchmark.high, unit)}
    if benchmark.direction == "at_least":
        return say("at least {low}", low=said["low"])
    if benchmark.direction == "at_most":
        return say("at most {high}", high=said["high"])
    span = _INFO.get((benchmark.low is not None, benchmark.high is not None), "no bound")
    return say(f"for information: {span}", **{name: one for name, one in said.items() if one.value is not None})


def bound(benchmark: Benchmark | None) -> float | None:
    """The bound that decides, where one does."""
    if benchmark is None or benchmark.direction == "info":
        return None
    return benchmark.low if benchmark.direction == "at_least" else benchmark.high
