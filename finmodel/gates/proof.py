"""The proof of a file just written: gates 1 to 3."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

from finmodel.gates import static
from finmodel.gates.compare import Comparison, compare
from finmodel.gates.engine import recalculate
from finmodel.gates.expect import Expected
from finmodel.gates.finding import Finding, Report
from finmodel.model.item import LineItem
from finmodel.workbook.cells import Book

_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_END = b"</sheetData>"
_PIECE = 1 << 20  # bytes held at once: a sheet can be larger than all that the build holds


def declared(items: Mapping[str, LineItem]) -> list[Finding]:
    """Gates 1 and 2, which need no workbook."""
    graph, findings = static.names(items)
    return findings if graph is None else static.drivers(graph)


def prove(path: Path, book: Book, expected: Expected, engine: str = "ironcalc") -> Report:
    """Gate 3 on a file as written from this book: every formula cell recalculated and compared."""
    recalculated = recalculate(path, engine)
    comparison = compare(book, expected, recalculated.value)
    return report(engine, count_formulas(path), comparison)


def report(engine: str, formulas: int, comparison: Comparison) -> Report:
    """The report of a comparison; a formula cell that was not compared is a finding."""
    findings = list(comparison.findings)
    if comparison.compared != formulas:
        message = f"{formulas} formula cells stand in the file, {comparison.compared} were compared"
        findings.append(Finding("recalculation", message))
    return Report(engine, formulas, comparison.compared, comparison.worst, tuple(findings))


def count_formulas(path: Path) -> int:
    """Formula cells in the file itself, counted in its bytes."""
    with zipfile.ZipFile(path) as package:
        sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
        return sum(_count(package, name) for name in sheets)


def _count(package: zipfile.ZipFile, sheet: str) -> int:
    """Those of the sheet's cells alone: conditional formats and validations have formulas of their own."""
    count, rest = 0, b""
    with package.open(sheet) as part:
        while piece := part.read(_PIECE):
            cells, end, _ = (rest + piece).partition(_END)
            whole = cells if end else cells[: cells.rfind(b"<")]  # a tag may go on in the next piece
            count += sum(1 for _ in _FORMULA.finditer(whole))
            if end:
                break
            rest = cells[len(whole) :]
    return count
