"""By whom an input was changed: a vendor, the CFO in a workbook, or the CSVs."""

from __future__ import annotations

from finmodel.change_report.change import Change
from finmodel.change_report.record import equal, fields, rows_by_key
from finmodel.change_report.side import Side

VENDOR, CFO, CSV = "vendor", "CFO", "CSV"
AUTHORS = (VENDOR, CFO, CSV)
_PRICE_SOURCES = ("genai-prices", "litellm")


def author(change: Change, old: Side, new: Side) -> str:
    """Whose change it is.

    The CFO's: edited in NEW since it was generated, or edited in OLD and standing in NEW, whose base it is by now. A
    vendor's: a price that is there or new, and what a row of models has from a price source. All others, the removal
    of a price among them, were made in the CSVs.
    """
    place = change.place
    if place in new.edits or (place in old.edits and equal(old.edits[place], change.new)):
        return CFO
    priced = place.table == "prices" or (place.table == "models" and _from_price_source(change, new))
    return VENDOR if priced and change.row != "removed" else CSV


def dropped(old: Side, new: Side) -> tuple[str, ...]:
    """The cells that somebody edited in OLD and in which NEW holds something else."""
    now = {table: rows_by_key(new.inputs, table) for table in new.inputs.tables}
    lost = []
    for (table, key, column), value in old.edits.items():
        if table == "assumptions":
            stands = fields(new.inputs.assumptions[key[0]]).get(column) if column else new.inputs.scenario
        else:
            stands = fields(now[table][key]).get(column) if key in now[table] else None
        if not equal(value, stands):
            lost.append(f"{table}.{column}[{'|'.join(key)}]" if column else key[0])
    return tuple(lost)


def _from_price_source(change: Change, new: Side) -> bool:
    row = rows_by_key(new.inputs, "models").get(change.place.key)
    return row is not None and any(source in row.source.casefold() for source in _PRICE_SOURCES)
