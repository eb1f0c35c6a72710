"""The quick path for formulas against XlsxWriter's own: the same XML, byte for byte."""

import io
import zipfile

import pytest
import xlsxwriter

from finmodel.gates.expect import Expected
from finmodel.mirror import calculate
from finmodel.workbook import write as writer
from finmodel.workbook.address import filled
from finmodel.workbook.book import make_book
from finmodel.workbook.fit import fitted
from finmodel.workbook.sheet import FormulaSheet
from finmodel.workbook.values import Sentinels
from finmodel.workbook.write import write


class Stock(FormulaSheet):
    """XlsxWriter's own path: the formula is read, mended, and written as an element with attributes."""

    def put_formula(self, row, column, formula, style, value):
        plain = formula.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        return self.write_formula(row, column, f"={plain}", style, value)

    def put_months(self, row, column, pattern, style, values):
        return max(
            self.put_formula(row, column + i, filled(pattern, column + i), style, value)
            for i, value in enumerate(values)
        )

    def _write_cell(self, row, col, cell):
        super(FormulaSheet, self)._write_cell(row, col, cell)


def test_the_workbook_is_the_one_that_the_stock_path_writes(company, tmp_path, monkeypatch):
    book = make_book(company)
    expected = Expected(book, calculate(company))
    for name, values in (("draft", Sentinels(book.months)), ("final", expected)):
        quick, stock = tmp_path / f"{name}.xlsx", tmp_path / f"{name}-stock.xlsx"
        write(fitted(book, expected), quick, values)
        with monkeypatch.context() as patch:
            patch.setattr(writer, "FormulaSheet", Stock)
            write(fitted(book, expected), stock, values)
        assert quick.read_bytes() == stock.read_bytes(), name


@pytest.mark.parametrize("value", [0, 1.5, -1e-300, 1e15, True, False, "n.m.", "", 'a<b & "c"', "Ünï\u2028"])
@pytest.mark.parametrize("formula", ["A1+1", 'IF(A1<B1,"<&>",1)', "'A b'!$C$1&\"é\""])
def test_a_cell_is_written_as_the_stock_path_writes_it(formula, value):
    assert _cell(FormulaSheet, formula, value) == _cell(Stock, formula, value)


def _cell(kind, formula, value):
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet("one", kind)
    escaped = formula.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert sheet.put_formula(2, 28, escaped, book.add_format({"bold": True}), value) == 0
    assert sheet.put_formula(2_000_000, 0, "1", None, 0) == -1
    book.close()
    return zipfile.ZipFile(file).read("xl/worksheets/sheet1.xml")
