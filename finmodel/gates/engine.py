"""Recalculation engines: IronCalc by default, LibreOffice as the second opinion."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from finmodel.errors import EngineError
from finmodel.gates.office import converted
from finmodel.workbook.read import cached_values

Value = str | float | bool | None
ENGINES = ("ironcalc", "libreoffice")


@contextmanager
def _stdout_kept() -> Iterator[None]:
    """What the engine prints goes to stderr: stdout is for results."""
    sys.stdout.flush()
    try:
        kept = os.dup(1)
    except OSError:  # stdout is closed: nothing to keep
        yield
        return
    try:
        os.dup2(2, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


class Recalculated(Protocol):
    """A recalculated workbook."""

    def value(self, sheet: str, row: int, column: int) -> Value:
        """A cell's value; rows and columns counted from 0. Errors are strings such as `#NAME?`."""


def recalculate(path: Path, engine: str = "ironcalc") -> Recalculated:
    """Recalculate every formula of a file. Raises EngineError when the engine is missing or fails."""
    if engine == "ironcalc":
        return IronCalc(path)
    if engine == "libreoffice":
        return LibreOffice(path)
    raise EngineError(f"engine {engine!r} is not known; use one of {', '.join(ENGINES)}")


class IronCalc:
    """IronCalc, installed by pip; reads the file as written and evaluates all of it."""

    def __init__(self, path: Path) -> None:
        import ironcalc

        try:
            with _stdout_kept():
                self._model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
        except Exception as error:  # noqa: BLE001 - the engine raises bare exceptions
            raise EngineError(f"IronCalc could not load the workbook: {error}") from None
        self._model.evaluate()
        self._sheets = {p["name"]: i for i, p in enumerate(self._model.get_worksheets_properties())}

    def value(self, sheet: str, row: int, column: int) -> Value:
        """A cell's value."""
        value: Value = self._model.get_cell_value(self._sheets[sheet], row + 1, column + 1)
        return value

    def set(self, sheet: str, row: int, column: int, value: float) -> None:
        """Type a number into a cell; call `evaluate` afterwards."""
        self._model.update_cell_with_number(self._sheets[sheet], row + 1, column + 1, value)

    def content(self, sheet: str, row: int, column: int) -> str:
        """What a cell holds, as it is typed: a formula with its `=`."""
        content: str = self._model.get_cell_content(self._sheets[sheet], row + 1, column + 1)
        return content

    def write(self, sheet: str, row: int, column: int, formula: str) -> None:
        """Type a formula, with its `=`, into a cell; call `evaluate` afterwards."""
        self._model.update_cell_with_formula(self._sheets[sheet], row + 1, column + 1, formula)

    def evaluate(self) -> None:
        """Recalculate everything."""
        self._model.evaluate()

    @staticmethod
    def version() -> str:
        """The name printed on the Cover."""
        import importlib.metadata

        return f"IronCalc {importlib.metadata.version('ironcalc')}"


class LibreOffice:
    """LibreOffice Calc in a private profile that recalculates always."""

    def __init__(self, path: Path) -> None:
        resaved = converted(path, "xlsx", "install libreoffice-calc, or use --engine ironcalc")
        with tempfile.TemporaryDirectory() as folder:
            written = Path(folder) / "model.xlsx"
            written.write_bytes(resaved)
            self._values = cached_values(written)

    def value(self, sheet: str, row: int, column: int) -> Value:
        """A cell's value."""
        return self._values.get((sheet, row, column))
