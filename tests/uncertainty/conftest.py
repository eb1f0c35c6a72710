"""A small company to be changed, and its uncertainty."""

import pathlib
import shutil
from collections.abc import Callable

import pytest
from uncertain_company import FILES, HEADER, ONE

from finmodel.uncertainty.sheet import simulate_sheet


@pytest.fixture
def company(tmp_path: pathlib.Path) -> Callable[..., pathlib.Path]:
    """Write the company, with these rows of uncertainty.csv and these files changed."""

    def _company(*rows: str, **files: str) -> pathlib.Path:
        folder = tmp_path / "inputs"
        folder.mkdir(exist_ok=True)
        for name, text in {**FILES, "uncertainty": "\n".join([HEADER, *rows]) + "\n", **files}.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        return folder

    return _company


@pytest.fixture(scope="session")
def simulated_folder(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """The company whose vendor prices may double; nobody changes it."""
    folder = tmp_path_factory.mktemp("simulated")
    for name, text in {**FILES, "uncertainty": f"{HEADER}\n{ONE}\n"}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def simulated_path(simulated_folder: pathlib.Path, tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """Its workbook with the sheet of 40 trials; tests that change it take `model`."""
    return simulate_sheet(simulated_folder, tmp_path_factory.mktemp("built") / "model.xlsx", trials=40)[1].path


@pytest.fixture
def model(simulated_path: pathlib.Path, tmp_path: pathlib.Path) -> pathlib.Path:
    """A copy of the workbook."""
    return pathlib.Path(shutil.copy(simulated_path, tmp_path / "model.xlsx"))
