"""Diligence as a reader meets it: links lead to the row they name, charts draw the rows they are titled for."""

import re
import zipfile
from xml.etree import ElementTree as ET

import ironcalc
import openpyxl
import pytest
from openpyxl.utils import column_index_from_string, range_boundaries

from finmodel.inputs import read
from finmodel.workbook.book import make_book
from finmodel.workbook.layout import FIRST_MONTH
from finmodel.workbook.pages.drawings import DRAWINGS

SPACE = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
         "a": "http://schemas.openxmlformats.org/drawingml/2006/main"}  # fmt: skip


@pytest.fixture(scope="module")
def path(small):
    return small.path


@pytest.fixture(scope="module")
def book(path):
    return openpyxl.load_workbook(path)


@pytest.fixture
def grid(book):
    """The questions: a dict by column heading for each row."""
    rows = list(book["Diligence"].iter_rows())
    header = next(i for i, row in enumerate(rows) if row[0].value == "id" and row[1].value == "question")
    names = [cell.value for cell in rows[header]]
    asked = [row for row in rows if str(row[0].value).startswith(("status[", "diligence["))]
    return [dict(zip(names, row, strict=True)) for row in asked]


def test_each_link_leads_to_the_row_of_the_metric(book, grid):
    assert len(grid) > 40
    for question in grid:
        sheet, _, address = question["rows behind it"].hyperlink.location.rpartition("!")
        metric, _, member = re.fullmatch(r"(?:status|diligence)\[(.+)\]", question["id"].value)[1].partition("|")
        wanted = f"{metric}[{member}]" if member else metric
        assert book[sheet.strip("'")][address].value == wanted


def test_the_value_and_the_months_are_those_of_that_row(grid):
    for question in grid:
        row = question["rows behind it"].hyperlink.location.rpartition("!A")[2]
        assert re.search(rf"\${row}\b", question["value"].value), question["id"].value
    arr = next(q for q in grid if q["id"].value == "diligence[arr]")
    months = [arr[f"month {n}"].value for n in (1, 6, 12) if arr[f"month {n}"].value]
    columns = [column_index_from_string(re.search(r"\$([A-Z]+)\$", formula)[1]) - FIRST_MONTH for formula in months]
    assert columns == [1, 6, 12][: len(months)]


def charts(path, drawing=1):
    """Those of Diligence, the first sheet with a drawing, or of another."""
    with zipfile.ZipFile(path) as package:
        drawn = ET.fromstring(package.read(f"xl/drawings/_rels/drawing{drawing}.xml.rels"))
        names = sorted(relation.get("Target").replace("..", "xl") for relation in drawn)
        return [ET.fromstring(package.read(name)) for name in names]


def texts(chart, where):
    return ["".join(t.text for t in title.iterfind(".//a:t", SPACE)) for title in chart.iterfind(where, SPACE)]


def drawn_rows(chart, book):
    """The ids of the rows that a chart draws, each with all its months."""
    ids = []
    for reference in chart.iterfind(".//c:ser/c:val/c:numRef/c:f", SPACE):
        sheet, _, area = reference.text.rpartition("!")
        page = book[sheet.strip("'")]
        left, top, right, bottom = range_boundaries(area)
        assert (left, right, top) == (FIRST_MONTH + 1, page.max_column, bottom), "all months of one row"
        ids.append(page.cell(top, 1).value)
    return ids


def test_each_chart_draws_the_rows_it_is_titled_for(path, book):
    drawn = charts(path)[: len(DRAWINGS)]
    assert [texts(chart, "c:chart/c:title") for chart in drawn] == [[drawing.title] for drawing in DRAWINGS]
    for chart, drawing in zip(drawn, DRAWINGS, strict=True):
        assert drawn_rows(chart, book) == [*drawing.items, *filter(None, [drawing.second])]


def test_a_chart_of_each_feature_sets_the_api_against_own_gpus(path, book):
    features = ("chat", "search")
    drawn = charts(path, drawing=2)
    assert [texts(chart, "c:chart/c:title") for chart in drawn] == [[f"API against own GPUs: {f}"] for f in features]
    for chart, feature in zip(drawn, features, strict=True):
        assert drawn_rows(chart, book) == [f"api_cost_displaced[{feature}]", f"selfhost_cost[{feature}]"]
        assert set(texts(chart, ".//c:catAx/c:title") + texts(chart, ".//c:valAx/c:title")) == {"month", "USD a month"}


