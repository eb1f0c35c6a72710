"""Plants faults in a workbook: by id, through openpyxl, or in the bytes of a part where caches must stay."""

import contextlib
import pathlib
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator

import openpyxl
from openpyxl.cell import Cell
from openpyxl.styles import Font, Protection
from openpyxl.workbook import Workbook

from finmodel.gates.finding import Finding
from finmodel.rules.audited import read
from finmodel.rules.register import RULES

Told = tuple[str, str, str]  # sheet, cell, row id
Case = tuple[str, str, str, object]  # sheet, row id, column, and what to type there or to do to the cell


def broken(path: pathlib.Path, rule: int) -> list[Finding]:
    """What breaks one rule."""
    found = RULES[rule - 1].findings(read(path))
    assert all(finding.gate == f"rule {rule}" and finding.message for finding in found)
    return found


def told(path: pathlib.Path, rule: int) -> list[Told]:
    """The same as sheet, cell and row id."""
    return sorted((finding.sheet, finding.cell, finding.id) for finding in broken(path, rule))


@contextlib.contextmanager
def opened(path: pathlib.Path) -> Iterator[Workbook]:
    """The workbook through openpyxl, saved afterwards without any cached value."""
    book = openpyxl.load_workbook(path)
    yield book
    book.save(path)


def spot(book: Workbook, sheet: str, row_id: str, column: str) -> Cell:
    """The cell of a row id under a heading; months are given by their letters."""
    header: list[object] = []
    for row in book[sheet].iter_rows():
        if row[0].value == "id":
            header = [cell.value for cell in row]
        if row[0].value == row_id:
            return book[sheet][f"{column}{row[0].row}"] if column.isupper() else row[header.index(column)]
    raise KeyError(row_id)


def planted(path: pathlib.Path, cases: Iterable[Case]) -> list[Told]:
    """Plant each fault in a cell of its own; where they are. `{}` in a formula stands for the one that stood there."""
    places = []
    with opened(path) as book:
        for sheet, row_id, column, fault in cases:
            cell = spot(book, sheet, row_id, column)
            if callable(fault):
                fault(cell)
            else:
                cell.value = fault.replace("{}", str(cell.value)[1:]) if isinstance(fault, str) else fault
            places.append((sheet, cell.coordinate, row_id))
    assert len(set(places)) == len(places)
    return sorted(places)


def typed(path: pathlib.Path, sheet: str, row_id: str, column: str, value: object) -> Told:
    """Type into one cell."""
    return planted(path, [(sheet, row_id, column, value)])[0]


def painted(colour: str) -> Callable[[Cell], None]:
    """Give a cell another font colour."""
    return lambda cell: setattr(cell, "font", Font(color=colour))


def locked(*, lock: bool) -> Callable[[Cell], None]:
    """Lock a cell, or unlock it."""
    return lambda cell: setattr(cell, "protection", Protection(locked=lock))


def text(value: str) -> Callable[[Cell], None]:
    """Store text as text, whatever it looks like."""

    def stored(cell: Cell) -> None:
        cell.value, cell.data_type = value, "s"

    return stored


def cleared(path: pathlib.Path, sheet: str, row_ids: Iterable[str]) -> None:
    """Empty whole rows."""
    with opened(path) as book:
        for row_id in row_ids:
            for cell in book[sheet][spot(book, sheet, row_id, "A").row]:
                cell.value = None


def rows_of(path: pathlib.Path, sheet: str, first: str, count: int) -> list[str]:
    """Ids of rows from `first` on whose months are formulas over the same sheet: a fault each, in rows of their own."""
    page = openpyxl.load_workbook(path)[sheet]
    found = [row[0].value for row in page.iter_rows() if row[0].value and "!" not in str(row[8].value or "!")]
    start = found.index(first)
    assert len(found) >= start + count
    return found[start : start + count]


def where(path: pathlib.Path, sheet: str, row_id: str, column: str) -> str:
    """The address of a cell."""
    return str(spot(openpyxl.load_workbook(path), sheet, row_id, column).coordinate)


def in_cell(path: pathlib.Path, sheet: str, address: str, pattern: str, new: str) -> None:
    """Change the XML of one cell; every other byte and every date stays."""
    names = openpyxl.load_workbook(path, read_only=True).sheetnames
    part = f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"
    in_part(path, part, rf'(?<=<c r="{address}")(?:(?!</c>).)*</c>', lambda cell: re.sub(pattern, new, cell, count=1))


def in_part(path: pathlib.Path, part: str, pattern: str, change: Callable[[str], str]) -> None:
    """Change what a pattern matches in a part of the package."""

    def changed(name: str, data: bytes) -> bytes:
        if name != part:
            return data
        after, count = re.subn(pattern, lambda m: change(m[0]), data.decode(), count=1, flags=re.DOTALL)
        assert count == 1
        assert after != data.decode()
        return after.encode()

    repacked(path, changed)


def repacked(
    path: pathlib.Path,
    change: Callable[[str, bytes], bytes] = lambda _, data: data,
    dated: Callable[[str], int] = lambda _: 1980,
) -> None:
    """Pack the file again: parts changed, every entry dated by its name."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(zipfile.ZipInfo(name, (dated(name), 1, 31, 0, 0, 0)), change(name, data))
