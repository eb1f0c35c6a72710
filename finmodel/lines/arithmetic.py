"""The few array operations that several mirrors share. Arrays are (..., member, month)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from finmodel.model.item import Array

NOT_MEANINGFUL = np.nan  # reads n.m. in the workbook


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
