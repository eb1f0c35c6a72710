"""What writing a large workbook costs, beside stock XlsxWriter writing the same cells and values and nothing else.

A company of 60 months with as many features as 132,000 formula cells take. Every contestant is a process of its own;
XlsxWriter's clock runs from its import to its close, with the cells at hand. Prints ratios to it within one run,
processor and wall, and the memory of a proved workbook of 1,000,000 formula cells.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from benchmarks.scale import company
from finmodel.workbook.read import view

RUNS = 3
FEATURES, MONTHS = 12, 60  # 132,000 formula cells
LARGE, MEMORY = 106, 400  # features of a million formula cells, MiB

PROVED = """
from finmodel import build, read
print(build(read({folder!r}), {file!r}, force=True).report.formulas)
"""
UNPROVED = """
from finmodel import calculate, read
from finmodel.gates.expect import Expected
from finmodel.workbook.book import make_book
from finmodel.workbook.fit import fitted
from finmodel.workbook.write import write
inputs = read({folder!r})
book = make_book(inputs)
expected = Expected(book, calculate(inputs).finite())
write(fitted(book, expected), {file!r}, expected)
"""
STOCK = """
import pickle, sys
from pathlib import Path
from time import perf_counter, process_time
sheets = pickle.loads(Path({cells!r}).read_bytes())
wall, cpu = perf_counter(), process_time()
import xlsxwriter
book = xlsxwriter.Workbook({file!r})
for name, cells in sheets.items():
    sheet = book.add_worksheet(name)
    for row, column, formula, value in cells:
        if formula:
            sheet.write_formula(row, column, formula, None, value)
        else:
            sheet.write(row, column, value)
book.close()
print(perf_counter() - wall, process_time() - cpu)
"""
PEAK = "print(*(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
Cost = tuple[float, float]  # wall and processor seconds


def process(program: str) -> tuple[Cost, str]:
    """What a whole process costs, and what it printed."""
    before, began = os.times(), perf_counter()
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return (perf_counter() - began, cpu), done.stdout


def best(cost: Callable[[], Cost]) -> Cost:
    """The least of some runs, wall and processor each."""
    walls, cpus = zip(*(cost() for _ in range(RUNS)), strict=True)
    return min(walls), min(cpus)


def cells_of(file: Path) -> dict[str, list[tuple[int, int, str, object]]]:
    """The cells of each sheet: row and column from 0, formula, value."""
    seen = view(file)
    sheets: dict[str, list[tuple[int, int, str, object]]] = {name: [] for name in seen.sheet_names}
    for place in sorted({*seen.formulas, *seen.values}):
        sheet, row, column = place
        formula = seen.formulas.get(place)
        sheets[sheet].append((row, column, f"={formula}" if formula else "", seen.values.get(place)))
    return sheets


def own(program: str) -> Cost:
    """What a process says that its part cost."""
    wall, cpu = process(program)[1].split()
    return float(wall), float(cpu)


def contest(folder: Path) -> None:
    """The company of 132,000 formula cells, in ratios to stock XlsxWriter."""
    company(folder, FEATURES, MONTHS)
    places = {"folder": str(folder), "file": str(folder / "model.xlsx"), "cells": str(folder / "cells")}
    count = int(process(PROVED.format(**places))[1])
    Path(places["cells"]).write_bytes(pickle.dumps(cells_of(Path(places["file"]))))
    stock = best(lambda: own(STOCK.format(**places)))
    unproved = best(lambda: process(UNPROVED.format(**places))[0])
    proved = best(lambda: process(PROVED.format(**places))[0])
    print(
        f"{count:,} formula cells; XlsxWriter, writing alone = 1.00 ({stock[0]:.2f} s wall, {stock[1]:.2f} s processor)"
    )
    for name, cost, most in (("without the proof", unproved, 1.0), ("proved", proved, 2.0)):
        wall, cpu = cost[0] / stock[0], cost[1] / stock[1]
        print(f"{wall:5.2f} wall, {cpu:5.2f} processor: whole process of a build, {name}; "
              f"goal {most:g}: {'met' if wall <= most else 'NOT met'}")  # fmt: skip


def large(folder: Path) -> None:
    """What a proved workbook of a million formula cells takes in memory."""
    company(folder, LARGE, MONTHS)
    program = PROVED.format(folder=str(folder), file=str(folder / "model.xlsx")) + PEAK
    count, kilobytes = map(int, process(program)[1].split())
    met = "met" if kilobytes / 1024 <= MEMORY else "NOT met"
    print(f"{count:,} formula cells proved in {kilobytes / 1024:,.0f} MiB; goal {MEMORY}: {met}")


def main() -> None:
    for part in (contest, large):
        with tempfile.TemporaryDirectory() as folder:
            part(Path(folder))


if __name__ == "__main__":
    main()
