"""Excel's own limits: what passes one is refused before anything is written, with what it comes from."""

import dataclasses
import io
import math

import pytest
import xlsxwriter

from finmodel.builder import build
from finmodel.errors import InputError
from finmodel.inputs import read
from finmodel.inputs.kinds import Choice
from finmodel.lines import of
from finmodel.workbook import room
from finmodel.workbook.beyond import name_fault, refuse_beyond_excel, sheet_name_fault, text_fault
from finmodel.workbook.book import make_book
from finmodel.workbook.cells import Cell, Chart, ChartSeries, ExcelTable, Line, Note, Validation
from finmodel.workbook.excel_limits import PAGE_BREAKS
from finmodel.workbook.layout import lay_out
from finmodel.workbook.printing import set_up_print

KIND = Choice(options=("a",))


@pytest.fixture(scope="module")
def small_book(company):
    return make_book(company)


def refused(book, page_name="Usage", names=None, **changed):
    """The problems of a book with one page changed: lines and objects are added to those it has."""
    pages = []
    for page in book.pages:
        more = {key: [*getattr(page, key), *value] for key, value in changed.items() if isinstance(value, list)}
        more |= {key: value for key, value in changed.items() if not isinstance(value, list)}
        pages.append(dataclasses.replace(page, **more) if page.name == page_name else page)
    with pytest.raises(InputError) as caught:
        refuse_beyond_excel(dataclasses.replace(book, pages=tuple(pages), names=names or book.names))
    return [str(problem) for problem in caught.value.problems]


def line(cell, row=900):
    return [Line(row, {7: cell}, id="plans[pro]")]


def test_a_real_book_is_within_them(small_book):
    refuse_beyond_excel(small_book)


CELLS = {
    "a text": (Cell("input", value="x" * 32_768), "has 32,768 characters; a cell in Excel takes 32,767"),
    "signs that count twice": (Cell("input", value="\U0001f600" * 16_384),
                               "has 32,768 characters; a cell in Excel takes 32,767"),
    "line ends": (Cell("input", value="\n" * 254), "has 254 line ends; a cell in Excel takes 253"),
    "a formula": (Cell("calc", formula="1" + "+1" * 4_096),
                  "holds a formula of 8,193 characters; Excel takes 8,192"),
    "brackets": (Cell("calc", formula="(" * 65 + "1" + ")" * 65), "holds a formula 65 brackets deep; Excel takes 64"),
    "not a number": (Cell("input", value=math.nan), "holds nan, which is no number in Excel"),
    "no end": (Cell("input", value=-math.inf), "holds -inf, which is no number in Excel"),
}  # fmt: skip


@pytest.mark.parametrize("name", CELLS)
def test_a_cell(small_book, name):
    cell, told = CELLS[name]
    assert refused(small_book, lines=line(cell)) == [f"Usage!H901 plans[pro]: {told}; shorten what it comes from"]


@pytest.mark.parametrize(
    "cell",
    [
        Cell("input", value="x" * 32_767), Cell("input", value="\n" * 253), Cell("input", value="\U0001f600" * 16_383),
        Cell("calc", formula="1+" * 4_095 + "11"), Cell("calc", formula="(" * 64 + "1" + ")" * 64),
    ],
)  # fmt: skip
def test_a_cell_at_the_limit_is_taken(small_book, cell):
    page = dataclasses.replace(small_book.pages[1], lines=line(cell))
    refuse_beyond_excel(dataclasses.replace(small_book, pages=(small_book.pages[0], page)))


OBJECTS = {
    "the last row": (
        {"lines": line(Cell("input", value=1.0), row=1_048_576)},
        "sheet Usage: has 1,048,577 rows; Excel has 1,048,576; keep fewer of them",
    ),
    "the last column": (
        {"lines": [Line(900, {16_384: Cell("input", value=1.0)})]},
        "sheet Usage: has 16,385 columns; Excel has 16,384; keep fewer of them",
    ),
    "links": (
        {"lines": [Line(row, {0: Cell("link", value="x", link="internal:'Cover'!A1")}) for row in range(65_531)]},
        "sheet Usage: has 65,531 links; Excel takes 65,530; keep fewer of them",
    ),
    "a message of a validation": (
        {"validations": [Validation((4, 2), (4, 2), KIND, "price", "x" * 256)]},
        "Usage!C5 price: has a message of 256 characters to enter; Excel takes 255; shorten what it comes from",
    ),
    "a title of a validation": (
        {"validations": [Validation((4, 2), (4, 2), KIND, "p" * 33, "x")]},
        f"Usage!C5 {'p' * 33}: has a title of 33 characters to enter; Excel takes 32; shorten what it comes from",
    ),
    "a list of a validation": (
        {"validations": [Validation((4, 2), (4, 2), Choice(options=("a" * 128, "b" * 127)), "price", "x")]},
        "Usage!C5 price: has a list of words of 256 characters to enter; Excel takes 255; shorten what it comes from",
    ),
    "a comment": (
        {"notes": [Note(4, 2, "CFO", "x" * 32_768)]},
        "Usage!C5 comment: has 32,768 characters; a cell in Excel takes 32,767; shorten what it comes from",
    ),
    "a heading": (
        {"tables": [ExcelTable("plans", (4, 2), (5, 2), ("x" * 256,))]},
        "Usage!C5 plans: is a heading of 256 characters; Excel takes 255; shorten what it comes from",
    ),
    "series of a chart": (
        {"charts": [Chart("Cost", "lines", "USD", "0", (ChartSeries("Usage", 5, "x"),) * 256, 4, 2)]},
        "Usage!C5 Cost: draws 256 series; a chart in Excel takes 255; shorten what it comes from",
    ),
    "number formats": (
        {"lines": [Line(900, {i: Cell("input", number_format=f"0.{'0' * i}") for i in range(201)})]},
        " number formats of its own; Excel takes 200; keep fewer of them",
    ),
    "a number format": (
        {"lines": [Line(900, {0: Cell("input", number_format="0" * 256)})]},
        "workbook: is a number format of 256 characters; Excel takes 255; shorten it",
    ),
    "cell formats": (
        {"lines": [Line(900, {0: Cell(f"r{i}")}) for i in range(65_491)]},
        " cell formats; Excel takes 65,490; keep fewer of them",  # with those that the book has
    ),
    "a sheet's name": (
        {"name": "x" * 32},
        f"sheet {'x' * 32}: is a sheet name of 32 characters; Excel takes 31; choose another",
    ),
    "a sheet twice": ({"name": "PROFIT"}, "sheet Profit: is there twice; choose another"),
    "a name": ({"names": {"FY26": "Usage!$A$1"}}, "name FY26: reads as a cell or a truth value; choose another"),
}  # fmt: skip


