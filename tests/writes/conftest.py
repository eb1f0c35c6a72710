"""A desk for every command that writes."""

import pathlib

import pytest
from hand import Hand
from writing import SMALL, laid

from finmodel.builder import build
from finmodel.inputs import read


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory) -> tuple[pathlib.Path, pathlib.Path]:
    """A workbook of the company with fewer accounts, and the same with a price typed into it."""
    folder = tmp_path_factory.mktemp("books")
    for name, text in SMALL.items():
        (folder / f"{name}.csv").write_text(text.replace("20,15", "20,10"))
    build(read(folder), folder / "model.xlsx")
    hand = Hand(folder / "model.xlsx")
    hand.type("plans.price_usd[pro]", 25)
    return folder / "model.xlsx", hand.save(folder / "edited.xlsx")


@pytest.fixture
def desk(
    tmp_path: pathlib.Path, books: tuple[pathlib.Path, pathlib.Path], monkeypatch: pytest.MonkeyPatch
) -> pathlib.Path:
    """A desk, and the working folder on it."""
    monkeypatch.chdir(laid(tmp_path / "desk", *books))
    return tmp_path / "desk"
