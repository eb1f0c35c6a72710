"""Dimensions: what a line item has one row for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from finmodel.inputs.kinds import numbers_of
from finmodel.inputs.tables import Inputs
from finmodel.model.compared import compared


@dataclass(frozen=True)
class Dimension:
    """A list of members, or of pairs of them. `parts` are the columns that name a member.

    `table` is the file that lists the members. `order` gives the parts by which pairs are sorted, first one
    outermost, so that all pairs of one outer member stand together. `attribute` is a further column shown beside
    the name, by which rows can be summed. `fixed` members are the same for every company. A `partial` dimension has
    some of the members only, perhaps none: its rows stand in for those of another where they exist. `columns` are
    those of the table where parts are named otherwise. `crossed` pairs are all pairs of the members of their parts,
    where there are any. `within` names the dimension of which these are some of the members: their rows read those of
    that dimension. `assumption` lists the members where no file does.
    """

    name: str
    table: str
    parts: tuple[str, ...]
    order: tuple[int, ...] = (0,)
    attribute: str = ""
    fixed: tuple[str, ...] = ()
    partial: bool = False
    columns: tuple[str, ...] = ()
    crossed: bool = False
    within: str = ""
    assumption: str = ""

    @property
    def named(self) -> tuple[str, ...]:
        """The columns of the table that name a member."""
        return self.columns or self.parts


STEPS_AROUND = ("two down", "one down", "as planned", "one up", "two up")  # along an axis of a sensitivity
STEPS = ("none", "routing", "prompt_cache", "response_cache", "compression", "batching")  # in waterfall order

PLAN = Dimension("plan", "plans", ("plan",))
FEATURE = Dimension("feature", "features", ("feature",))
MODEL = Dimension("model", "prices", ("model",), attribute="provider")
PROVIDER = Dimension("provider", "prices", ("provider",))
JOB = Dimension("job", "training", ("job",))
OPEX_LINE = Dimension("line", "opex", ("line",), attribute="category")
DECILE = Dimension("decile", "usage_deciles", ("decile",))
TOOL = Dimension("tool", "tool_tiers", ("tool",), attribute="feature")
TIER = Dimension("tier", "tool_tiers", ("tool", "tier"))
RUNG = Dimension("rung", "ladder", ("feature", "approach"), order=(0, 1))
PLAN_DECILE = Dimension("plan_decile", "usage_deciles", ("plan", "decile"), crossed=True)
INVOICED = Dimension("invoiced", "actuals", ("line_item", "member"))
COUNTED = Dimension("counted", "actuals", ("count", "member"), columns=("line_item", "member"))
SPLIT = Dimension("split", "actuals", ("line_item", "member", "count"), columns=("line_item", "member"))
HOSTED = Dimension("hosted", "selfhost", ("feature",), within="feature")
PURCHASE = Dimension("purchase", "gpu_rates", ("purchase",))
MILESTONE = Dimension("milestone", "", ("milestone",), assumption="arr_milestones_usd")
PLAN_FEATURE = Dimension("plan_feature", "volumes", ("plan", "feature"), order=(1, 0))
FEATURE_MODEL = Dimension("feature_model", "routing", ("feature", "model"), order=(0, 1))
LONG_CONTEXT = Dimension("long_context", "routing", ("feature", "model"), order=(0, 1), partial=True)
SCALE = Dimension("scale", "", ("scale",), fixed=("as planned", "near", "far"))
DOWN = Dimension("down", "", ("down",), fixed=STEPS_AROUND)
ACROSS = Dimension("across", "", ("across",), fixed=STEPS_AROUND)
PLAN_STEP = Dimension("plan_step", "", ("plan", "across"), crossed=True)
CELL = Dimension("cell", "", ("down", "across"), crossed=True)
OPTION = Dimension("option", "", ("feature", "model"), order=(0, 1), crossed=True)
LONG_OPTION = Dimension("long_option", "", ("feature", "model"), order=(0, 1), partial=True, crossed=True)
LEVER_STEP = Dimension("step", "", ("step",), fixed=STEPS)
FEATURE_STEP = Dimension("feature_step", "", ("feature", "step"), order=(0, 1), crossed=True)
JOB_FEATURE = Dimension("job_feature", "training", ("job", "feature"), order=(0, 1), partial=True)

LONG_REQUESTS = (LONG_CONTEXT, LONG_OPTION)
DIMENSIONS = {
    d.name: d
    for d in (
        PLAN, FEATURE, MODEL, PROVIDER, JOB, OPEX_LINE, DECILE, TOOL, TIER, HOSTED, PURCHASE, MILESTONE, PLAN_DECILE,
        INVOICED, COUNTED, SPLIT, LEVER_STEP, SCALE, DOWN, ACROSS, PLAN_FEATURE, FEATURE_MODEL, LONG_CONTEXT, OPTION,
        LONG_OPTION, FEATURE_STEP, JOB_FEATURE, CELL, PLAN_STEP, RUNG,
    )
}  # fmt: skip
KEYED = {
    "plans": PLAN,
    "features": FEATURE,
    "levers": FEATURE,
    "quality": FEATURE,
    "models": MODEL,
    "training": JOB,
    "opex": OPEX_LINE,
    "usage_deciles": DECILE,
    "tool_tiers": TIER,
    "selfhost": HOSTED,
    "gpu_rates": PURCHASE,
    "ladder": RUNG,
}  # files with exactly one row a member
_HOME = {d.parts[0]: d for d in DIMENSIONS.values() if len(d.parts) == 1 and not d.within}

Member = tuple[str, ...]


@dataclass(frozen=True)
class Members:
    """The members of every dimension of a company, in row order."""

    of: Mapping[str, tuple[Member, ...]]

    @classmethod
    def read(cls, inputs: Inputs) -> Members:
        """List the members that the inputs have."""
        single = {
            d.name: tuple(dict.fromkeys((name,) for name in _names(d, inputs)))
            for d in DIMENSIONS.values()
            if len(d.parts) == 1
        }
        pairs = {
            d.name: _crossed(d, single) if d.crossed else _pairs(d, inputs, single)
            for d in DIMENSIONS.values()
            if len(d.parts) == 2 and d.table != "actuals"
        }
        long = {d.name: tuple(pair for pair in pairs[d.name] if pair[1] in inputs.tiered) for d in LONG_REQUESTS}
        return cls({**single, **pairs, **long, **compared(inputs)})

    @cached_property
    def _positions(self) -> dict[str, dict[Member, int]]:
        return {name: {member: i for i, member in enumerate(members)} for name, members in self.of.items()}

    def position(self, dimension: Dimension, member: Member) -> int:
        """The row index of a member."""
        return self._positions[dimension.name][member]

    def find(self, dimension: Dimension, member: Member) -> int:
        """The row index of a member, -1 for none."""
        return self._positions[dimension.name].get(member, -1)

    def count(self, dimension: Dimension | None) -> int:
        """How many members; a company-wide line item has one row."""
        return 1 if dimension is None else len(self.of[dimension.name])

    def projection(self, source: Dimension, target: Dimension) -> NDArray[np.intp]:
        """For each member of `source` the index of the `target` member it belongs to, shape (source members,)."""
        pair = source.name, target.name
        if pair not in self._projections:
            indexes = [source.parts.index(part) for part in target.parts]
            found = [self.position(target, tuple(member[i] for i in indexes)) for member in self.of[source.name]]
            self._projections[pair] = np.array(found, dtype=np.intp)
        return self._projections[pair]

    @cached_property
    def _projections(self) -> dict[tuple[str, str], NDArray[np.intp]]:
        return {}


def projects(source: Dimension | None, target: Dimension | None) -> bool:
    """Whether each member of `source` belongs to one member of `target` (company-wide: always)."""
    if target is None:
        return True
    if source is None or ((target.partial or target.within) and source is not target):
        return False
    if len(target.parts) > 1 and source.crossed and not target.crossed:  # no file lists every pair
        return False
    return set(target.parts) <= set(source.parts)


def _names(dimension: Dimension, inputs: Inputs) -> Sequence[str]:
    if dimension.assumption:
        return numbers_of(inputs.value(dimension.assumption))
    return dimension.fixed or inputs.column(dimension.table, dimension.parts[0])


def _pairs(dimension: Dimension, inputs: Inputs, single: Mapping[str, tuple[Member, ...]]) -> tuple[Member, ...]:
    columns = [inputs.column(dimension.table, part) for part in dimension.parts]
    found = dict.fromkeys(pair for pair in zip(*columns, strict=True) if all(pair))
    ranks = [_ranks(part, single) for part in dimension.parts]
    return tuple(sorted(found, key=lambda pair: [ranks[i].get(pair[i], 0) for i in dimension.order]))


def _ranks(part: str, single: Mapping[str, tuple[Member, ...]]) -> dict[str, int]:
    """The order of the members that a part names; none where it names no member of its own."""
    return {m[0]: i for i, m in enumerate(single[_HOME[part].name])} if part in _HOME else {}


def _crossed(dimension: Dimension, single: Mapping[str, tuple[Member, ...]]) -> tuple[Member, ...]:
    outer, inner = (single[_HOME[part].name] for part in dimension.parts)
    return tuple((*one, *other) for one in outer for other in inner)
