"""Dimensions: what a line item has one row for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from numpy.typing import NDArray

from finmodel.inputs.tables import Inputs


@dataclass(frozen=True)
class Dimension:
    """A list of members, or of pairs of them. `parts` are the columns that name a member.

    `table` is the file that lists the members. `order` gives the parts by which pairs are sorted, first one
    outermost, so that all pairs of one outer member stand together. `attribute` is a further column shown beside
    the name, by which rows can be summed. Without a table the members are `fixed`, or every pair of the parts.
    """

    name: str
    table: str
    parts: tuple[str, ...]
    order: tuple[int, ...] = (0,)
    attribute: str = ""
    fixed: tuple[str, ...] = ()


PLAN = Dimension("plan", "plans", ("plan",))
FEATURE = Dimension("feature", "features", ("feature",))
MODEL = Dimension("model", "prices", ("model",), attribute="provider")
PROVIDER = Dimension("provider", "prices", ("provider",))
JOB = Dimension("job", "training", ("job",))
OPEX_LINE = Dimension("line", "opex", ("line",), attribute="category")
PLAN_FEATURE = Dimension("plan_feature", "volumes", ("plan", "feature"), order=(1, 0))
FEATURE_MODEL = Dimension("feature_model", "routing", ("feature", "model"), order=(0, 1))
SCALE = Dimension("scale", "", ("scale",), fixed=("as planned", "near", "far"))
DOWN = Dimension("down", "", ("down",), fixed=("1", "2", "3", "4", "5"))
ACROSS = Dimension("across", "", ("across",), fixed=("1", "2", "3", "4", "5"))
CELL = Dimension("cell", "", ("down", "across"), order=(0, 1))

DIMENSIONS = {
    d.name: d
    for d in (
        PLAN, FEATURE, MODEL, PROVIDER, JOB, OPEX_LINE, SCALE, DOWN, ACROSS, PLAN_FEATURE, FEATURE_MODEL, CELL,
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
}  # files with exactly one row a member
_HOME = {d.parts[0]: d for d in DIMENSIONS.values() if len(d.parts) == 1}

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
        pairs = {d.name: _pairs(d, inputs, single) for d in DIMENSIONS.values() if len(d.parts) == 2}
        return cls({**single, **pairs})

    @cached_property
    def _positions(self) -> dict[str, dict[Member, int]]:
        return {name: {member: i for i, member in enumerate(members)} for name, members in self.of.items()}

    def position(self, dimension: Dimension, member: Member) -> int:
        """The row index of a member."""
        return self._positions[dimension.name][member]

    def count(self, dimension: Dimension | None) -> int:
        """How many members; a company-wide line item has one row."""
        return 1 if dimension is None else len(self.of[dimension.name])

    def projection(self, source: Dimension, target: Dimension) -> NDArray[np.intp]:
        """For each member of `source` the index of the `target` member it belongs to, shape (source members,)."""
        indexes = [source.parts.index(part) for part in target.parts]
        return np.array(
            [self.position(target, tuple(member[i] for i in indexes)) for member in self.of[source.name]], dtype=np.intp
        )


def projects(source: Dimension | None, target: Dimension | None) -> bool:
    """Whether each member of `source` belongs to one member of `target` (company-wide: always)."""
    if target is None:
        return True
    return source is not None and set(target.parts) <= set(source.parts)


def _names(dimension: Dimension, inputs: Inputs) -> Sequence[str]:
    return dimension.fixed or inputs.column(dimension.table, dimension.parts[0])


def _pairs(dimension: Dimension, inputs: Inputs, single: Mapping[str, tuple[Member, ...]]) -> tuple[Member, ...]:
    ranks = [{m[0]: i for i, m in enumerate(single[_HOME[part].name])} for part in dimension.parts]
    if not dimension.table:
        return tuple(product(*ranks))
    columns = [inputs.column(dimension.table, part) for part in dimension.parts]
    found = dict.fromkeys(zip(*columns, strict=True))
    return tuple(sorted(found, key=lambda pair: [ranks[i][pair[i]] for i in dimension.order]))
