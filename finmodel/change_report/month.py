"""Whether two models can be held against each other, and in which month."""

from __future__ import annotations

from finmodel.errors import InputError, Problem
from finmodel.inputs.tables import Inputs
from finmodel.timeline import Month

BEYOND = "inputs of both models together make a figure grow beyond any number"


def month_of(inputs: Inputs) -> Month:
    """The diligence month."""
    month = inputs.value("diligence_month")
    assert isinstance(month, Month)
    return month


def compared_month(old: Inputs, new: Inputs, names: tuple[str, str]) -> Month:
    """The month whose figures are compared: the later of the two diligence months.

    Raises InputError where the currencies differ, or where one of the models does not reach that month.
    """
    currencies = [str(inputs.value("currency")) for inputs in (old, new)]
    if currencies[0] != currencies[1]:
        what = f"is in {currencies[1]}, {names[0]} in {currencies[0]}"
        raise InputError([Problem(names[1], what, "compare models in one currency")])
    month = max(month_of(old), month_of(new))
    for inputs, name in zip((old, new), names, strict=True):
        if not inputs.timeline.start <= month <= inputs.timeline.last:
            what = f"has no {month}, the later of the two diligence months: it runs from {inputs.timeline.start} to "
            fix = "choose a diligence_month that both have"
            raise InputError([Problem(name, f"{what}{inputs.timeline.last}", fix)])
    return month


def no_bridge(old: Inputs, new: Inputs) -> str:
    """Why no bridge leads from one model to the other; empty where one does."""
    starts = [inputs.timeline.start for inputs in (old, new)]
    if starts[0] == starts[1]:
        return ""
    return (
        f"the old model starts in {starts[0]}, the new one in {starts[1]}: growth is counted from different months, "
        "so that no input can be replaced alone"
    )


def apart(old: Inputs, new: Inputs, month: Month) -> tuple[str, ...]:
    """What the reader must know of two models that are not built alike."""
    told = []
    if month_of(old) != month_of(new):
        told.append(
            f"the diligence months differ ({month_of(old)} and {month_of(new)}): all figures are those of {month}, "
            "so that only the inputs differ and not the month"
        )
    if old.timeline.months != new.timeline.months and old.timeline.start == new.timeline.start:
        told.append(
            f"the models have {old.timeline.months} and {new.timeline.months} months, which does not move {month}"
        )
    if old.scenario != new.scenario:
        told.append(f"the scenarios in force differ: {old.scenario} and {new.scenario}")
    return tuple(told)
