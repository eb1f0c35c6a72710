"""The small company's workbook and the example's, each built once."""

import pathlib
import shutil
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from finmodel.builder import Built, build
from finmodel.inputs import Inputs, read

COMPANY = pathlib.Path(__file__).parent.parent / "check" / "company"
EXAMPLE = pathlib.Path(__file__).parents[2] / "inputs"
MINIMAL = {
    "assumptions": "assumption,base\nstart_month,2026-01\nmonths,3\n",
    "prices": "provider,model,effective_from,input_usd_per_mtok,output_usd_per_mtok\nacme,big,2025-01-01,3,15\n",
    "features": "feature,input_tokens_mean,output_tokens_mean\nchat,1000,200\n",
    "plans": "plan,price_usd\npro,20\n",
    "volumes": "plan,feature,queries_per_user_per_day\npro,chat,2\n",
}

Write = Callable[..., pathlib.Path]


@pytest.fixture(scope="session")
def company() -> Inputs:
    """The small company with every file."""
    return read(COMPANY)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory, company: Inputs) -> Built:
    """The small company's workbook; not to be changed."""
    return build(company, tmp_path_factory.mktemp("small") / "model.xlsx")


@pytest.fixture
def file(tmp_path: pathlib.Path, small: Built) -> pathlib.Path:
    """A copy of the small company's workbook, alone in its folder, to be changed."""
    folder = tmp_path / "out"
    folder.mkdir()
    return pathlib.Path(shutil.copy(small.path, folder / "model.xlsx"))


@pytest.fixture(scope="session")
def example() -> Inputs:
    """The example company."""
    return read(EXAMPLE)


@pytest.fixture(scope="session")
def example_path(tmp_path_factory: pytest.TempPathFactory, example: Inputs) -> pathlib.Path:
    """The example's workbook."""
    return build(example, tmp_path_factory.mktemp("example") / "model.xlsx").path


@pytest.fixture(scope="session")
def book(example_path: pathlib.Path) -> Workbook:
    """The example's workbook as openpyxl reads it, with formulas."""
    return openpyxl.load_workbook(example_path)


@pytest.fixture(scope="session")
def shown(example_path: pathlib.Path) -> Workbook:
    """The example's workbook as previews read it: cached values."""
    return openpyxl.load_workbook(example_path, data_only=True)


@pytest.fixture
def minimal(tmp_path: pathlib.Path) -> Write:
    """Write the minimal company's CSVs, some of them changed."""

    def _minimal(**files: str) -> pathlib.Path:
        folder = tmp_path / "minimal"
        folder.mkdir(exist_ok=True)
        for name, text in {**MINIMAL, **files}.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        return folder

    return _minimal
