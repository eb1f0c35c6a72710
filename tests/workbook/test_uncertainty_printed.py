"""The sheet of a simulation as it is drawn and printed: charts hold their cells, titles and axes say what they are."""

import itertools
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from package import parts
from printed import printed
from test_diligence import SPACE, texts
from test_printed import (  # noqa: F401 - the same demands as of every other page
    test_charts_cover_neither_each_other_nor_any_text,
    test_each_sheet_prints_on_as_many_pages_as_it_is_broken_into,
    test_every_cell_is_in_a_print_area,
    test_every_chart_is_drawn_in_its_inks,
    test_every_page_holds_more_than_the_headings_that_its_sheet_repeats,
    test_every_text_is_on_a_page_of_its_sheet,
    test_headings_are_repeated_on_every_page,
    test_no_chart_is_torn_by_the_end_of_a_page,
    test_no_figure_is_cut,
    test_no_page_is_blank_and_each_is_numbered,
    test_no_sheet_prints_too_small_to_read,
    test_no_text_is_cut_and_none_leaves_the_paper,
    test_no_word_of_a_heading_is_broken,
)
from test_unrecalculated import faults

from finmodel.uncertainty.sheet import simulate_sheet

SHEET = "Uncertainty"
PLAN = "The plan for large marketing teams and their agencies"
COMPANY = {  # the plan has a name that needs room
    "assumptions": "assumption,base\nstart_month,2026-01\nmonths,14\nopening_cash_usd,90000\n",
    "prices": "provider,model,effective_from,input_usd_per_mtok,output_usd_per_mtok\nacme,big,2025-01-01,3,15\n",
    "features": "feature,input_tokens_mean,output_tokens_mean\nchat,1000,200\n",
    "plans": f"plan,price_usd,opening_accounts,churn_rate\n{PLAN},20,100,0\n",
    "volumes": f"plan,feature,queries_per_user_per_day\n{PLAN},chat,90\n",
    "opex": "line,category,usd_per_month\nrent,gna,3000\n",
    "benchmarks": "metric,direction,low,high,source,as_of\ngross_margin,at_least,0.5,,a bank,2026-01\n",
    "uncertainty": "input,distribution,low,mode,high,values\n"
    f"plans.price_usd[{PLAN}],uniform,18,,21,\n"
    "vendor_price_multiplier,discrete,,,,1;1.2\nfeatures.input_tokens_mean[chat],triangular,900,1000,1400,\n",
}


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    """The workbook, read with its cached values, and its printed pages."""
    folder = tmp_path_factory.mktemp("simulated")
    for name, text in COMPANY.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    path = simulate_sheet(folder, folder / "model.xlsx", trials=200)[1].path
    book = openpyxl.load_workbook(path, data_only=True)
    book.path = path
    return book, printed(path, folder), folder / "model.pdf"


def charts(path):
    """The charts of the sheet, by their titles."""
    found = [ET.fromstring(xml) for name, xml in sorted(parts(path).items()) if name.startswith("xl/charts/chart")]
    return {
        title: one for one in found if SHEET in ET.tostring(one).decode() for title in texts(one, "c:chart/c:title")
    }


def test_charts_hold_the_points_of_their_cells(company):
    assert faults(company[0].path, company[0]) == []


def test_charts_say_what_they_draw(company):
    axes = {
        title: texts(one, ".//c:catAx/c:title") + texts(one, ".//c:valAx/c:title")
        for title, one in charts(company[0].path).items()
    }
    assert axes == {
        "Gross margin: one input alone, the others as planned": ["uncertain input", "share, difference from planned"],
        "Runway: one input alone, the others as planned": ["uncertain input", "months, difference from planned"],
        "Revenue, all plans (MRR): P10, P50 and P90": ["month", "USD"],
        "Gross margin: P10, P50 and P90": ["month", "share"],
        "Closing cash: P10, P50 and P90": ["month", "USD"],
    }


def test_a_fan_draws_the_quantiles_of_every_month(company):
    one = charts(company[0].path)["Closing cash: P10, P50 and P90"]
    names = [name.text for name in one.iterfind(".//c:ser/c:tx//c:v", SPACE)]
    assert names == ["P10", "P50", "P90"]
    counts = {count.attrib["val"] for count in one.iterfind(".//c:val//c:ptCount", SPACE)}
    assert counts == {"14"}


def test_the_widest_swing_is_on_top_and_no_chart_hides_another(company):
    sheet = company[0][SHEET]
    spots = [(chart.anchor._from.row, chart.anchor._from.col) for chart in sheet._charts]
    assert len(spots) == len(set(spots)) == 5
    rows = sorted({row for row, _ in spots})
    assert all(below - above >= 20 for above, below in itertools.pairwise(rows))  # 330 pixels are 18.3 rows
    tornado = charts(company[0].path)["Gross margin: one input alone, the others as planned"]
    assert tornado.find(".//c:catAx/c:scaling/c:orientation", SPACE).attrib["val"] == "maxMin"
    labels = [point.text for point in tornado.find(".//c:ser/c:cat", SPACE).iterfind(".//c:v", SPACE)]
    swings = {row[1].value: max(abs(row[8].value), abs(row[9].value)) for row in sheet.iter_rows()
              if str(row[0].value).startswith("tornado[gross_margin")}  # fmt: skip
    assert labels == sorted(swings, key=lambda label: -swings[label])
