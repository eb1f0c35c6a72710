"""How usage is spread over the users: the share that each tenth of them causes (MODEL.md, section 5)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, ClassVar

from finmodel.errors import Problem
from finmodel.inputs import kinds
from finmodel.inputs.row import Row, Share, col

if TYPE_CHECKING:
    from finmodel.inputs.found import Found

DECILES = tuple(str(number) for number in range(1, 11))
SUM_TOLERANCE = 1e-9

Decile = Annotated[str, kinds.Choice(options=DECILES)]


class UsageDecile(Row):
    """A tenth of the users and the share of all queries that they send."""

    table: ClassVar = "usage_deciles"
    key: ClassVar = ("decile",)

    decile: Decile = col("a tenth of the users: 1 sends least, 10 sends most")
    share: Share = col("share of all queries that this tenth sends")


def decile_faults(found: Found) -> Iterator[Problem]:
    """Find tenths that are missing, shares that do not sum to 1, and an order turned round."""
    rows = {row.cell("decile"): (row.cell("share"), place) for row, place in found.rows("usage_deciles") if place}
    if not rows:
        return
    first = next(iter(rows.values()))[1]
    if missing := [name for name in DECILES if name not in rows]:
        yield Problem(first.place("decile"), f"has no row for {', '.join(missing)}", "give all ten tenths of the users")
        return
    if abs(sum(share for share, _ in rows.values()) - 1) > SUM_TOLERANCE:
        what = f"the shares of the deciles sum to {sum(share for share, _ in rows.values()):.10g}"
        yield Problem(first.place("share"), what, "make them sum to 1")
    for lighter, heavier in pairwise(DECILES):
        if rows[heavier][0] < rows[lighter][0]:
            what = f"decile {heavier} sends {rows[heavier][0]:g}, less than decile {lighter} with {rows[lighter][0]:g}"
            yield Problem(rows[heavier][1].place("share"), what, "order them from the lightest tenth to the heaviest")


def cap_faults(found: Found) -> Iterator[Problem]:
    """Find caps without deciles: a cap binds per decile, never on the average."""
    if found.tables["usage_deciles"]:
        return
    for row, place in found.rows("plans"):
        if place and row.cell("queries_cap_per_user_per_month") is not None:
            what = "a cap needs usage_deciles.csv: it binds on heavy users, never on the average"
            fix = "add usage_deciles.csv with the ten shares, or empty the cell"
            yield Problem(place.place("queries_cap_per_user_per_month"), what, fix)
