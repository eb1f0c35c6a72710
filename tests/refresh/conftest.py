"""A company at the month's end: CSVs, a workbook with the CFO's edits in it, vendor prices that have moved."""

import pathlib
import shutil
from collections.abc import Callable

import pytest
from hand import COMPANY, Hand
from monthly_prices import DAY, Prices

from finmodel.builder import build
from finmodel.inputs import read
from finmodel.monthly import Refreshed, refresh, staged

Run = Callable[..., Refreshed]


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """The small company's workbook; not to be changed."""
    path = tmp_path_factory.mktemp("book") / "model.xlsx"
    build(read(COMPANY), path)
    return path


@pytest.fixture
def desk(tmp_path: pathlib.Path, book: pathlib.Path) -> pathlib.Path:
    """A folder with the company's inputs and its workbook in outputs."""
    shutil.copytree(COMPANY, tmp_path / "inputs")
    (tmp_path / "outputs").mkdir()
    shutil.copyfile(book, tmp_path / "outputs" / "model.xlsx")
    return tmp_path


@pytest.fixture
def run(desk: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Refresh the company as of 2026-04-02; vendor prices are those of a list written out by hand."""
    monkeypatch.setattr(staged, "genai_prices", Prices)

    def _run(**options: object) -> Refreshed:
        options.setdefault("as_of", DAY)
        return refresh(desk / "inputs", desk / "outputs" / options.pop("name", "model.xlsx"), **options)

    return _run


@pytest.fixture
def edit(desk: pathlib.Path) -> Callable[..., None]:
    """Type into the workbook as a person would."""

    def _edit(**cells: object) -> None:
        hand = Hand(desk / "outputs" / "model.xlsx")
        for name, value in cells.pop("cells", {}).items():
            hand.type(name, value)
        for sheet in cells.pop("sheets", ()):
            hand.book.create_sheet(sheet)["A1"] = 1
        hand.save(desk / "outputs" / "model.xlsx")

    return _edit
