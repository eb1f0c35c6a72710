"""Ways to read a minimal company with some of its files changed."""

import pathlib
from collections.abc import Callable

import pytest
from company import write

from finmodel import inputs
from finmodel.errors import InputError, Problem

Read = Callable[..., inputs.Inputs]
Problems = Callable[..., list[str]]


@pytest.fixture
def read(tmp_path: pathlib.Path) -> Read:
    """Read the minimal company with some files changed; None leaves a file out."""

    def _read(*, scenario: str = "base", **files: str | bytes | None) -> inputs.Inputs:
        write(tmp_path, files)
        return inputs.read(tmp_path, scenario=scenario)

    return _read


@pytest.fixture
def problems(read: Read) -> Problems:
    """List the problems of the company with some files changed, as the user sees them; none when it reads."""

    def _problems(*, scenario: str = "base", **files: str | bytes | None) -> list[str]:
        found: tuple[Problem, ...] = ()
        try:
            read(scenario=scenario, **files)
        except InputError as error:
            found = error.problems
        return [str(problem) for problem in found]

    return _problems
