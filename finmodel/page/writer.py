"""Sentences and tables as text of a medium."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from finmodel.page.figure import NOT_MEANINGFUL, worded
from finmodel.page.grid import Cell, Grid
from finmodel.page.medium import Medium
from finmodel.page.sentence import Amount, Sentence

_WORD = 12  # characters that stand in one line
_COLUMNS = 8  # that fit an upright page
_ROWS = 14  # that are read at a glance; more can be folded away


@dataclass(frozen=True)
class Written:
    """A cell as text; `kind` is pass or flag where the text says so, word for what should not be broken, else empty."""

    text: str
    kind: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Table:
    """A grid as text; the name of each column that holds figures ends in `:` in `headings`."""

    title: str
    headings: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[Written, ...], ...]

    @property
    def wide(self) -> bool:
        """Whether paper may be too narrow for its columns."""
        return len(self.headings) > _COLUMNS

    @property
    def long(self) -> bool:
        """Whether it is looked up rather than read."""
        return len(self.rows) > _ROWS

    @property
    def count(self) -> str:
        """How many rows it has, in words."""
        return f"{len(self.rows):,} row{'s' * (len(self.rows) != 1)}"

    @property
    def lines(self) -> list[list[str]]:
        """The rows as plain text cells."""
        return [[cell.text for cell in row] for row in self.rows]

    @property
    def aligned(self) -> list[str]:
        """The headings, each with a colon where its column stands at the right."""
        return [f"{heading}{':' * right}" for heading, right in zip(self.headings, self.numeric, strict=True)]


@dataclass(frozen=True)
class Writer:
    """Writes in one medium and one currency."""

    medium: Medium
    currency: str

    def amount(self, amount: Amount) -> str:
        """A figure with its status; n.m. is said once."""
        text = worded(amount.value, amount.unit, self.currency, self.medium, amount.beside, short=amount.short)
        silent = amount.status in ("", NOT_MEANINGFUL)
        return text if silent else self.medium.own(f"{text} {amount.status}")

    def part(self, part: Cell) -> str:
        """An amount, a sentence, or somebody's words."""
        if isinstance(part, Amount):
            return self.amount(part)
        return self.sentence(part) if isinstance(part, Sentence) else self.medium.text(part)

    def sentence(self, sentence: Sentence) -> str:
        """Our words with everything else in its place, safe in the medium."""
        return self.medium.own(sentence.words.format(**{name: self.part(one) for name, one in sentence.said.items()}))

    def sentences(self, many: Iterable[Sentence]) -> list[str]:
        """Each of them."""
        return [self.sentence(one) for one in many]

    def table(self, grid: Grid) -> Table:
        """A grid as text."""
        rows = tuple(tuple(Written(self.part(cell), _kind(cell)) for cell in row) for row in grid.rows)
        return Table(self.medium.text(grid.title), grid.headings, grid.numeric, rows)


def _kind(cell: Cell) -> str:
    if isinstance(cell, Sentence):
        return ""
    word = cell.status if isinstance(cell, Amount) else cell
    unbroken = isinstance(cell, str) and len(cell) <= _WORD and " " not in cell
    return {"PASS": "pass", "FLAG": "flag"}.get(word, "word" if unbroken else "")
