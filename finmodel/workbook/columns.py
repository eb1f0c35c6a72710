"""Columns on paper: those of text give way until a page holds them; where that is not enough, they go on more pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from finmodel.workbook import lettering
from finmodel.workbook.cells import Cell, Line, Page
from finmodel.workbook.layout import LABEL
from finmodel.workbook.paper import LARGEST, SMALLEST, points, room
from finmodel.workbook.styles import style

_TITLE = 24.0  # units of a title that every page shows on one line
_SENTENCE = 22.0  # units of a source or a note
_LEAST = 16  # units to which a column of text gives way
_LONGEST = 36.0  # units of a word that is kept whole; a longer one is an address


def on_paper(page: Page, least: Mapping[int, float]) -> Page:
    """The page with columns that print at SMALLEST percent or larger; `least` are the units that some of them need.

    The columns between two breaks share a page. Where texts cannot give way enough, they are broken over as few pages
    as that takes, as evenly as the columns allow, and the first columns are repeated.
    """
    broken = _fitted(page, least, _title(page))
    if broken.column_breaks == page.column_breaks:
        return broken
    last = page.repeat_rows[1]  # its own heading would be cut in the columns that are repeated
    return replace(_fitted(page, least, _title(broken)), repeat_rows=(last, last))


def _fitted(page: Page, least: Mapping[int, float], title: float) -> Page:
    """The page with its columns narrowed and broken, and room for titles of so many units in the label's."""
    needed = {**least, LABEL: max(least.get(LABEL, 0.0), title)}
    narrow = replace(page, widths={**page.widths, LABEL: max(page.widths.get(LABEL, 0.0), title)}) if title else page
    for bounds in _bounds(page):
        narrow = replace(narrow, widths=narrow.widths | _narrowed(narrow, *bounds, needed))
    breaks = [column for bounds in _bounds(page) for column in (bounds[0], *_split(narrow, *bounds))]
    return replace(narrow, column_breaks=breaks[1:])


def going_on(page: Page) -> list[Line]:
    """The titles of the sections that go on over a break between columns, and of those among them."""
    titles = [i for i, line in enumerate(page.lines) if line.band == "section"]
    first = page.column_breaks[0] if page.column_breaks else max(page.widths) + 1
    long = []
    for start, end in pairwise([*titles, len(page.lines)]):
        under = page.lines[start + 1 : end]
        if any(line.series or max(line.cells, default=0) >= first for line in under):
            long.append(start)
    return [page.lines[i] for i in titles if long and long[0] <= i <= long[-1]]


def repeated(page: Page) -> list[int]:
    """The columns that every page of a sheet shows."""
    return list(range(LABEL, LABEL + page.repeated))


def _bounds(page: Page) -> list[tuple[int, int]]:
    """The first column of each page in a row of pages, and the column after its last."""
    bounds = [LABEL, *page.column_breaks, max(page.widths) + 1]
    return list(pairwise(bounds))


def _title(page: Page) -> float:
    """The units that the label's column needs for titles of what goes on, beside the other columns repeated."""
    needed = max((_width(line.cells[LABEL]) + 1 for line in going_on(page)), default=0.0)
    return min(needed, _TITLE) - sum(page.widths[column] for column in repeated(page)[1:])


def _width(cell: Cell, words: str = "") -> float:
    look = style(cell.role, cell.unit)
    return lettering.width(words or str(cell.value), look["font_size"], bold=look.get("bold", False))


def starts(page: Page) -> list[int]:
    """The column that each printed page of a row of pages begins with."""
    return [LABEL, *page.column_breaks]


def beside(page: Page, first: int, end: int) -> list[int]:
    """The columns of a page from a first one up to an end: those that are repeated, then its own."""
    return [*(column for column in repeated(page) if column < first), *range(first, end)]


def _narrowed(page: Page, first: int, end: int, least: Mapping[int, float]) -> dict[int, float]:
    """The widths at which columns take as few pages as they can, the widest of text lowered first."""
    columns = beside(page, first, end)
    if not _packed(page, first, end, room(SMALLEST)):
        return {}
    words = _longest_words(page)

    def lowered(cap: float) -> Page:
        needed = {column: max(cap, least.get(column, 0.0), words[column]) for column in columns}
        return replace(page, widths={**page.widths, **{c: min(page.widths[c], needed[c]) for c in columns}})

    fewest = len(_packed(lowered(_LEAST), first, end, room(SMALLEST)))
    caps = range(max(_LEAST, *(int(page.widths[column]) for column in columns)), _LEAST - 1, -1)
    return next(one.widths for cap in caps if len(_packed(one := lowered(cap), first, end, room(SMALLEST))) == fewest)


def _longest_words(page: Page) -> Mapping[int, float]:
    """The units that the longest word of each column takes, and sentences of a few lines."""
    longest: defaultdict[int, float] = defaultdict(float)
    for line in page.lines:
        for column, cell in line.cells.items():
            if cell.role == "remark":
                longest[column] = max(longest[column], _SENTENCE)
            elif isinstance(cell.value, str) and line.id and not lettering.is_wide(cell.value):
                word = max((_width(cell, word) for word in cell.value.split()), default=0.0)
                longest[column] = max(longest[column], min(word + 2, _LONGEST))
    return longest


def _split(page: Page, first: int, end: int) -> list[int]:
    """The columns that begin another page: as few as the smallest print needs, then as large a print as they allow."""
    fewest = len(_packed(page, first, end, room(SMALLEST)))
    tried = (_packed(page, first, end, room(percent)) for percent in range(LARGEST, SMALLEST - 1, -1))
    return next(breaks for breaks in tried if len(breaks) == fewest)


def _packed(page: Page, start: int, end: int, free: float) -> list[int]:
    """The columns that begin another page where each is filled in turn."""
    breaks: list[int] = []
    for column in range(start + 1, end):
        if points(page.widths, beside(page, start, column + 1)) > free:
            start = column
            breaks.append(column)
    return breaks
