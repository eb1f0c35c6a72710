"""The formulas of two small companies, as text: what a change of a line item changes for a reader.

The first stands in tests/golden/company: two features, models and plans, one training job, two running costs, own
GPUs, four months. The second, tests/golden/long_requests, has a model that prices long requests. `GOLDEN=1 pytest
tests/golden` writes tests/golden/formulas.txt and long_requests.txt anew; review their difference like code.
"""

import os
import pathlib
import re

import pytest

from finmodel.inputs import read
from finmodel.workbook.address import filled
from finmodel.workbook.book import make_book
from finmodel.workbook.layout import CONSTANT_COLUMN, FIRST_MONTH, NOTE, TIMELINE_SHEETS, TOTAL

FOLDER = pathlib.Path(__file__).parent
FILES = {"company": "formulas.txt", "long_requests": "long_requests.txt"}
HEADER = """\
# Every row of the calculation sheets and of Checks for the company in tests/golden/{}.
# Sheet | id | opening (column H; words: D) | total (column G) | month 1 (column I). Of Checks: Sheet | id | breaches.
# Written anew by `GOLDEN=1 pytest tests/golden`; review the difference like code.
"""
BREACHES = 3
NUMBERS = {"0", "1", "2", "3", "4", "6", "10", "12", "24", "60", "100", "3600", "10^6", "10^-9"}

_TEXT = re.compile(r'"[^"]*"|\'[^\']*\'!')
_ADDRESS = re.compile(r"\$?\b[A-Z]{1,3}\$?[0-9]+\b")
_NUMBER = re.compile(r"(?<![\w.])10\^-?[0-9]+|(?<![\w.])[0-9.]+(?:[eE][+-]?[0-9]+)?")


@pytest.fixture(scope="module", params=FILES)
def company(request):
    return request.param


@pytest.fixture(scope="module")
def pages(company):
    return {page.name: page for page in make_book(read(FOLDER / company)).pages}


def formulas(pages):
    """Sheet, id and the opening, total and month 1 of every row; a check has one formula."""
    for sheet in (name for name in TIMELINE_SHEETS if name in pages):
        for line in pages[sheet].lines:
            words = NOTE in line.cells and line.cells[NOTE].role == "words"
            columns = (NOTE if words else CONSTANT_COLUMN, TOTAL)
            single = [line.cells[c].formula if c in line.cells else "" for c in columns]
            month = filled(line.series.pattern, FIRST_MONTH) if line.series else ""
            if month or any(single):
                row_id = line.id or line.cells[0].value
                yield sheet, row_id, *single, month
    for line in pages["Checks"].lines:
        if line.id and BREACHES in line.cells and line.cells[BREACHES].formula:
            yield "Checks", line.id, line.cells[BREACHES].formula


def test_formulas_are_as_reviewed(pages, company):
    text = HEADER.format(company) + "".join(" | ".join(row) + "\n" for row in formulas(pages))
    file = FOLDER / FILES[company]
    if os.environ.get("GOLDEN"):
        file.write_text(text, encoding="utf-8")
    assert text.splitlines() == file.read_text(encoding="utf-8").splitlines()


def test_a_company_without_long_requests_has_no_row_for_them():
    pages = {page.name: page for page in make_book(read(FOLDER / "company")).pages}
    words = ("tier_from_tokens", "tier_input", "tier_output", "tier_cache", "tier_batch", "long_request")
    assert not [row for row in formulas(pages) if any(word in " ".join(row) for word in words)]
    assert not [c for line in pages["Prices"].lines for c in line.cells.values() if c.value == "tier_from_tokens"]


def every_formula(pages):
    for sheet, row_id, *texts in formulas(pages):
        yield from ((f"{sheet} {row_id}", text) for text in texts if text)


def test_a_formula_fits_on_a_line_and_decides_once(pages):
    assert not [where for where, text in every_formula(pages) if len(text) > 200]
    assert not [where for where, text in every_formula(pages) if text.count("IF(") - text.count("SUMIF(") > 1]


def test_numbers_are_conversions_never_assumptions(pages):
    wrong = {
        f"{where}: {number} in {text}"
        for where, text in every_formula(pages)
        for number in _NUMBER.findall(_ADDRESS.sub("", _TEXT.sub("", text)))
        if number not in NUMBERS
    }
    assert not wrong
