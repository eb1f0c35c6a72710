"""Self-host, first part: the verdict of each feature in words, and the months behind it (MODEL.md, section 2)."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import numpy as np

from finmodel.lines.horizon import first_month, first_of
from finmodel.model.dimension import HOSTED
from finmodel.model.item import CONSTANT, Array, Section, Words, line

VERDICT = Section("Self-host", "API or own GPUs?", needs=("selfhost",))
WHEN = Section("Self-host", "When it crosses, holds and pays back", needs=("selfhost",))

STAY = "stay on the API within the horizon"
NO_PAYBACK = "no payback within the horizon"


@line(
    "Verdict",
    VERDICT,
    by=HOSTED,
    unit="text",
    kind=CONSTANT,
    excel="{selfhost_own_words}&{selfhost_payback_words}&{selfhost_reversion_words}",
)
def selfhost_verdict(selfhost_saves: Array, selfhost_paid_back: Array, timeline: Any) -> Words:
    """Whether to own, from when, and what comes of it; read here off the runs of months in which owning saves."""
    months = [str(month) for month in timeline.all]
    shape = np.broadcast_shapes(selfhost_saves.shape, selfhost_paid_back.shape)
    saves, paid = (np.broadcast_to(flags, shape) for flags in (selfhost_saves, selfhost_paid_back))
    told = np.empty((*shape[:-1], 1), dtype=object)
    for at in np.ndindex(shape[:-1]):
        told[at][0] = _told(list(saves[at] > 0), list(paid[at] > 0), months)
    return told


def _told(saves: list[bool], paid: list[bool], months: list[str]) -> str:
    runs = [(saving, [i for i, _ in run]) for saving, run in groupby(enumerate(saves), key=lambda entry: entry[1])]
    saving = [run for holds, run in runs if holds]
    if not saving:
        return STAY
    parts = [STAY]
    if saves[-1]:
        pays = f"pays back {months[paid.index(True)]}" if any(paid) else NO_PAYBACK
        parts = [f"own from {months[saving[-1][0]]}", pays]
    if saving[0][-1] < len(saves) - 1:
        parts.append(f"crosses in {months[saving[0][0]]} but reverts in {months[saving[0][-1] + 1]}")
    return "; ".join(parts)


@first_of("First month cheaper than the API", WHEN, "selfhost_saves", by=HOSTED)
def crossover_month(selfhost_saves: Array, timeline: Any) -> Array:
    """First month with a saving; later months may lose it again."""
    return first_month(selfhost_saves, timeline)


@first_of("First month dearer again", WHEN, "selfhost_reverts", by=HOSTED)
def reversion_month(selfhost_reverts: Array, timeline: Any) -> Array:
    """First month without a saving after the first with one: API prices fall, GPU rates move little."""
    return first_month(selfhost_reverts, timeline)


@line(
    "Cheaper than the API for good from",
    WHEN,
    by=HOSTED,
    unit="month",
    kind=CONSTANT,
    excel='IF({sustained_number}>{months},"not within horizon",INDEX({month[all]},{sustained_number}))',
    infinite="not within horizon",
)
def sustained_crossover_month(selfhost_saves: Array, timeline: Any) -> Array:
    """First month with a saving in it and in every later month of the horizon."""
    on = np.flip(np.minimum.accumulate(np.flip(selfhost_saves, axis=-1), axis=-1), axis=-1)
    return first_month(np.asarray(on), timeline)


@first_of("Set-up paid back in", WHEN, "selfhost_paid_back", by=HOSTED)
def selfhost_payback_month(selfhost_paid_back: Array, timeline: Any) -> Array:
    """First month in which the saving since owning for good has reached setup_usd."""
    return first_month(selfhost_paid_back, timeline)
