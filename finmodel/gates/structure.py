"""What cannot be taken from a workbook in place: rows that are gone, members that are new, structure that changed."""

from __future__ import annotations

from collections.abc import Iterator

from finmodel.gates.finding import Finding
from finmodel.inputs.assumption import STRUCTURE as STRUCTURAL_ASSUMPTIONS
from finmodel.inputs.raw import RawTable
from finmodel.inputs.row import NOTES
from finmodel.inputs.schema import TABLES
from finmodel.workbook.edits import values_now
from finmodel.workbook.entries import Entries
from finmodel.workbook.pages.tables import STRUCTURE
from finmodel.workbook.view import Value

ANEW = "change it in the CSVs and build anew (finmodel build)"
_MEMBERS = {
    "prices": ("model",),
    "volumes": ("plan", "feature"),
    "routing": ("feature", "model"),
    "actuals": ("line_item", "member"),
}


def structural(found: Entries) -> list[Finding]:
    """Findings that make the sheets' rows another model's; none of the other gates would make sense after them."""
    return [*_gone(found), *_changed(found), *_new_members(found)]


def _gone(found: Entries) -> Iterator[Finding]:
    standing = {row_id: table for table in found.tables.values() for row_id in (*table.ids, *table.spare)}
    emptied = {row_id for table in found.tables.values() for row_id in table.spare if "[spare " not in row_id}
    expected = dict.fromkeys(row for entry in found.generated if (row := _row_of(entry)))
    for row_id in expected:
        if row_id not in standing:
            yield Finding("inputs", f"the row was deleted; {ANEW}", id=row_id)
        elif row_id in emptied:
            yield Finding("inputs", f"the row was cleared; {ANEW}", sheet=standing[row_id].where, id=row_id)


def _row_of(entry: str) -> str:
    """The row of an input table that an entry of Changes stands for."""
    head, bracket, rest = entry.partition("[")
    table = head.partition(".")[0]
    return f"{table}{bracket}{rest}" if table in TABLES and bracket else ""


def _changed(found: Entries) -> Iterator[Finding]:
    now = values_now(found)
    for entry, generated in found.generated.items():
        column = entry.partition("[")[0].partition(".")[2]
        member = entry.partition("[")[2].removesuffix("]")
        scalar = entry.startswith("assumptions.") and member in STRUCTURAL_ASSUMPTIONS and column not in NOTES
        fixed = column in STRUCTURE or scalar
        value: Value = now.get(entry)
        if fixed and _row_stands(entry, found) and value != generated:
            yield Finding("inputs", f"structure was changed; {ANEW}", id=entry, expected=generated, found=value)


def _row_stands(entry: str, found: Entries) -> bool:
    row = _row_of(entry)
    return not row or any(row in table.ids for table in found.tables.values())


def _new_members(found: Entries) -> Iterator[Finding]:
    yield from new_tiers(found)
    for name, parts in _MEMBERS.items():
        table = found.tables.get(name)
        if table is None:
            continue
        known = {_member(table, i, parts) for i, row_id in enumerate(table.ids) if "[spare " not in row_id}
        for i, row_id in enumerate(table.ids):
            member = _member(table, i, parts)
            if member not in known and all(member):
                message = f"{' and '.join(member)} has no rows in this workbook; {ANEW}"
                yield Finding("inputs", message, sheet=table.where, id=row_id)


def new_tiers(found: Entries) -> Iterator[Finding]:
    """A price for long requests typed for a model that has none: its routes have no rows that would read it."""
    table = found.tables.get("prices")
    if table is None:
        return
    keys = (entry.partition("[")[2].removesuffix("]") for entry in found.generated if entry.startswith("prices.model["))
    known = {key.split("|")[0].casefold() for key in keys if key.count("|") == 2}
    for row_id, row in zip(table.ids, table.rows, strict=True):
        model = str(row.cells.get("model", "")).strip()
        if row.cells.get("tier_from_tokens") and model.casefold() not in known:
            message = f"{model} has no prices for long requests in this workbook; {ANEW}"
            yield Finding("inputs", message, sheet=table.where, id=row_id)


def _member(table: RawTable, row: int, parts: tuple[str, ...]) -> tuple[str, ...]:
    cells = table.rows[row].cells
    return tuple(str(cells.get(part) or _default(table, part)).strip().casefold() for part in parts)


def _default(table: RawTable, part: str) -> str:
    """What an empty name counts as, if anything."""
    default = TABLES[table.name].columns()[part].default
    return default if isinstance(default, str) else ""
