"""The small company's workbook, its CSVs, and what a program makes of both."""

import pathlib
import shutil

import pytest
from desk import COMPANY, Desk

from finmodel.builder import build
from finmodel.inputs import read


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """The small company's workbook; not to be changed."""
    path = tmp_path_factory.mktemp("built") / "model.xlsx"
    build(read(COMPANY), path)
    return path


@pytest.fixture
def desk(built: pathlib.Path, tmp_path: pathlib.Path) -> Desk:
    """A copy of the workbook beside a copy of the CSVs."""
    folder = pathlib.Path(shutil.copytree(COMPANY, tmp_path / "inputs"))
    return Desk(pathlib.Path(shutil.copy(built, tmp_path / "model.xlsx")), folder)
