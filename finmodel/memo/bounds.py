"""A benchmark in words, and the bound of it that decides."""

from __future__ import annotations

from finmodel.memo.memo import Benchmark
from finmodel.page.escape import Safe
from finmodel.page.figure import NONE, figure


def bounds(benchmark: Benchmark | None, unit: str, currency: str) -> Safe:
    """A benchmark in words, in the unit of the figure it judges."""
    if benchmark is None:
        return Safe(NONE)
    low, high = (None if b is None else figure(b, unit, currency) for b in (benchmark.low, benchmark.high))
    if benchmark.direction == "at_least":
        return Safe(f"at least {low}")
    if benchmark.direction == "at_most":
        return Safe(f"at most {high}")
    span = f"{low} to {high}" if low and high else f"from {low}" if low else f"up to {high}" if high else "no bound"
    return Safe(f"for information: {span}")


def bound(benchmark: Benchmark | None) -> float | None:
    """The bound that decides, where one does."""
    if benchmark is None or benchmark.direction == "info":
        return None
    return benchmark.low if benchmark.direction == "at_least" else benchmark.high
