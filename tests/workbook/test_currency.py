"""The currency: in units, headings and formats, whatever it is; never in ids, columns or names of somebody's own."""

import re

import openpyxl
import pytest

from finmodel.builder import build
from finmodel.gates.file import check
from finmodel.inputs import read
from finmodel.rules.register import audit
from finmodel.workbook.currency import in_currency, symbol

ASSUMPTIONS = "assumption,base\nstart_month,2026-01\nmonths,3\ncurrency,{}\n"


@pytest.fixture(scope="module")
def euro(tmp_path_factory):
    """A company in EUR with a plan called `USD plan`."""
    folder = tmp_path_factory.mktemp("euro")
    files = {
        "assumptions": ASSUMPTIONS.format("EUR"),
        "prices": "provider,model,effective_from,input_usd_per_mtok,output_usd_per_mtok\nacme,big,2025-01-01,3,15\n",
        "features": "feature,input_tokens_mean,output_tokens_mean\nchat,1000,200\n",
        "plans": "plan,price_usd,opening_accounts\nUSD plan,20,10\n",
        "volumes": "plan,feature,queries_per_user_per_day\nUSD plan,chat,2\n",
    }
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return build(read(folder), folder / "model.xlsx").path


@pytest.fixture(scope="module")
def sheets(euro):
    return openpyxl.load_workbook(euro)


@pytest.mark.parametrize(
    ("currency", "sign"),
    [("USD", "$"), ("EUR", "€"), ("gbp", "£"), ("JPY", "¥"), ("CHF", "CHF "), ("points", ""), ('"; x', "")],
)
def test_the_sign_is_the_symbol_else_the_code_else_nothing(currency, sign):
    assert symbol(currency) == sign


@pytest.mark.parametrize(
    ("text", "told"), [("USD per Mtok", "EUR per Mtok"), ("price_usd", "price_usd"), ("USDX", "USDX")]
)
def test_a_unit_in_a_currency(text, told):
    assert in_currency(text, "EUR") == told


def test_a_company_in_another_currency_reads_no_dollar_but_in_its_own_names(sheets):
    texts = {str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert [
        text for text in texts if re.search(r"\bUSD\b(?! plan)|\$[0-9#]|[Dd]ollar", text) and not text.startswith("=")
    ] == []
    assert {"EUR", "EUR per Mtok", "EUR per query", "Revenue: USD plan"} <= texts
    notes = [cell.comment.text for row in sheets["Plans"].iter_rows() for cell in row if cell.comment]
    assert any("Unit: EUR." in note for note in notes)


def test_ids_and_columns_are_the_same_in_every_currency(sheets):
    assert "price_usd" in [cell.value for cell in sheets["Plans"][5]]
    assert "blended_usd_per_mtok" in [row[0].value for row in sheets["Price Trajectory"].iter_rows(max_col=1)]


def test_figures_that_people_read_first_carry_the_sign(sheets):
    formats = {row[0].value: row[2].number_format for row in sheets["Cover"].iter_rows(max_col=3)}
    assert formats["headline[arr]"] == '"€"#,##0_);("€"#,##0);"-"_);@_)'
    assert "€" not in formats["headline[gross_margin]"]


def test_formats_leave_separators_and_dates_to_the_reader(sheets):
    """No locale is named; `,` and `.` stand where the format's own grammar wants them."""
    formats = {cell.number_format for sheet in sheets for row in sheet.iter_rows() for cell in row}
    quoted = {text for one in formats for text in re.findall(r'"([^"]*)"', one)}
    assert quoted == {"€", "-", "M"}
    assert not [one for one in formats if "[$" in one]


def test_it_is_sound_in_every_respect(euro):
    assert check(euro).ok
    assert [finding for finding in audit(euro) if finding.level == "error"] == []


def test_another_currencys_unit_is_seen(euro, tmp_path):
    book = openpyxl.load_workbook(euro)
    cell = next(row[2] for row in book["Profit"].iter_rows(max_col=3) if row[0].value == "arr")
    cell.value = "USD"
    book.save(tmp_path / "edited.xlsx")
    units = [finding for finding in audit(tmp_path / "edited.xlsx") if "unit" in finding.message]
    assert [(finding.sheet, finding.cell, finding.found) for finding in units] == [("Profit", cell.coordinate, "USD")]
