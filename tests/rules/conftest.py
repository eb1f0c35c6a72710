"""The small company's workbook, to be damaged."""

import pathlib
import shutil

import pytest

from finmodel.builder import build
from finmodel.inputs import read

COMPANY = pathlib.Path(__file__).parent.parent / "check" / "company"


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """The small company's workbook; not to be changed."""
    return build(read(COMPANY), tmp_path_factory.mktemp("small") / "model.xlsx").path


@pytest.fixture
def file(tmp_path: pathlib.Path, small: pathlib.Path) -> pathlib.Path:
    """A copy of the small company's workbook, to be changed."""
    return pathlib.Path(shutil.copy(small, tmp_path / "model.xlsx"))
