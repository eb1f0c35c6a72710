"""Figures of a company by line item, member and month, each with its unit and, in the diligence month, its status."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from finmodel.memo.bounds import bound
from finmodel.memo.headlines import judge, value_at
from finmodel.mirror import Results
from finmodel.page.figure import Value
from finmodel.page.sentence import Amount


@dataclass(frozen=True)
class Facts:
    """Looks figures up; a month counts from 1, and none is the diligence month."""

    results: Results

    @cached_property
    def month(self) -> str:
        """The diligence month."""
        return str(self.results.inputs.value("diligence_month"))

    @cached_property
    def months(self) -> tuple[str, ...]:
        """Every month of the model."""
        return tuple(map(str, self.results.inputs.timeline.all))

    @cached_property
    def last(self) -> int:
        """The number of the last month."""
        return len(self.months)

    def members(self, item: str) -> tuple[str, ...]:
        """The members of a line item; one empty name when it is company-wide."""
        return tuple("|".join(member) for member in self.results.member_list(item))

    def value(self, item: str, member: str = "", month: int | None = None) -> Value:
        """A figure: None for n.m., words where it reads so."""
        number = self.results.diligence_number if month is None else month
        return value_at(item, self.members(item).index(member), number, self.results)

    def number(self, item: str, member: str = "", month: int | None = None) -> float:
        """A figure that is a number; 0 for n.m. and words, for comparisons alone."""
        value = self.value(item, member, month)
        return value if isinstance(value, float) else 0.0

    def amount(self, item: str, member: str = "", month: int | None = None) -> Amount:
        """A figure with its unit, and in the diligence month with its status and the bound that decides."""
        unit = self.results.items[item].unit
        value = self.value(item, member, month)
        if month is not None:
            return Amount(value, unit)
        status = self.results.statuses.get("|".join(filter(None, (item, member))), "")
        return Amount(value, unit, status, bound(judge(item, self.results)))

    def bare(self, item: str, member: str = "", month: int | None = None) -> Amount:
        """The same without a status, for sentences that say it in other words."""
        found = self.amount(item, member, month)
        return Amount(found.value, found.unit, beside=found.beside)
