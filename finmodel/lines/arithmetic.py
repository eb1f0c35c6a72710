"""The few array operations that several mirrors share. Arrays are (..., member, month)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from finmodel.model.item import Array

NOT_MEANINGFUL = np.nan  # reads n.m. in the workbook
TOLERANCE = 1e-9  # of the checks, relative to the size of what is compared


def flag(holds: NDArray[np.bool_]) -> Array:
    """1 where the condition holds, 0 elsewhere."""
    return np.asarray(holds, dtype=np.float64)


def over_members(values: Array) -> Array:
    """Sum over the members, which stay as an axis of one."""
    return np.asarray(values.sum(axis=-2, keepdims=True))


def ratio(numerator: Array, denominator: Array) -> Array:
    """The quotient, n.m. where the denominator is 0 or less."""
    return where_meaningful(denominator > 0, numerator, denominator)


def where_meaningful(condition: NDArray[np.bool_], numerator: Array, denominator: Array) -> Array:
    """The quotient where the condition holds, n.m. elsewhere."""
    condition, numerator, denominator = np.broadcast_arrays(condition, numerator, denominator)
    out = np.full(condition.shape, NOT_MEANINGFUL)
    return np.asarray(np.divide(numerator, denominator, out=out, where=condition & (denominator != 0)))


def take(values: Array, rows: NDArray[np.intp]) -> Array:
    """The value of the row in force, 0 for none; `values` is (..., row, 1), the result (..., group, month)."""
    if values.shape[-2] == 0:
        return np.zeros((*values.shape[:-2], *rows.shape))
    return np.where(rows >= 0, values[..., rows, 0], 0.0)


def months_since(first_month: Array, rows: NDArray[np.intp], month_number: Array) -> Array:
    """Months since the row in force began, or since month 1 when it is older."""
    if first_month.shape[-2] == 0:
        return np.zeros(rows.shape)
    return np.where(rows >= 0, month_number - np.maximum(first_month[..., rows, 0], 1), 0.0)


def trailing(values: Array, months: int) -> Array:
    """Sum over the last `months` months, over those there are at the start; shape as given."""
    none = np.zeros((*values.shape[:-1], months - 1))
    windows = np.lib.stride_tricks.sliding_window_view(np.concatenate([none, values], axis=-1), months, axis=-1)
    return np.asarray(windows.sum(axis=-1))  # not a difference of running sums: that would leave dust


def before(values: Array, months: int) -> Array:
    """The values of so many months ago, 0 where there were none."""
    late = np.zeros_like(values)
    late[..., months:] = values[..., :-months] if months < values.shape[-1] else 0.0
    return late


def at_month(values: Array, month: Array) -> Array:
    """The value in a month counted from 1, which stays as an axis of one."""
    index = np.asarray(month, dtype=np.intp) - 1
    shape = np.broadcast_shapes(values.shape[:-1], index.shape[:-1])
    wide = np.broadcast_to(values, (*shape, values.shape[-1]))
    return np.asarray(np.take_along_axis(wide, np.broadcast_to(index, (*shape, 1)), axis=-1))


def instead(values: Array, own: Array, place: Array) -> Array:
    """The values, but those of `own` where they have a place: `place` is (member, own member), 1 where they meet."""
    return np.where(place.any(axis=-1, keepdims=True), place @ own, values)


def count(holds: Any) -> Array:
    """How many entries hold; shape (..., 1, 1)."""
    return np.asarray(holds.sum(axis=(-2, -1), keepdims=True), dtype=np.float64)


def over_months(values: Array) -> Array:
    """Sum over the months, which stay as an axis of one."""
    return np.asarray(values.sum(axis=-1, keepdims=True))
