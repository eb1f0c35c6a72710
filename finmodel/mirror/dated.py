"""Dated rows: which one is in force in which month."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def in_force(since: Any, first_month: Any, group: NDArray[np.intp], groups: int, months: int) -> NDArray[np.intp]:
    """For each group and month the index of the row in force, -1 for none; shape (groups, months).

    `since` holds the date of each row, `first_month` the number of the first month it applies to, `group` the group
    it belongs to. Rows are painted in the order of their dates, each over what came before.
    """
    painted = np.full((groups, months), -1, dtype=np.intp)
    first = np.asarray(first_month, dtype=np.float64).reshape(-1)
    for row in np.argsort(np.asarray(since).reshape(-1), kind="stable"):
        if first[row] <= months:
            painted[group[row], max(int(first[row]), 1) - 1 :] = row
    return painted
