"""Pages of cells: the workbook as data, before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from finmodel.inputs.kinds import Kind
from finmodel.workbook.meaning import Meaning

Scalar = str | float | None
Snapshot = Mapping[str, Mapping[str, Scalar]]  # figures as of build: by scenario, then by the id of the row


@dataclass(frozen=True, slots=True)
class Cell:
    """A constant (`value`) or a formula (`formula`, without `=`) that means something."""

    role: str
    unit: str = "text"
    value: Scalar = None
    formula: str = ""
    means: Meaning | None = None
    link: str = ""  # an internal link, `'Sheet'!A1`
    number_format: str = ""  # somebody's own, instead of the unit's
    folds: bool = False  # a text too long for its column, on several lines


@dataclass(frozen=True, slots=True)
class Series:
    """The months of a row: one formula with the column letters left open (see render)."""

    pattern: str
    role: str
    unit: str
    means: Meaning


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a page: cells by column index, and the months where it has them."""

    row: int
    cells: Mapping[int, Cell]
    series: Series | None = None
    height: float | None = None
    band: str = ""  # a format for the whole row
    id: str = ""
    level: int = 0  # 1 for detail that a reader may fold away


@dataclass(frozen=True, slots=True)
class Validation:
    """What may be typed into a column of inputs; `source` is the range of a dropdown."""

    first: tuple[int, int]
    last: tuple[int, int]
    kind: Kind
    title: str
    message: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody said at a cell."""

    row: int
    column: int
    author: str
    text: str


@dataclass(frozen=True, slots=True)
class ExcelTable:
    """An Excel Table over header and rows."""

    name: str
    first: tuple[int, int]
    last: tuple[int, int]
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """The months of a row, drawn; `second` draws it as a line against the right-hand axis."""

    sheet: str
    row: int
    label: str
    second: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A native chart: `kind` is columns, stack or lines; `row` and `column` its upper left corner.

    Of several side by side it is the `nth`, counted from 0.
    """

    title: str
    kind: str
    unit: str
    number_format: str
    series: tuple[ChartSeries, ...]
    row: int
    column: int
    second_unit: str = ""
    log: bool = False
    nth: int = 0


@dataclass(frozen=True, slots=True)
class Waterfall:
    """A native chart of the columns cost, fall and rise between two `rows`, and of the column `labels`."""

    title: str
    unit: str
    number_format: str
    sheet: str
    rows: tuple[int, int]
    columns: tuple[int, int, int]
    label_rows: tuple[int, int]
    labels: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class RowChart:
    """A native chart of one row: its cells between two `columns` as bars, named by the cells of `label_row`.

    Bars start at 0, since those that start higher mislead; not `from_zero` where one is negative.
    """

    title: str
    unit: str
    number_format: str
    label: str
    label_format: str
    sheet: str
    values_row: int
    label_row: int
    columns: tuple[int, int]
    row: int
    column: int
    from_zero: bool = True


@dataclass(frozen=True, slots=True)
class ColumnChart:
    """A native chart of columns of a table between two `rows`, named by the cells of `header` and `labels`.

    `kind` is lines, or bars that lie to either side of 0, the first row on top.
    """

    title: str
    kind: str
    unit: str
    number_format: str
    label: str
    sheet: str
    header: int
    rows: tuple[int, int]
    labels: int
    columns: tuple[int, ...]
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Sparkline:
    """The course of a row's months, in a cell of the row `row_id`; bars start at 0, but for a negative month."""

    row: int
    column: int
    row_id: str
    sheet: str
    values_row: int
    from_zero: bool = True


@dataclass
class Page:
    """One sheet."""

    name: str
    lines: list[Line] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)
    validations: list[Validation] = field(default_factory=list)
    tables: list[ExcelTable] = field(default_factory=list)
    freeze: tuple[int, int] = (3, 0)
    repeat_rows: tuple[int, int] = (0, 2)
    grouped: tuple[int, int] | None = None  # columns a reader may fold away
    breaks: list[int] = field(default_factory=list)
    filter: tuple[int, int, int, int] | None = None  # the range whose columns can be filtered
    column_breaks: list[int] = field(default_factory=list)  # columns that begin another printed page
    repeated: int = 1  # columns, after that of the ids, that each of those pages repeats
    charts: list[Chart] = field(default_factory=list)
    waterfalls: list[Waterfall] = field(default_factory=list)
    row_charts: list[RowChart] = field(default_factory=list)
    column_charts: list[ColumnChart] = field(default_factory=list)
    sparklines: list[Sparkline] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    last_row: int = 0  # where charts end, below the last line
    statuses: list[tuple[int, int, int, int]] = field(default_factory=list)  # ranges with OK, CHECK, LOOK in them

    @property
    def chart_count(self) -> int:
        """How many charts are drawn on it, of whatever kind."""
        return len(self.charted)

    @property
    def charted(self) -> list[int]:
        """The row in which each chart begins, of whatever kind."""
        own: list[Chart | Waterfall] = [*self.charts, *self.waterfalls]
        tables: list[RowChart | ColumnChart] = [*self.row_charts, *self.column_charts]
        return [*(chart.row for chart in own), *(chart.row for chart in tables)]

    def formulas(self) -> Iterator[tuple[Line, int, Cell]]:
        """Every single formula cell, the months apart."""
        for line in self.lines:
            for column, cell in line.cells.items():
                if cell.formula:
                    yield line, column, cell


@dataclass(frozen=True)
class Book:
    """The whole workbook; `months` is the length of every series, `first_month` its first column."""

    pages: tuple[Page, ...]
    months: int
    names: Mapping[str, str]  # defined names and what they refer to
    title: str
    created: str  # ISO date, from the inputs

    @property
    def formula_count(self) -> int:
        """Formula cells the written file must hold."""
        single = sum(1 for page in self.pages for _ in page.formulas())
        return single + self.months * sum(1 for page in self.pages for line in page.lines if line.series)
