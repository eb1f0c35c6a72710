"""Draws: a number for each uncertain input and trial, the same ones whatever the size of a block."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from finmodel.model.item import Array
from finmodel.uncertainty.distribution import scores, shares
from finmodel.uncertainty.uncertain import Uncertain

_LEAST = 2.0**-54  # stands for a draw of 0, whose quantile may be infinite


def drawn(uncertain: Sequence[Uncertain], seed: int, first: int, trials: int) -> Array:
    """Values of the inputs in trials `first`, `first` + 1..., shape (trial, input).

    Each input, and each group, has a stream of PCG64 of its own, seeded by `seed` and its name and advanced to the
    trial: neither the size of a block nor the other rows of the file change what an input draws. The inputs of a group
    share a normal factor (a Gaussian copula of rank one): score = loading x factor + rest x own.
    """
    factors = {name: scores(_uniform(seed, f"group {name}", first, trials)) for name in _groups(uncertain)}
    return np.stack([_one(one, seed, first, trials, factors) for one in uncertain], axis=-1)


def loading(correlation: float) -> float:
    """What an input has of its group's factor: two inputs with correlations c and d correlate by sqrt(cd), signed."""
    return math.copysign(math.sqrt(abs(correlation)), correlation)


def _groups(uncertain: Sequence[Uncertain]) -> set[str]:
    return {one.group for one in uncertain if one.group}


def _one(one: Uncertain, seed: int, first: int, trials: int, factors: dict[str, Array]) -> Array:
    share = _uniform(seed, one.cell.id, first, trials)
    if one.group:
        of_factor = loading(one.correlation)
        share = shares(of_factor * factors[one.group] + math.sqrt(1 - of_factor**2) * scores(share))
        share = np.clip(share, _LEAST, 1 - 2.0**-53)
    return one.distribution.quantile(share)


def _uniform(seed: int, stream: str, first: int, trials: int) -> Array:
    source = np.random.PCG64(np.random.SeedSequence(seed, spawn_key=tuple(stream.encode())))
    source.advance(first)  # a double takes one step
    return np.maximum(np.random.Generator(source).random(trials), _LEAST)
