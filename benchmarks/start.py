"""What starting costs: `finmodel --help`, and what `check` of the example does once everything is imported.

The first is a whole process beside one of Python that does nothing. The second is processor time within a process after
its imports, beside what IronCalc alone takes to load and evaluate the same workbook.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from finmodel import build, read

INPUTS = Path(__file__).parents[1] / "inputs"
RUNS = 5
GOAL_HELP, GOAL_CHECK = 0.150, 1.0  # seconds

CHECK = """
import gc, sys
from pathlib import Path
from time import process_time
import ironcalc
from finmodel.gates.engine import IronCalc
from finmodel.gates.file import check
gc.freeze()
began = process_time()
IronCalc(Path(sys.argv[1]))
between = process_time()
check(sys.argv[1])
print(between - began, process_time() - between)
"""


def best(run: Callable[[], float]) -> float:
    """The seconds of the fastest run."""
    return min(run() for _ in range(RUNS))


def process(*arguments: str) -> float:
    """The seconds of a process of Python."""
    began = perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    return perf_counter() - began


def checked(path: Path) -> tuple[float, float]:
    """Processor seconds of the engine and of `check`, each in the same process."""
    done = subprocess.run([sys.executable, "-c", CHECK, str(path)], check=True, capture_output=True, text=True)
    engine, whole = map(float, done.stdout.split())
    return engine, whole


def main() -> None:
    nothing, told = best(lambda: process("-c", "pass")), best(lambda: process("-m", "finmodel", "--help"))
    met = "met" if told <= GOAL_HELP else "NOT met"
    print(f"finmodel --help: {told * 1e3:.0f} ms, {told / nothing:.1f} x Python alone; goal 150 ms: {met}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.xlsx"
        build(read(INPUTS), path)
        engine, whole = map(min, zip(*(checked(path) for _ in range(RUNS)), strict=True))
    met = "met" if whole <= GOAL_CHECK else "NOT met"
    print(f"check of the example beyond imports: {whole:.2f} s, {whole / engine:.1f} x IronCalc alone; goal 1 s: {met}")


if __name__ == "__main__":
    main()
