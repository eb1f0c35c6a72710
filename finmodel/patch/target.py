"""The model that the workbook shall hold: its inputs as merged, the book of them, every value from the mirror."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from finmodel.gates.expect import Expected
from finmodel.gates.opened import as_generated
from finmodel.gates.scenarios import as_built as snapshot_of
from finmodel.inputs.parse import parse
from finmodel.inputs.tables import Inputs
from finmodel.merge.pull import Met
from finmodel.mirror import calculate
from finmodel.patch.asbuilt import renewed
from finmodel.patch.element import Put
from finmodel.patch.lines import Growth, printed
from finmodel.patch.localised import UnplacedError
from finmodel.patch.splice import spliced
from finmodel.patch.wanted import Wanted
from finmodel.workbook.book import make_book
from finmodel.workbook.cells import Book
from finmodel.workbook.disk.ondisk import OnDisk
from finmodel.workbook.disk.scanned import scan
from finmodel.workbook.pages.scenarios import SHEET
from finmodel.workbook.pages.tables import STRUCTURE
from finmodel.workbook.positions import Positions, page_positions
from finmodel.workbook.simulated import simulated_in
from finmodel.workbook.view import Place


@dataclass(frozen=True)
class Target:
    """The inputs that shall stand, their book, what its formulas must show, and where things stand on its pages."""

    inputs: Inputs
    book: Book
    expected: Expected
    pages: Mapping[str, Positions]


def target_of(met: Met, want: Wanted) -> Target:
    """The model of the merged inputs. Raises InputError, by sheet and cell, when they are none."""
    inputs = parse(want.found.tables, scenario=want.found.scenario, files=met.company.files)
    generated = {entry: value for entry, value in want.generated.items() if not isinstance(value, bool)}
    snapshot = snapshot_of(as_generated(want.found))
    book = make_book(inputs, generated=generated, snapshot=snapshot, simulated=simulated_in(met.seen))
    expected = Expected(book, calculate(inputs).finite())
    return Target(inputs, book, expected, {p.name: page_positions(p, book.months) for p in book.pages})


def constants(disk: OnDisk, want: Wanted, target: Target) -> tuple[dict[Place, Put], list[str]]:
    """What to put where, the values that formulas show apart; reasons why the file cannot take it."""
    try:
        lines, full = Growth(target.book, target.pages, disk, want.named).puts()
    except UnplacedError:
        return {}, ["rows or columns that the model reads are gone from the workbook"]
    cover = next(page for page in target.book.pages if page.name == "Cover")
    told = dict(printed(cover, target.pages["Cover"], disk.view))
    lines |= {place: put for place, put in _unshared(disk, lines) if place not in lines}
    return {**want.puts, **dict(_settled(disk, want)), **lines, **told, **as_built(disk, target)}, full


def as_built(disk: OnDisk, target: Target) -> dict[Place, Put]:
    """The figures as of build that the file does not hold yet."""
    page = next(page for page in target.book.pages if page.name == SHEET)
    return dict(renewed(page, target.pages[SHEET], disk))


def _unshared(disk: OnDisk, puts: Mapping[Place, Put]) -> Iterator[tuple[Place, Put]]:
    """Formulas that lose the one they share their text with: each gets its own."""
    lost: dict[str, set[str]] = {}
    for place, put in puts.items():
        cell = disk.cell(place) if put.formula is not None else None
        if cell and cell.shared and cell.formula:
            lost.setdefault(place[0], set()).add(cell.shared)
    for sheet, shared in lost.items():
        for at, cell in disk.sheets[sheet].cells.items():
            if cell.shared in shared:
                place = (sheet, *at)
                yield place, Put(disk.view.values.get(place), disk.view.formulas[place])


def _settled(disk: OnDisk, want: Wanted) -> Iterator[tuple[Place, Put]]:
    """Names in rows that are spare no longer: in the format of the names above, which no one types over."""
    for spare, row_id in want.named.items():
        raw = want.found.tables[row_id.partition("[")[0]]
        where = disk.view.sheets[raw.where]
        above = next((other for other in raw.ids if other in where.row_of and "[spare " not in other), None)
        for column in STRUCTURE & set(raw.header) if above else ():
            there, here = where.find(str(above), column), where.find(spare, column)
            cell = disk.cell((raw.where, *there)) if there else None
            value = raw.rows[raw.ids.index(row_id)].cells.get(column)
            if cell and here and isinstance(value, str):
                yield (raw.where, *here), Put(value, style=cell.style)


def patched(disk: OnDisk, puts: Mapping[Place, Put]) -> OnDisk:
    """The workbook with cells replaced or added, read again from the bytes of their sheets."""
    return disk.with_sheets({name: scan(xml, disk.parts.sheets[name]) for name, xml in rewritten(disk, puts).items()})


def rewritten(disk: OnDisk, puts: Mapping[Place, Put]) -> dict[str, bytes]:
    """The bytes of the sheets in which cells are replaced or added, by the sheets' names."""
    by_sheet: dict[str, dict[tuple[int, int], Put]] = {}
    for (sheet, row, column), put in puts.items():
        by_sheet.setdefault(sheet, {})[row, column] = put
    return {name: spliced(disk.sheets[name], cells) for name, cells in by_sheet.items()}
