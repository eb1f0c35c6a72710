"""Files that would fill the memory or fell an engine: they are read within bounds, or refused in words."""

import pathlib
import re
import subprocess
import sys
import textwrap
import tracemalloc
import zipfile

import openpyxl
import pytest
from sheets import add_cells, address_of, insert_row, patch, rewrite, spot

from finmodel.errors import InputError
from finmodel.gates.file import check, edits
from finmodel.patch.source import read_source
from finmodel.workbook import package, read
from finmodel.workbook.burden import is_light
from finmodel.workbook.disk import ondisk, scanned
from finmodel.workbook.read import view

GENEROUS = 100 * 1024 * 1024  # bytes; the small company's workbook takes a tenth
HUGE = "SUMPRODUCT((A1:XFD1048576&gt;0)*1)"

resource = pytest.importorskip("resource", reason="memory cannot be limited here")


def peak(path: pathlib.Path) -> int:
    tracemalloc.start()
    try:
        view(path)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


NAME = b'<definedName name="a">1</definedName>'

FAR = {
    "a number in the last row": '<row r="1048576"><c r="A1048576"><v>1</v></c></row>',
    "half a million empty rows": "".join(f'<row r="{number}" ht="15"/>' for number in range(9_000, 509_000)),
    "a number in the last cell": '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
}


@pytest.mark.parametrize("name", FAR)
def test_cells_far_out_cost_what_they_hold(file, name):
    add_cells(file, "Usage", FAR[name])
    assert peak(file) < GENEROUS
    assert check(file).ok


def test_merged_cells_over_a_whole_sheet_cost_nothing(file):
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    rewrite(file, "xl/worksheets/sheet2.xml", lambda data: data.replace(b"</sheetData>", merged))
    assert peak(file) < GENEROUS


REFUSED = {
    "too much inflated": ("docProps/app.xml", lambda data: bytes(package.MOST_BYTES + 1), "more than 256 MiB"),
    "too many names": (
        "xl/workbook.xml",
        lambda data: data.replace(b"<definedNames>", b"<definedNames>" + NAME * 5_001),
        "defines more than 5,000 names",
    ),
    "too many styles": (
        "xl/styles.xml",
        lambda data: data.replace(b"<cellXfs", b"<a/>" * 400_001 + b"<cellXfs"),
        "more than 400,000 XML tags in xl/styles.xml",
    ),
    "an entity": ("xl/sharedStrings.xml", lambda data: b'<!ENTITY a "b">' + data, "declares a DOCTYPE or an entity"),
    "an entity in UTF-16": (
        "xl/sharedStrings.xml",
        lambda data: '<?xml version="1.0"?><!DOCTYPE a>'.encode("utf-16"),
        "declares a DOCTYPE or an entity",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused_before_it_is_read(file, name, monkeypatch):
    part, change, words = REFUSED[name]
    rewrite(file, part, change)
    monkeypatch.setattr(read, "open_parts", None)  # nothing was parsed yet
    with pytest.raises(InputError, match=words):
        check(file)


def test_an_entity_cut_in_two_by_reading_is_seen(file, monkeypatch):
    monkeypatch.setattr(package, "_CHUNK", 7)
    rewrite(file, "xl/sharedStrings.xml", lambda data: b"<a/>  <!DOCTYPE a>" + data[:50])
    with pytest.raises(InputError, match="DOCTYPE"):
        package.check_package(file)


def test_too_many_parts(file):
    with zipfile.ZipFile(file, "a") as archive:
        for number in range(package.MOST_PARTS):
            archive.writestr(f"{number}.bin", b"")
    with pytest.raises(InputError, match="2,000 is the limit"):
        check(file)


def test_more_cells_than_can_be_held_on_a_sheet(file, monkeypatch):
    monkeypatch.setattr(scanned, "MOST_CELLS", 100)
    with pytest.raises(InputError, match=r"holds more than can be checked .* in xl/worksheets/sheet1\.xml"):
        check(file)


def test_more_cells_than_can_be_held_on_all_sheets(file, monkeypatch):
    monkeypatch.setattr(scanned, "MOST_CELLS", 10_000)  # no sheet holds as many
    with pytest.raises(InputError, match=r"holds more than can be checked \(up to 2,000,000 cells\) in xl/"):
        check(file)


@pytest.mark.parametrize("read_file", [check, read_source])
def test_more_cells_of_their_own_than_are_read_beside_the_model(file, read_file, monkeypatch):
    monkeypatch.setattr(scanned, "MOST_OWN_CELLS", 1_000)  # the headings of our sheets are fewer
    read_file(file)
    add_cells(file, "Usage", "".join(f'<row r="{n}"><c r="B{n}"><v>1</v></c></row>' for n in range(9_000, 10_001)))
    with pytest.raises(InputError, match=r"beside the model \(up to 500,000 cells in rows without an id\) in xl/"):
        read_file(file)


def test_longer_formulas_than_can_be_shared(file, monkeypatch):
    shared = "".join(f'<c r="{c}9001"><f t="shared" si="7"/></c>' for c in ("B", "C"))
    first = f'<c r="A9001"><f t="shared" ref="A9001:C9001" si="7">{"+".join(["A1"] * 200)}</f></c>'
    add_cells(file, "Usage", f'<row r="9001">{first}{shared}</row>')
    monkeypatch.setattr(ondisk, "MOST_FORMULA_CHARACTERS", 1_000)
    with pytest.raises(InputError, match=r"holds more than can be checked \(formulas shared on 'Usage'\)"):
        check(file)
    monkeypatch.setattr(ondisk, "MOST_FORMULA_CHARACTERS", 2_000)
    assert len(view(file).formulas) == check(file).formulas


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("(" * 65 + "1" + ")" * 65, "65 brackets deep; Excel takes 64"),
        ("(" * 5_000 + "1" + ")" * 5_000, "10,001 characters; Excel takes 8,192"),
        ("1" + "+1" * 4_096, "8,193 characters; Excel takes 8,192"),
    ],
)
def test_a_formula_beyond_excel_is_refused_with_its_cell(file, formula, words):
    add_cells(file, "Usage", f'<row r="9000"><c r="ZZ9000"><f>{formula}</f><v>1</v></c></row>')
    with pytest.raises(InputError, match=f"Usage!ZZ9000: holds a formula .*{words}"):
        check(file)


