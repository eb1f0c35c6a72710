"""Writes a book as an xlsx file: the only XlsxWriter."""

from __future__ import annotations

import datetime as dt
import gc
import io
import os
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from finmodel.inputs.kinds import LARGEST, NONE, Choice, DateKind, MonthKind, Number
from finmodel.workbook import lettering, styles, theme
from finmodel.workbook.address import letters
from finmodel.workbook.cells import Book, Cell, ExcelTable, Line, Page, Scalar, Validation
from finmodel.workbook.charts import draw
from finmodel.workbook.column_chart import draw_columns
from finmodel.workbook.layout import FIRST_MONTH
from finmodel.workbook.pages.heading import STATUS_COLUMN
from finmodel.workbook.printing import set_up_print
from finmodel.workbook.row_chart import draw_row
from finmodel.workbook.sheet import FormulaSheet
from finmodel.workbook.sparkline import draw_sparkline
from finmodel.workbook.values import Values
from finmodel.workbook.waterfall import draw_waterfall

NOT_MEANINGFUL = "n.m."
_PROTECT = {"format_cells": True, "format_columns": True, "format_rows": True, "autofilter": True, "sort": True}
_NOTE_WIDTH = 280  # pixels
_FILES_FROM = 200_000  # formula cells; below, the parts take less time in memory than as files of their own
Area = tuple[int, int, int, int]
_HEADING: Area = (0, STATUS_COLUMN, 0, STATUS_COLUMN)
_EARLIEST = dt.date(1901, 1, 1)


def write(book: Book, path: str | os.PathLike[str], values: Values) -> None:
    """Write the book with the cached values given. The same book and values give the same bytes."""
    Path(path).write_bytes(_written(book, values))
    if _is_large(book):
        gc.collect()  # the library's sheets refer to each other and would stay beside the engine's


def _written(book: Book, values: Values) -> memoryview:
    as_they_are = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
    options = {**as_they_are, "in_memory": not _is_large(book)}
    held = io.BytesIO()  # on a full disk the library would leave a zip behind that cannot be closed
    workbook = xlsxwriter.Workbook(held, options)
    created = dt.datetime.fromisoformat(_created(book)).replace(tzinfo=None)
    workbook.set_properties({"title": book.title, "created": created})
    workbook.set_calc_mode("auto")
    formats = _Formats(workbook)
    for page in book.pages:
        sheet: Any = workbook.add_worksheet(page.name, FormulaSheet)
        _Sheet(workbook, sheet, page, formats, values, book.months).write()
    for name, target in sorted(book.names.items()):
        workbook.define_name(name, f"={target}")
    try:
        workbook.close()
    except FileCreateError as error:  # the library's own wrapping of what the system said
        cause = error.args[0] if error.args and isinstance(error.args[0], OSError) else None
        raise OSError(*(cause.args if cause else error.args)) from None
    return held.getbuffer()


def _is_large(book: Book) -> bool:
    return book.formula_count >= _FILES_FROM


def _created(book: Book) -> str:
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return book.created
    return dt.datetime.fromtimestamp(int(epoch), tz=dt.UTC).date().isoformat()


