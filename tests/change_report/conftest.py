"""Companies as folders, a small workbook, and what somebody types into it."""

import pathlib
import shutil
from collections.abc import Callable, Mapping

import openpyxl
import pytest
from click.testing import CliRunner, Result
from plain_company import PLAIN

from finmodel.builder import build
from finmodel.cli import main
from finmodel.inputs import read

COMPANY = pathlib.Path(__file__).parent.parent / "check" / "company"
Folder = Callable[..., pathlib.Path]
Run = Callable[..., Result]
Typed = Callable[..., pathlib.Path]


@pytest.fixture
def folder(tmp_path: pathlib.Path) -> Folder:
    """Write a plain company, some of its files changed, into a folder of this name."""

    def _folder(name: str, files: Mapping[str, str] | None = None, *, of: Mapping[str, str] = PLAIN) -> pathlib.Path:
        path = tmp_path / name
        path.mkdir()
        for file, text in {**of, **(files or {})}.items():
            (path / f"{file}.csv").write_text(text, encoding="utf-8")
        return path

    return _folder


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """The small company's workbook, not to be changed."""
    path = tmp_path_factory.mktemp("built") / "model.xlsx"
    build(read(COMPANY), path)
    return path


@pytest.fixture
def company(tmp_path: pathlib.Path) -> pathlib.Path:
    """The small company's CSVs, to be changed."""
    return pathlib.Path(shutil.copytree(COMPANY, tmp_path / "company"))


@pytest.fixture
def typed(built: pathlib.Path, tmp_path: pathlib.Path) -> Typed:
    """A copy of the workbook into which a person typed; openpyxl saves without cached values."""

    def _typed(name: str, *cells: tuple[str, str, str, object]) -> pathlib.Path:
        path = pathlib.Path(shutil.copy(built, tmp_path / name))
        book = openpyxl.load_workbook(path)
        for sheet, row_id, column, value in cells:
            rows = list(book[sheet].iter_rows())
            at = next(i for i, row in enumerate(rows) if row[0].value == row_id)
            header = next(row for row in reversed(rows[:at]) if row[0].value == "id")
            rows[at][next(cell.column for cell in header if cell.value == column) - 1].value = value
        book.save(path)
        return path

    return _typed


@pytest.fixture
def run() -> Run:
    """Call the command line; users never see a traceback."""

    def _run(*args: object) -> Result:
        result = CliRunner().invoke(main, [str(arg) for arg in args])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return _run
