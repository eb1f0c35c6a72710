"""The sheet Uncertainty of a workbook as somebody reads it, and a hand that types into a workbook."""

import functools

import ironcalc
import openpyxl
from openpyxl.utils.datetime import to_excel

SHEET = "Uncertainty"


@functools.lru_cache(maxsize=8)
def _read(path, _, *, cached):
    return openpyxl.load_workbook(path, data_only=cached)


def rows(path, sheet=SHEET, *, cached=True):
    """The cells of a sheet's rows by id and heading; a file is read once for as long as it is the same."""
    found, names = {}, []
    for row in _read(path, path.stat().st_mtime_ns, cached=cached)[sheet].iter_rows():
        if row[0].value == "id":
            names = [cell.value for cell in row]
        elif row[0].value and names:
            found[row[0].value] = {name: cell for name, cell in zip(names, row, strict=False) if name}
    return found


def told(path, row_id, *names):
    """What a row of the sheet shows under headings, dates as their numbers."""
    row = rows(path)[row_id]
    values = [row[name].value for name in names]
    return [to_excel(value) if hasattr(value, "year") else value for value in values]


def typed(path, sheet, row_id, column, value):
    """Type into a cell as openpyxl does, which loses every cached value."""
    book = openpyxl.load_workbook(path)
    book[sheet][rows(path, sheet)[row_id][column].coordinate].value = value
    book.save(path)


class Live:
    """The workbook in an engine: what it shows after somebody typed something."""

    def __init__(self, path):
        self.path, self.rows = path, rows(path, cached=False)
        self.sheets = _read(path, path.stat().st_mtime_ns, cached=False).sheetnames
        self.engine = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")

    def type(self, sheet, row_id, column, value):
        cell = rows(self.path, sheet, cached=False)[row_id][column]
        self.engine.set_user_input(self.sheets.index(sheet), cell.row, cell.column, value)
        self.engine.evaluate()

    def shows(self, row_id, column):
        cell = self.rows[row_id][column]
        return self.engine.get_cell_value(self.sheets.index(SHEET), cell.row, cell.column)

    @property
    def state(self):
        return self.shows("simulated[state]", "now")

    @property
    def moved(self):
        """The rows that do not agree any more."""
        return {row_id for row_id, row in self.rows.items() if "agrees" in row and self.shows(row_id, "agrees") == 0}
