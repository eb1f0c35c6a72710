"""finmodel: formula-live, proved Excel models of what AI products cost and earn.

The command line mirrors these functions:

- `read(folder, scenario=...)`: the CSVs of a company as Inputs
- `calculate(inputs)`: every line item in NumPy, as Results
- `calculate_all(inputs)`: the same for every scenario, by name
- `build(inputs, path)`: a proved workbook
- `check(path)`: the gates on a workbook on disk
- `report(path)`: the diligence memo of a workbook or of a folder of CSVs
- `audit(path)`: the rules of docs/WORKBOOK.md on it
- `diff(old, new)`: what changed between two models, by whom, and what it does
- `pull(path, folder)`: a workbook's edits merged back into the CSVs
- `simulate(folder)`: how sure the figures are, with the inputs of uncertainty.csv drawn many times
- `simulate_sheet(folder, path)`: the same, and a proved workbook with what was found on a sheet of its own
- `refresh(folder, path)`: the monthly run: prices, edits, workbook, change report, archive
- `update(path, folder)`: what changed in the CSVs brought into a workbook, in place
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from finmodel.version import __version__

if TYPE_CHECKING:
    from finmodel.builder import Built, build
    from finmodel.change_report import Differences, diff
    from finmodel.gates.file import check
    from finmodel.gates.finding import Finding, Report
    from finmodel.inputs import Inputs, read
    from finmodel.memo import Memo, report
    from finmodel.merge.merged import Merged
    from finmodel.merge.pull import pull
    from finmodel.mirror import Results, calculate, calculate_all
    from finmodel.monthly import Refreshed, refresh
    from finmodel.patch.update import update
    from finmodel.patch.updated import Updated
    from finmodel.rules.register import audit
    from finmodel.uncertainty import Simulation, simulate
    from finmodel.uncertainty.sheet import simulate_sheet

__all__ = [
    "Built", "Differences", "Finding", "Inputs", "Memo", "Merged", "Refreshed", "Report", "Results", "Simulation",
    "Updated", "__version__", "audit", "build", "calculate", "calculate_all", "check", "diff", "pull", "read",
    "refresh", "report", "simulate", "simulate_sheet", "update",
]  # fmt: skip

_HOMES = {
    "audit": "finmodel.rules.register",
    "Built": "finmodel.builder",
    "build": "finmodel.builder",
    "check": "finmodel.gates.file",
    "diff": "finmodel.change_report",
    "Differences": "finmodel.change_report",
    "Finding": "finmodel.gates.finding",
    "Report": "finmodel.gates.finding",
    "Inputs": "finmodel.inputs",
    "read": "finmodel.inputs",
    "Memo": "finmodel.memo",
    "report": "finmodel.memo",
    "Merged": "finmodel.merge.merged",
    "pull": "finmodel.merge.pull",
    "Refreshed": "finmodel.monthly",
    "refresh": "finmodel.monthly",
    "Results": "finmodel.mirror",
    "calculate": "finmodel.mirror",
    "calculate_all": "finmodel.mirror",
    "simulate": "finmodel.uncertainty",
    "Simulation": "finmodel.uncertainty",
    "simulate_sheet": "finmodel.uncertainty.sheet",
    "update": "finmodel.patch.update",
    "Updated": "finmodel.patch.updated",
}  # imported where used: `finmodel --help` needs none of them


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for."""
    import importlib

    if name not in _HOMES:
        message = f"module 'finmodel' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(importlib.import_module(_HOMES[name]), name)
