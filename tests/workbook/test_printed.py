"""Every printed page of the example companies: complete, none blank, nothing cut, nothing beyond the paper."""

import functools
import operator
import pathlib
import re
import shutil
from collections import Counter, defaultdict

import numpy as np
import openpyxl
import pytest
from openpyxl.utils.cell import range_boundaries
from printed import Box, pages_in, pixels, printed, titles

from finmodel.builder import build
from finmodel.inputs import read
from finmodel.workbook.charts import HEIGHT, WIDTH
from finmodel.workbook.theme import INKS

ROOT = pathlib.Path(__file__).parents[2]
EXAMPLES = ROOT / "templates" / "examples"
LONG = {  # a plan of 62 letters, features in Japanese
    "Studio": "Studio for marketing teams of two to five people, paid monthly",
    "Campaign texts": "広告文の自動生成と多言語翻訳",
    "Brand check": "ブランド表記ゆれチェック校正支援",
}
SLOW = ("support-bot", "coding-agent", "marketing-suite")  # built like the others
COMPANIES = ("inputs", "starter", "long names", *(pytest.param(name, marks=pytest.mark.slow) for name in SLOW))
SMALLEST = 60  # percent: type of 10 points prints at 6


def renamed(source: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    """The CSVs with other names of plans and features."""
    shutil.copytree(source, folder)
    for path in folder.glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        for name, other in LONG.items():
            text = re.sub(rf"(?m)(^|,){name}(?=,|$)", rf'\1"{other}"', text)
        path.write_text(text, encoding="utf-8")
    return folder


def pages_in_excel(sheet) -> int:
    """How many pages the print areas of a sheet are broken into, whatever is on them."""
    count = 0
    for area in sheet.print_area.split(","):
        left, top, right, bottom = range_boundaries(area.rpartition("!")[2])
        rows = sum(top <= one.id < bottom for one in sheet.row_breaks.brk)
        columns = sum(left <= one.id < right for one in sheet.col_breaks.brk)
        count += (rows + 1) * (columns + 1)
    return count


def within(sheet, cell) -> bool:
    """Whether a cell stands in a print area."""
    areas = (range_boundaries(area.rpartition("!")[2]) for area in sheet.print_area.split(","))
    return any(left <= cell.column <= right and top <= cell.row <= end for left, top, right, end in areas)


@pytest.fixture(scope="module", params=COMPANIES)
def company(request, tmp_path_factory):
    """The workbook of a company, read with its cached values, and its printed pages."""
    folder = tmp_path_factory.mktemp("printed")
    if request.param == "inputs":
        path = request.getfixturevalue("example_path")
    else:
        long = request.param == "long names"
        source = EXAMPLES / request.param if request.param != "starter" else EXAMPLES.parent / "starter"
        source = renamed(EXAMPLES / "marketing-suite", folder / "csv") if long else source
        path = build(read(source), folder / "model.xlsx").path
    return openpyxl.load_workbook(path, data_only=True), printed(path, folder), folder / f"{path.stem}.pdf"


def test_each_sheet_prints_on_as_many_pages_as_it_is_broken_into(company):
    """One more would be a page beyond the print area; one fewer a page of repeated headings, which Excel prints."""
    book, pages, _ = company
    assert Counter(map(titles, pages)) == {sheet.title: pages_in_excel(sheet) for sheet in book.worksheets}


def test_no_sheet_prints_too_small_to_read(company):
    book, _, _ = company
    scales = {sheet.title: sheet.page_setup.scale or 100 for sheet in book.worksheets}
    assert {title: scale for title, scale in scales.items() if scale < SMALLEST} == {}


def test_every_cell_is_in_a_print_area(company):
    book, _, _ = company
    for sheet in book.worksheets:
        held = (cell for row in sheet.iter_rows(min_col=2) for cell in row if cell.value is not None)
        first, last = map(int, re.findall(r"\d+", sheet.print_title_rows))
        assert [cell.coordinate for cell in held if not (first <= cell.row <= last or within(sheet, cell))] == []


def test_no_word_of_a_heading_is_broken(company):
    """A word wider than its column would go on in the next line, and print as two."""
    book, pages, _ = company
    for sheet in book.worksheets:
        words = {word.text for page in pages if titles(page) == sheet.title for word in page.words}
        heads = [row for row in sheet.iter_rows() if row[0].value == "id"]
        broken = {
            f"{cell.coordinate} {word}"
            for row in heads
            for cell in row[1:]
            if isinstance(cell.value, str)
            for word in cell.value.split()
            if word not in words
        }
        assert broken == set(), sheet.title


def test_no_page_is_blank_and_each_is_numbered(company):
    _, pages, _ = company
    for number, page in enumerate(pages, start=1):
        assert f"Page{number}of{len(pages)}" in page.text
        assert len(page.words) > 15, f"page {number} holds nothing but its header and footer"


def test_every_page_holds_more_than_the_headings_that_its_sheet_repeats(company):
    _, pages, _ = company
    sheets = defaultdict(list)
    for number, page in enumerate(pages, start=1):
        sheets[titles(page)].append((number, Counter(word.text for word in page.words)))
    for sheet, printed_pages in sheets.items():
        repeated = functools.reduce(operator.and_, (words for _, words in printed_pages))
        for number, words in printed_pages[1:]:
            assert (words - repeated).total() > 5, f"page {number} of {sheet} repeats headings and says nothing"


def test_no_figure_is_cut(company):
    _, pages, _ = company
    assert [number for number, page in enumerate(pages, start=1) if "##" in page.text] == []


def test_no_text_is_cut_and_none_leaves_the_paper(company):
    _, pages, _ = company
    assert {number: hit[:5] for number, page in enumerate(pages, start=1) if (hit := page.collisions())} == {}
    assert {number: hit[:5] for number, page in enumerate(pages, start=1) if (hit := page.outside())} == {}


def test_every_text_is_on_a_page_of_its_sheet(company):
    book, pages, _ = company
    on = {sheet.title: "".join(page.text for page in pages if titles(page) == sheet.title) for sheet in book.worksheets}
    missing = [
        f"{sheet.title}!{cell.coordinate}: {cell.value}"
        for sheet in book.worksheets
        for row in sheet.iter_rows(min_col=2)
        for cell in row
        if isinstance(cell.value, str) and "".join(cell.value.split()) not in on[sheet.title]
    ]
    assert missing == []


def charts(book):
    """Every chart with its sheet, and the corners of what it covers: row and column with what it takes of them."""
    for sheet in book.worksheets:
        for chart in sheet._charts:
            start, end = chart.anchor._from, chart.anchor.to
            rows = (start.row, start.rowOff), (end.row, end.rowOff)
            yield sheet, chart, rows, ((start.col, start.colOff), (end.col, end.colOff))


def test_charts_cover_neither_each_other_nor_any_text(company):
    book, _, _ = company
    drawn = list(charts(book))
    assert len(drawn) >= 6
    for sheet, chart, (top, bottom), (left, right) in drawn:
        for other_sheet, other, rows, columns in drawn:
            above_or_below = bottom <= rows[0] or rows[1] <= top
            beside = right <= columns[0] or columns[1] <= left
            assert sheet is not other_sheet or chart is other or above_or_below or beside
        under = sheet.iter_rows(min_row=top[0] + 1, max_row=bottom[0] + 1)
        assert [cell.coordinate for row in under for cell in row if cell.value is not None] == []


def test_no_chart_is_torn_by_the_end_of_a_page(company):
    book, _, _ = company
    for sheet, _, (top, bottom), (left, right) in charts(book):
        assert not [one.id for one in sheet.row_breaks.brk if top[0] < one.id <= bottom[0]], sheet.title
        assert not [one.id for one in sheet.col_breaks.brk if left[0] < one.id <= right[0]], sheet.title


def title_of(chart) -> str:
    return "".join(run.t for paragraph in chart.title.tx.rich.p for run in paragraph.r or [])


def test_every_chart_is_drawn_in_its_inks(company):
    """On one page, between its title and its legend: the colours of two series, or of the one that it has."""
    book, pages, pdf = company
    for sheet, chart, _, _ in charts(book):
        title, scale = title_of(chart), (sheet.page_setup.scale or 100) / 100
        on = [(n, box) for n, page in enumerate(pages, 1) if titles(page) == sheet.title and (box := page.find(title))]
        found = [inks(pixels(pdf, number, plot_under(box, scale))) for number, box in on]
        series = sum(len(one.ser) for one in (chart, *chart._charts[1:]))
        written = sum(cell.value == title for row in sheet.iter_rows() for cell in row)  # of a table, as its title
        assert len(on) == 1 + written, f"{sheet.title}: {title} is printed {len(on)} times"
        assert max(map(len, found)) >= min(2, series), f"{sheet.title}: {title} shows {found}"


def plot_under(title: Box, scale: float) -> Box:
    """Where the bars and lines of a chart are printed, by the place of its title."""
    middle, width, height = (title.left + title.right) / 2, 0.75 * WIDTH * scale, 0.75 * HEIGHT * scale
    top, bottom = title.bottom + height * 0.03, title.bottom + height * 0.6
    return Box(middle - width / 2, top, middle + width / 2, bottom)


def inks(picture) -> set[str]:
    """The inks of charts that a picture shows in more than a speck; type is finer, and greyer."""
    plain = picture.reshape(-1, 3).astype(int)
    wanted = {ink: np.array([int(ink[i : i + 2], 16) for i in (1, 3, 5)]) for ink in INKS}
    return {ink for ink, colour in wanted.items() if (np.abs(plain - colour).max(axis=1) < 24).sum() > 25}


def test_headings_are_repeated_on_every_page(company):
    """Each page of a sheet of months names its months or its columns."""
    _, pages, _ = company
    for page in pages:
        if titles(page) in ("Usage", "Inference", "Profit"):
            first = re.search(r"[A-Z][a-z]{2}-\d{2}", page.text)
            assert "Monthnumber" in page.text
            assert first or "opening" in page.text


def box(text: str, left: float, right: float, top: float = 100) -> str:
    return f'<word xMin="{left}" yMin="{top}" xMax="{right}" yMax="{top + 8}">{text}</word>'


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (box("Contribution", 50, 120) + box("share", 110, 130), [("Contribution", "share")]),
        (box("Contribution", 50, 120) + box("share", 119.5, 130), []),
        (box("Contribution", 50, 120) + box("below", 50, 90, 103), [("Contribution", "below")]),
        (box("Contribution", 50, 120) + box("below", 50, 90, 107), []),
    ],
)
def test_words_printed_into_each_other_are_seen(words, found):
    (page,) = pages_in(f'<page width="842" height="595">{words}</page>')
    assert page.collisions() == found


def test_a_narrow_column_is_seen(example_path, tmp_path):
    """Of one sheet: a label cut by its unit, a figure that prints as ###."""
    book = openpyxl.load_workbook(example_path)
    for name in book.sheetnames:
        if name != "Benchmarks":
            del book[name]
    widths = book["Benchmarks"].column_dimensions
    widths["B"].width, widths["C"].width = 8, 3  # of the metrics; of the bounds, which share one entry
    book.save(tmp_path / "narrow.xlsx")
    pages = printed(tmp_path / "narrow.xlsx", tmp_path)
    assert any(page.collisions() for page in pages)
    assert any("##" in page.text for page in pages)
