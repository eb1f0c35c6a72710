"""Widths that follow the figures: a number too long for its column would print as ###."""

import pytest

from finmodel.workbook.align import aligned
from finmodel.workbook.cells import Book, Cell, Line, Page, Series
from finmodel.workbook.fit import fitted
from finmodel.workbook.layout import FIRST_MONTH, LABEL, TOTAL
from finmodel.workbook.meaning import At, Figure
from finmodel.workbook.styles import shown, style

MEANS = Figure("revenue", 0, At.MONTHS)


class Figures:
    """One total and two months."""

    def cell(self, sheet, row, column):
        return -12_345_678.0

    def months(self, sheet, row):
        return [1.0, float("nan")]


def test_a_column_widens_to_its_longest_figure_and_the_months_alike():
    row = Line(7, {TOTAL: Cell("total", "USD", formula="1")}, Series("1", "calc", "USD", MEANS))
    page = Page("Profit", [row], {LABEL: 10, TOTAL: 5, FIRST_MONTH: 1, FIRST_MONTH + 1: 9})
    widths = fitted(Book((page,), 2, {}, "", "2026-01-01"), Figures()).pages[0].widths
    assert widths[TOTAL] == pytest.approx(10.1 + 1.5, abs=1)  # (12,345,678) in Carlito, bold, and air
    assert widths[FIRST_MONTH] >= len("1 ")
    assert widths[FIRST_MONTH + 1] == 9, "a column is never narrowed"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1234.5, "USD", "1,234 "),
        (-1234.5, "USD", "-1,234 "),
        (0.123456, "share", "12.3% "),
        (3.25, "USD per Mtok", "3.2500 "),
        (1_958_402_114_000.0, "tokens", "1,958,402.1M "),
        (6000.0, "tokens", "6,000 "),
        (46000.0, "month", "0000-00-00"),
    ],
)
def test_the_length_of_a_figure_is_that_of_its_format(value, unit, text):
    assert shown(value, unit) == text


def page_of(*lines, **widths):
    return Page("Plans", list(lines), {0: 10, 1: 12, 2: 12} | {int(c[1:]): w for c, w in widths.items()})


def text(value, role="label"):
    return Cell(role, value=value)


def fit(page):
    return fitted(Book((page,), 0, {}, "", "2026-01-01"), Figures()).pages[0]


def test_a_text_before_a_filled_cell_gets_room_and_one_before_an_empty_cell_runs_on():
    long = "Contribution margin of the plan: Enterprise"
    assert fit(page_of(Line(4, {1: text(long), 2: text("share")}))).widths[1] == pytest.approx(43, abs=5)
    assert fit(page_of(Line(4, {1: text(long)}), c3=30)).widths[1] == 12
    assert fit(page_of(Line(4, {1: text(long)}))).widths[1] > 30, "the paper ends after the empty cell"


def test_a_text_longer_than_the_widest_column_folds_and_its_line_grows():
    page = fit(page_of(Line(4, {1: text("word " * 30), 2: text("share")})))
    (line,) = page.lines
    assert page.widths[1] == 64
    assert line.cells[1].folds
    assert line.height == pytest.approx(3 * 12.8, abs=2)


def test_a_wide_letter_counts_as_two_and_stands_higher():
    """Ten ideographs are as wide as about twenty digits (one em at 10 points is 13.3 pixels, a digit 6.8)."""
    page = fit(page_of(Line(4, {1: text("請求書自動処理機能版"), 2: text("share")})))
    assert page.widths[1] == pytest.approx(133 / 7, abs=2.5)
    assert page.lines[0].height > 15


def test_an_input_too_long_for_its_column_widens_it():
    page = fit(page_of(Line(4, {1: text("pro", "structure"), 2: Cell("input", "units", value=8_640_000_000_000.0)})))
    assert page.widths[2] > len("8,640,000,000,000.0")


def test_headings_stand_as_the_figures_and_words_under_them():
    head = Line(3, {c: Cell("header", value=name) for c, name in enumerate(("id", "plan", "price", "unit"))})
    row = {0: text("x", "id"), 1: text("pro"), 2: Cell("calc", "USD", formula="1"), 3: text("USD", "unit")}
    page = aligned(page_of(head, Line(4, row)))
    assert [cell.role for cell in page.lines[0].cells.values()] == [
        "header",
        "header",
        "figures_header",
        "indented_header",
    ]


def test_a_heading_over_words_of_which_some_are_indented_stands_at_the_left():
    head = Line(3, {0: Cell("header", value="id"), 1: Cell("header", value="label")})
    rows = [Line(4 + i, {1: text("Revenue", role)}) for i, role in enumerate(("link_label", "link_label", "label"))]
    assert aligned(page_of(head, *rows)).lines[0].cells[1].role == "header"


def test_figures_words_and_dates_end_at_the_same_place():
    for unit in ("USD", "share", "month", "count"):
        parts = style("calc", unit)["num_format"].split(";")
        assert len(parts) == 4
        assert all(part.endswith(("_)", ")")) for part in parts if part), unit


def test_detail_folds_under_its_section_and_is_open_as_built(book):
    sheet = book["Usage"]
    levels = {sheet.cell(row, 1).value: d.outlineLevel for row, d in sheet.row_dimensions.items()}
    assert levels["closing_accounts[Pro]"] == 1
    assert levels.get("total_users", 0) == levels.get("month", 0) == 0
    assert not any(d.hidden for d in sheet.row_dimensions.values())
    assert sheet.sheet_properties.outlinePr.summaryBelow is False
