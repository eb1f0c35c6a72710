"""Gate 3: every recalculated formula cell against the mirror."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from finmodel.gates.agree import EXACT_UNITS, agree, difference
from finmodel.gates.engine import Value
from finmodel.gates.expect import Expected, is_nan
from finmodel.gates.finding import Finding, Shown
from finmodel.gates.operands import operand_size
from finmodel.model.graph import Graph
from finmodel.model.item import CHECK
from finmodel.workbook.address import address, filled
from finmodel.workbook.cells import Book, Line, Page, Scalar
from finmodel.workbook.layout import FIRST_MONTH
from finmodel.workbook.meaning import Apart, At, AtDiligence, AtMonth, Figure, Meaning
from finmodel.workbook.pages.cover import SHEET as COVER

Place = tuple[str, int, int]
Look = Callable[[str, int, int], Value]


@dataclass
class Comparison:
    """How many cells were compared, the worst relative difference, and the mismatches."""

    compared: int = 0
    worst: float = 0.0
    findings: list[Finding] = field(default_factory=list)


class Spot(NamedTuple):
    """A formula cell of the book and where it stands."""

    page: Page
    line: Line
    column: int
    formula: str
    means: Meaning
    unit: str
    expected: Scalar
    month: int | None = None  # from 0

    @property
    def at(self) -> Place:
        """Sheet, row and column on the book's page."""
        return self.page.name, self.line.row, self.column


Blamed = tuple[Spot, Finding]


def spots(book: Book, expected: Expected) -> Iterator[Spot]:
    """Every formula cell with what it must show."""
    for page in book.pages:
        for line, column, cell in page.formulas():
            assert cell.means is not None
            value = expected.cell(page.name, line.row, column)
            yield Spot(page, line, column, cell.formula, cell.means, cell.unit, value)
        for line in page.lines:
            if line.series:
                for month, value in enumerate(expected.months(page.name, line.row)):
                    column = FIRST_MONTH + month
                    series = line.series
                    yield Spot(page, line, column, series.pattern, series.means, series.unit, value, month)


def compare(
    book: Book,
    expected: Expected,
    look: Look,
    *,
    gate: str = "recalculation",
    only: Container[Place] | None = None,
) -> Comparison:
    """Compare every formula cell, or `only` some; `look` finds a recalculated value by sheet, row and column.

    Mismatches come earliest month first, then in the order in which formulas read each other, the home row before
    its links, totals and checks last, the Cover after all: the first one named is the cause.
    """
    result = Comparison()
    blamed: list[Blamed] = []
    for spot in spots(book, expected):
        if only is not None and spot.at not in only:
            continue
        found = look(*spot.at)
        result.compared += 1
        apart = difference_within(spot, found, expected)
        if apart is None:
            blamed.append((spot, _finding(spot, found, expected, gate)))
            result.worst = max(result.worst, difference(spot.expected, found))
        else:
            result.worst = max(result.worst, apart)
    result.findings = _first_cause_first(blamed, expected, book.months) if blamed else []
    return result


def _first_cause_first(blamed: list[Blamed], expected: Expected, months: int) -> list[Finding]:
    items = expected.results.items
    graph = Graph.of(items)
    ranks = {name: rank for rank, name in enumerate(graph.formula_order)}
    of_months = {spot.means.item for spot, _ in blamed if isinstance(spot.means, Figure)}
    of_months = {name for name in of_months if any(items[n].monthly for n in graph.upstream([name]))}

    def order(entry: Blamed) -> tuple[int, int, bool]:
        spot = entry[0]
        item = items.get(spot.means.item) if isinstance(spot.means, Figure) else None
        if item is None or item.kind is CHECK:
            return (months + 1, 0, spot.page.name == COVER)  # it only repeats what others say
        total = isinstance(spot.means, Figure) and (spot.means.at is At.TOTAL or item.id in of_months)
        when = spot.month if spot.month is not None else months if total else -1
        return (when, ranks[item.id], spot.page.name != item.sheet)

    return [finding for _, finding in sorted(blamed, key=order)]


def difference_within(spot: Spot, found: Value, expected: Expected) -> float | None:
    """How far a found value is from the mirror's, relative to value and operands; None when they do not agree."""
    if spot.expected == found:
        return 0.0
    exact = spot.unit in EXACT_UNITS
    if agree(spot.expected, found, exact=exact):
        return difference(spot.expected, found)
    size = 0.0 if exact else _operands(spot, expected)
    return difference(spot.expected, found, size=size) if size and agree(spot.expected, found, size=size) else None


def _operands(spot: Spot, expected: Expected) -> float:
    results = expected.results
    if isinstance(spot.means, Apart):
        return max(abs(one) if isinstance(one, float) else 0.0 for one in (spot.means.value, spot.means.other))
    if isinstance(spot.means, AtDiligence):
        item, member = results.items[spot.means.item], spot.means.member
        return operand_size(results, item, member, results.diligence_number - 1)
    if isinstance(spot.means, AtMonth):
        return operand_size(results, results.items[spot.means.item], spot.means.member, spot.means.month - 1)
    if isinstance(spot.means, Figure):
        return operand_size(results, results.items[spot.means.item], spot.means.member, spot.month)
    return 0.0


def _finding(spot: Spot, found: Value, expected: Expected, gate: str) -> Finding:
    months = expected.inputs.timeline.all
    return Finding(
        gate,
        "the recalculated value is not the mirror's",
        sheet=spot.page.name,
        cell=address(spot.line.row, spot.column),
        id=spot.line.id or str(spot.line.cells[0].value if 0 in spot.line.cells else ""),
        month="" if spot.month is None else str(months[spot.month]),
        expected=shown(spot.expected),
        found=found,
        formula=filled(spot.formula, spot.column),
    )


def shown(value: Scalar) -> Shown:
    """A value for a person: n.m. instead of NaN."""
    return "n.m." if is_nan(value) else value
