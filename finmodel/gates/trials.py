"""Trials of a simulation put into the workbook's own formulas: an engine has to find what the mirror found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from finmodel.gates.agree import EXACT_UNITS, agree
from finmodel.gates.engine import IronCalc
from finmodel.gates.finding import Finding
from finmodel.gates.simulated import GATE
from finmodel.inputs.assumption import BASE
from finmodel.workbook.address import address
from finmodel.workbook.cells import Book, Line, Page, Scalar
from finmodel.workbook.layout import INPUT_SHEETS
from finmodel.workbook.pages import assumptions
from finmodel.workbook.pages.simulated_table import NOW
from finmodel.workbook.positions import page_positions
from finmodel.workbook.simulated import SHEET
from finmodel.workbook.view import Place

TypedCell = tuple[str, str]  # id of an input's row, heading of its column; no heading for an assumption


@dataclass(frozen=True)
class Trial:
    """Inputs with the values to type, and what rows of the sheet have to show then, by their ids."""

    name: str
    typed: Mapping[TypedCell, float]
    shows: Mapping[str, Scalar]


def retried(
    path: Path, book: Book, trials: tuple[Trial, ...], scenario: str, tell: Callable[[str], None]
) -> list[Finding]:
    """Type each trial into the workbook as written, recalculate it, and compare what the sheet then shows as now."""
    bench = _Bench(book, IronCalc(path), scenario)
    findings = []
    for i, trial in enumerate(trials, start=1):
        tell(f"recalculating {i} of {len(trials)}: {trial.name}")
        findings += list(bench.tried(trial))
    return findings


@dataclass(frozen=True)
class _Bench:
    book: Book
    engine: IronCalc
    scenario: str

    def tried(self, trial: Trial) -> Iterator[Finding]:
        places = {self._place(cell): value for cell, value in trial.typed.items()}
        for (place, _), value in places.items():
            self.engine.set(*place, value)
        self.engine.evaluate()
        yield from self._compared(trial)
        for place, before in places:
            self.engine.set(*place, before)

    def _compared(self, trial: Trial) -> Iterator[Finding]:
        sizes = _sizes(trial.shows)
        for row_id, wanted in trial.shows.items():
            line = self._lines.get(row_id)
            if line is None or NOW not in line.cells:
                continue  # no row of the workbook shows it
            stands, exact = self.engine.value(SHEET, line.row, NOW), line.cells[NOW].unit in EXACT_UNITS
            if not agree(wanted, stands, exact=exact, size=sizes[_table(row_id)]):
                message = f"{trial.name}: the workbook's formulas do not give what the trial gave"
                yield Finding(GATE, message, SHEET, address(line.row, NOW), row_id, expected=wanted, found=stands)

    @cached_property
    def _lines(self) -> dict[str, Line]:
        return {line.id: line for page in self.book.pages if page.name == SHEET for line in page.lines if line.id}

    @cached_property
    def _inputs(self) -> dict[TypedCell, tuple[Place, Scalar]]:
        """Every input cell that holds a number: where it stands and what it holds."""
        pages = (page for page in self.book.pages if page.name in (*INPUT_SHEETS, assumptions.SHEET))
        return {cell: held for page in pages for cell, held in _numbers(page, self.book.months)}

    def _place(self, cell: TypedCell) -> tuple[Place, float]:
        """Where a value is typed, and what stands there: of an assumption the column in force."""
        row_id, column = cell
        columns = (column,) if column else (self.scenario, BASE)
        place, value = next(self._inputs[row_id, one] for one in columns if (row_id, one) in self._inputs)
        assert isinstance(value, float)
        return place, value


def _numbers(page: Page, months: int) -> Iterator[tuple[TypedCell, tuple[Place, Scalar]]]:
    where = page_positions(page, months)
    for line in page.lines:
        for column, cell in line.cells.items():
            named = where.name(line.row, column)
            if named and isinstance(cell.value, float) and not cell.formula:
                yield named, ((page.name, line.row, column), cell.value)


def _sizes(shows: Mapping[str, Scalar]) -> dict[str, float]:
    """The largest figure of each table: what a small one was subtracted from."""
    sizes: dict[str, float] = {}
    for row_id, value in shows.items():
        size = abs(value) if isinstance(value, float) else 0.0
        sizes[_table(row_id)] = max(sizes.get(_table(row_id), 0.0), size)
    return sizes


def _table(row_id: str) -> str:
    return row_id.rpartition("|")[0]
