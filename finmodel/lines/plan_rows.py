"""Rows of the plan that actuals name: which line items they may be, and what the plan says of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from finmodel.errors import Problem, nearest
from finmodel.inputs.actuals import COMPANY
from finmodel.inputs.kinds import key_of
from finmodel.inputs.tables import Inputs
from finmodel.model.compared import COUNTS
from finmodel.model.dimension import Dimension, Members
from finmodel.model.item import FLOW, Array, LineItem

_SHEETS = ("Usage", "Training", "Inference", "Profit")  # what a ledger, an invoice or a log can say


def comparable(items: Mapping[str, LineItem]) -> dict[str, LineItem]:
    """Line items that actuals may give: money of a month, and the counts behind it."""
    return {
        name: item
        for name, item in items.items()
        if name in COUNTS
        or (item.kind is FLOW and item.unit == "USD" and item.sheet in _SHEETS and "actuals" not in item.section.needs)
    }


def unknown_actuals(inputs: Inputs, items: Mapping[str, LineItem]) -> list[Problem]:
    """Find actuals of what is no line item of the plan, or none of its members."""
    had = {name: item for name, item in items.items() if all(map(inputs.has, item.section.needs))}
    known, members = comparable(had), Members.read(inputs)
    places = inputs.places.get("actuals", ())
    rows = enumerate(inputs.tables["actuals"])
    return [
        Problem(f"{places[i] if i < len(places) else 'actuals.csv'} {column}", what, fix)
        for i, row in rows
        for column, what, fix in _unknown(str(row.cell("line_item")), str(row.cell("member")), members, known)
    ]


def _unknown(name: str, member: str, members: Members, known: Mapping[str, LineItem]) -> Iterator[tuple[str, str, str]]:
    item = known.get(name)
    if item is None:
        yield "line_item", f"{name!r} is no amount or count of the plan", nearest(name, known)
    elif member not in (names := member_names(item, members)):
        close = [other for other in names if key_of(other) == key_of(member)]
        yield "member", f"{name} has no row for {member!r}", nearest(member, close or names)


def member_names(item: LineItem, members: Members) -> list[str]:
    """The members of a line item as actuals name them, in row order."""
    return ["|".join(member) for member in members.of[item.by.name]] if item.by else [COMPANY]


def member_index(item: LineItem, name: str, members: Members) -> int:
    """The row of a member named in actuals."""
    return member_names(item, members).index(name)


def rows_of(members: Members, by: Dimension, lines: Mapping[str, Array], items: Mapping[str, LineItem]) -> Array:
    """What the plan says of each row of actuals, shape (..., member of `by`, month)."""
    found = [
        lines[line_item][..., member_index(items[line_item], name, members), :]
        for line_item, name, *_ in members.of[by.name]
    ]
    return np.zeros((0, 1)) if not found else np.stack(np.broadcast_arrays(*found), axis=-2)
