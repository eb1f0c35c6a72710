"""A workbook on disk with the model that its inputs make, or made when it was generated."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from finmodel.gates.compare import Spot, spots
from finmodel.gates.expect import Expected
from finmodel.inputs.parse import parse
from finmodel.inputs.tables import Inputs
from finmodel.mirror import calculate
from finmodel.workbook.book import make_book
from finmodel.workbook.cells import Book
from finmodel.workbook.entries import Entries, raw_as_generated
from finmodel.workbook.layout import INPUT_SHEETS
from finmodel.workbook.positions import Positions, page_positions
from finmodel.workbook.simulated import simulated_in
from finmodel.workbook.snapshot import snapshot_in
from finmodel.workbook.view import Place, View


@dataclass(frozen=True)
class Opened:
    """A workbook on disk and the book that should stand in it."""

    seen: View
    inputs: Inputs
    book: Book
    expected: Expected
    mapped: dict[str, Positions]  # where cells stand on the pages of the book

    @cached_property
    def spots(self) -> tuple[Spot, ...]:
        """Every formula cell of the book."""
        return tuple(spots(self.book, self.expected))

    @cached_property
    def places(self) -> dict[Place, Place | None]:
        """Where each formula cell of the book stands in the file."""
        return {spot.at: self._place(spot) for spot in self.spots}

    def _place(self, spot: Spot) -> Place | None:
        where = self.mapped[spot.page.name]
        named = where.name(spot.line.row, spot.column)
        assert named, f"{spot.page.name} {spot.line.row} {spot.column} has no name"
        return self.seen.find(where.key, *named)

    @cached_property
    def readable(self) -> dict[str, Positions]:
        """The pages by name for reading formulas, without the input rows that the file lacks: those are told apart."""
        standing = {row_id for where in self.seen.sheets.values() for row_id in where.row_of}
        return {
            name: where.without({i for i in where.row_of if i not in standing}) if name in INPUT_SHEETS else where
            for name, where in self.mapped.items()
        }


def open_model(seen: View, found: Entries, inputs: Inputs) -> Opened:
    """The file beside the book of these inputs. Raises InputError when a figure overflows."""
    generated = {k: v for k, v in found.generated.items() if not isinstance(v, bool)}
    book = make_book(inputs, generated=generated, snapshot=snapshot_in(seen), simulated=simulated_in(seen))
    expected = Expected(book, calculate(inputs).finite())
    return Opened(seen, inputs, book, expected, {p.name: page_positions(p, book.months) for p in book.pages})


def open_as_generated(seen: View, found: Entries) -> Opened:
    """The file beside the book of its values as generated. Raises InputError when those were edited."""
    return open_model(seen, found, as_generated(found))


def as_generated(found: Entries) -> Inputs:
    """The inputs as generated, from Changes. Raises InputError when they were edited so that they are none."""
    return parse(raw_as_generated(found), scenario=str(found.generated.get("scenario")))
