"""Tools whose bill steps: seats, bundles and bands of units (MODEL.md, section 5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, ClassVar

from finmodel.errors import Problem
from finmodel.inputs import kinds
from finmodel.inputs.kinds import key_of
from finmodel.inputs.raw import RawRow, RawTable
from finmodel.inputs.row import Name, Row, Usd, UsdEach, col

if TYPE_CHECKING:
    from finmodel.inputs.found import Found

MODES = ("graduated", "all_units")
DRIVERS = ("queries", "qualified_outputs")

Mode = Annotated[str, kinds.Choice(options=MODES)]
Driver = Annotated[str, kinds.Choice(options=DRIVERS)]
Units = Annotated[float, kinds.Number("units")]


class ToolTier(Row):
    """A band of a tool's price list: what a unit in it costs, and what is paid once the band is reached."""

    table: ClassVar = "tool_tiers"
    key: ClassVar = ("tool", "tier")

    tool: Name = col("the tool")
    tier: Name = col("the band; numbered in the order of the rows unless named")
    feature: Name = col("the feature whose queries the tool counts")
    driver: Driver = col("what is counted: the feature's queries or its qualified outputs", "queries")
    mode: Mode = col("graduated: each unit pays its own band; all_units: all pay the band reached", "graduated")
    from_units: Units = col("units a month above which the band begins; 0 for the first")
    usd_per_unit: UsdEach = col("price of a unit in the band", 0.0)
    flat_usd: Usd = col("paid a month once the band is reached; of the first band always", 0.0)


def numbered(raw: RawTable) -> RawTable:
    """The table with the rows of a tool together, and bands numbered tool by tool where they have no name."""
    tools = [key_of(str(row.cells.get("tool", ""))) for row in raw.rows]
    order = sorted(range(len(tools)), key=lambda i: tools.index(tools[i]))
    rows = []
    for place, i in enumerate(order):
        number = sum(tools[j] == tools[i] for j in order[: place + 1])
        rows.append(replace(raw.rows[i], cells={"tier": str(number), **raw.rows[i].cells}))
    header = raw.header if "tier" in raw.header else (*raw.header, "tier")
    return replace(raw, rows=tuple(rows), ids=tuple(raw.ids[i] for i in order) if raw.ids else (), header=header)


def tier_faults(found: Found) -> Iterator[Problem]:
    """Find tools without a first band, bands that begin alike, and rows of a tool that contradict each other."""
    tools: dict[str, list[tuple[Row, RawRow]]] = defaultdict(list)
    for row, place in found.rows("tool_tiers"):
        if place:
            tools[key_of(row.cell("tool"))].append((row, place))
    for bands in tools.values():
        yield from _starts(bands)
        for column in ("feature", "driver", "mode"):
            yield from _differs(bands, column)


def _starts(bands: list[tuple[Row, RawRow]]) -> Iterator[Problem]:
    seen: dict[float, str] = {}
    for row, place in bands:
        units = row.cell("from_units")
        if units in seen:
            what = f"a band of {row.cell('tool')!r} begins at {units:g} already in {seen[units]}"
            yield Problem(place.place("from_units"), what, "keep one of the two rows")
        seen.setdefault(units, place.where)
    if 0.0 not in seen:
        row, place = bands[0]
        what = f"{row.cell('tool')!r} has no band from 0: its first units would cost nothing unsaid"
        yield Problem(place.place("from_units"), what, "add a row with from_units 0, at 0 USD where they are free")


def _differs(bands: list[tuple[Row, RawRow]], column: str) -> Iterator[Problem]:
    first = bands[0][0].cell(column)
    for row, place in bands[1:]:
        if key_of(row.cell(column)) != key_of(first):
            what = f"{row.cell('tool')!r} has {row.cell(column)!r} here and {first!r} in its first row"
            yield Problem(place.place(column), what, f"write {first}, or make it a tool of its own")
