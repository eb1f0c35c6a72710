"""The company's currency on the sheets: in units, headings and the formats of the figures that people read first.

The model counts in one currency, whichever it is. Ids and the names of columns end in _usd in every company, so that
they are the same everywhere; what a reader sees says the currency. Separators and dates are those of their program.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from finmodel.workbook.cells import Book, Cell, Chart, Line, Note, Page
from finmodel.workbook.layout import INPUT_SHEETS
from finmodel.workbook.pages.scenarios import MARK
from finmodel.workbook.styles import style

OWN = "USD"  # stands for the currency in the units of the model
SYMBOLS = {
    "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "CNY": "CN¥", "INR": "₹", "KRW": "₩", "ILS": "₪", "VND": "₫",
    "NGN": "₦", "PHP": "₱", "UAH": "₴", "TRY": "₺", "BRL": "R$", "CAD": "CA$", "AUD": "A$", "NZD": "NZ$", "HKD": "HK$",
    "SGD": "S$", "TWD": "NT$", "MXN": "MX$",
}  # fmt: skip
_CODE = re.compile(r"[A-Za-z]{3}")
_WORD = re.compile(rf"\b{OWN}\b")
_SHOWN = ("Cover", "Diligence", "Scale", "Levers", "Governance")  # pages that set figures of many units side by side
_ENTERED = ("Assumptions", "Changes", *INPUT_SHEETS)  # pages on which texts are somebody's
_SAID = ("header", "figures_header", "indented_header", "label", "link_label", "note", "text")


def symbol(currency: str) -> str:
    """What stands before an amount: the sign of a currency, else its code, else nothing."""
    code = currency.strip().upper()
    return SYMBOLS.get(code, f"{code} " if _CODE.fullmatch(code) else "")


def in_currency(text: str, currency: str) -> str:
    """A unit or a fixed phrase of the model in a currency."""
    return _WORD.sub(lambda _: currency, text)


def localised(book: Book, currency: str) -> Book:
    """The book in a currency."""
    return replace(book, pages=tuple(_page(page, currency) for page in book.pages))


def _page(page: Page, currency: str) -> Page:
    sign = symbol(currency) if page.name in _SHOWN else ""
    if currency == OWN and not sign:
        return page

    def cell(found: Cell) -> Cell:
        return _priced(_worded(found, page.name, currency), sign)

    lines = [replace(line, cells=_each(line, cell)) for line in page.lines]
    if currency == OWN:
        return replace(page, lines=lines)
    return replace(
        page,
        lines=lines,
        charts=[_chart(chart, currency) for chart in page.charts],
        waterfalls=[replace(drawn, unit=in_currency(drawn.unit, currency)) for drawn in page.waterfalls],
        column_charts=[replace(drawn, unit=in_currency(drawn.unit, currency)) for drawn in page.column_charts],
        notes=[_note(note, currency) for note in page.notes],
    )


def _each(line: Line, change: Callable[[Cell], Cell]) -> dict[int, Cell]:
    return {column: change(cell) for column, cell in line.cells.items()}


def _worded(cell: Cell, page: str, currency: str) -> Cell:
    """A cell whose words are the model's, in the currency; what follows a colon is somebody's name."""
    if currency == OWN or not isinstance(cell.value, str) or OWN not in cell.value:
        return cell
    if cell.role == "unit":
        return replace(cell, value=in_currency(cell.value, currency))
    if page in _ENTERED or cell.role not in _SAID or cell.value.startswith(MARK):
        return cell
    said, colon, name = cell.value.partition(": ")
    return replace(cell, value=f"{in_currency(said, currency)}{colon}{name}")


def _priced(cell: Cell, sign: str) -> Cell:
    """An amount with the sign before it."""
    if not sign or not cell.unit.startswith(OWN) or cell.number_format or not (cell.formula or cell.role == "as_built"):
        return cell
    positive, negative, *rest = str(style(cell.role, cell.unit)["num_format"]).split(";")
    signed = (f'"{sign}"{positive}', negative.replace("(", f'("{sign}"', 1), *rest)
    return replace(cell, number_format=";".join(signed))


def _chart(chart: Chart, currency: str) -> Chart:
    return replace(chart, unit=in_currency(chart.unit, currency), second_unit=in_currency(chart.second_unit, currency))


def _note(note: Note, currency: str) -> Note:
    return replace(note, text=note.text.replace(f"Unit: {OWN}", f"Unit: {currency}"))
