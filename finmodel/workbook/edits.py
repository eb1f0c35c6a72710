"""What somebody changed in a workbook since it was generated: what a rebuild would lose."""

from __future__ import annotations

import datetime as dt

from finmodel.inputs.kinds import Raw
from finmodel.inputs.raw import RawTable
from finmodel.timeline import from_serial
from finmodel.workbook.entries import Entries, entries
from finmodel.workbook.pages.changes import fingerprint
from finmodel.workbook.pages.cover import BASELINE
from finmodel.workbook.pages.tables import kind_of_cell
from finmodel.workbook.view import Value, View


def edits_of(seen: View) -> list[str]:
    """One line for each input that differs from `as generated`, and for each sheet that is not ours.

    A file that is no finmodel workbook counts as edited as a whole.
    """
    if not {"Changes", "Assumptions"} <= set(seen.names):
        return ["it is not a finmodel workbook, or its Changes sheet was removed"]
    found = entries(seen)
    if based := unbased(seen, found):
        return [based]
    own = [f"sheet {name!r} was added" for name in seen.sheet_names if name not in seen.sheets]
    odd = [f"{o.sheet}!{o.cell} {o.id}: {o.found!r}" for o in found.oddities]
    return [*own, *odd, *changed(found)]


def unbased(seen: View, found: Entries) -> str:
    """What is wrong with the values as generated; empty when they are the ones that were generated."""
    printed = seen.value("Cover", BASELINE, "note")
    standing = fingerprint(found.generated)
    if printed == standing:
        return ""
    return "the values as generated on Changes, or their fingerprint on Cover, were edited"


def changed(found: Entries) -> list[str]:
    """Each input cell whose value is not the one generated."""
    listed = [f"{entry}: {_shown(entry, was)} -> {_shown(entry, now)}" for entry, (was, now) in edited(found).items()]
    listed += [f"{row_id} was filled" for table in found.tables.values() for row_id in table.ids if "[spare " in row_id]
    generated_scenario = found.generated.get("scenario")
    if generated_scenario not in (None, found.scenario):
        listed.append(f"scenario: {generated_scenario} -> {found.scenario}")
    return listed


def edited(found: Entries) -> dict[str, tuple[Value, Value]]:
    """The input cells that were generated and edited since, by the ids of Changes: the value then, the value now."""
    now = values_now(found)
    cells = {entry: was for entry, was in found.generated.items() if "." in entry.partition("[")[0]}
    return {entry: (was, now.get(entry)) for entry, was in cells.items() if not _equal(now.get(entry), was)}


def values_now(found: Entries) -> dict[str, Value]:
    """Input values as they stand, by the ids of Changes."""
    now: dict[str, Value] = {}
    for name, table in found.tables.items():
        keys = [f"{row.cells['assumption']}]" for row in table.rows] if name == "assumptions" else _keys(table)
        for key, row in zip(keys, table.rows, strict=True):
            now |= {f"{name}.{column}[{key}": _held(value) for column, value in row.cells.items()}
    return now


def _keys(table: RawTable) -> list[str]:
    return [row_id.partition("[")[2] for row_id in table.ids]


def _held(value: Raw) -> Value:
    """What was read from a sheet: text, a number or a bool, dates being numbers there."""
    assert not isinstance(value, dt.date), "a sheet's date was not read as a number"
    return value


def _equal(current: Value, generated: Value) -> bool:
    return (current in (None, "") and generated in (None, "")) or current == generated


def _shown(entry: str, value: Value) -> str:
    if value in (None, ""):
        return "(empty)"
    if isinstance(value, float) and (unit := _unit(entry)) in ("month", "date"):
        day = from_serial(value).isoformat()
        return day[:7] if unit == "month" else day
    return f"{value:.15g}" if isinstance(value, float) else repr(value)


def _unit(entry: str) -> str:
    table, _, rest = entry.partition(".")
    column, _, key = rest.partition("[")
    kind = kind_of_cell(table, column, key.rstrip("]"))
    return kind.unit if kind else "text"
