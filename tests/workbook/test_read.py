"""What our reader finds in a workbook is what openpyxl finds, whoever wrote it."""

import datetime as dt
import zipfile

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.formula import ArrayFormula

from finmodel.errors import InputError
from finmodel.patch.source import read_source
from finmodel.timeline import serial
from finmodel.workbook.read import view


def plain(value):
    """Dates as date numbers, whole numbers as floats."""
    if isinstance(value, dt.datetime):
        return float(serial(value.date())) + (value - dt.datetime.combine(value.date(), dt.time())).seconds / 86_400
    if isinstance(value, dt.time):
        return 0.0
    return value if isinstance(value, (bool, str)) else float(value)


def by_openpyxl(path):
    """Formulas and values by place, from two readings of openpyxl's."""
    formulas, values = {}, {}
    for data_only in (False, True):
        for sheet in openpyxl.load_workbook(path, data_only=data_only).worksheets:
            for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
                place = sheet.title, cell.row - 1, cell.column - 1
                if data_only:
                    values[place] = plain(cell.value)
                elif cell.data_type == "f":
                    formulas[place] = getattr(cell.value, "text", cell.value).removeprefix("=")
    return formulas, values


def seen(path):
    found = view(path)
    return found.formulas, {place: value for place, value in found.values.items() if value is not None}


def test_a_workbook_of_ours(file):
    assert seen(file) == by_openpyxl(file)


def test_one_that_openpyxl_saved(file, tmp_path):
    book = openpyxl.load_workbook(file)
    own = book.create_sheet("Own & mine")
    own["B2"] = dt.datetime(2026, 3, 1, 12, 0)  # noqa: DTZ001 - cells know no time zones
    own["B3"] = ArrayFormula("B3:B4", "=SUM(C3:C4*2)")
    own["B5"], own["B6"], own["B7"] = True, "  spaces  ", '=IF(1<2,"a&b","")'
    book.save(tmp_path / "saved.xlsx")
    formulas, values = seen(tmp_path / "saved.xlsx")
    assert (formulas, values) == by_openpyxl(tmp_path / "saved.xlsx")
    assert values["Own & mine", 1, 1] == serial(dt.date(2026, 3, 1)) + 0.5
    assert formulas["Own & mine", 6, 1] == 'IF(1<2,"a&b","")'


def test_words_that_sheets_share(tmp_path):
    words = ["  spaces  ", "two\nlines", "a < b & c", "_x000D_", "=1+1", "日本語", "12"]
    with xlsxwriter.Workbook(tmp_path / "words.xlsx", {"strings_to_formulas": False}) as book:
        for name in ("One", "Two"):
            book.add_worksheet(name).write_column(0, 0, words)
    formulas, values = seen(tmp_path / "words.xlsx")
    assert (formulas, values) == by_openpyxl(tmp_path / "words.xlsx")
    assert [values["Two", row, 0] for row in range(len(words))] == words


def test_one_that_shares_formulas_and_holds_rich_text(tmp_path):
    sheet = (
        b'<sheetData><row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1*2</f><v>4</v></c>'
        b'<c r="B1"><v>2</v></c></row><row r="2"><c r="A2"><f t="shared" si="0"/><v>6</v></c></row>'
        b'<row r="3"><c t="inlineStr"><is><r><t>two </t></r><r><rPr><b/></rPr><t>runs</t></r></is></c></row>'
        b"</sheetData>"
    )
    plain_file, odd = tmp_path / "plain.xlsx", tmp_path / "odd.xlsx"
    with xlsxwriter.Workbook(plain_file) as book:
        book.add_worksheet("Odd")
    with zipfile.ZipFile(plain_file) as old, zipfile.ZipFile(odd, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<sheetData/>", sheet))
    formulas, values = seen(odd)
    assert (formulas, values) == by_openpyxl(odd)
    assert [formulas["Odd", row, 0] for row in (0, 1)] == ["B1*2", "B2*2"]
    assert values["Odd", 2, 0] == "two runs"


@pytest.mark.parametrize("content", [b"", b"PK\3\4", b"\x89PNG\r\n\x1a\n", b"<html></html>"])
def test_what_is_no_workbook(tmp_path, content):
    (tmp_path / "model.xlsx").write_bytes(content)
    with pytest.raises(InputError, match="cannot be read as an xlsx workbook"):
        view(tmp_path / "model.xlsx")


def test_a_folder_is_called_one(tmp_path):
    for read in (view, read_source):
        with pytest.raises(InputError, match="is a folder; give a workbook that finmodel built"):
            read(tmp_path)


def test_an_encrypted_workbook(tmp_path):
    (tmp_path / "model.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    with pytest.raises(InputError, match=r"is encrypted.*; take the password off"):
        view(tmp_path / "model.xlsx")
