"""Every printed page of the example companies: complete, none blank, nothing cut, nothing beyond the paper."""

import functools
import operator
import pathlib
import re
import shutil
from bisect import bisect_left
from collections import Counter, defaultdict

import openpyxl
import pytest
from printed import pages_in, printed, titles

from finmodel.builder import build
from finmodel.inputs import read

ROOT = pathlib.Path(__file__).parents[2]
EXAMPLES = ROOT / "templates" / "examples"
LONG = {  # a plan of 62 letters, features in Japanese
    "Studio": "Studio for marketing teams of two to five people, paid monthly",
    "Campaign texts": "広告文の自動生成と多言語翻訳",
    "Brand check": "ブランド表記ゆれチェック校正支援",
}
COMPANIES = ("inputs", "support-bot", "coding-agent", "long names")


def renamed(source: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    """The CSVs with other names of plans and features."""
    shutil.copytree(source, folder)
    for path in folder.glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        for name, other in LONG.items():
            text = re.sub(rf"(?m)(^|,){name}(?=,|$)", rf'\1"{other}"', text)
        path.write_text(text, encoding="utf-8")
    return folder


def filled_pages(sheet) -> int:
    """How many of the pages that a sheet is broken into hold anything but the repeated headings."""
    rows = [0, *sorted(one.id for one in sheet.row_breaks.brk)]
    columns = [0, *sorted(one.id for one in sheet.col_breaks.brk)]
    spots = {(cell.row, cell.column) for row in sheet.iter_rows(min_col=2) for cell in row if cell.value is not None}
    spots |= {(chart.anchor._from.row + 1, chart.anchor._from.col + 1) for chart in sheet._charts}
    return len({(bisect_left(rows, row), bisect_left(columns, column)) for row, column in spots})


@pytest.fixture(scope="module", params=COMPANIES)
def company(request, tmp_path_factory):
    """The workbook of a company, read with its cached values, and its printed pages."""
    folder = tmp_path_factory.mktemp("printed")
    if request.param == "inputs":
        path = request.getfixturevalue("example_path")
    else:
        long = request.param == "long names"
        source = renamed(EXAMPLES / "marketing-suite", folder / "csv") if long else EXAMPLES / request.param
        path = build(read(source), folder / "model.xlsx").path
    return openpyxl.load_workbook(path, data_only=True), printed(path, folder)


def test_each_sheet_prints_on_as_many_pages_as_it_is_broken_into(company):
    """One more would be a page beyond the print area, or a column that slipped off its page; blank ones stay away."""
    book, pages = company
    assert Counter(map(titles, pages)) == {sheet.title: filled_pages(sheet) for sheet in book.worksheets}


def test_no_page_is_blank_and_each_is_numbered(company):
    _, pages = company
    for number, page in enumerate(pages, start=1):
        assert f"Page{number}of{len(pages)}" in page.text
        assert len(page.words) > 15, f"page {number} holds nothing but its header and footer"


def test_every_page_holds_more_than_the_headings_that_its_sheet_repeats(company):
    _, pages = company
    sheets = defaultdict(list)
    for number, page in enumerate(pages, start=1):
        sheets[titles(page)].append((number, Counter(word.text for word in page.words)))
    for sheet, printed_pages in sheets.items():
        repeated = functools.reduce(operator.and_, (words for _, words in printed_pages))
        for number, words in printed_pages[1:]:
            assert (words - repeated).total() > 5, f"page {number} of {sheet} repeats headings and says nothing"


def test_no_figure_is_cut(company):
    _, pages = company
    assert [number for number, page in enumerate(pages, start=1) if "##" in page.text] == []


def test_no_text_is_cut_and_none_leaves_the_paper(company):
    _, pages = company
    assert {number: hit[:5] for number, page in enumerate(pages, start=1) if (hit := page.collisions())} == {}
    assert {number: hit[:5] for number, page in enumerate(pages, start=1) if (hit := page.outside())} == {}


def test_every_text_is_on_a_page_of_its_sheet(company):
    book, pages = company
    on = {sheet.title: "".join(page.text for page in pages if titles(page) == sheet.title) for sheet in book.worksheets}
    missing = [
        f"{sheet.title}!{cell.coordinate}: {cell.value}"
        for sheet in book.worksheets
        for row in sheet.iter_rows(min_col=2)
        for cell in row
        if isinstance(cell.value, str) and "".join(cell.value.split()) not in on[sheet.title]
    ]
    assert missing == []


def test_headings_are_repeated_on_every_page(company):
    """Each page of a sheet of months names its months or its columns."""
    _, pages = company
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
        if name != "Training Jobs":
            del book[name]
    widths = book["Training Jobs"].column_dimensions
    widths["B"].width, widths["D"].width = 8, 4  # of the jobs; of the months and amounts, which share one entry
    book.save(tmp_path / "narrow.xlsx")
    pages = printed(tmp_path / "narrow.xlsx", tmp_path)
    assert any(page.collisions() for page in pages)
    assert any("##" in page.text for page in pages)
