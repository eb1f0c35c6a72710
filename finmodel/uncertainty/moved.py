"""Drawn values as inputs of the mirror, within their bounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from finmodel.model.item import Array
from finmodel.uncertainty.cell import Cell

_READ, _WRITE = "levers__cache_read_share", "levers__cache_write_share"
_TOLERANCE = 1e-9  # of shares that sum to 1 at most


@dataclass(frozen=True)
class Moved:
    """The mirror's arrays (assumptions (trial, 1, 1), columns (trial, row, 1)), and what was set to a bound.

    `clipped` counts the trials of each cell, `crowded` those in which the share of tokens written to the cache was
    set to what the share read from it leaves.
    """

    arrays: Mapping[str, Array]
    clipped: Array
    crowded: int


def moved(cells: Sequence[Cell], values: Array, planned: Mapping[str, Array]) -> Moved:
    """Move inputs to `values`, shape (trial, cell); `planned` has the arrays of all inputs."""
    low, high = (np.array([getattr(cell, bound) for cell in cells]) for bound in ("low", "high"))
    kept = np.clip(values, low, high)
    arrays = {name: np.repeat(planned[name][None], len(values), axis=0) for name in parameters(cells)}
    for i, cell in enumerate(cells):
        arrays[cell.parameter][:, cell.row, 0] = kept[:, i]
    crowded = 0
    if _READ in arrays:
        room = 1 - arrays[_READ]
        over = arrays[_WRITE] > room + _TOLERANCE
        arrays[_WRITE] = np.where(over, room, arrays[_WRITE])
        crowded = int(over.any(axis=(1, 2)).sum())
    return Moved(arrays, (kept != values).sum(axis=0), crowded)


def parameters(cells: Sequence[Cell]) -> list[str]:
    """The mirror's parameters that move; the two cache shares, whose sum is at most 1, move together."""
    names = dict.fromkeys(cell.parameter for cell in cells)
    together = (_READ, _WRITE) if {_READ, _WRITE} & set(names) else ()
    return list(dict.fromkeys((*names, *together)))
