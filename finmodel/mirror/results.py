"""Results: every line item's values, and how to look one up."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from finmodel.errors import InputError, Problem, nearest
from finmodel.inputs.tables import Inputs
from finmodel.mirror.status import statuses
from finmodel.model.dimension import Member, Members
from finmodel.model.item import CHECK, Array, LineItem
from finmodel.timeline import Month

if TYPE_CHECKING:
    import pandas as pd


class Figure(NamedTuple):
    """One tidy value: `member` is joined by `|`, `month` is YYYY-MM, both empty where there is none.

    `value` is None for n.m.; dates are ISO text.
    """

    line_item: str
    member: str
    month: str
    value: float | str | None
    unit: str


@dataclass(frozen=True)
class Results:
    """What the mirror calculated.

    `months` maps ids to arrays (..., member, month), one month for constants; `totals` to (..., member, 1).
    NaN stands for n.m.
    """

    inputs: Inputs
    members: Members
    items: Mapping[str, LineItem]
    months: Mapping[str, Array]
    totals: Mapping[str, Array]

    def __getitem__(self, name: str) -> Array:
        """The months of `line_item`, shape (..., member, month), or of `line_item[member]`, shape (..., month).

        Raises KeyError with the nearest names for an unknown id.
        """
        bare, bracket, member = name.partition("[")
        if bare not in self.months:
            raise KeyError(f"{bare!r} is not a line item; {nearest(bare, self.months)}")
        if not bracket:
            return self.months[bare]
        return self.months[bare][..., self._index(bare, member.removesuffix("]")), :]

    def total(self, name: str) -> Array:
        """The total of `line_item[member]` by its kind, shape (...)."""
        bare, _, member = name.partition("[")
        index = self._index(bare, member.removesuffix("]")) if member else 0
        return self.totals[bare][..., index, 0]

    def member_list(self, name: str) -> tuple[Member, ...]:
        """The members of a line item; one empty member when it is company-wide."""
        by = self.items[name].by
        return ((),) if by is None else self.members.of[by.name]

    def figures(self) -> Iterator[Figure]:
        """Every value, tidy, in the order of the sheets; of one case (no leading axes)."""
        months = [str(month) for month in self.inputs.timeline.all]
        for name, item in self.items.items():
            if item.kind is CHECK:
                continue
            for index, member in enumerate(self.member_list(name)):
                row = self.months[name][index]
                labels = months if item.monthly else [""]
                for label, value in zip(labels, row, strict=True):
                    yield Figure(item.row_id(), "|".join(member), label, shown(value, item), item.unit)

        for metric, status in self.statuses.items():
            yield Figure("status", metric, "", status, "text")

    @property
    def diligence_number(self) -> int:
        """The number of the diligence month."""
        month = self.inputs.value("diligence_month")
        assert isinstance(month, Month)
        return self.inputs.timeline.number(month)

    @cached_property
    def statuses(self) -> dict[str, str]:
        """PASS, FLAG or n.m. of each judged metric in the diligence month, by `metric` or `metric|plan`."""
        return statuses(self, self.diligence_number)

    def frame(self) -> pd.DataFrame:
        """The figures as a pandas table with the columns of Figure."""
        import pandas as pd

        return pd.DataFrame(self.figures(), columns=list(Figure._fields))

    def overflows(self) -> list[Problem]:
        """Line items that grew beyond what a number holds: inputs that cannot be meant."""
        return [
            Problem(
                name, "grows beyond any number", "look at the growth rates and amounts behind it (finmodel explain)"
            )
            for name, values in self.months.items()
            if not self.items[name].infinite and values.dtype.kind == "f" and bool(np.isinf(values).any())
        ]

    def finite(self) -> Results:
        """These results; raises InputError when a line item overflows."""
        if problems := self.overflows():
            raise InputError(problems)
        return self

    def _index(self, name: str, member: str) -> int:
        members = ["|".join(m) for m in self.member_list(name)]
        if member not in members:
            raise KeyError(f"{name}[{member}] does not exist; {nearest(member, members)}")
        return members.index(member)


def shown(told: float | str, item: LineItem) -> float | str | None:
    """A value as it is told: None for n.m., the item's words for a verdict or an infinite one, dates as ISO text."""
    if isinstance(told, str):
        return told
    value = float(told)
    if item.words:
        return item.words[int(value)]
    if math.isinf(value):
        return item.infinite
    if math.isnan(value):
        return None
    if item.unit in ("date", "month"):
        if value == 0:
            return None
        day = dt.date.fromordinal(int(value))
        return day.isoformat()[: 10 if item.unit == "date" else 7]
    return value
