"""The second opinion: LibreOffice recalculates every formula of the example and agrees with the mirror."""

import shutil
import zipfile

import pytest

from finmodel.errors import EngineError
from finmodel.gates import proof
from finmodel.gates.engine import IronCalc, LibreOffice, recalculate
from finmodel.gates.expect import Expected
from finmodel.gates.proof import count_formulas, prove
from finmodel.mirror import calculate
from finmodel.workbook.book import make_book
from finmodel.workbook.read import view
from finmodel.workbook.skeleton import write_skeleton
from finmodel.workbook.values import SENTINEL, Sentinels
from finmodel.workbook.write import write


def test_both_engines_agree_with_the_mirror_on_every_cell_of_the_example(example, engine, tmp_path):
    book, draft = make_book(example), tmp_path / "draft.xlsx"
    write(book, draft, Sentinels(book.months))
    report = prove(draft, book, Expected(book, calculate(example)), engine)
    assert report.findings == ()
    assert report.compared == report.formulas == book.formula_count == count_formulas(draft)
    assert report.formulas > 20_000
    assert report.worst < 1e-9


def test_both_engines_agree_in_another_scenario(company, engine, tmp_path):
    other = company.under("dear")
    book, draft = make_book(other), tmp_path / "draft.xlsx"
    write(book, draft, Sentinels(book.months))
    report = prove(draft, book, Expected(book, calculate(other)), engine)
    assert report.findings == ()


def test_the_caches_that_an_engine_is_given_say_nothing(file, tmp_path):
    copy, seen = tmp_path / "skeleton.xlsx", view(file)
    write_skeleton(seen, copy, {}, live=seen.formulas, names=seen.names_defined)
    with zipfile.ZipFile(copy) as package:
        sheets = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
    caches = [rest.partition("<v>")[2].partition("</v>")[0] for sheet in sheets for rest in sheet.split("</f>")[1:]]
    assert len(caches) == count_formulas(file)
    assert {float(cache) for cache in caches} == {SENTINEL}


@pytest.mark.parametrize("piece", [97, 1_009, 65_537])
def test_formulas_are_counted_the_same_however_a_sheet_is_cut(file, monkeypatch, piece):
    monkeypatch.setattr(proof, "_PIECE", piece)
    assert count_formulas(file) == len(view(file).formulas)


def test_an_engine_that_is_not_installed_says_what_to_do(monkeypatch, file):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(EngineError, match="install libreoffice-calc, or use --engine ironcalc") as error:
        recalculate(file, "libreoffice")
    assert error.value.exit_code == 2


@pytest.mark.parametrize("engine_class", [IronCalc, LibreOffice])
def test_an_engine_given_no_workbook_says_so(engine_class, tmp_path, request):
    if engine_class is LibreOffice:
        request.getfixturevalue("soffice")
    path = tmp_path / "none.xlsx"
    path.write_bytes(b"PK\x03\x04" + bytes(100))
    with pytest.raises(EngineError, match="could not"):
        engine_class(path)


def test_libreoffice_leaves_no_profile_behind(soffice, file, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    LibreOffice(file)
    assert not (tmp_path / "home" / ".config" / "libreoffice").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == [file.name]
