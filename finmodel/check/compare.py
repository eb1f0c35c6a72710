"""Gate 3: every recalculated formula cell against the mirror."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from finmodel.check.agree import EXACT_UNITS, agree, difference
from finmodel.check.engine import Value
from finmodel.check.expect import Expected, is_nan
from finmodel.check.finding import Finding, Shown
from finmodel.check.operands import operand_size
from finmodel.model.graph import Graph
from finmodel.workbook.cells import Book, Line, Page, Scalar
from finmodel.workbook.layout import FIRST_MONTH
from finmodel.workbook.meaning import At, Figure, Meaning
from finmodel.workbook.render import filled, letters

Place = tuple[str, int, int]
Look = Callable[[str, int, int], Value]


@dataclass
class Comparison:
    """How many cells were compared, the worst difference among those that agree, and the mismatches."""

    compared: int = 0
    worst: float = 0.0
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True)
class Spot:
    """A formula cell of the book and where it stands."""

    page: Page
    line: Line
    column: int
    formula: str
    means: Meaning
    unit: str
    expected: Scalar
    month: int | None = None  # from 0


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


def compare(book: Book, expected: Expected, look: Look, *, gate: str = "recalculation") -> Comparison:
    """Compare every formula cell; `look` finds a recalculated value by sheet, row and column.

    Mismatches come earliest month first, then in the order of the graph: the first one named is the cause.
    """
    result = Comparison()
    blamed: list[Blamed] = []
    for spot in spots(book, expected):
        found = look(spot.page.name, spot.line.row, spot.column)
        result.compared += 1
        if spot.expected == found or agrees(spot, found, expected):
            if spot.expected != found:
                result.worst = max(result.worst, difference(spot.expected, found))
            continue
        blamed.append((spot, _finding(spot, found, expected, gate)))
    result.findings = _first_cause_first(blamed, expected, book.months) if blamed else []
    return result


def _first_cause_first(blamed: list[Blamed], expected: Expected, months: int) -> list[Finding]:
    ranks = {name: rank for rank, name in enumerate(Graph(expected.results.items).order)}
    return [finding for _, finding in sorted(blamed, key=lambda entry: _order(entry[0], months, ranks))]


def _order(spot: Spot, months: int, ranks: dict[str, int]) -> tuple[int, int]:
    """Constants first, then month by month, then totals, then what only repeats other cells; each in graph order."""
    if not isinstance(spot.means, Figure):
        return (months + 1, 0)
    if spot.month is not None:
        return (spot.month, ranks[spot.means.item])
    return (months if spot.means.at is At.TOTAL else -1, ranks[spot.means.item])


def agrees(spot: Spot, found: Value, expected: Expected) -> bool:
    """Whether a found value agrees with the mirror's, cancellation considered."""
    exact = spot.unit in EXACT_UNITS
    if agree(spot.expected, found, exact=exact):
        return True
    if exact or not isinstance(spot.means, Figure):
        return False
    results = expected.results
    size = operand_size(results, results.items[spot.means.item], spot.means.member, spot.month)
    return agree(spot.expected, found, size=size)


def _finding(spot: Spot, found: Value, expected: Expected, gate: str) -> Finding:
    months = expected.inputs.timeline.all
    return Finding(
        gate,
        "the recalculated value is not the mirror's",
        sheet=spot.page.name,
        cell=f"{letters(spot.column)}{spot.line.row + 1}",
        id=spot.line.id or str(spot.line.cells[0].value if 0 in spot.line.cells else ""),
        month="" if spot.month is None else str(months[spot.month]),
        expected=shown(spot.expected),
        found=found,
        formula=filled(spot.formula, spot.column),
    )


def shown(value: Scalar) -> Shown:
    """A value for a person: n.m. instead of NaN."""
    return "n.m." if is_nan(value) else value
