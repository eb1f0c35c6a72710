"""A row of uncertainty.csv as a distribution: which parameters each family takes, and what they must keep."""

from __future__ import annotations

import math
from collections.abc import Iterator

from finmodel.errors import Problem
from finmodel.inputs.raw import RawRow
from finmodel.uncertainty.distribution import (
    P90,
    Discrete,
    Distribution,
    Lognormal,
    Normal,
    Pert,
    Triangular,
    Uniform,
)
from finmodel.uncertainty.row import UncertainInput

_TOLERANCE = 1e-9  # of weights that sum to 1
_MEAN, _TENTHS = ("mean", "sd"), ("p10", "p90")
TAKES = {  # the sets of parameters that each family takes
    "normal": (_MEAN, _TENTHS),
    "lognormal": (_MEAN, _TENTHS),
    "triangular": (("low", "mode", "high"),),
    "pert": (("low", "mode", "high"),),
    "uniform": (("low", "high"),),
    "discrete": (("values",), ("values", "weights")),
}
PARAMETERS = ("mean", "sd", "p10", "p90", "low", "mode", "high", "values", "weights")


def misshapen(row: UncertainInput, place: RawRow) -> list[Problem]:
    """What is wrong with the parameters of a row."""
    given = {name for name in PARAMETERS if name in place.cells}
    wanted = TAKES[row.distribution]
    if given not in [set(names) for names in wanted]:
        sets = " or ".join(", ".join(names) for names in wanted)
        return [Problem(place.place("distribution"), *_not_these(row.distribution, given, sets))]
    faults = _weights(row) if row.distribution == "discrete" else _order(row)
    return [Problem(place.place(column), what, fix) for column, what, fix in faults]


def _not_these(family: str, given: set[str], sets: str) -> tuple[str, str]:
    has = ", ".join(name for name in PARAMETERS if name in given) or "nothing"
    return f"a {family} distribution takes {sets}; the row gives {has}".replace(";", ":", 1), f"write {sets}"


def _order(row: UncertainInput) -> Iterator[tuple[str, str, str]]:
    names = [name for name in ("p10", "p90", "low", "mode", "high") if row.cell(name) is not None]
    values = [row.cell(name) for name in names]
    if values and (values != sorted(values) or values[0] == values[-1]):
        what = ", ".join(f"{name} {value:g}" for name, value in zip(names, values, strict=True))
        yield names[0], f"{what} do not rise", "write them in rising order"
    bell = next((name for name in ("mean", "p10") if row.cell(name) is not None), "")
    if row.distribution == "lognormal" and row.cell(bell) <= 0:
        what = f"{row.cell(bell):g} is not positive, and a lognormal draw always is"
        yield bell, what, "write a number above 0, or normal"


def _weights(row: UncertainInput) -> Iterator[tuple[str, str, str]]:
    values, weights = numbers(row.values), numbers(row.weights)
    if len(set(values)) < len(values):
        yield "values", f"{row.values} holds a value twice", "add up their weights"
    if weights and len(weights) != len(values):
        yield "weights", f"{len(weights)} weights for {len(values)} values", "write one for each value"
    elif weights and (min(weights) <= 0 or abs(sum(weights) - 1) > _TOLERANCE):
        yield "weights", f"{row.weights} are not positive numbers that sum to 1", "write a probability for each value"


def shaped(row: UncertainInput) -> Distribution:
    """The distribution of a row that is not misshapen."""
    match row.distribution:
        case "normal":
            return _bell(row)
        case "lognormal":
            if row.mean is not None and row.sd is not None:
                return Lognormal.of_mean(row.mean, row.sd)
            assert row.p10 is not None
            assert row.p90 is not None
            return Lognormal(_between(math.log(row.p10), math.log(row.p90)))
        case "discrete":
            return _discrete(row)
    assert row.low is not None
    assert row.high is not None
    if row.distribution == "uniform":
        return Uniform(row.low, row.high)
    assert row.mode is not None
    return (Pert if row.distribution == "pert" else Triangular)(row.low, row.high, row.mode)


def _bell(row: UncertainInput) -> Normal:
    if row.mean is not None and row.sd is not None:
        return Normal(row.mean, row.sd)
    assert row.p10 is not None
    assert row.p90 is not None
    return _between(row.p10, row.p90)


def _between(p10: float, p90: float) -> Normal:
    return Normal((p10 + p90) / 2, (p90 - p10) / (2 * P90))


def _discrete(row: UncertainInput) -> Discrete:
    values = numbers(row.values)
    weights = numbers(row.weights) or [1 / len(values)] * len(values)
    rising = sorted(zip(values, weights, strict=True))
    values, weights = [value for value, _ in rising], [weight for _, weight in rising]
    return Discrete(values[0], values[-1], tuple(values), tuple(weights))


def numbers(text: str) -> list[float]:
    """The numbers of a list in a cell."""
    return [float(part) for part in text.split(";")] if text else []
