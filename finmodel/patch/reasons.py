"""Why an update cannot be made in place: what no cell of the workbook can take."""

from __future__ import annotations

from collections.abc import Iterator

from finmodel.gates.structure import structural
from finmodel.inputs.assumption import ASSUMPTIONS, BASE
from finmodel.inputs.row import NOTES
from finmodel.inputs.schema import TABLES
from finmodel.merge.pull import Met
from finmodel.merge.sides import folded, generated
from finmodel.merge.three import same
from finmodel.patch.wanted import Wanted, is_fixed
from finmodel.workbook.pages.cover import MADE_BY


def reasons(met: Met, wanted: Wanted) -> list[str]:
    """Each reason to build anew, in words that name the file and the record."""
    return [
        *_scenarios(met), *_columns(met), *_files(met), *_assumptions(met),
        *_removed(met), *_structure(met), *_unplaced(met, wanted), *_members(met, wanted),
    ]  # fmt: skip


def _scenarios(met: Met) -> Iterator[str]:
    columns = [entry.partition("[")[0].partition(".")[2] for entry in met.found.generated if _is_assumption(entry)]
    built = tuple(column for column in dict.fromkeys(columns) if column not in (BASE, *NOTES))
    now = met.company.scenarios[1:]
    if built != now:
        told = [", ".join(names) or "none" for names in (built, now)]
        yield f"assumptions.csv: the scenario columns are {told[1]}; the workbook was built with {told[0]}"


def _is_assumption(entry: str) -> bool:
    return entry.startswith("assumptions.")


def _columns(met: Met) -> Iterator[str]:
    for name, columns in met.company.shown.items():
        table = met.found.tables.get(name)
        for column in columns:
            if table is not None and column not in table.header:
                yield f"{name}.csv: the workbook has no column {column}"
    for name, table in met.found.tables.items():
        for column in met.company.columns(name) if name in TABLES else ():
            if column not in table.header:
                yield f"{name}.csv: the workbook has no column {column}"


def _files(met: Met) -> Iterator[str]:
    where = met.seen.sheets[met.seen.names["Cover"]]
    printed = [row_id[len("sha256[") : -1] for row_id in where.row_of if row_id.startswith("sha256[")]
    for name in printed:
        if name not in met.company.files:
            yield f"{name}: the file is gone"


def _assumptions(met: Met) -> Iterator[str]:
    known = {entry.partition("[")[2][:-1] for entry in met.found.generated if _is_assumption(entry)}
    missing = sorted(set(ASSUMPTIONS) - known)
    if missing:
        made_by = met.seen.value("Cover", "version", "value")
        yield f"{made_by} built the workbook; {MADE_BY} also knows {', '.join(missing)}"


def _removed(met: Met) -> Iterator[str]:
    kept = {row.names for row in met.planned.rows if row.whole}
    for row_id in met.planned.removed:
        table, _, names = row_id[:-1].partition("[")
        if names not in kept:
            yield f"{table}.csv: {names} was removed"


def _structure(met: Met) -> Iterator[str]:
    """Structure that the CSVs changed: the months modelled, the spelling of a name."""
    base = generated(met.found)
    for row in met.planned.rows:
        key = folded(row.id.partition("[")[2][:-1])
        entry = base[row.table].get(key) if not row.whole else None
        for column, was in entry.cells.items() if entry else ():
            now = row.before.get(column)
            fixed = is_fixed(row.table, column, row.names)
            if fixed and not isinstance(was, bool) and not isinstance(now, bool) and not same(was, now):
                yield f"{row.table}.csv: {column}[{row.names}] was {was}, and is {now}"


def _unplaced(met: Met, wanted: Wanted) -> Iterator[str]:
    for table, entry in wanted.unplaced:
        spare = table in TABLES and TABLES[table].spare
        held = table in met.found.tables
        full = ", and no spare row is left" if spare and held else ""
        yield f"{table}.csv: new row {entry.names}{full}"


def _members(met: Met, wanted: Wanted) -> Iterator[str]:
    """Members that have no rows in this workbook, such as a model of which nothing but a price is known."""
    standing = {finding.id for finding in structural(met.found)}
    for finding in structural(wanted.found):
        if finding.id not in standing:
            yield f"{finding.id.partition('[')[0]}.csv: {finding.message.partition(';')[0]} ({finding.id})"
