"""What of a book Excel would refuse, repair or cut: found before it is written, with the row of the input."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from finmodel.errors import InputError, Problem
from finmodel.inputs.kinds import Choice
from finmodel.workbook import excel_limits as excel
from finmodel.workbook.address import address, quoted
from finmodel.workbook.burden import beyond_excel
from finmodel.workbook.cells import Book, Cell, Page, Validation

_FEWER = "keep fewer of them"
_NAME = re.compile(r"[A-Za-z_\\][A-Za-z0-9_.\\]*", re.ASCII)
_LIKE_A_CELL = re.compile(r"[a-z]{1,3}[0-9]+|r[0-9]*(c[0-9]*)?|c[0-9]*|true|false", re.ASCII | re.IGNORECASE)


def refuse_beyond_excel(book: Book) -> None:
    """Raise InputError with everything in the book that passes a limit of Excel (excel_limits)."""
    problems = [*_names(book), *_formats(book)]
    for page in book.pages:
        problems += [*_sheet(page), *_cells(page), *_objects(page)]
    if problems:
        raise InputError(problems)


def name_fault(name: str) -> str:
    """Why Excel takes no such defined name; empty when it does."""
    if len(name) > excel.NAME_CHARACTERS:
        return f"is a name of {len(name):,} characters; Excel takes {excel.NAME_CHARACTERS}"
    if not _NAME.fullmatch(name):
        return "is no name: letters, digits, _ and . make one, and it starts with a letter"
    return "reads as a cell or a truth value" if _LIKE_A_CELL.fullmatch(name) else ""


def sheet_name_fault(name: str) -> str:
    """Why Excel takes no such sheet name; empty when it does."""
    if not 0 < len(name) <= excel.SHEET_NAME:
        return f"is a sheet name of {len(name)} characters; Excel takes {excel.SHEET_NAME}"
    bad = sorted(set(name) & set(excel.SHEET_NAME_WITHOUT))
    if bad or name[0] == "'" or name[-1] == "'" or name.casefold() == "history":
        return f"is no sheet name; Excel takes none with {' '.join(excel.SHEET_NAME_WITHOUT)}, nor History"
    return ""


def text_fault(text: str) -> str:
    """Why Excel cuts or refuses a cell's text; empty when it does not."""
    if len(text) * 2 > excel.CHARACTERS and (length := len(text.encode("utf-16-le")) // 2) > excel.CHARACTERS:
        return f"has {length:,} characters; a cell in Excel takes {excel.CHARACTERS:,}"
    if (lines := text.count("\n")) > excel.LINE_FEEDS:
        return f"has {lines:,} line ends; a cell in Excel takes {excel.LINE_FEEDS}"
    return ""


def _names(book: Book) -> Iterator[Problem]:
    for name in book.names:
        if fault := name_fault(name):
            yield Problem(f"name {name}", fault, "choose another")
    seen: set[str] = set()
    for page in book.pages:
        if fault := sheet_name_fault(page.name):
            yield Problem(f"sheet {page.name}", fault, "choose another")
        if page.name.casefold() in seen:
            yield Problem(f"sheet {page.name}", "is there twice", "choose another")
        seen.add(page.name.casefold())


def _formats(book: Book) -> Iterator[Problem]:
    formats = {(c.role, c.unit, c.number_format) for p in book.pages for line in p.lines for c in line.cells.values()}
    if len(formats) > excel.CELL_FORMATS:
        what = f"has {len(formats):,} cell formats; Excel takes {excel.CELL_FORMATS:,}"
        yield Problem("workbook", what, _FEWER)
    own = {number_format for _, _, number_format in formats if number_format}
    if len(own) > excel.NUMBER_FORMATS:
        what = f"has {len(own):,} number formats of its own; Excel takes {excel.NUMBER_FORMATS}"
        yield Problem("workbook", what, _FEWER)
    for number_format in own:
        if len(number_format) > excel.NUMBER_FORMAT_CHARACTERS:
            what = (
                f"is a number format of {len(number_format)} characters; Excel takes {excel.NUMBER_FORMAT_CHARACTERS}"
            )
            yield Problem("workbook", what, "shorten it")


def _sheet(page: Page) -> Iterator[Problem]:
    rows = 1 + max((line.row for line in page.lines), default=0)
    columns = 1 + max((max(line.cells, default=0) for line in page.lines), default=0)
    for count, limit, noun in ((rows, excel.ROWS, "rows"), (columns, excel.COLUMNS, "columns")):
        if count > limit:
            yield Problem(f"sheet {page.name}", f"has {count:,} {noun}; Excel has {limit:,}", _FEWER)
    links = sum(bool(cell.link) for line in page.lines for cell in line.cells.values())
    if links > excel.HYPERLINKS:
        what = f"has {links:,} links; Excel takes {excel.HYPERLINKS:,}"
        yield Problem(f"sheet {page.name}", what, _FEWER)


def _cells(page: Page) -> Iterator[Problem]:
    for line in page.lines:
        for column, cell in line.cells.items():
            if fault := _cell_fault(cell):
                yield _at(page, line.row, column, line.id, fault)
        if line.series and (fault := beyond_excel(line.series.pattern)):
            yield _at(page, line.row, 0, line.id, fault)


def _cell_fault(cell: Cell) -> str:
    if cell.formula:
        return beyond_excel(cell.formula)
    if isinstance(cell.value, str):
        return text_fault(cell.value)
    return "" if cell.value is None or math.isfinite(cell.value) else f"holds {cell.value}, which is no number in Excel"


def _at(page: Page, row: int, column: int, row_id: str, fault: str) -> Problem:
    return Problem(f"{quoted(page.name)}!{address(row, column)} {row_id}".rstrip(), fault, "shorten what it comes from")


def _objects(page: Page) -> Iterator[Problem]:
    for validation in page.validations:
        if fault := _validation_fault(validation):
            yield _at(page, *validation.first, validation.title, fault)
    for note in page.notes:
        if fault := text_fault(note.text):
            yield _at(page, note.row, note.column, "comment", fault)
    for table in page.tables:
        for name in (table.name, *table.columns):
            if len(name) > excel.NAME_CHARACTERS:
                fault = f"is a heading of {len(name)} characters; Excel takes {excel.NAME_CHARACTERS}"
                yield _at(page, *table.first, table.name, fault)
    for chart in page.charts:
        if len(chart.series) > excel.SERIES:
            fault = f"draws {len(chart.series)} series; a chart in Excel takes {excel.SERIES}"
            yield _at(page, chart.row, chart.column, chart.title, fault)


def _validation_fault(validation: Validation) -> str:
    kind = validation.kind
    listed = ",".join(kind.options) if isinstance(kind, Choice) and not validation.source else ""
    for text, limit, noun in (
        (validation.title, excel.TITLE_CHARACTERS, "title"),
        (validation.message, excel.MESSAGE_CHARACTERS, "message"),
        (listed, excel.LIST_CHARACTERS, "list of words"),
    ):
        if len(text) > limit:
            return f"has a {noun} of {len(text)} characters to enter; Excel takes {limit}"
    return ""
