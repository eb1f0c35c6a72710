"""What the monthly run costs: whole processes of `finmodel refresh` on the example, as ratios to `build` in one run.

Seconds differ between machines, ratios hardly. Each is the best of a few runs.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

INPUTS = Path(__file__).parents[1] / "inputs"
RUNS = 3
GOAL = 3.0  # seconds of a refresh


def process(folder: Path, *arguments: str) -> float:
    """The seconds of a command of finmodel in a folder."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "finmodel", *arguments], check=True, capture_output=True, cwd=folder)
    return time.perf_counter() - began


def best(run: Callable[[int], float]) -> float:
    """The seconds of the fastest run."""
    return min(run(number) for number in range(RUNS))


def raised(folder: Path, number: int) -> None:
    """Raise the price of a plan by a dollar."""
    plans = folder / "inputs" / "plans.csv"
    plans.write_text(re.sub(r"^Pro,[0-9]+", f"Pro,{700 + number}", plans.read_text(), flags=re.MULTILINE))


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(INPUTS, folder / "inputs")
        (folder / "outputs").mkdir()
        refresh = ("refresh", "inputs", "-o", "outputs/model.xlsx", "--as-of", "2026-11-02")

        def changed(number: int) -> float:
            raised(folder, number)
            return process(folder, *refresh)

        build = best(lambda _: process(folder, "build", "inputs", "-o", "built.xlsx", "--force"))
        first = process(folder, *refresh)
        parts = {
            "build": build,
            "refresh, first: built and archived": first,
            "refresh, a price changed: updated, proved, reported": best(changed),
            "refresh, nothing to do": best(lambda _: process(folder, *refresh)),
            "refresh, nothing to do, prices pulled": best(lambda _: process(folder, *refresh, "--pull-prices")),
        }
    print(f"whole processes; build = 1.00 ({build:.2f} s)")
    for label, seconds in parts.items():
        told = f", over the {GOAL:.0f} s wanted" if seconds > GOAL else ""
        print(f"{seconds / build:6.2f}  {label} ({seconds:.2f} s{told})")


if __name__ == "__main__":
    main()