@pytest.mark.parametrize("name", OBJECTS)
def test_an_object(small_book, name):
    changed, told = OBJECTS[name]
    problems = refused(small_book, **changed)
    assert [problem[-len(told) :] for problem in problems] == [told]


@pytest.mark.parametrize("name", ["FY26", "XFD1", "a1", "R1C1", "r", "C5", "TRUE", "2nd", "a b", "a-b", "", "x" * 256])
def test_no_defined_name(name):
    assert name_fault(name)


@pytest.mark.parametrize("name", ["fy_26", "price_shock", "_x", "Users.0", "ABCD1", "x" * 255])
def test_a_defined_name(name):
    assert not name_fault(name)


@pytest.mark.parametrize("name", ["a[b", "a:b", "a/b", "a\\b", "a?", "a*", "'a", "a'", "History", "", "x" * 32])
def test_no_sheet_name(name):
    assert sheet_name_fault(name)


def test_a_sheet_name():
    assert not sheet_name_fault("Self-host Inputs")
    assert not text_fault("a note")


@pytest.mark.parametrize(("last_row", "breaks"), [(1_000, True), (100_000, False)])
def test_more_page_breaks_than_excel_takes_are_left_to_excel(small_book, last_row, breaks):
    """XlsxWriter would drop the last ones in silence: a sheet whose first pages end well and whose last ones do not."""
    sheet = xlsxwriter.Workbook(io.BytesIO()).add_worksheet()
    page = dataclasses.replace(small_book.pages[1], lines=line(Cell("input", value=1.0), row=last_row))
    set_up_print(sheet, page, small_book.months)
    assert bool(sheet.hbreaks) == breaks
    assert len(sheet.hbreaks) <= PAGE_BREAKS


# --- companies


def test_too_many_plans_are_refused_before_anything_is_calculated(tmp_path, minimal, monkeypatch):
    monkeypatch.setattr("finmodel.builder.calculate", None)
    plans = [f"plan {i}" for i in range(20_000)]
    folder = minimal(
        plans="plan,price_usd\n" + "".join(f"{plan},20\n" for plan in plans),
        volumes="plan,feature,queries_per_user_per_day\n" + "".join(f"{plan},chat,2\n" for plan in plans),
    )
    with pytest.raises(InputError) as caught:
        build(read(folder), tmp_path / "model.xlsx")
    (problem,) = map(str, caught.value.problems)
    assert problem.startswith("plans.csv: has 20,000 members, and the workbook then has some ")
    assert not (tmp_path / "model.xlsx").exists()
    assert list(tmp_path.glob(".finmodel*")) == []


def test_more_rows_than_a_sheet_has(company, monkeypatch):
    layout = lay_out(company, of(company))
    last = max(block.first + block.count for band in layout.bands["Usage"] for block in band.blocks)
    monkeypatch.setattr(room, "ROWS", last - 1)
    with pytest.raises(InputError) as caught:
        room.refuse_oversized(layout)
    assert f"sheet Usage then has {last:,} rows; Excel has {last - 1:,}" in str(caught.value)
    monkeypatch.setattr(room, "ROWS", 1_048_576)
    room.refuse_oversized(layout)


def test_more_months_and_scenarios_than_a_sheet_has_columns(company, monkeypatch):
    class Longer:
        def __init__(self, layout):
            self.__dict__.update(vars(layout))
            self.months, self.assumption_columns = 16_377, ("x",) * 16_385

    with pytest.raises(InputError) as caught:
        room.refuse_oversized(Longer(lay_out(company, of(company))))
    assert [str(problem) for problem in caught.value.problems][:2] == [
        "assumptions.csv months: 16,377 months take 16,385 columns of a sheet; Excel has 16,384; write at most 16,376",
        "assumptions.csv: 2 scenarios take 16,385 columns of a sheet; Excel has 16,384; keep fewer scenarios",
    ]


def test_a_note_of_more_line_ends_than_a_cell_takes(tmp_path, minimal):
    ends = "\n" * 300
    folder = minimal(plans=f'plan,price_usd,note\npro,20,"a{ends}b"\n')
    with pytest.raises(InputError, match=r"Plans!.* plans\[pro\]: has 300 line ends; a cell in Excel takes 253"):
        build(read(folder), tmp_path / "model.xlsx")
    assert not (tmp_path / "model.xlsx").exists()
