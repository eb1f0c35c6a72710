"""The charts of a simulation: a fan of quantiles by month, and a tornado."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from finmodel.workbook.cells import ColumnChart
from finmodel.workbook.pages.simulated_table import AS_PLANNED, END, FIRST, LABEL, MIDDLE, NEXT, Row, Table
from finmodel.workbook.simulated import FIGURE, SHEET, TORNADO

ROWS = 21  # that a line of charts takes
_COLUMNS = (LABEL, 4)  # of the two charts in a line
_MOST_FANS = 4  # more figures than these are a wall of charts; their tables are all there
_MOST_BARS = 12  # the widest
_SHARES = ("share", "rate")
_WHOLE = ("USD", "accounts", "users", "queries", "tokens", "units", "count")


def height(tables: Sequence[Table]) -> int:
    """The rows that the charts of these tables take."""
    return ROWS * -(-len(list(_drawn(tables))) // 2)


def charts(top: int, tables: Sequence[Table]) -> list[ColumnChart]:
    """The charts, two in a line from a row on: tornados, then fans."""
    places = ((top + ROWS * (i // 2), _COLUMNS[i % 2]) for i in range(len(tables)))
    return [_chart(table, first, place) for (table, first), place in zip(_drawn(tables), places, strict=False)]


def _drawn(tables: Sequence[Table]) -> Iterator[tuple[Table, int]]:
    """What is drawn, and from which of its rows on."""
    yield from ((table, 0) for table in tables if table.family == TORNADO and any(map(_has_bar, table.rows)))
    fans = ((table, _from(table)) for table in tables if table.family == FIGURE)
    drawable = [(table, first) for table, first in fans if len(table.rows) - first > 1]
    yield from drawable[:_MOST_FANS]


def _has_bar(row: Row) -> bool:
    """Whether an end of it lies apart from what is planned by a number: a word has no bar."""
    planned, *ends = (isinstance(row.cells[column].value, float) for column in (AS_PLANNED, FIRST, MIDDLE))
    return planned and any(ends)


def _from(table: Table) -> int:
    """The row from which on every quantile is a number: a word would be drawn as 0."""

    def numbers(row: int) -> bool:
        return all(isinstance(table.rows[row].cells[column].value, float) for column in (FIRST, MIDDLE, END))

    rows = range(len(table.rows) - 1, -1, -1)
    return len(table.rows) - len(list(takewhile(numbers, rows)))


def _chart(table: Table, first: int, place: tuple[int, int]) -> ColumnChart:
    tornado, unit = table.family == TORNADO, table.rows[0].unit
    scale = f"{unit}, difference from planned" if tornado else unit
    last = min(table.last, table.first + _MOST_BARS - 1) if tornado else table.last
    number_format = "0%" if unit in _SHARES else "#,##0" if unit in _WHOLE else "0.0"
    return ColumnChart(
        title=table.title if tornado else f"{table.title}: P10, P50 and P90", kind="bars" if tornado else "lines",
        unit=scale, number_format=number_format, label="uncertain input" if tornado else "month", sheet=SHEET,
        header=table.header, rows=(table.first + first, last), labels=LABEL,
        columns=(END, NEXT) if tornado else (FIRST, MIDDLE, END), row=place[0], column=place[1],
    )  # fmt: skip
