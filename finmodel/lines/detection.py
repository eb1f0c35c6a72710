"""Review by detection: a detector flags queries, right ones and wrong ones, for a person (MODEL.md, section 5)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from finmodel.inputs.detection import DETECTION
from finmodel.lines.arithmetic import flag
from finmodel.model.dimension import FEATURE
from finmodel.model.item import CONSTANT, Array, Section, line

REVIEW = Section("Inference", "Review by detection", tuple(f"quality.{column}" for column in DETECTION))


@line(
    "A detector chooses what is reviewed",
    REVIEW,
    by=FEATURE,
    unit="flag",
    kind=CONSTANT,
    excel='COUNTIFS({quality.feature[column]},{feature},{quality.prevalence[column]},">=0")',
)
def review_by_detection(quality__prevalence: Array, quality__feature: NDArray[np.intp]) -> Array:
    """1 where prevalence is given: the detector's figures then stand in place of review_rate."""
    return flag(np.isfinite(quality__prevalence[..., np.argsort(quality__feature), :]))


@line(
    "Share of queries reviewed",
    REVIEW,
    by=FEATURE,
    unit="share",
    kind=CONSTANT,
    excel="IF({review_by_detection}>0,{quality.prevalence}*{quality.true_positive_rate}"
    "+(1-{quality.prevalence})*{quality.false_positive_rate},{quality.review_rate})",
)
def review_share(
    review_by_detection: Array,
    quality__prevalence: Array,
    quality__true_positive_rate: Array,
    quality__false_positive_rate: Array,
    quality__review_rate: Array,
) -> Array:
    """What the detector finds of those there are, and what it takes for one of them; else review_rate."""
    given = review_by_detection > 0
    there, found, mistaken = (
        np.where(given, values, 0.0)
        for values in (quality__prevalence, quality__true_positive_rate, quality__false_positive_rate)
    )
    return np.where(given, mistaken + there * (found - mistaken), quality__review_rate)


@line("Queries flagged for review", REVIEW, by=FEATURE, unit="queries", excel="{feature_queries}*{review_share}")
def flagged_queries(feature_queries: Array, review_share: Array) -> Array:
    """What people look at in the month."""
    return feature_queries * review_share
