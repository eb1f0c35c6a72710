"""The small company's workbook, and a rebuild that carries an edited one."""

import pathlib
import shutil
from collections.abc import Callable

import pytest
from hand import COMPANY, Hand

from finmodel.builder import Built, build
from finmodel.inputs import read

Rebuild = Callable[..., tuple[Built, pathlib.Path]]


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """The small company's workbook; not to be changed."""
    path = tmp_path_factory.mktemp("book") / "model.xlsx"
    build(read(COMPANY), path)
    return path


@pytest.fixture
def folder(tmp_path: pathlib.Path) -> pathlib.Path:
    """The small company's CSVs, to be changed."""
    return pathlib.Path(shutil.copytree(COMPANY, tmp_path / "inputs"))


@pytest.fixture
def hand(book: pathlib.Path) -> Hand:
    """The workbook in somebody's hands."""
    return Hand(book)


@pytest.fixture
def rebuilt(hand: Hand, folder: pathlib.Path, tmp_path: pathlib.Path) -> Rebuild:
    """Save what was done by hand, and rebuild with it."""

    def _rebuilt(**options: object) -> tuple[Built, pathlib.Path]:
        edited = hand.save(tmp_path / "edited.xlsx")
        new = tmp_path / "new.xlsx"
        return build(read(folder), new, carry=edited, **options), new

    return _rebuilt
