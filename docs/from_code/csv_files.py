"""Every CSV file and its columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic.fields import FieldInfo

from finmodel.inputs.row import NOTES, Row, empty_means, kind_of
from finmodel.inputs.schema import ROWS
from finmodel.uncertainty.row import UncertainInput
from from_code.accepted import accepted
from from_code.anchor import marked
from from_code.grid import grid

HEAD = ("column", "takes", "empty cell", "meaning")
_MEANS = {
    "start_month": "the first month",
    "last_month": "the last month",
    "equal_share": "1 / number of plans",
    "empty": "stays empty",
}


def markdown() -> Iterator[str]:
    """A section a file, a row a column."""
    for row in (*ROWS, UncertainInput):
        yield from (f"(file-{row.table})=", f"## {row.table}.csv", "", *_facts(row))
        yield from grid(HEAD, _columns(row.table, row.columns()))
    yield from ("## Columns of every file", "", "For people and for the memo's appendix; no figure depends on them.")
    notes = {name: Row.model_fields[name] for name in NOTES}
    yield from grid(HEAD, _columns("note", notes))


def _facts(row: type[Row]) -> Iterator[str]:
    yield " ".join((row.__doc__ or "").split())
    yield ""
    yield f"- {'Required' if row.required else 'Optional'}; a row is named by {_listed(row.key)}."
    if row.member_of:
        yield f"- One row for each of [{row.member_of}.csv](#file-{row.member_of}); a missing one has the defaults."
    if row.spare:
        yield f"- The workbook keeps {row.spare} spare rows for new ones."


def _columns(table: str, fields: Mapping[str, FieldInfo]) -> Iterator[tuple[str, ...]]:
    for name, field in fields.items():
        yield marked(table, name), accepted(kind_of(field)), _empty(field, fields), field.description or ""


def _empty(field: FieldInfo, fields: Mapping[str, FieldInfo]) -> str:
    """What an empty cell counts as."""
    if means := empty_means(field):
        return _MEANS[means]
    if field.default_factory is not None:
        return f"as `{field.default_factory({name: name for name in fields})}`"
    if field.is_required():
        return "**must be filled**"
    return f"{field.default:g}" if isinstance(field.default, float) else str(field.default or "stays empty")


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
