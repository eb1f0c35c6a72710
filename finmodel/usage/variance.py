"""Plan against actuals, month by month: what the price, the volume and the mix of features moved."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from finmodel.errors import InputError, Problem
from finmodel.inputs import read
from finmodel.inputs.csvfile import read_csv
from finmodel.inputs.encoding import UnreadableError
from finmodel.inputs.kinds import Local, MonthKind, Number, key_of
from finmodel.inputs.raw import RawRow
from finmodel.inputs.row import NOTES
from finmodel.mirror import calculate
from finmodel.mirror.results import Results
from finmodel.usage.csvs import columns_of

_COST, _QUERIES = "tokens_cost", "feature_queries"


@dataclass(frozen=True)
class Split:
    """A feature's tokens cost in a month: plan, actual, and what moved it, in USD.

    price = (actual - planned cost of a query) x planned queries; quantity = (actual - planned queries) x actual cost of
    a query (MODEL.md, section 5), parted into volume, as if every feature had moved with the company's queries, and
    mix, the rest. The three add up to actual - plan.
    """

    month: str
    feature: str
    plan_usd: float
    actual_usd: float
    price_usd: float
    volume_usd: float
    mix_usd: float


@dataclass(frozen=True)
class Variance:
    """Every feature and month with actuals, in order of time; `left_out` say which have half of what is needed."""

    splits: tuple[Split, ...]
    left_out: tuple[str, ...]

    def months(self) -> tuple[Split, ...]:
        """The company's months: the sums over features."""
        by_month: dict[str, list[Split]] = {}
        for split in self.splits:
            by_month.setdefault(split.month, []).append(split)
        return tuple(_total(month, splits) for month, splits in by_month.items())

    def as_dict(self) -> dict[str, Any]:
        """For programs: USD."""
        return {
            "months": [asdict(split) for split in self.months()],
            "features": [asdict(split) for split in self.splits],
            "left_out": list(self.left_out),
        }


Actuals = Mapping[tuple[str, str, str], float]  # month, line item, folded member


def variance(folder: str | os.PathLike[str] = "inputs", *, scenario: str = "base") -> Variance:
    """Hold the plan of a folder of CSVs against its actuals.csv, as `finmodel usage import` writes it.

    Raises InputError when a file cannot be read, and when there are no actuals of queries and tokens cost.
    """
    path = Path(folder)
    inputs = read(path, scenario=scenario)
    actuals = read_actuals(path / "actuals.csv")
    results = calculate(inputs)
    months = [str(month) for month in inputs.timeline.all]
    features = inputs.column("features", "feature")
    splits: list[Split] = []
    left_out: list[str] = []
    for number, month in enumerate(months):
        known = [name for name in features if _known(actuals, month, name)]
        left_out += [
            f"{month} {name}: actuals have no {_missing(actuals, month, name)}"
            for name in features
            if name not in known and any((month, item, key_of(name)) in actuals for item in (_COST, _QUERIES))
        ]
        splits += _month(results, actuals, number, month, known)
    if not splits:
        fix = "import a usage log of the months of the plan, or write feature_queries and tokens_cost by hand"
        raise InputError([Problem("actuals.csv", "has no queries and cost of a month of the plan", fix)])
    return Variance(tuple(splits), tuple(left_out))


def read_actuals(path: Path) -> Actuals:
    """Read actuals.csv: month, line_item, member, value. Raises InputError with every problem."""
    if not path.exists():
        fix = "write it with finmodel usage import LOGS --into INPUTS"
        raise InputError([Problem(str(path), "is missing", fix)])
    try:
        raw, problems = read_csv(path, {*columns_of("actuals"), *NOTES})
    except UnreadableError as error:
        raise InputError([error.problem]) from None
    found: dict[tuple[str, str, str], float] = {}
    for row in raw.rows:
        try:
            month = str(MonthKind().parse(row.cells.get("month", "")))
        except ValueError as error:
            problems.append(row.problem("month", str(error)))
            continue
        key = (month, str(row.cells.get("line_item", "")).strip(), key_of(str(row.cells.get("member", ""))))
        value = _value(row, problems)
        if key in found:
            problems.append(Problem(row.where, "stands already above", "keep one of the two rows"))
        elif value is not None:
            found[key] = value
    if problems:
        raise InputError(problems)
    return found


def _value(row: RawRow, problems: list[Problem]) -> float | None:
    cell = row.cells.get("value", "")
    try:
        value = Number(low=None).parse(cell if isinstance(cell, (str, Local, float, int)) else "")
    except ValueError as error:
        problems.append(row.problem("value", str(error)))
        return None
    assert isinstance(value, float)
    return value


def _known(actuals: Actuals, month: str, feature: str) -> bool:
    return all((month, item, key_of(feature)) in actuals for item in (_COST, _QUERIES))


def _missing(actuals: Actuals, month: str, feature: str) -> str:
    return next(item for item in (_COST, _QUERIES) if (month, item, key_of(feature)) not in actuals)


def _month(results: Results, actuals: Actuals, number: int, month: str, features: Sequence[str]) -> list[Split]:
    plan = {
        name: (_planned(results, _QUERIES, name, number), _planned(results, _COST, name, number)) for name in features
    }
    actual = {name: (actuals[month, _QUERIES, key_of(name)], actuals[month, _COST, key_of(name)]) for name in features}
    planned, asked = (sum(queries for queries, _ in side.values()) for side in (plan, actual))
    growth = asked / planned if planned > 0 else None
    return [_split(month, name, plan[name], actual[name], growth) for name in features]


def _planned(results: Results, line_item: str, feature: str, number: int) -> float:
    return float(results[f"{line_item}[{feature}]"][number])


def _split(
    month: str, name: str, plan: tuple[float, float], actual: tuple[float, float], growth: float | None
) -> Split:
    """Part a feature's variance; `growth`: the company's actual over planned queries, None where none are planned."""
    (queries_0, cost_0), (queries_1, cost_1) = plan, actual
    each_1 = cost_1 / queries_1 if queries_1 > 0 else cost_0 / queries_0 if queries_0 > 0 else 0.0
    price = each_1 * queries_0 - cost_0 if queries_1 > 0 else 0.0
    quantity = cost_1 - cost_0 - price
    even = queries_1 if growth is None else queries_0 * growth
    volume = (even - queries_0) * each_1
    return Split(month, name, cost_0, cost_1, price, volume, quantity - volume)


def _total(month: str, splits: Sequence[Split]) -> Split:
    sums = [
        sum(getattr(split, name) for split in splits)
        for name in ("plan_usd", "actual_usd", "price_usd", "volume_usd", "mix_usd")
    ]
    return Split(month, "company", *sums)
