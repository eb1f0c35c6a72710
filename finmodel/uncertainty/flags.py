"""Verdicts over all trials, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from finmodel.mirror import Results
from finmodel.mirror.status import FLAG, NO_VERDICT, PASS, Judged, judged
from finmodel.uncertainty.simulation import Verdict


class Flags:
    """How many trials have each verdict on each metric, in the diligence month."""

    def __init__(self) -> None:
        self.counts: dict[str, Counter[str]] = {}
        self.trials = 0

    def add(self, results: Results, trials: int) -> None:
        """Count a block of trials."""
        self.trials += trials
        for one in _verdicts(results):
            words = np.broadcast_to(one.verdicts, (trials,)).tolist()
            self.counts.setdefault(one.name, Counter()).update(words)

    def verdicts(self, planned: Results) -> Iterator[Verdict]:
        """What was counted, as shares of all trials."""
        for one in _verdicts(planned):
            metric, _, member = one.name.partition("|")
            flag, passes, none = (self.counts[one.name][word] / self.trials for word in (FLAG, PASS, NO_VERDICT))
            yield Verdict(metric, member, str(one.verdicts), flag, passes, none)


def _verdicts(results: Results) -> Iterator[Judged]:
    every = judged(results, results.diligence_number)
    return (one for one in every if one.benchmark.direction != "info")
