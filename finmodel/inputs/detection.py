"""Review by detection: how many items a detector flags for a person to look at (MODEL.md, section 5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from finmodel.errors import Problem

if TYPE_CHECKING:
    from finmodel.inputs.found import Found

DETECTION = ("prevalence", "true_positive_rate", "false_positive_rate")


def detection_faults(found: Found) -> Iterator[Problem]:
    """Find features with some of the three figures that detection takes, but not all."""
    for row, place in found.rows("quality"):
        lacking = [column for column in DETECTION if row.cell(column) is None]
        if place and 0 < len(lacking) < len(DETECTION):
            what = f"is empty, but detection takes {', '.join(DETECTION)}"
            yield Problem(place.place(lacking[0]), what, "give all three, or none and a review_rate")
