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
from finmodel.workbook.pages.planned import Planned
from finmodel.workbook.pages.scale import scale_page
from finmodel.workbook.pages.tables import tables_page
from finmodel.workbook.pages.timeline import timeline_page
from finmodel.workbook.pages.uncertainty import uncertainty_page
from finmodel.workbook.render import Renderer
from finmodel.workbook.seal import sealed
from finmodel.workbook.simulated import SHEET as SIMULATION
from finmodel.workbook.simulated import Simulated

DECISIONS = {"Scale": scale_page, "Levers": levers_page, "Governance": governance_page}


def make_book(
    inputs: Inputs,
    *,
    items: Mapping[str, LineItem] | None = None,
    generated: Mapping[str, Scalar] | None = None,
    snapshot: Snapshot | None = None,
    simulated: Simulated | None = None,
) -> Book:
    """Lay out and render all sheets.

    `generated` gives the input values as generated, for a file that was edited; `snapshot` the figures of every
    scenario as of build, which only a calculation outside the workbook can tell; `simulated` what a simulation found.
    """
    layout = lay_out(inputs, of(inputs) if items is None else items)
    layout = replace(layout, uncertainty=simulated is not None)
    renderer = Renderer(layout)
    sheets = [sheet for sheet in layout.sheets if sheet != SIMULATION]  # that one reads what Cover and Changes say
    pages = [_page(sheet, layout, renderer, generated, snapshot or {}) for sheet in sheets]
    (changes,) = (page for page in pages if page.name == "Changes")
    pages[0] = cover.based(pages[0], baseline := fingerprint(base_of(changes)))
    if simulated is not None:
        planned = Planned(layout, renderer, (cover.row_of(pages[0], cover.BASELINE), baseline))
        pages.insert(layout.sheets.index(SIMULATION), uncertainty_page(simulated, planned))
    names = {**assumptions.names(layout), **checks.names(), **cover.names(pages[0])}
    shown = tuple(_finished(page, layout) for page in pages)
    book = Book(shown, layout.months, names, str(inputs.value("company")), inputs.as_of.isoformat())
    return localised(book, str(inputs.value("currency")))


def _page(
    sheet: str, layout: Layout, renderer: Renderer, generated: Mapping[str, Scalar] | None, snapshot: Snapshot
) -> Page:
    if sheet == "Cover":
        return cover.cover_page(layout, renderer)
    if sheet == "Diligence":
        return diligence_page(layout, renderer, snapshot)
    if sheet == "Assumptions":
        return assumptions.assumptions_page(layout)
    if sheet in INPUT_SHEETS:
        return tables_page(sheet, layout)
    if sheet in TIMELINE_SHEETS:
        return timeline_page(sheet, layout, renderer)
    if sheet in DECISIONS:
        return DECISIONS[sheet](layout, renderer)
    if sheet == "Checks":
        return checks.checks_page(layout, renderer)
    return glossary_page(layout) if sheet == "Glossary" else changes_page(layout, renderer, generated)


def _finished(page: Page, layout: Layout) -> Page:
    """The page with the notes and the looks of its headings."""
    return aligned(replace(page, notes=[*page.notes, *notes_of(page, layout)]))


def stamped(book: Book, stamp: Stamp) -> Book:
    """The same book with the result of the proof printed on its cover."""
    return replace(book, pages=(sealed(cover.stamped(book.pages[0], stamp)), *book.pages[1:]))
