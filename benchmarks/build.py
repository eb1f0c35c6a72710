"""What the proof costs: parts of a build of the example, as ratios within one run.

Seconds differ between machines, ratios hardly. Each part is the best of a few runs; a whole process includes the start
of Python and the imports.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any
from unittest import mock

from finmodel import calculate, read
from finmodel.gates.compare import compare
from finmodel.gates.engine import recalculate
from finmodel.gates.expect import Expected
from finmodel.workbook import write as writer
from finmodel.workbook.address import filled
from finmodel.workbook.book import make_book
from finmodel.workbook.sheet import FormulaSheet
from finmodel.workbook.values import Sentinels
from finmodel.workbook.write import write

INPUTS = Path(__file__).parents[1] / "inputs"
RUNS = 3


def best(part: Callable[[], object]) -> float:
    """The seconds of the fastest run."""
    seconds = []
    for _ in range(RUNS):
        began = time.perf_counter()
        part()
        seconds.append(time.perf_counter() - began)
    return min(seconds)


def process(*arguments: str) -> Callable[[], object]:
    """A whole process of the command line."""
    command = [sys.executable, "-m", "finmodel", *arguments]
    return lambda: subprocess.run(command, check=True, capture_output=True)


@contextmanager
def stock() -> Iterator[None]:
    """XlsxWriter's own way of writing formulas."""

    class Stock(FormulaSheet):
        def put_formula(self, row: int, column: int, formula: str, style: Any, value: Any) -> int:
            return int(self.write_formula(row, column, "=" + unescape(formula), style, value))

        def put_months(self, row: int, column: int, pattern: str, style: Any, values: Any) -> int:
            for i, value in enumerate(values, start=column):
                self.put_formula(row, i, filled(pattern, i), style, value)
            return 0

        def _write_cell(self, row: int, col: int, cell: Any) -> None:
            super(FormulaSheet, self)._write_cell(row, col, cell)

    with mock.patch.object(writer, "FormulaSheet", Stock):
        yield


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "model.xlsx"
        inputs = read(INPUTS)
        results = calculate(inputs)
        book = make_book(inputs)
        expected = Expected(book, results)
        writing = best(lambda: write(book, file, Sentinels(book.months)))
        with stock():
            stock_writing = best(lambda: write(book, file, Sentinels(book.months)))
        engine = recalculate(file)
        parts = {
            "whole process: finmodel --help": best(process("--help")),
            "whole process: finmodel calc": best(process("calc", str(INPUTS))),
            "whole process: finmodel build, proved": best(process("build", str(INPUTS), "-o", str(file), "--force")),
            "read the CSVs": best(lambda: read(INPUTS)),
            "calculate the mirror": best(lambda: calculate(inputs)),
            "lay out and render": best(lambda: make_book(inputs)),
            "write the file once": writing,
            "the same through write_formula": stock_writing,
            "recalculate with IronCalc": best(lambda: recalculate(file)),
            "compare every cell": best(lambda: compare(book, expected, engine.value)),
        }
    print(f"{book.formula_count} formula cells; writing the file once = 1.00 ({writing:.2f} s)")
    for name, seconds in parts.items():
        print(f"{seconds / writing:7.3f}  {name}")


if __name__ == "__main__":
    main()