class _Formats:
    """Formats of a workbook, made once each."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[str, str, str, bool], Format] = {}

    def get(self, role: str, unit: str, number_format: str = "", *, folds: bool = False) -> Format:
        """The format of a role and unit, with a number format of its own where one is given."""
        key = role, unit, number_format, folds
        if key not in self._made:
            own: dict[str, Any] = {"num_format": number_format} if number_format else {}
            own |= {"text_wrap": True} if folds else {}
            self._made[key] = self._workbook.add_format({**styles.style(role, unit), **own})
        return self._made[key]

    def make(self, properties: Mapping[str, Any]) -> Format:
        """A format for a condition."""
        return self._workbook.add_format(dict(properties))


class _Sheet:
    """One sheet being written."""

    def __init__(
        self, workbook: Workbook, sheet: FormulaSheet, page: Page, formats: _Formats, values: Values, months: int
    ) -> None:
        self.workbook, self.sheet, self.page = workbook, sheet, page
        self.formats, self.values, self.months = formats, values, months

    def write(self) -> None:
        self._set_up()
        for table in self.page.tables:
            self._table(table)
        for line in self.page.lines:
            self._line(line)
        for validation in self.page.validations:
            self._validation(validation)
        for note in self.page.notes:
            size = {"width": _NOTE_WIDTH, "height": _note_height(note.text), "color": theme.INPUT_FILL}
            options = {"author": note.author, "font_name": theme.FONT, "font_size": 9, **size}
            self._wrote(self.sheet.write_comment(note.row, note.column, note.text, options))
        self._conditions()
        for chart in self.page.charts:
            draw(chart, self.workbook, self.sheet, self.values, self.months)
        for waterfall in self.page.waterfalls:
            draw_waterfall(waterfall, self.page, self.workbook, self.sheet, self.values)
        for row_chart in self.page.row_charts:
            draw_row(row_chart, self.workbook, self.sheet, self.values)
        for column_chart in self.page.column_charts:
            draw_columns(column_chart, self.page, self.workbook, self.sheet, self.values)
        for course in self.page.sparklines:
            draw_sparkline(course, self.sheet, self.months)

    def _set_up(self) -> None:
        for column, width in self.page.widths.items():
            folds = self.page.grouped is not None and self.page.grouped[0] <= column <= self.page.grouped[1]
            self.sheet.set_column(column, column, width, None, {"level": 1} if folds else {})
        self.sheet.freeze_panes(*self.page.freeze)
        self.sheet.hide_gridlines(2)
        self.sheet.set_zoom(85)
        self.sheet.outline_settings(symbols_below=False)
        self.sheet.protect("", _PROTECT)
        if self.page.filter:
            self.sheet.autofilter(*self.page.filter)
        set_up_print(self.sheet, self.page, self.months)

    def _line(self, line: Line) -> None:
        band = self.formats.get(line.band, "text") if line.band else None
        if line.height or band or line.level:
            self.sheet.set_row(line.row, line.height, band, {"level": line.level} if line.level else {})
        for column, cell in line.cells.items():
            self._cell(line.row, column, cell)
        if line.series:
            series = line.series
            style = self.formats.get(series.role, series.unit)
            pattern = escape(series.pattern, quote=False)
            values = [_cached(value) for value in self.values.months(self.page.name, line.row)]
            self._wrote(self.sheet.put_months(line.row, FIRST_MONTH, pattern, style, values))

    def _cell(self, row: int, column: int, cell: Cell) -> None:
        style = self.formats.get(cell.role, cell.unit, cell.number_format, folds=cell.folds)
        if cell.formula:
            value = self.values.cell(self.page.name, row, column)
            formula = escape(cell.formula, quote=False)
            self._wrote(self.sheet.put_formula(row, column, formula, style, _cached(value)))
        elif cell.link:
            self._wrote(self.sheet.write_url(row, column, cell.link, style, str(cell.value)))
        elif cell.value is None or cell.value == "":
            self._wrote(self.sheet.write_blank(row, column, None, style))
        elif isinstance(cell.value, str):
            self._wrote(self.sheet.write_string(row, column, cell.value, style))
        else:
            self._wrote(self.sheet.write_number(row, column, cell.value, style))

    def _wrote(self, code: int) -> None:
        if code:
            message = f"{self.page.name}: a cell was not written (code {code})"
            raise ValueError(message)

    def _table(self, table: ExcelTable) -> None:
        header = self.formats.get("header", "text")
        options = {
            "name": table.name,
            "columns": [{"header": name, "header_format": header} for name in table.columns],
            "autofilter": False,
            "style": None,
        }
        self._wrote(self.sheet.add_table(*table.first, *table.last, options))

    def _validation(self, validation: Validation) -> None:
        options = {
            **_allowed(validation),
            "input_title": validation.title,
            "input_message": validation.message,
            "error_title": "Not a value of this input",
            "error_message": validation.message,
        }
        self._wrote(self.sheet.data_validation(*validation.first, *validation.last, options))

    def _conditions(self) -> None:
        for area in self.page.statuses:
            self._condition(area, styles.GOOD, styles.BAD, styles.LOOK)
        bare = ({**look, "bg_color": theme.PAPER} for look in (styles.GOOD, styles.BAD, styles.LOOK))
        self._condition(_HEADING, *bare)  # its words run on over the cells beside it, where no fill follows

    def _condition(self, area: Area, good: dict[str, Any], bad: dict[str, Any], look: dict[str, Any]) -> None:
        words = {"CHECK": bad, "LOOK": look, "OK": good, "FLAG": bad, "PASS": good, "rebuild": look}
        for text, style in words.items():
            rule = {"type": "text", "criteria": "ends with", "value": text, "format": self.formats.make(style)}
            self._wrote(self.sheet.conditional_format(*area, rule))


def _note_height(text: str) -> int:
    """The pixels that a note of a text takes."""
    room = _NOTE_WIDTH / 7 - 2
    return 12 + 16 * sum(lettering.lines(line, room, 9) for line in text.splitlines())


def _cached(value: Scalar | bool) -> str | float | bool:
    """What stands in the cache of a formula cell."""
    if value is None:
        return ""
    return NOT_MEANINGFUL if value != value else value  # noqa: PLR0124 - only NaN differs from itself


def _allowed(validation: Validation) -> dict[str, Any]:
    kind = validation.kind
    if validation.source:
        return {"validate": "list", "source": validation.source}
    if isinstance(kind, Number) and kind.or_none:
        first = f"{letters(validation.first[1])}{validation.first[0] + 1}"
        return {
            "validate": "custom",
            "value": f'=OR(AND(ISNUMBER({first}),{first}>={kind.low or 0:g}),{first}="{NONE}")',
        }
    if isinstance(kind, Choice):
        return {"validate": "list", "source": list(kind.options)}
    if isinstance(kind, (MonthKind, DateKind)):
        return {"validate": "date", "criteria": ">=", "value": _EARLIEST}
    if isinstance(kind, Number):
        return {"validate": "integer" if kind.whole else "decimal", **_bounds(kind)}
    return {"validate": "any"}


def _bounds(kind: Number) -> dict[str, Any]:
    low = kind.low if kind.low is not None else kind.above
    high = kind.high if kind.high is not None else kind.below
    if low is None and high is None:
        low, high = -LARGEST, LARGEST
    if low is not None and high is not None:
        return {"criteria": "between", "minimum": low, "maximum": high}
    if low is not None:
        return {"criteria": ">" if kind.low is None else ">=", "value": low}
    return {"criteria": "<=", "value": high}
