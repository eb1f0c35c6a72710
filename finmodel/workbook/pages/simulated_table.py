"""A table of the sheet Uncertainty: constants as of build, and beside what was planned what stands now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from finmodel.workbook.address import letters
from finmodel.workbook.cells import Cell, Line
from finmodel.workbook.meaning import AsSimulated
from finmodel.workbook.pages.heading import header
from finmodel.workbook.pages.scenarios import still

LABEL, UNIT, AS_PLANNED, NOW, AGREES, FIRST, MIDDLE, END, NEXT = range(1, 10)
OWN_ROW = "\x03"  # in a formula: the number of its own row
_HEADS = {UNIT: "unit"}


@dataclass(frozen=True)
class Row:
    """A row: its label and unit, its cells from the constants on, and what stands now where the workbook has it."""

    id: str
    label: str
    unit: str
    cells: Mapping[int, Cell]
    now: Cell | None = None

    def line(self, row: int) -> Line:
        """The row as a line of the page."""
        cells = {0: Cell("id", value=self.id), LABEL: Cell("label", value=self.label)}
        cells |= {c: replace(one, formula=one.formula.replace(OWN_ROW, str(row + 1))) for c, one in self.cells.items()}
        cells[UNIT] = Cell("unit", value=self.unit)
        if self.now and self.still:
            formula = still(f"{letters(NOW)}{row + 1}", f"{letters(AS_PLANNED)}{row + 1}")
            cells |= {NOW: self.now, AGREES: Cell("calc", "flag", formula=formula, means=self.still)}
        return Line(row, cells, id=self.id)

    @property
    def still(self) -> AsSimulated | None:
        """Whether what stands now is what was planned."""
        means = self.now.means if self.now else None
        return AsSimulated(means, self.cells[AS_PLANNED].value) if means else None


@dataclass(frozen=True)
class Table:
    """A table: its headings by column, its rows, and the line of its title."""

    family: str
    title: str
    names: Mapping[int, str]
    rows: tuple[Row, ...]
    top: int = 0

    @property
    def header(self) -> int:
        """The line of its headings."""
        return self.top + 1

    @property
    def first(self) -> int:
        """The line of its first row."""
        return self.top + 2

    @property
    def last(self) -> int:
        """The line of its last row."""
        return self.top + 1 + len(self.rows)

    def lines(self) -> Iterator[Line]:
        """Title, headings and rows."""
        names = ("id", *(_HEADS.get(column, self.names.get(column, "")) for column in range(1, max(self.names) + 1)))
        yield title(self.top, self.title)
        yield header(self.header, names)
        yield from (row.line(at) for at, row in enumerate(self.rows, start=self.first))


def title(row: int, text: str) -> Line:
    """The line of a section."""
    return Line(row, {LABEL: Cell("section", value=text)}, band="section")
