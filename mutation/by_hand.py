"""The companies of the hand-worked cases, each in an engine once a mutant that survived the others is tried on it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

from finmodel.inputs import read
from mutation.bench import Bench

FOLDER = Path(__file__).parents[1] / "tests" / "cases"


def by_hand() -> Iterator[Bench]:
    """Every company, its inputs as they are."""
    for file in sorted(FOLDER.glob("*.yaml")):
        for number in range(len(_cases(file))):
            yield _bench(file, number)


@cache
def _cases(file: Path) -> list[dict[str, dict[str, str]]]:
    cases: list[dict[str, dict[str, str]]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return cases


@cache
def _bench(file: Path, number: int) -> Bench:
    case = _cases(file)[number]
    with tempfile.TemporaryDirectory() as folder:
        for name, text in case["inputs"].items():
            (Path(folder) / f"{name}.csv").write_text(text, encoding="utf-8")
        return Bench(read(folder, scenario=str(case.get("scenario", "base"))), moves=False)
