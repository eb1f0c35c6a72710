"""Levers as a reader meets it: answers first, every figure a link, a waterfall that draws the rows beside it."""

import itertools
import pathlib
import re
import zipfile
from xml.etree import ElementTree as ET

import ironcalc
import openpyxl
import pytest
from grids import grid
from openpyxl.utils import column_index_from_string, range_boundaries

from finmodel.builder import build
from finmodel.inputs import read
from finmodel.model.dimension import STEPS

CHART = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
         "a": "http://schemas.openxmlformats.org/drawingml/2006/main"}  # fmt: skip
GOLDEN = pathlib.Path(__file__).parents[1] / "golden" / "company"
TABLES = ("lever", "size", "distillation", "model", "quality", "drawn")


@pytest.fixture(scope="module")
def page(example_path):
    return openpyxl.load_workbook(example_path)["Levers"]


@pytest.fixture(scope="module")
def shown(example_path):
    return openpyxl.load_workbook(example_path, data_only=True)["Levers"]


def test_the_answers_stand_first(shown):
    rows = grid(shown)
    assert list(rows)[:2] == ["answer[lever_saving]", "answer[lever_band]"]
    assert rows["answer[lever_band]"]["value"] == "within the band"
    assert rows["answer[largest_lever]"]["value"] == "routing"
    assert rows["answer[flagged_levers]"]["value"] == 1


def test_the_example_has_something_to_say(shown):
    """A lever that makes a good answer dearer, models ten times too large, a distillation that pays back late."""
    rows = grid(shown)
    assert rows["lever[response_cache]"]["status"] == "dearer per good answer: FLAG"
    assert [key for key, row in rows.items() if key.startswith("quality[") and row["status"] == "FLAG"] == [
        "quality[Ticket triage|response_cache]"
    ]
    assert rows["model[Ticket triage|claude-haiku-4-5]"]["status"] == "oversized, in use: FLAG"
    assert rows["model[Ticket triage|claude-opus-4-5]"]["status"] == "oversized"
    assert rows["distillation[Initial fine-tune|Support answers]"]["months to pay back"] == 27


def test_steps_are_those_of_the_waterfall_and_shares_sum_to_the_saving(shown):
    rows = grid(shown)
    waterfall = [rows[f"lever[{step}]"] for step in STEPS]
    falls = [row["fall, USD"] for row in waterfall]
    costs = [row["cost after it, USD"] for row in waterfall]
    assert sum(falls) == pytest.approx(costs[0] - costs[-1], rel=1e-12)
    saving = rows["answer[lever_saving]"]["value"]
    assert sum(row["share of the first"] for row in waterfall) == pytest.approx(saving, rel=1e-12)


def test_every_figure_is_a_pure_link(page):
    figures = [cell for row in page.iter_rows(min_row=4) for cell in row if cell.data_type == "f"]
    assert len(figures) > 300
    assert not [c.coordinate for c in figures if not re.fullmatch(r"=Inference!\$[DGH]\$[0-9]+", c.value)]


def test_a_table_has_a_row_for_every_member(page):
    rows = list(grid(page))
    counts = {table: sum(row.startswith(f"{table}[") for row in rows) for table in TABLES}
    assert counts == {"lever": 6, "size": 5, "distillation": 1, "model": 35, "quality": 30, "drawn": 6}


@pytest.fixture(scope="module")
def chart(example_path):
    with zipfile.ZipFile(example_path) as package:
        drawn = [package.read(n) for n in package.namelist() if n.startswith("xl/charts/chart")]
    return ET.fromstring(next(text for text in drawn if b"Levers!" in text))


def test_the_waterfall_draws_cost_fall_and_rise_of_every_step(chart, page):
    series = chart.findall(".//c:ser", CHART)
    assert chart.find(".//c:grouping", CHART).get("val") == "stacked"
    assert [page[text(one, "c:tx").rpartition("!")[2].replace("$", "")].value for one in series] == [
        "cost", "fall", "rise",
    ]  # fmt: skip
    for one in series:
        assert ids(page, text(one, "c:val")) == [f"drawn[{step}]" for step in STEPS]
        assert ids(page, text(one, "c:cat")) == [f"lever[{step}]" for step in STEPS]


def text(series, part):
    return series.find(f"{part}//c:f", CHART).text


def ids(page, reference):
    left, top, right, bottom = range_boundaries(reference.rpartition("!")[2])
    assert left == right
    return [page.cell(row, 1).value for row in range(top, bottom + 1)]


