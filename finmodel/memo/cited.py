"""Benchmarks with the numbers of their sources."""

from __future__ import annotations

from dataclasses import dataclass

from finmodel.memo.bounds import bounds
from finmodel.memo.memo import Benchmark, Memo
from finmodel.page.figure import NONE
from finmodel.page.sentence import Amount, Sentence, say


@dataclass(frozen=True)
class Cited:
    """The sources of the benchmarks shown, numbered in order."""

    sources: dict[str, int]

    @classmethod
    def of(cls, memo: Memo) -> Cited:
        """Number the sources of a memo's benchmarks."""
        asked = [*(head.benchmark for head in memo.headlines), *(flag.benchmark for flag in memo.flagged)]
        shown = [benchmark for benchmark in asked if benchmark]
        return cls({source: i for i, source in enumerate(dict.fromkeys(map(_source, shown)), start=1)})

    def bounds(self, benchmark: Benchmark | None, unit: str) -> Sentence:
        """A benchmark in words with the number of its source; a month is judged by no bounds."""
        if benchmark is None or unit == "month":
            return say(NONE)
        number = Amount(float(self.sources[_source(benchmark)]), "count")
        return say("{bounds} ({number})", bounds=bounds(benchmark, unit), number=number)


def _source(benchmark: Benchmark) -> str:
    return ", ".join(str(part) for part in (benchmark.source or "no source given", benchmark.as_of) if part)