@pytest.mark.parametrize("where", ["a cell of their own", "a formula of ours", "a defined name"])
def test_no_engine_is_given_a_formula_that_reads_everything(file, where):
    """In a process of its own with little memory: the engine alone took 24 GB."""
    if where == "a cell of their own":
        add_cells(file, "Usage", f'<row r="9000"><c r="ZZ9000"><f>{HUGE}</f><v>1</v></c></row>')
    elif where == "a formula of ours":
        patch(file, "Profit", address_of(file, "Profit", "arr", "L"), "<f>", f"<f>{HUGE}+")
    else:
        name = b'<definedName name="master_check">'
        rewrite(file, "xl/workbook.xml", lambda data: data.replace(name, name + HUGE.encode() + b"+"))
    program = f"""
        import resource
        resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
        from finmodel.gates.file import check
        report = check({str(file)!r})
        print(report.formulas, report.compared, report.foreign, *(f.id for f in report.findings[:1]))
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, check=True)
    formulas, compared, foreign, *ids = done.stdout.split()
    assert int(formulas) - int(compared) == (where == "a formula of ours")
    assert int(foreign) == (where == "a cell of their own")
    assert ids == {"a cell of their own": [], "a formula of ours": ["arr"], "a defined name": ["master_check"]}[where]


def test_a_formula_of_theirs_that_a_sum_of_ours_comes_to_cover_is_told(file):
    """Typed into a row inserted among the members: it is given to no engine, whatever it gives, and still shows."""
    book = openpyxl.load_workbook(file)
    total = spot(book, "Usage", "total_users", "K")
    last = int(str(total.value).rstrip(")").rpartition("K")[2])
    insert_row(file, "Usage", last)
    book = openpyxl.load_workbook(file)
    book["Usage"][f"K{last}"] = "=0"
    book.save(file)
    report = check(file)
    assert report.foreign == 1
    assert ("recalculation", "Usage", "total_users") in [(f.gate, f.sheet, f.id) for f in report.findings]


@pytest.mark.parametrize(
    ("formula", "light"),
    [
        ("1+SUM(K10:K12)", True),
        ('IF(A1>0,_xlfn.MAXIFS(B1:B9,C1:C9,"<="&D1),0)', False),
        ("SUMPRODUCT((A1:XFD1048576>0)*1)", False),
        ("SUM(A:A)", False),
        ("SUM(INDEX(A1:B2,1):INDEX(A1:B2,2))", False),
        ('REPT("x",9)', False),
        ("SUM({1,2})", False),
        ("SUM(A1:A1999)+B1", True),
        ("SUM(A1:A2000)+B1", False),
    ],
)
def test_light_formulas(formula, light):
    assert is_light(formula) is light


def test_a_rebuild_over_such_a_file_is_refused_in_words(file):
    add_cells(file, "Usage", '<row r="9000"><c r="A9000"><f>' + "(" * 65 + "1" + ")" * 65 + "</f></c></row>")
    (line,) = edits(file)
    assert "Usage!A9000" in line


@pytest.mark.parametrize("claimed", ["A1", "A1:XFD1048576"])
def test_what_a_sheet_says_of_its_own_size_is_not_believed(file, claimed):
    stated = re.compile(rb'<dimension ref="[^"]*"/>')
    lie = f'<dimension ref="{claimed}"/>'.encode()
    rewrite(file, "xl/worksheets/sheet9.xml", lambda data: stated.sub(lie, data))
    assert check(file).ok


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        ('<row r="9000"/><row r="9000"/>', "has a row 9000 after row 9000"),
        ('<row r="9000"/><row r="8999"/>', "has a row 8999 after row 9000"),
        ('<row r="9000"><c r="B9000"><v>1</v></c><c r="B9000"><v>2</v></c></row>', "cells out of order in row 9000"),
        ('<row r="1048577"/>', "has a row 1048577"),
        ('<row r="9000"><c r="XFE9000"><v>1</v></c></row>', "more than 16,384 columns in row 9000"),
        ('<row r="9000"><c r="B8"><v>1</v></c></row>', "has a cell 'B8' in row 9000"),
        ('<row r="9000"><c r="B9000"><v>NaN?</v></c></row>', "whose value is none: 'NaN[?]'"),
    ],
)
def test_what_stands_twice_or_nowhere_is_refused(file, xml, words):
    add_cells(file, "Usage", xml)
    with pytest.raises(InputError, match=words):
        check(file)
