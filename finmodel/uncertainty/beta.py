"""Quantiles of the beta distribution, for shapes of at least 1."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from finmodel.model.item import Array

_STEPS = 256  # of the table from which Newton's method starts
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(12)
_MOST_ROUNDS = 60  # a handful, but for shares that are next to nothing
_STILL = 1e-15


def beta_quantile(share: Array, a: float, b: float) -> Array:
    """Quantiles of beta(a, b), a and b at least 1, to 1e-12; `share` strictly between 0 and 1.

    x = sin^2 of an angle makes the density smooth at both ends; the integral is tabulated by Gauss-Legendre, inverted
    between two entries by interpolation and finished by Newton's method.
    """
    angles, table = _table(a, b)
    wanted = share * table[-1]
    step = np.clip(np.searchsorted(table, wanted, side="right") - 1, 0, _STEPS - 1)
    start, end = angles[step], angles[step + 1]
    angle = start + (end - start) * (wanted - table[step]) / (table[step + 1] - table[step])
    for _ in range(_MOST_ROUNDS):
        missed = table[step] + _integral(start, angle, a, b) - wanted
        slope = np.maximum(_density(angle, a, b), np.finfo(float).tiny)
        before, angle = angle, np.clip(angle - missed / slope, start, end)
        if np.abs(angle - before).max() <= _STILL:
            break
    return np.asarray(np.sin(angle) ** 2)


@lru_cache(maxsize=64)
def _table(a: float, b: float) -> tuple[Array, Array]:
    angles = np.linspace(0, np.pi / 2, _STEPS + 1)
    parts = _integral(angles[:-1], angles[1:], a, b)
    return angles, np.concatenate([[0.0], np.cumsum(parts)])


def _density(angle: Array, a: float, b: float) -> Array:
    return np.asarray(np.sin(angle) ** (2 * a - 1) * np.cos(angle) ** (2 * b - 1))


def _integral(start: Array, end: Array, a: float, b: float) -> Array:
    half = (end - start) / 2
    points = ((start + end) / 2)[..., None] + half[..., None] * _NODES
    return np.asarray(half * (_density(points, a, b) @ _WEIGHTS))
