"""How cost grows: builds of made-up companies of more features and months, each in a process of its own.

Prints, for each size, seconds for a thousand formula cells over those of the smallest size (1.00 is linear), and the
peak memory of the process, the proof included.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

SIZES = ((4, 36), (8, 72), (16, 120), (32, 120), (64, 120), (76, 240))  # features, months


def company(folder: Path, features: int, months: int) -> None:
    """Write the CSVs of a company with that many features, each on three plans and two models."""
    names = [f"feature {i}" for i in range(1, features + 1)]
    files = {
        "assumptions": ["assumption,base", "start_month,2026-01", f"months,{months}", "opening_cash_usd,9000000"],
        "prices": [
            "provider,model,effective_from,input_usd_per_mtok,output_usd_per_mtok",
            "acme,big,2025-01-01,3,15", "zeta,small,2025-01-01,0.2,0.8",
        ],
        "features": ["feature,input_tokens_mean,output_tokens_mean", *(f"{name},2000,300" for name in names)],
        "plans": ["plan,price_usd,opening_accounts,new_accounts,churn_rate", *(
            f"{plan},{price},100,10,0.02" for plan, price in (("free", 0), ("pro", 30), ("team", 300))
        )],
        "volumes": ["plan,feature,queries_per_user_per_day", *(
            f"{plan},{name},3" for plan in ("free", "pro", "team") for name in names
        )],
        "routing": ["feature,model,share", *(f"{name},{m},0.5" for name in names for m in ("big", "small"))],
    }  # fmt: skip
    for name, lines in files.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n")


def built(features: int, months: int) -> dict[str, float]:
    """Build in a process of its own: formula cells, seconds and peak megabytes."""
    with tempfile.TemporaryDirectory() as folder:
        company(Path(folder), features, months)
        command = [sys.executable, __file__, folder]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        found: dict[str, float] = json.loads(done.stdout)
        return found


def measure(folder: str) -> None:
    """In the process of its own."""
    from finmodel import build, read

    report = build(read(folder), Path(folder) / "model.xlsx")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cells": report.report.formulas, "seconds": report.seconds, "megabytes": peak}))


def main() -> None:
    first = 0.0
    for features, months in SIZES:
        found = built(features, months)
        each = found["seconds"] / found["cells"]
        first = first or each
        print(
            f"{features:3d} features x {months:3d} months: {found['cells']:9,.0f} formula cells, "
            f"{each / first:5.2f} x the cost of a cell, {found['megabytes']:6,.0f} MB at the peak",
            flush=True,
        )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(sys.argv[1])
    else:
        main()
