"""Lines that a file gets because it holds more records or files than when it was built: on Changes and on the Cover."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from finmodel.patch.element import Put
from finmodel.patch.localised import Localiser
from finmodel.workbook.canonical import TOKEN
from finmodel.workbook.cells import Book, Cell, Line, Page
from finmodel.workbook.disk.ondisk import OnDisk
from finmodel.workbook.pages.cover import BASELINE
from finmodel.workbook.positions import Grid, Positions
from finmodel.workbook.view import Place, View

_STAMPED = "verified_"
_MOVED = ("as_of", "version", BASELINE)  # what the Cover says of the file itself, its digests and proof apart


@dataclass(frozen=True)
class Growth:
    """The book, where its lines stand on its pages, the file, and the ids that spare rows take, by their old ones."""

    book: Book
    pages: Mapping[str, Positions]
    disk: OnDisk
    named: Mapping[str, str]

    def puts(self) -> tuple[dict[Place, Put], list[str]]:
        """What to put where; reasons why it cannot be."""
        puts: dict[Place, Put] = {}
        reasons: list[str] = []
        for page in self.book.pages:
            if page.name not in ("Changes", "Cover"):
                continue
            rows, full = self._rows(page)
            reasons += [f"{page.name}: no line is left for {full} more"] if full else []
            if rows and not full:
                puts |= self._written(page, rows)
        return puts, reasons

    def _sheet(self, key: str) -> tuple[str, Positions]:
        name = self.disk.view.names[key]
        return name, self.disk.view.sheets[name]

    def _rows(self, page: Page) -> tuple[dict[int, Line], int]:
        """A row for each line that the file lacks: those of spare rows that are gone, then free ones below."""
        name, where = self._sheet(page.name)
        missing = [line for line in page.lines if line.id and line.id not in where.row_of]
        gone = [where.row_of[row_id] for row_id in self.named if row_id in where.row_of]
        last = where.last_row
        free = [*sorted(gone), *range(last + 1, last + 1 + max(0, len(missing) - len(gone)))]
        limit = _last_counted(self.disk.view) if page.name == "Changes" else last + len(missing)
        taken = {row for sheet, row, _ in self.disk.view.values if sheet == name and row > last}
        usable = [row for row in free if row <= limit and row not in taken]
        return dict(zip(usable, missing, strict=False)), len(missing) - min(len(missing), len(usable))

    def _written(self, page: Page, rows: Mapping[int, Line]) -> dict[Place, Put]:
        name, where = self._sheet(page.name)
        grid = where.grids[where.last_row]
        localiser = Localiser(self.pages, self._sheets(name, rows, grid), self.disk.view.names)
        styles = self._styles(page, where)
        puts: dict[Place, Put] = {}
        for row, line in rows.items():
            for column, cell in line.cells.items():
                key = self.pages[page.name].grids[line.row].columns[column]
                formula = localiser.formula(cell.formula, page.name) if cell.formula else None
                style = styles.get((column, cell.role, cell.unit)) or styles.get((column, cell.role, ""))
                puts[name, row, grid.by_key[key]] = Put(cell.value if formula is None else None, formula, style)
        return puts

    def _sheets(self, name: str, rows: Mapping[int, Line], grid: Grid) -> dict[str, Positions]:
        """Where rows stand once spare rows and new lines have their ids."""
        sheets = {}
        for sheet, where in self.disk.view.sheets.items():
            ids = {row: self.named.get(row_id, row_id) for row, row_id in where.rows.items()}
            grids = dict(where.grids)
            if sheet == name:
                ids |= {row: line.id for row, line in rows.items()}
                grids |= dict.fromkeys(rows, grid)
            sheets[sheet] = Positions(where.key, ids, grids)
        return sheets

    def _styles(self, page: Page, where: Positions) -> dict[tuple[int, str, str], str]:
        """The formats that such cells have in the file."""
        styles: dict[tuple[int, str, str], str] = {}
        for line in page.lines:
            for column, cell in line.cells.items() if line.id in where.row_of else ():
                key = self.pages[page.name].name(line.row, column)
                spot = where.find(*key) if key else None
                found = self.disk.cell((self.disk.view.names[page.name], *spot)) if spot else None
                if found:
                    styles.setdefault((column, cell.role, cell.unit), found.style)
                    styles.setdefault((column, cell.role, ""), found.style)
        return styles


def _last_counted(seen: View) -> int:
    """The last row that the count of changes covers."""
    place = seen.find("Changes", "changed_inputs", "as generated") or seen.find("Changes", "changed_inputs", "value")
    rows = [int(m["r2"]) for m in TOKEN.finditer(seen.formulas.get(place, "") if place else "") if m["r2"]]
    return max(rows, default=0) - 1


def printed(page: Page, where: Positions, seen: View, *, proof: bool = False) -> Iterator[tuple[Place, Put]]:
    """The Cover's constants that move with the file: dates, version and digests, with `proof` the proof's result."""
    name = seen.names["Cover"]
    for line in page.lines:
        told = line.id.startswith(_STAMPED) if proof else line.id in _MOVED or line.id.startswith("sha256[")
        for column, cell in line.cells.items() if told else ():
            key = where.name(line.row, column)
            spot = seen.sheets[name].find(*key) if key else None
            if spot and _differs(cell, seen, (name, *spot)):
                yield (name, *spot), Put(cell.value)


def _differs(cell: Cell, seen: View, place: Place) -> bool:
    return not cell.formula and place not in seen.formulas and (seen.values.get(place) or "") != (cell.value or "")
