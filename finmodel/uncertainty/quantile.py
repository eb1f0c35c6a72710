"""Quantiles of trials: always a value that a trial gave."""

from __future__ import annotations

import numpy as np

from finmodel.model.item import Array

PERCENTS = (10, 50, 90)


def quantiles(values: Array) -> tuple[Array, float]:
    """P10, P50 and P90 of the trials in which the figure has a meaning, and the share of those in which it has none.

    The smallest value that at least so many percent of the trials do not exceed: no interpolation, so that months and
    `cash generative` (infinite) have quantiles too. NaN where no trial has a meaning.
    """
    meant = values[~np.isnan(values)]
    missing = 1 - meant.size / values.size
    if not meant.size:
        return np.full(len(PERCENTS), np.nan), missing
    ranks = [-(-percent * meant.size // 100) - 1 for percent in PERCENTS]
    return np.partition(meant, ranks)[ranks], missing


def ranked(values: Array, three: Array) -> bool:
    """Whether these are the quantiles, by counting: less than so many percent lie below, as many not above.

    The second hand of `quantiles`, which sorts.
    """
    meant = values[~np.isnan(values)]
    if not meant.size:
        return bool(np.isnan(three).all())
    counts = ((np.count_nonzero(meant < one), np.count_nonzero(meant <= one)) for one in three)
    return all(
        100 * below < percent * meant.size <= 100 * upto
        for percent, (below, upto) in zip(PERCENTS, counts, strict=True)
    )