def test_each_axis_of_a_chart_says_what_it_measures(path):
    for chart, drawing in zip(charts(path), DRAWINGS, strict=False):
        titles = texts(chart, ".//c:catAx/c:title") + texts(chart, ".//c:valAx/c:title")
        assert {"month", drawing.unit, *filter(None, [drawing.second_unit])} == set(titles)


@pytest.mark.parametrize(
    ("sheet", "row_id", "column", "typed", "check"),
    [
        ("Benchmarks", "benchmarks[gross_margin]", "low", "", "benchmark_bounds"),
        ("Benchmarks", "benchmarks[gross_margin]", "direction", "at_most", "benchmark_bounds"),
        ("Benchmarks", "benchmarks[gross_margin]", "direction", "at_most", "benchmark_directions"),
        ("Assumptions", "diligence_month", "base", "2031-01-01", "diligence_month_stands"),
        ("Assumptions", "days_per_month", "base", "", "complete[assumptions]"),
    ],
)
def test_what_would_blind_a_verdict_turns_the_master_check_red(path, book, sheet, row_id, column, typed, check):
    model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
    row, place = _cell(book[sheet], row_id, column)
    model.set_user_input(book.sheetnames.index(sheet), row, place, typed)
    model.evaluate()
    at = book.sheetnames.index("Checks")
    status, _ = _cell(book["Checks"], check, "status")
    assert model.get_formatted_cell_value(at, status, 3) == "CHECK"
    assert "Checks: CHECK" in model.get_formatted_cell_value(book.sheetnames.index("Diligence"), 1, 4)


def _cell(page, row_id, column):
    row = next(r[0].row for r in page.iter_rows() if r[0].value == row_id)
    header = max(r[0].row for r in page.iter_rows(max_row=row) if r[0].value == "id")
    return row, next(c.column for c in page[header] if c.value == column)


DECISIONS = {
    "selfhost_verdict": "selfhost",
    "arr_milestone_month": "selfhost",
    "deciles_at_a_loss": "usage_deciles",
    "highest_cap": "usage_deciles",
    "exposure_per_account": "plans.queries_cap_per_user_per_month",
    "first_month_variance": "actuals",
}


@pytest.mark.parametrize("of", ["small company", "minimal company", "example"])
def test_a_decision_is_asked_where_its_inputs_are_given(of, company, example, minimal):
    inputs = {"small company": lambda: company, "minimal company": lambda: read(minimal()), "example": lambda: example}
    given = inputs[of]()
    page = next(page for page in make_book(given).pages if page.name == "Diligence")
    ids = [line.id for line in page.lines]
    for metric, need in DECISIONS.items():
        needs = (need, "usage_deciles") if "." in need else (need,)
        asked = any(row_id.partition("[")[2].startswith(metric) for row_id in ids)
        assert asked == all(given.has(one) for one in needs), metric
    assert all(line.id != "diligence[]" for line in page.lines)
    assert {"diligence[largest_lever]", "diligence[lever_band]", "status[lever_saving]"} <= set(ids)


def test_the_decisions_of_the_example_read_as_on_their_own_sheets(shown):
    def of(sheet, row_id, column):
        row, place = _cell(shown[sheet], row_id, column)
        return shown[sheet].cell(row, place).value

    for feature in ("Support answers", "Agent copilot", "Ticket triage"):
        said = of("Self-host", f"selfhost_verdict[{feature}]", "note")
        assert of("Diligence", f"diligence[selfhost_verdict|{feature}]", "value") == said
    assert of("Diligence", "diligence[lever_band]", "value") == of("Levers", "answer[lever_band]", "value")
    assert of("Diligence", "status[deciles_at_a_loss|Starter]", "value") == 2
    assert of("Diligence", "status[deciles_at_a_loss|Starter]", "status") == "FLAG"
    assert of("Diligence", "status[gross_margin]", "status") == "PASS"  # while two tenths of a plan's users lose money


def test_amounts_in_a_question_carry_their_thousands(grid):
    texts = [question["question"].value for question in grid]
    assert "When to look again? At an ARR of 80,000" in texts