def test_the_lowest_column_is_clear_between_the_ends(chart):
    lowest, *others = chart.findall(".//c:ser", CHART)
    points = {int(p.find("c:idx", CHART).get("val")): p for p in lowest.findall("c:dPt", CHART)}
    clear = [i for i, point in points.items() if point.find("c:spPr/a:noFill", CHART) is not None]
    assert clear == [1, 2, 3, 4]
    inks = [one.find("c:spPr/a:solidFill/a:srgbClr", CHART).get("val") for one in (lowest, *others)]
    assert spread(inks) > 60, "told apart in greyscale"


def spread(inks):
    greys = sorted(0.299 * int(i[:2], 16) + 0.587 * int(i[2:4], 16) + 0.114 * int(i[4:], 16) for i in inks)
    return min(high - low for low, high in itertools.pairwise(greys))


def test_the_chart_stands_under_the_waterfall(example_path, page):
    """Right below the rows it draws, above the next title."""
    with zipfile.ZipFile(example_path) as package:
        texts = [package.read(n) for n in package.namelist() if n.startswith("xl/drawings/drawing")]
    place = ET.fromstring(next(t for t in texts if b"lever by lever" in t))
    rows = [int(e.text) for e in place.iter() if e.tag.endswith("}row")]
    last = max(r for r in range(1, page.max_row + 1) if str(page.cell(r, 1).value).startswith("lever["))
    after = next(r for r in range(last + 1, page.max_row + 1) if page.cell(r, 2).value)
    assert last < rows[0] <= last + 1
    assert rows[1] < after


def test_without_levers_and_jobs_the_sheet_says_so(minimal, tmp_path):
    path = build(read(minimal()), tmp_path / "model.xlsx").path
    page = openpyxl.load_workbook(path, data_only=True)["Levers"]
    rows = grid(page)
    assert {rows[f"lever[{step}]"]["status"] for step in STEPS} == {"no effect"}
    assert rows["answer[largest_lever]"]["value"] == "none"
    assert not any(row.startswith("distillation[") for row in rows)
    titles = [page.cell(r, 2).value for r in range(1, page.max_row + 1)]
    assert not any("Distillation" in str(title) for title in titles)
    checks = {row[0].value for row in openpyxl.load_workbook(path)["Checks"].iter_rows()}
    assert "lever_steps_sum" in checks
    assert "jobs_without_split" not in checks


@pytest.mark.parametrize(
    ("sheet", "row_id", "column", "typed", "check", "status"),
    [
        ("Inference", "lever_step_by_month[compression]", "G", "1", "lever_steps_sum", "OK"),
        ("Inference", "lever_step_by_month[compression]", "J", "1", "lever_steps_sum", "CHECK"),
        ("Inference", "missed_query_cost[chat|batching]", "K", "1", "lever_cost_is_planned", "CHECK"),
        ("Product", "levers[chat]", "routing_qualified_loss", "0.2", "qualified_rates", "CHECK"),
        ("Product", "levers[chat]", "routing_qualified_loss", "0.03", "qualified_rates", "OK"),
        ("Training Jobs", "training[tune]", "in_service_month", "2026-04-01", "jobs_without_split", "LOOK"),
        ("Training Jobs", "training[tune]", "in_service_month", "2026-03-01", "jobs_without_split", "OK"),
    ],
)
def test_a_check_of_the_levers_turns(levered, sheet, row_id, column, typed, check, status):
    """What is typed over a row of the waterfall, a loss or a month shows on Checks."""
    path, book = levered
    model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
    row = next(r[0].row for r in book[sheet].iter_rows() if r[0].value == row_id)
    header = max(r[0].row for r in book[sheet].iter_rows(max_row=row) if r[0].value == "id")
    named = (c.column for c in book[sheet][header] if c.value == column)
    place = column_index_from_string(column) if len(column) == 1 else next(named)
    model.set_user_input(book.sheetnames.index(sheet), row, place, typed)
    model.evaluate()
    checks = book["Checks"]
    at = next(r[0].row for r in checks.iter_rows() if r[0].value == check)
    assert model.get_formatted_cell_value(book.sheetnames.index("Checks"), at, 3) == status


@pytest.fixture(scope="module")
def levered(tmp_path_factory):
    """The company of the formulas in tests/golden: levers of every kind, and a distillation."""
    path = build(read(GOLDEN), tmp_path_factory.mktemp("levers") / "model.xlsx").path
    return path, openpyxl.load_workbook(path)
