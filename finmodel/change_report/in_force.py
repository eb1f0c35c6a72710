"""What a dated row takes the place of on the other side: the row, or the split, in force on its date."""

from __future__ import annotations

from collections.abc import Mapping

from finmodel.change_report.record import fields
from finmodel.inputs.kinds import Value, key_of
from finmodel.inputs.row import Row
from finmodel.inputs.tables import Inputs

_DATED = {
    "prices": (("model",), "effective_from"),
    "volumes": (("plan", "feature"), "from"),
    "routing": (("feature",), "from"),
}


def in_force(row: Row, other: Inputs) -> Mapping[str, Value] | None:
    """The cells in force there on the row's date; None where nothing is, or where the table has no dates.

    A split of routing is in force as a whole: a model that it leaves out has no share.
    """
    if row.table not in _DATED:
        return None
    parts, date = _DATED[row.table]
    names = [key_of(row.cell(part)) for part in parts]
    rows = [
        one
        for one in other.tables[row.table]
        if one.cell(date) <= row.cell(date) and [key_of(one.cell(part)) for part in parts] == names
    ]
    if not rows:
        return None
    latest = max(one.cell(date) for one in rows)
    standing = [one for one in rows if one.cell(date) == latest]
    if row.table == "routing":
        standing = [one for one in standing if key_of(one.cell("model")) == key_of(row.cell("model"))]
    return fields(standing[0]) if standing else {"share": 0.0}
