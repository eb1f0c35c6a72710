"""Self-host as a reader meets it: the verdict first, live, told in words, of the hosted features alone."""

import ironcalc
import openpyxl
import pytest

from finmodel.builder import build
from finmodel.gates.file import check
from finmodel.inputs import read
from finmodel.rules.audited import read as audited
from finmodel.rules.contents import constants, text_is_text

SHEET, NOTE = "Self-host", 4
HOSTED = {
    "features": "feature,input_tokens_mean,output_tokens_mean\nchat,1000,200\nsearch,1000,200\nnotes,1000,200\n",
    "volumes": "plan,feature,queries_per_user_per_day\npro,chat,360\npro,search,360\npro,notes,1\n",
    "plans": "plan,price_usd,opening_accounts\npro,20,100\n",
    "selfhost": "feature,tokens_per_second_per_gpu,target_utilisation,setup_usd\nsearch,1000,0.5,100\n",
    "gpu_rates": "purchase,share,usd_per_gpu_hour\nreserved,1,5\n",
}


def row_of(page, row_id):
    return next(row[0].row for row in page.iter_rows() if row[0].value == row_id)


def told(model, book, row_id):
    """What an engine shows in the words of a row."""
    return model.get_cell_value(book.sheetnames.index(SHEET), row_of(book[SHEET], row_id), NOTE)


def test_the_verdicts_are_the_first_rows(small):
    page = openpyxl.load_workbook(small.path, data_only=True)[SHEET]
    first = [(page.cell(row, 1).value, page.cell(row, NOTE).value) for row in (7, 8)]
    assert first == [
        ("selfhost_verdict[chat]", "own from 2026-05; pays back 2026-08; crosses in 2026-02 but reverts in 2026-04"),
        ("selfhost_verdict[search]", "own from 2026-06; pays back 2026-06"),
    ]


def test_only_hosted_features_have_rows(minimal, tmp_path):
    page = openpyxl.load_workbook(build(read(minimal(**HOSTED)), tmp_path / "model.xlsx").path)[SHEET]
    ids = [row[0].value for row in page.iter_rows() if row[0].value]
    sizes = {"as planned]", "near]", "far]"}
    assert {i.partition("[")[2] for i in ids if "[" in i} - sizes - {"Self-host]"} == {"search]"}
    links = {i.partition("[")[0] for i in ids} & {"feature_queries", "input_tokens", "levers.cache_read_share"}
    assert len(links) == 3


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ("5", "own from 2026-01; pays back 2026-01"),
        ("8.96", "own from 2026-01; no payback within the horizon"),
        ("9", "stay on the API within the horizon"),
    ],
)
def test_the_verdict_is_live(minimal, tmp_path, typed, verdict):
    """6,480 USD of API against one GPU for 720 hours: level at 9 USD an hour, 28.80 a month cheaper at 8.96."""
    path = build(read(minimal(**HOSTED)), tmp_path / "model.xlsx").path
    book = openpyxl.load_workbook(path)
    model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
    inputs = book["Self-host Inputs"]
    rate = row_of(inputs, "gpu_rates[reserved]")
    column = next(c.column for c in inputs[rate - 1] if c.value == "usd_per_gpu_hour")
    model.set_user_input(book.sheetnames.index("Self-host Inputs"), rate, column, typed)
    model.evaluate()
    assert told(model, book, "selfhost_verdict[search]") == verdict


def test_a_verdict_typed_over_is_found(file):
    book = openpyxl.load_workbook(file)
    row = row_of(book[SHEET], "selfhost_verdict[chat]")
    book[SHEET].cell(row, NOTE).value = "own from tomorrow"
    book.save(file)
    assert [finding.id for finding in constants(audited(file))] == ["selfhost_verdict[chat]"]
    assert "selfhost_verdict[chat]" in {finding.id for finding in check(file).findings}


def test_a_formula_in_the_note_of_another_row_is_found(file):
    book = openpyxl.load_workbook(file)
    row = row_of(book[SHEET], "selfhost_saving[chat]")
    book[SHEET].cell(row, NOTE).value = '="a"&"b"'
    book.save(file)
    assert [finding.id for finding in text_is_text(audited(file))] == ["selfhost_saving[chat]"]


def test_gpu_hours_that_do_not_sum_turn_the_master_check_red(small):
    book = openpyxl.load_workbook(small.path)
    model = ironcalc.load_from_xlsx(str(small.path), "en", "UTC", "en")
    inputs, checks = book["Self-host Inputs"], book["Checks"]
    model.set_user_input(book.sheetnames.index(inputs.title), row_of(inputs, "gpu_rates[spot]"), 3, "0.4")
    model.evaluate()
    status = (book.sheetnames.index("Checks"), row_of(checks, "gpu_shares_sum"), 3)
    assert model.get_cell_value(*status) == "CHECK"
