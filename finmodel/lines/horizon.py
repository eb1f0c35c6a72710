"""The first month in which a flag is up, on both sides: a date, or that none comes within the months modelled."""

from __future__ import annotations

from typing import Any

import numpy as np

from finmodel.model.item import CONSTANT, Array, Declare, Section, line

NOT_WITHIN_HORIZON = "not within horizon"


def first_of(label: str, on: Section, flags: str, **more: Any) -> Declare:
    """Declare the month in which a flag of each month is first 1."""
    excel = f'IF(SUM({{{flags}[all]}})=0,"{NOT_WITHIN_HORIZON}",INDEX({{month[all]}},MATCH(1,{{{flags}[all]}},0)))'
    return line(label, on, unit="month", kind=CONSTANT, excel=excel, infinite=NOT_WITHIN_HORIZON, **more)


def first_month(flags: Array, timeline: Any) -> Array:
    """The day number of the first month that is flagged, infinite when there is none; shape (..., member, 1)."""
    months = timeline.ordinals(timeline.numbers)
    return np.asarray(np.where(flags > 0, months, np.inf).min(axis=-1, keepdims=True))
