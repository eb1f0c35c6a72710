"""The small company's workbook, edits typed into it, and its CSVs to merge them into."""

import pathlib
import shutil
import subprocess
from collections.abc import Callable

import pytest
from edited import COMPANY, Cells, typed

from finmodel.builder import build
from finmodel.inputs import read
from finmodel.merge import pull as pulling
from finmodel.merge.merged import Merged
from finmodel.workbook.read import view
from finmodel.workbook.view import View

Pull = Callable[..., Merged]


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """The small company's workbook; not to be changed."""
    path = tmp_path_factory.mktemp("book") / "model.xlsx"
    build(read(COMPANY), path)
    return path


@pytest.fixture(scope="session")
def seen(book: pathlib.Path) -> View:
    """What stands in it."""
    return view(book)


@pytest.fixture
def folder(tmp_path: pathlib.Path) -> pathlib.Path:
    """The small company's CSVs, to be merged into."""
    return pathlib.Path(shutil.copytree(COMPANY, tmp_path / "inputs"))


@pytest.fixture
def pulled(seen: View, folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Pull:
    """Type values into the workbook and pull them; formulas are not looked at, which takes a second."""

    def _pulled(edits: Cells, **options: object) -> Merged:
        monkeypatch.setattr(pulling, "view", lambda _: typed(seen, edits))
        monkeypatch.setattr(pulling, "overwritten", lambda *_: ())
        return pulling.pull("model.xlsx", options.pop("inputs", folder), **options)

    return _pulled


@pytest.fixture
def resaved(soffice: str, tmp_path: pathlib.Path) -> Callable[[pathlib.Path], pathlib.Path]:
    """Open a workbook in LibreOffice and save it."""

    def _resaved(path: pathlib.Path) -> pathlib.Path:
        out = tmp_path / "resaved"
        command = [soffice, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
        command += ["--convert-to", "xlsx", "--outdir", str(out), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return out / path.name

    return _resaved
