"""Recalculation engines: IronCalc by default, LibreOffice as the second opinion."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from finmodel.errors import EngineError
from finmodel.workbook.read import cached_values

Value = str | float | bool | None
ENGINES = ("ironcalc", "libreoffice")

_RECALCULATE_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""
_PATIENCE = 300  # seconds; a cold start of the office suite takes a few


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
        program = shutil.which("soffice")
        if program is None:
            raise EngineError("LibreOffice is not installed; install libreoffice-calc, or use --engine ironcalc")
        with tempfile.TemporaryDirectory() as folder:
            profile = Path(folder) / "profile" / "user"
            profile.mkdir(parents=True)
            (profile / "registrymodifications.xcu").write_text(_RECALCULATE_ALWAYS, encoding="utf-8")
            out = Path(folder) / "out"
            command = [
                program, f"-env:UserInstallation={profile.parent.as_uri()}", "--headless",
                "--convert-to", "xlsx", "--outdir", str(out), str(path.resolve()),
            ]  # fmt: skip
            try:
                done = subprocess.run(command, capture_output=True, timeout=_PATIENCE, check=False, text=True)  # noqa: S603 - a fixed program and paths of our own, no shell
            except subprocess.TimeoutExpired:
                raise EngineError(f"LibreOffice did not answer within {_PATIENCE} s") from None
            written = out / f"{path.stem}.xlsx"
            if not written.exists():
                raise EngineError(f"LibreOffice could not convert the workbook: {done.stderr.strip()[-300:]}")
            self._values = cached_values(written)

    def value(self, sheet: str, row: int, column: int) -> Value:
        """A cell's value."""
        return self._values.get((sheet, row, column))
