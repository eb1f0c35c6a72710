"""Mutants of formulas, hundreds at a time: each stands in rows of its own below the model, and spoils nothing.

A formula reads the same cells from another row of its column. Where one of a mutant's cells would be wrong in its
place, the first of them, in the order of calculation, reads right cells only: its copy is wrong as well. A mutant that
would read itself shows in its place alone, so that survivors are put there at the end.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from finmodel.errors import DeclarationError
from finmodel.gates.compare import Spot, difference_within
from finmodel.gates.drill import Drill
from finmodel.gates.expect import Expected
from finmodel.model.item import CHECK, LineItem
from finmodel.workbook.address import filled
from finmodel.workbook.cells import Line, Page
from finmodel.workbook.layout import FIRST_MONTH
from finmodel.workbook.pages.checks import SHEET as CHECKS
from finmodel.workbook.pages.checks import _declared
from finmodel.workbook.pages.timeline import _calculated
from finmodel.workbook.render import Renderer
from finmodel.workbook.render import Spot as Where
from mutation.bench import Bench, Moves
from mutation.excel_mutants import ExcelMutant

AT_ONCE = 400  # mutants whose cells stand in one workbook while most of them still live
GAP = 20  # rows between the model and the first bed


@dataclass
class Bed:
    """A mutant, its changed cells, and how many rows below its place each stands."""

    mutant: ExcelMutant
    item: LineItem
    spots: list[Spot]
    below: int
    reads: set[str]  # inputs

    def told(self, bench: Bench, expected: Expected, below: int) -> bool:
        """Whether a changed cell does not show what the mirror says."""
        engine = bench.shocks.engine
        months = {spot.at[1]: expected.series(spot.means) for spot in self.spots if spot.month == 0}
        for spot in self.spots:
            sheet, row, column = spot.at
            value = expected.value(spot.means) if spot.month is None else months[row][spot.month]
            found = engine.value(sheet, row + below, column)
            if difference_within(spot._replace(expected=value), found, expected) is None:
                return True
        return False


class Beds:
    """The mutants of formulas on one company."""

    def __init__(self, bench: Bench, placed: set[int]) -> None:
        """`placed` are mutants that stood in their place before, by identity: once is enough."""
        self.bench, self.placed = bench, placed
        self.renderer = Renderer(bench.layout)
        self.checks = {line.id: line for page in bench.book.pages if page.name == CHECKS for line in page.lines}
        self.first = {page.name: max(line.row for line in page.lines) + GAP for page in bench.book.pages}
        self.next = dict(self.first)

    def survivors(self, mutants: Sequence[ExcelMutant]) -> list[ExcelMutant]:
        """Those that no set of inputs tells from the model; a company without the line item tells nothing."""
        dead: set[int] = set()
        left: list[ExcelMutant] = []
        for start in range(0, len(mutants), AT_ONCE):
            beds = self._planted(mutants[start : start + AT_ONCE], dead)
            left += [bed.mutant for bed in self._alive(beds, self.bench.dense, dead)]
            self._clear(beds)
        beds = self._planted(left, dead)
        alive = self._alive(beds, self.bench.alone, dead)
        alive = self._drilled(alive, dead) if self.bench.alone else alive
        self._clear(beds)
        for bed in alive:
            if id(bed.mutant) not in self.placed:
                self._in_place(bed, dead)
        self.placed |= {id(bed.mutant) for bed in alive}
        return [mutant for mutant in mutants if id(mutant) not in dead]

    def _planted(self, mutants: Sequence[ExcelMutant], dead: set[int]) -> list[Bed]:
        """The mutants in their beds; one that cannot be written is dead."""
        beds = []
        for mutant in mutants:
            item = self.bench.graph.items.get(mutant.item.id)
            if item is None or not self._stands(item):
                continue
            try:
                spots = self._changed(mutant.put_into(item), item)
            except DeclarationError:
                dead.add(id(mutant))
                continue
            if spots:
                beds.append(self._plant(mutant, item, spots))
        return beds

    def _stands(self, item: LineItem) -> bool:
        return item.id in self.checks if item.kind is CHECK else (item.sheet, item.id) in self.bench.layout.blocks

    def _plant(self, mutant: ExcelMutant, item: LineItem, spots: list[Spot]) -> Bed:
        sheet = item.sheet
        rows = [spot.line.row for spot in spots]
        bed = Bed(mutant, item, spots, self.next[sheet] - min(rows), self._inputs_of(item))
        self.next[sheet] += max(rows) - min(rows) + 1
        for spot in spots:
            self._type(spot, bed.below, spot.formula)
        return bed

    def _clear(self, beds: list[Bed]) -> None:
        for bed in beds:
            for spot in bed.spots:
                sheet, row, column = spot.at
                self.bench.shocks.engine.set(sheet, row + bed.below, column, 0.0)
        self.next = dict(self.first)

    def _alive(self, beds: list[Bed], sets: Sequence[Moves], dead: set[int]) -> list[Bed]:
        """Those that no set tells."""
        bench = self.bench
        for moves in sets:
            reached = [bed for bed in beds if id(bed.mutant) not in dead and _reached(moves, bed.reads)]
            if not reached:
                continue
            expected = Expected(bench.book, bench.calculated(moves))
            with bench.shocks.typed(moves):
                dead |= {id(bed.mutant) for bed in reached if bed.told(bench, expected, bed.below)}
        return [bed for bed in beds if id(bed.mutant) not in dead]

    def _drilled(self, beds: list[Bed], dead: set[int]) -> list[Bed]:
        """Those that wrong figures do not tell: of the checks alone."""
        checks = [bed for bed in beds if bed.item.kind is CHECK]
        engine = self.bench.shocks.engine
        drill = Drill(self.bench.shocks)
        for wrong in drill.wrong() if checks else ():
            counts = drill.counts(wrong)
            with wrong.typed:
                for bed in checks:
                    sheet, row, column = bed.spots[0].at
                    right = counts[bed.item.id]
                    hands_agree = engine.value(sheet, row, column) == right
                    if hands_agree and engine.value(sheet, row + bed.below, column) != right:
                        dead.add(id(bed.mutant))
        return [bed for bed in beds if id(bed.mutant) not in dead]

    def _in_place(self, bed: Bed, dead: set[int]) -> None:
        """A mutant that reads itself."""
        bench = self.bench
        for spot in bed.spots:
            self._type(spot, 0, spot.formula)
        bench.shocks.engine.evaluate()
        if bed.told(bench, bench.expected(0), 0):
            dead.add(id(bed.mutant))
        for spot in self._spots(bed.item):
            self._type(spot, 0, spot.formula)
        bench.shocks.engine.evaluate()

    def _type(self, spot: Spot, below: int, formula: str) -> None:
        sheet, row, column = spot.at
        text = "=" + filled(formula, column).replace("_xlfn.", "")
        self.bench.shocks.engine.write(sheet, row + below, column, text)

    def _inputs_of(self, item: LineItem) -> set[str]:
        graph = self.bench.graph
        return {key for name in graph.upstream([item.id]) for key in graph.drivers(name)[1]}

    def _changed(self, changed: LineItem, item: LineItem) -> list[Spot]:
        own = {spot.at: spot.formula for spot in self._spots(item)}
        return [spot for spot in self._spots(changed) if own.get(spot.at) != spot.formula]

    def _spots(self, item: LineItem) -> list[Spot]:
        """The formula cells of a line item, as its page has them."""
        page = Page(item.sheet)
        lines = [self._check(item)] if item.kind is CHECK else self._lines(item)
        return [spot for line in lines for spot in _of(page, line, self.bench.book.months)]

    def _check(self, item: LineItem) -> Line:
        return _declared(item, self.checks[item.id].row, self.renderer)

    def _lines(self, item: LineItem) -> list[Line]:
        block = self.bench.layout.blocks[item.sheet, item.id]
        wheres = (Where(item.sheet, block.row(member), block.by, member) for member in range(block.count))
        return [_calculated(item, block, {}, where, "", self.renderer) for where in wheres]


def _of(page: Page, line: Line, months: int) -> Iterator[Spot]:
    for column, cell in line.cells.items():
        if cell.formula and cell.means is not None:
            yield Spot(page, line, column, cell.formula, cell.means, cell.unit, None)
    if line.series:
        for month in range(months):
            series = line.series
            yield Spot(page, line, FIRST_MONTH + month, series.pattern, series.means, series.unit, None, month)


def _reached(moves: Moves, reads: Collection[str]) -> bool:
    """Under a set that moves no input which a line item reads it is as without the set."""
    return len(moves) != 1 or any(cell.driver in reads for cell in moves)
