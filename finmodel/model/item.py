"""The line item: one declaration, two hands."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from finmodel.errors import DeclarationError
from finmodel.model.dimension import Dimension
from finmodel.model.reference import Reference, Template, optional, parse, references, resolved

Array = NDArray[np.float64]
Words = NDArray[np.object_]  # what a line item of unit text holds
Mirror = Callable[..., Any]

UNITS = (
    "USD", "USD each", "USD per Mtok", "USD per query", "USD per user", "USD per account", "share", "rate", "ratio",
    "factor", "index", "accounts", "users", "queries", "queries per day", "tokens", "months", "month number", "days",
    "minutes", "seconds", "units", "GPUs", "GPU hours", "tokens per second", "USD per GPU hour", "count", "flag",
    "month", "date", "text",
)  # fmt: skip


class Kind(Enum):
    """How a row is totalled over the months (MODEL.md, section 2)."""

    STOCK = "last month"
    OPENING = "first month"
    FLOW = "sum"
    RATIO = "the same formula over the totals"
    CONSTANT = "one value, no months"
    CHECK = "one value on the Checks sheet"


STOCK, OPENING, FLOW, RATIO, CONSTANT, CHECK = Kind


@dataclass(frozen=True)
class Section:
    """A band of rows on a sheet; left out where the company lacks a table or optional column that it needs."""

    sheet: str
    title: str
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Weighted:
    """A ratio whose total is its mean weighted by another line item: the ratio of the summed parts."""

    by: str


@dataclass(frozen=True, eq=False)
class LineItem:
    """A declared line item. `excel` and `mirror` are written by hand and never derived from each other.

    `opening` names the constant line item or assumption that stands before month 1, or is `0`. `infinite` is what an
    infinite value reads in the workbook, such as `not within horizon`; `words` are what the values 0, 1, 2... read
    where a figure is a verdict. `printed` is the id where it differs from the name: a company-wide line item beside one
    of the same id by plan. `left_out` are mirror parameters that a company has no row for, and that keep their
    defaults; `reads` are line items that both hands find by the names in actuals. `instead` are the names that stand
    in for those in the source of the mirror, where the line item is like another one.
    """

    id: str
    label: str
    section: Section
    by: Dimension | None
    unit: str
    kind: Kind
    excel: str
    mirror: Mirror
    opening: str = ""
    total: Weighted | None = None
    warning: bool = False
    infinite: str = ""
    printed: str = ""
    words: tuple[str, ...] = ()
    left_out: frozenset[str] = frozenset()
    reads: tuple[str, ...] = ()
    instead: Mapping[str, str] = field(default_factory=dict)

    def among(self, present: Collection[str]) -> LineItem:
        """The line item of a company that has the rows `present`: optional forms closed on both sides."""
        instead = optional(self.excel)
        if not instead:
            return self
        absent = {name for name in instead if name not in present}
        unread = {other.replace(".", "__") for name, other in instead.items() if name in present}
        return replace(self, excel=resolved(self.excel, present), left_out=frozenset(absent | unread))

    def row_id(self, member: str = "") -> str:
        """The id of a member's row in the workbook and in `finmodel calc`; `member` is joined by `|`."""
        return f"{self.printed or self.id}[{member}]" if member else self.printed or self.id

    @property
    def sheet(self) -> str:
        """The sheet where the row stands."""
        return self.section.sheet

    @property
    def doc(self) -> str:
        """What the code cannot say: conventions and source."""
        return inspect.cleandoc(self.mirror.__doc__ or "")

    @cached_property
    def template(self) -> Template:
        """The Excel side, parsed; of a company that has every optional row unless `among` has said otherwise."""
        return parse(resolved(self.excel, optional(self.excel)))

    @cached_property
    def excel_references(self) -> tuple[Reference, ...]:
        """What the Excel side reads, the opening included."""
        opening = (Reference(self.opening),) if self.opening and self.opening != "0" else ()
        others = (f"{{{other}}}" for other in optional(self.excel).values() if other)
        return (*references(self.template), *references(parse("".join(others))), *opening)

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """What the mirror reads: its parameter names."""
        return tuple(name for name in inspect.signature(self.mirror).parameters if name not in self._defaulted)

    @property
    def _defaulted(self) -> set[str]:
        """Parameters left out that have a default to stand in for them."""
        given = inspect.signature(self.mirror).parameters
        return {name for name in self.left_out if name in given and given[name].default is not inspect.Parameter.empty}

    @property
    def monthly(self) -> bool:
        """Whether the row has months."""
        return self.kind not in (CONSTANT, CHECK)


Declare = Callable[[Mirror], LineItem]


def line(
    label: str,
    on: Section,
    *,
    unit: str,
    excel: str,
    kind: Kind = FLOW,
    by: Dimension | None = None,
    opening: str = "",
    total: Weighted | None = None,
    warning: bool = False,
    infinite: str = "",
    printed: str = "",
    words: tuple[str, ...] = (),
) -> Declare:
    """Declare a line item; the decorated function is its mirror and gives it its id and its docstring.

    The mirror takes arrays by parameter name, shape (..., member, month), and returns one. Raises
    DeclarationError for a unit outside the closed list or a missing docstring.
    """
    if unit not in UNITS:
        raise DeclarationError(f"{label}: unit {unit!r} is not one of {', '.join(UNITS)}")

    def declare(mirror: Mirror) -> LineItem:
        if not mirror.__doc__:
            raise DeclarationError(f"{mirror.__name__}: write a docstring with the convention and its source")
        name = mirror.__name__
        return LineItem(
            name, label, on, by, unit, kind, excel, mirror, opening, total, warning, infinite, printed, words
        )

    return declare
