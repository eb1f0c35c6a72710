"""What a simulation keeps of each trial: line items by month, verdicts, dated figures, cash."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from finmodel.errors import InputError, Problem, nearest
from finmodel.inputs.kinds import NONE
from finmodel.inputs.tables import Inputs
from finmodel.lines.metric import BAD_SIGN, benchmarks, path_of
from finmodel.model.dimension import Members
from finmodel.model.graph import Graph
from finmodel.model.item import CHECK

ITEMS = ("total_revenue", "gross_margin", "closing_cash", "runway_months")  # unless others are asked for
MARGIN, RUNWAY, CASH = "gross_margin", "runway_months", "closing_cash"
DATED = (
    "crossover_month", "sustained_crossover_month", "selfhost_payback_month", "arr_milestone_month",
    "company_first_month_pass_gross_margin", "company_first_month_pass_inference_share",
)  # fmt: skip


@dataclass(frozen=True)
class Ask:
    """What is asked of a company: line items, or single members of them (`revenue[Pro]`)."""

    inputs: Inputs
    graph: Graph
    items: tuple[str, ...]

    @classmethod
    def of(cls, inputs: Inputs, graph: Graph, items: Sequence[str]) -> Ask:
        """Raises InputError for what is no line item of the company, or no number."""
        wanted = tuple(dict.fromkeys(items)) or tuple(name for name in ITEMS if name != CASH or has_cash(inputs))
        if problems := list(_unknown(wanted, graph, Members.read(inputs))):
            raise InputError(problems)
        return cls(inputs, graph, wanted)

    @property
    def cash(self) -> bool:
        """Whether it can be said when cash runs out."""
        return has_cash(self.inputs)

    @cached_property
    def dated(self) -> tuple[str, ...]:
        """Line items that are a month, or never."""
        members = Members.read(self.inputs)
        return tuple(name for name in DATED if name in self.graph.items and members.count(self.graph.items[name].by))

    @cached_property
    def judged(self) -> tuple[str, ...]:
        """The line items behind the verdicts, with the flags that make n.m. a bad sign."""
        names = []
        rows = self.inputs.tables["benchmarks"]
        for metric, position in benchmarks([row.cell("metric") for row in rows]).items():
            if rows[position].cell("direction") != "info":
                names += [path_of(metric, self.graph.items).id, *filter(None, [BAD_SIGN.get(metric)])]
        return tuple(names)

    @property
    def needed(self) -> tuple[str, ...]:
        """Every line item that has to be calculated."""
        kept = (item.partition("[")[0] for item in self.items)
        return tuple(dict.fromkeys((*kept, *self.judged, *self.dated, *((CASH,) if self.cash else ()))))


def has_cash(inputs: Inputs) -> bool:
    """Whether an opening cash balance is given."""
    return inputs.value("opening_cash_usd") != NONE


def _unknown(names: Iterable[str], graph: Graph, members: Members) -> Iterable[Problem]:
    known = [name for name, item in graph.items.items() if item.kind is not CHECK and item.unit != "text"]
    for name in names:
        bare, bracket, member = name.partition("[")
        if bare not in known:
            yield Problem("--item", f"{bare!r} is no line item that is a number", nearest(bare, known))
        elif bracket:
            by = graph.items[bare].by
            rows = ["|".join(one) for one in members.of[by.name]] if by else []
            if member.removesuffix("]") not in rows:
                yield Problem("--item", f"{name!r} is no row of {bare}", nearest(member.removesuffix("]"), rows))
