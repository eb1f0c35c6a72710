"""The header line: columns unknown, missing, nameless or given twice."""

from __future__ import annotations

from collections.abc import Collection

from finmodel.errors import Problem, closest, nearest
from finmodel.inputs.raw import RawTable
from finmodel.inputs.wording import shown


def check_header(
    raw: RawTable, known: Collection[str], required: Collection[str], *, scenarios: bool = False
) -> list[Problem]:
    """Hold the header to the known and required columns; with `scenarios`, further columns are scenarios."""
    where = raw.header_place
    unknown = strangers(raw, known, scenarios=scenarios)
    meant = {name for column in unknown for name in closest(column, known)[:1]}
    problems = [Problem(where, f"column {shown(name)} is not known", nearest(name, known)) for name in unknown]
    problems += [
        Problem(where, f"column {shown(name)} appears twice", "keep one of them")
        for name in dict.fromkeys(raw.header)
        if name and raw.header.count(name) > 1
    ]
    if any("" in row.cells for row in raw.rows):
        problems.append(Problem(where, "a column with cells has no name", "name it or delete it"))
    problems += [
        Problem(where, f"column {name!r} is missing", "add it: every row needs one")
        for name in required
        if name not in raw.header and name not in meant
    ]
    return problems


def strangers(raw: RawTable, known: Collection[str], *, scenarios: bool = False) -> list[str]:
    """List the columns that nothing reads; beside scenarios only those that differ from a known one by case."""
    unknown = [name for name in dict.fromkeys(raw.header) if name and name not in known]
    return [name for name in unknown if name.casefold() in known] if scenarios else unknown
