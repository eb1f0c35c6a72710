"""The book: every page of a company's workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from finmodel.inputs.tables import Inputs
from finmodel.lines import of
from finmodel.model.item import LineItem
from finmodel.workbook.align import aligned
from finmodel.workbook.cells import Book, Page, Scalar, Snapshot
from finmodel.workbook.currency import localised
from finmodel.workbook.layout import INPUT_SHEETS, TIMELINE_SHEETS, Layout, lay_out
from finmodel.workbook.pages import assumptions, checks, cover
from finmodel.workbook.pages.changes import base_of, changes_page, fingerprint
from finmodel.workbook.pages.cover import Stamp
from finmodel.workbook.pages.diligence import diligence_page
from finmodel.workbook.pages.glossary import glossary_page
from finmodel.workbook.pages.governance import governance_page
from finmodel.workbook.pages.levers import levers_page
from finmodel.workbook.pages.notes import notes_of
from finmodel.workbook.pages.scale import scale_page
from finmodel.workbook.pages.tables import tables_page
from finmodel.workbook.pages.timeline import timeline_page
from finmodel.workbook.render import Renderer
from finmodel.workbook.seal import sealed

DECISIONS = {"Scale": scale_page, "Levers": levers_page, "Governance": governance_page}


def make_book(
    inputs: Inputs,
    *,
    items: Mapping[str, LineItem] | None = None,
    generated: Mapping[str, Scalar] | None = None,
    snapshot: Snapshot | None = None,
) -> Book:
    """Lay out and render all sheets.

    `generated` gives the input values as generated, for a file that was edited; `snapshot` the figures of every
    scenario as of build, which only a calculation outside the workbook can tell.
    """
    layout = lay_out(inputs, of(inputs) if items is None else items)
    renderer = Renderer(layout)
    pages: list[Page] = []
    for sheet in layout.sheets:
        if sheet == "Cover":
            pages.append(cover.cover_page(layout, renderer))
        elif sheet == "Diligence":
            pages.append(diligence_page(layout, renderer, snapshot or {}))
        elif sheet == "Assumptions":
            pages.append(assumptions.assumptions_page(layout))
        elif sheet in INPUT_SHEETS:
            pages.append(tables_page(sheet, layout))
        elif sheet in TIMELINE_SHEETS:
            pages.append(timeline_page(sheet, layout, renderer))
        elif sheet in DECISIONS:
            pages.append(DECISIONS[sheet](layout, renderer))
        elif sheet == "Checks":
            pages.append(checks.checks_page(layout, renderer))
        elif sheet == "Glossary":
            pages.append(glossary_page(layout))
        else:
            pages.append(changes_page(layout, renderer, generated))
    (changes,) = (page for page in pages if page.name == "Changes")
    pages[0] = cover.based(pages[0], fingerprint(base_of(changes)))
    names = {**assumptions.names(layout), **checks.names(), **cover.names(pages[0])}
    shown = tuple(_finished(page, layout) for page in pages)
    book = Book(shown, layout.months, names, str(inputs.value("company")), inputs.as_of.isoformat())
    return localised(book, str(inputs.value("currency")))


def _finished(page: Page, layout: Layout) -> Page:
    """The page with the notes and the looks of its headings."""
    return aligned(replace(page, notes=[*page.notes, *notes_of(page, layout)]))


def stamped(book: Book, stamp: Stamp) -> Book:
    """The same book with the result of the proof printed on its cover."""
    return replace(book, pages=(sealed(cover.stamped(book.pages[0], stamp)), *book.pages[1:]))
