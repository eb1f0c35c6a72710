"""A small company to be changed, and its uncertainty."""

import pathlib
from collections.abc import Callable

import pytest
from uncertain_company import FILES, HEADER


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
