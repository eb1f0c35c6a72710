"""Gate 4, second part, a drill for the checks: what they read is typed over, and both hands count the breaches.

Right figures leave every check at 0, whatever its formula: only wrong ones show that it rings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import NamedTuple

from finmodel.gates.bench import Bench
from finmodel.gates.compare import Spot, compare, difference_within
from finmodel.gates.expect import Expected
from finmodel.gates.finding import Finding
from finmodel.gates.moves import Input, with_values
from finmodel.inputs.kinds import Number
from finmodel.lines.arithmetic import TOLERANCE
from finmodel.mirror import Results, calculate
from finmodel.model.item import CHECK, LineItem
from finmodel.workbook.meaning import At, Figure, Status
from finmodel.workbook.view import Place

FAR = ((1.5, 2.0), (0.5, -1.0))  # a figure is typed over with so many times what it was, and so much more
NEAR = ((1 + 1000 * TOLERANCE, 0.0), (1 + TOLERANCE / 5, 0.0))  # what must ring, and what must not
MOST = 1e300  # infinite figures and n.m. are typed over as 0 would be
CHECKS = "Checks"


@dataclass(frozen=True)
class Drilled:
    """How many figures were typed over, what disagreed, and the checks that never rang."""

    tried: int
    findings: tuple[Finding, ...]
    silent: tuple[str, ...]


class Wrong(NamedTuple):
    """A figure typed over: in the engine while the context lasts, and what the mirror makes of it when asked."""

    name: str
    typed: AbstractContextManager[None]
    results: Callable[..., Results]  # as `calculate`: all line items, or `only` some


class Drill:
    """Wrong figures for the checks of one workbook."""

    def __init__(self, bench: Bench) -> None:
        self.bench, self.opened, self.graph = bench, bench.opened, bench.graph

    def run(self, tell: Callable[[str], None]) -> Drilled:
        """Type over whatever checks read, one figure at a time, and compare the checks."""
        findings: list[Finding] = []
        rung: set[str] = set()
        tried = 0
        for wrong in self.wrong():
            tried += 1
            tell(f"a wrong figure: {wrong.name}")
            counts = self.counts(wrong)
            ring = {name for name, breaches in counts.items() if breaches}
            with wrong.typed:
                if ring - rung or self._differ(counts):
                    found, apart = self._disagreeing(wrong.results())
                    findings += [replace(f, message=f"{wrong.name}: {f.message}") for f in found]
                    ring -= apart
            rung |= ring
        return Drilled(tried, tuple(findings), tuple(check.id for check in self.checks if check.id not in rung))

    @cached_property
    def checks(self) -> list[LineItem]:
        """The declared checks that this workbook has."""
        return [item for item in self.graph.items.values() if item.kind is CHECK and self.figures[item.id]]

    @cached_property
    def figures(self) -> dict[str, list[Spot]]:
        """The formula cells of each line item where it is calculated, links to them left out."""
        found: dict[str, list[Spot]] = {name: [] for name in self.graph.items}
        for spot in self.opened.spots:
            if isinstance(spot.means, Figure) and self.graph.items[spot.means.item].sheet == spot.page.name:
                found[spot.means.item].append(spot)
        return found

    def wrong(self) -> Iterator[Wrong]:
        """Line items and inputs that checks read, each typed over."""
        for name in sorted({name for check in self.checks for name in self.graph.excel_items(check)}):
            yield from self._figures_over(name)
        read = {f"{r.table}.{r.name}" if r.table else r.name for c in self.checks for r in c.excel_references}
        for cell in self.bench.cells:
            if cell.driver in read and isinstance(cell.kind, Number):
                yield from self._inputs_over(cell)

    def _figures_over(self, name: str) -> Iterator[Wrong]:
        """The last month of the first member by all values, the first month of the last member by one."""
        right = self.opened.expected.results.months[name]
        if right.dtype.kind != "f" or not right.size:
            return
        members, months = right.shape[-2:]
        yield from self._figure_over(name, 0, months - 1, (*FAR, *NEAR))
        if members * months > 1:
            yield from self._figure_over(name, members - 1, 0, FAR[:1])

    def _figure_over(self, name: str, member: int, month: int, wrong: Iterable[tuple[float, float]]) -> Iterator[Wrong]:
        place = next((spot.at for spot in self.figures[name] if _is_of(spot, member, month)), None)
        if place is None or place not in self.bench.stands.given:
            return
        right = self.opened.expected.results.months[name]
        for value in _values(float(right[member, month]), wrong):
            typed = right.copy()
            typed[member, month] = value
            results = partial(calculate, self.opened.inputs, graph=self.graph, typed={name: typed})
            at = f"{name}, row {member + 1}, month {month + 1}"
            yield Wrong(f"{at} typed over by {value:.15g}", self.bench.typed_over(place, value), results)

    def _inputs_over(self, cell: Input) -> Iterator[Wrong]:
        for value in _values(float(cell.value), (*FAR, *NEAR)):
            results = partial(calculate, with_values(self.opened.inputs, {cell: value}), graph=self.graph)
            yield Wrong(f"{cell.id} at {value:.15g}", self.bench.typed({cell: value}), results)

    def counts(self, wrong: Wrong) -> dict[str, float]:
        """The breaches that the mirror counts, by check."""
        names = [check.id for check in self.checks]
        months = wrong.results(only=names).months
        return {name: float(months[name][0, 0]) for name in names}

    def _differ(self, counts: Mapping[str, float]) -> bool:
        """Whether the engine counts other breaches; statuses follow the counts, and are compared once a check rings."""
        at = {name: self.figures[name][0].at for name in counts}
        given = self.bench.stands.given
        return any(self.bench.look(*at[name]) != counts[name] for name in counts if at[name] in given)

    def _disagreeing(self, results: Results) -> tuple[list[Finding], set[str]]:
        """Checks on which the hands differ, and those left out: of which the hands read different figures already."""
        expected = Expected(self.opened.book, results)
        ours = {place for place in self.bench.stands.given if place[0] == CHECKS}
        found = self._differing(expected, ours)
        if not found:
            return [], set()
        apart = {check.id for check in self.checks if any(map(partial(self._reads_apart, expected), self._read(check)))}
        if not apart:
            return found, apart
        whose = {spot.at: spot.means.item for spot in self.opened.spots if isinstance(spot.means, Figure | Status)}
        return self._differing(expected, {at for at in ours if whose.get(at) not in {None, *apart}}), apart

    def _read(self, check: LineItem) -> Iterator[Spot]:
        return (spot for name in self.graph.excel_items(check) for spot in self.figures[name])

    def _reads_apart(self, expected: Expected, spot: Spot) -> bool:
        if spot.at not in self.bench.stands.given:
            return False
        sheet, row, column = spot.at
        right = expected.cell(sheet, row, column) if spot.month is None else expected.months(sheet, row)[spot.month]
        return difference_within(spot._replace(expected=right), self.bench.look(*spot.at), expected) is None

    def _differing(self, expected: Expected, only: set[Place]) -> list[Finding]:
        return compare(self.opened.book, expected, self.bench.look, gate="shocks", only=only).findings


def _is_of(spot: Spot, member: int, month: int) -> bool:
    means = spot.means
    assert isinstance(means, Figure)
    return means.member == member and (spot.month == month or means.at is At.CONSTANT)


def _values(right: float, wrong: Iterable[tuple[float, float]]) -> list[float]:
    """Wrong values for a figure, each once."""
    right = right if abs(right) < MOST else 0.0
    return [value for value in (right * factor + more for factor, more in wrong) if value != right]
