"""What a person types into a workbook, and the lines that a merge changes."""

import difflib
import pathlib
from collections.abc import Mapping

from finmodel.workbook.view import View

COMPANY = pathlib.Path(__file__).parent.parent / "check" / "company"
Cells = Mapping[str, object]


def typed(seen: View, edits: Cells) -> View:
    """The workbook as a person leaves it who typed values into cells named `plans.price_usd[pro]`."""
    after = View(seen.path, seen.sheet_names, dict(seen.formulas), dict(seen.values), names_defined=seen.names_defined)
    for entry, value in edits.items():
        place = place_of(seen, entry)
        if isinstance(value, str) and value.startswith("{=") and value.endswith("}"):
            after.formulas[place] = value[2:-1]
            continue
        after.formulas.pop(place, None)
        after.values[place] = float(value) if isinstance(value, int) and not isinstance(value, bool) else value
    return after


def place_of(seen: View, entry: str) -> tuple[str, int, int]:
    """Where a cell stands."""
    head, _, rest = entry.partition("[")
    table, _, column = head.partition(".")
    row_id = rest[:-1] if table == "assumptions" else f"{table}[{rest}"
    for name, where in seen.sheets.items():
        spot = where.find(row_id, column)
        if spot and where.key not in ("Changes", "Cover", "Diligence"):
            return name, *spot
    raise KeyError(entry)


def diff(before: pathlib.Path, after: pathlib.Path) -> list[str]:
    """The lines that git would show, by file."""
    lines = []
    for path in sorted({p.name for folder in (before, after) for p in folder.iterdir()}):
        old, new = (
            (f / path).read_text(encoding="utf-8").splitlines() if (f / path).exists() else [] for f in (before, after)
        )
        lines += [
            f"{path}: {line}"
            for line in difflib.unified_diff(old, new, n=0, lineterm="")
            if line[0] in "+-" and line[:3] not in ("+++", "---")
        ]
    return lines
