"""What a person, a spreadsheet program or a careless script does to a workbook."""

import pathlib
import re
import shutil
import zipfile
from collections.abc import Callable

import openpyxl
from openpyxl.cell import Cell
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Move = Callable[[str, int], int]


def spot(book: Workbook, sheet: str, row_id: str, column: str) -> Cell:
    """The cell of a row id under a column heading; a column may also be given by its letters."""
    rows = [row for row in book[sheet].iter_rows() if row[0].value in ("id", row_id)]
    at = next(i for i, row in enumerate(rows) if row[0].value == row_id)
    if column.isupper():
        return book[sheet][f"{column}{rows[at][0].row}"]
    header = next(row for row in reversed(rows[:at]) if row[0].value == "id")
    index = next(cell.column for cell in header if cell.value == column)
    return rows[at][index - 1]


def edit(path: pathlib.Path, sheet: str, row_id: str, column: str, value: object) -> str:
    """Type a value through openpyxl, which saves without any cached value; gives the cell's address."""
    book = openpyxl.load_workbook(path)
    cell = spot(book, sheet, row_id, column)
    cell.value = value
    address = cell.coordinate
    book.save(path)
    return address


def address_of(path: pathlib.Path, sheet: str, row_id: str, column: str) -> str:
    """Where a cell stands."""
    return spot(openpyxl.load_workbook(path), sheet, row_id, column).coordinate


def patch(path: pathlib.Path, sheet: str, address: str, old: str, new: str) -> None:
    """Change one cell's XML in place and keep every other byte, cached values included."""
    part = part_of(path, sheet)
    copy = path.with_suffix(".patched")
    with zipfile.ZipFile(path) as package, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as out:
        for name in package.namelist():
            data = package.read(name)
            out.writestr(name, _patched(data, address, old, new) if name == part else data)
    shutil.move(copy, path)


def _patched(data: bytes, address: str, old: str, new: str) -> bytes:
    cell = re.search(rb'<c r="' + address.encode() + rb'"[^>]*>.*?</c>', data)
    assert cell, address
    changed = cell[0].replace(old.encode(), new.encode(), 1)
    assert changed != cell[0], cell[0]
    return data[: cell.start()] + changed + data[cell.end() :]


def part_of(path: pathlib.Path, sheet: str) -> str:
    """The part of the package that holds a sheet: the writer numbers them in order."""
    names = openpyxl.load_workbook(path, read_only=True).sheetnames
    return f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"


def insert_row(path: pathlib.Path, sheet: str, before: int) -> None:
    """Insert a row as spreadsheet programs do: every reference to what moves is moved along."""
    book = openpyxl.load_workbook(path)
    _rewrite(book, sheet, lambda axis, n: n + (axis == "row" and n >= before))
    book[sheet].insert_rows(before)
    book.save(path)


def insert_column(path: pathlib.Path, sheet: str, before: int) -> None:
    """Insert a column as spreadsheet programs do."""
    book = openpyxl.load_workbook(path)
    _rewrite(book, sheet, lambda axis, n: n + (axis == "column" and n >= before))
    book[sheet].insert_cols(before)
    book.save(path)


def rename(path: pathlib.Path, sheet: str, title: str) -> None:
    """Rename a sheet as spreadsheet programs do: formulas and names follow."""
    book = openpyxl.load_workbook(path)
    old = f"'{sheet}'!" if " " in sheet else f"{sheet}!"
    for page in book.worksheets:
        for cell in formulas(page):
            cell.value = cell.value.replace(old, f"'{title}'!")
    for name in book.defined_names.values():
        name.attr_text = name.attr_text.replace(old, f"'{title}'!")
    for page in book.worksheets:
        for validation in page.data_validations.dataValidation:
            if validation.formula1:
                validation.formula1 = validation.formula1.replace(old, f"'{title}'!")
    book[sheet].title = title
    book.save(path)


def reverse_rows(path: pathlib.Path, sheet: str, table: str) -> None:
    """Sort a table the other way round, ids and all."""
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    rows = [row for row in page.iter_rows() if str(row[0].value).startswith(f"{table}[") and row[1].value is not None]
    values = [[cell.value for cell in row] for row in rows]
    for row, kept in zip(rows, reversed(values), strict=True):
        for cell, value in zip(row, kept, strict=True):
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
    book.save(path)


def delete_row(path: pathlib.Path, sheet: str, row_id: str) -> None:
    """Clear a whole row, as deleting it leaves it for whoever looks it up by id."""
    book = openpyxl.load_workbook(path)
    row = next(row for row in book[sheet].iter_rows() if row[0].value == row_id)
    for cell in row:
        cell.value = None
    book.save(path)


def formulas(page: Worksheet) -> list[Cell]:
    """The formula cells of a sheet."""
    return [cell for row in page.iter_rows() for cell in row if cell.data_type == "f"]


_REFERENCE = re.compile(
    r"(?P<text>\"[^\"]*\")|(?:(?P<sheet>'[^']+'|[A-Za-z_]\w*)!)?"
    r"(?P<first>\$?[A-Z]{1,3}\$?[0-9]+)(?::(?P<last>\$?[A-Z]{1,3}\$?[0-9]+))?(?![\w(])"
)


def _rewrite(book: Workbook, moved: str, move: Move) -> None:
    for page in book.worksheets:
        for cell in formulas(page):
            cell.value = _moved(cell.value, page.title, moved, move)
        for table in page.tables.values() if page.title == moved else ():
            table.ref = _moved(table.ref, moved, moved, move)
            table.autoFilter = None
    for name in book.defined_names.values():
        name.attr_text = _moved(name.attr_text, "", moved, move)


def _moved(formula: str, own: str, moved: str, move: Move) -> str:
    def replaced(match: re.Match[str]) -> str:
        stated = match["sheet"]
        if match["text"] or (stated.strip("'") if stated else own) != moved:
            return match[0]
        ends = [_shifted(end, move) for end in (match["first"], match["last"]) if end]
        return (f"{stated}!" if stated else "") + ":".join(ends)

    return _REFERENCE.sub(replaced, formula)


def _shifted(address: str, move: Move) -> str:
    match = re.fullmatch(r"(\$?)([A-Z]+)(\$?)([0-9]+)", address)
    assert match
    column = get_column_letter(move("column", column_index_from_string(match[2])))
    return f"{match[1]}{column}{match[3]}{move('row', int(match[4]))}"


def rewrite(path: pathlib.Path, part: str, change: Callable[[bytes], bytes]) -> None:
    """Change one part of the package and keep every other byte."""
    copy = path.with_suffix(".patched")
    with zipfile.ZipFile(path) as package, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as out:
        for name in package.namelist():
            data = package.read(name)
            out.writestr(name, change(data) if name == part else data)
    shutil.move(copy, path)


def add_cells(path: pathlib.Path, sheet: str, rows: str) -> None:
    """Add rows of XML below all others of a sheet."""
    end = b"</sheetData>"
    rewrite(path, part_of(path, sheet), lambda data: data.replace(end, rows.encode() + end))
