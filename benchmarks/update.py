"""What an update of the example costs beside loading and saving it with openpyxl, as ratios within one run.

openpyxl proves nothing, refreshes nothing, and loses parts: of an untouched file it keeps few parts identical. The
shares say where the time of an update goes; the byte patch alone is what compares with loading and saving.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import openpyxl
from build import INPUTS, best, process

import finmodel
from finmodel.gates.formulas import standing
from finmodel.gates.opened import Opened
from finmodel.merge.pull import meet
from finmodel.patch.caches import refreshed
from finmodel.patch.proof import prove
from finmodel.patch.source import read_source
from finmodel.patch.target import constants, patched, rewritten, target_of
from finmodel.patch.wanted import wanted

EDIT = ("plans.csv", "Pro,690,", "Pro,700,")
LOAD_AND_SAVE = "import sys, openpyxl; openpyxl.load_workbook(sys.argv[1]).save(sys.argv[2])"


def through_openpyxl(file: Path, out: Path) -> None:
    openpyxl.load_workbook(file).save(out)


def identical(before: Path, after: Path) -> str:
    """How many parts of the package are the same bytes."""
    with zipfile.ZipFile(before) as old, zipfile.ZipFile(after) as new:
        names = set(new.namelist())
        same = sum(name in names and old.read(name) == new.read(name) for name in old.namelist())
        return f"{same} of {len(old.namelist())}"


def shares(file: Path, folder: Path) -> dict[str, float]:
    """The seconds of each step, the best of a few runs."""
    disk = read_source(file)
    met = meet(disk.view, folder)
    want = wanted(met)
    target = target_of(met, want)
    puts, _ = constants(disk, want, target)
    after = patched(disk, puts)
    opened = Opened(after.view, target.inputs, target.book, target.expected, dict(target.pages))
    stands = standing(opened)
    proved = prove(opened, stands, after)
    caches = dict(refreshed(opened, proved))

    def parted() -> bytes:
        sheets = {disk.parts.sheets[name]: xml for name, xml in rewritten(after, caches).items()}
        return disk.parts.archive.replaced(sheets)

    def compared() -> None:
        fresh = Opened(after.view, target.inputs, target.book, target.expected, dict(target.pages))
        standing(fresh)

    return {
        "read the file with the places of its bytes": best(lambda: read_source(file)),
        "read the CSVs and merge": best(lambda: wanted(meet(disk.view, folder))),
        "the model of the merged inputs": best(lambda: target_of(met, want)),
        "patch the inputs, read them again": best(lambda: patched(disk, puts)),
        "compare the formulas by name": best(compared),
        "recalculate with IronCalc and compare": best(lambda: prove(opened, stands, after)),
        "patch the cached values, pack the parts": best(parted),
    }


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, root = Path(name) / "inputs", Path(name)
        shutil.copytree(INPUTS, folder)
        file, out, saved = root / "model.xlsx", root / "out.xlsx", root / "saved.xlsx"
        finmodel.build(finmodel.read(folder), file)
        path = folder / EDIT[0]
        path.write_text(path.read_text(encoding="utf-8").replace(*EDIT[1:]), encoding="utf-8")
        base = best(lambda: through_openpyxl(file, saved))

        def update() -> None:
            out.unlink(missing_ok=True)
            finmodel.update(file, folder, out)

        def updated() -> None:
            out.unlink(missing_ok=True)
            process("update", str(file), str(folder), "-o", str(out))()

        command = [sys.executable, "-c", LOAD_AND_SAVE, str(file), str(saved)]
        parts = {
            "openpyxl: load and save": base,
            "finmodel.update": best(update),
            **{f"  {step}": seconds for step, seconds in shares(file, folder).items()},
            "whole process: openpyxl load and save": best(lambda: subprocess.run(command, check=True)),
            "whole process: finmodel update": best(updated),
        }
        kept = {"openpyxl": identical(file, saved), "finmodel update": identical(file, out)}
    print(f"openpyxl load and save = 1.00 ({base:.2f} s)")
    for step, seconds in parts.items():
        print(f"{seconds / base:7.3f}  {step}")
    for program, same in kept.items():
        print(f"{program} keeps {same} parts byte for byte")


if __name__ == "__main__":
    main()
