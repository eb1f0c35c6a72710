"""The shape of one log: its format, and where each field of a call stands in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from finmodel.errors import InputError, Problem, nearest
from finmodel.inputs.wording import shown
from finmodel.usage.field import NAMES
from finmodel.usage.form import Format
from finmodel.usage.formats import FORMATS, GENERIC
from finmodel.usage.formats import NAMES as FORMAT_NAMES
from finmodel.usage.head import Head, Keys

_SPARSE = (  # fields that the first records may well lack
    "cache_read_tokens", "cache_write_tokens", "cache_write_5m_tokens", "cache_write_1h_tokens", "reasoning_tokens",
    "status", "error", "billed", "billed_usd", "cache_hit", "batch", "batch_id",
)  # fmt: skip
_QUANTITIES = ("input_tokens", "uncached_input_tokens", "quantity")


@dataclass(frozen=True)
class Shape:
    """A log's format, and by field the places that hold it; the first that holds something counts."""

    form: Format
    places: Mapping[str, tuple[Keys, ...]]
    seen: frozenset[str]  # the fields that the first records hold

    def has(self, *fields: str) -> bool:
        """Whether the log holds one of the fields."""
        return any(self.places.get(field) for field in fields)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns to read."""
        return tuple(dict.fromkeys(keys[0] for places in self.places.values() for keys in places))


def shape_of(where: str, head: Head, *, form: str = "auto", mapped: Sequence[tuple[str, str]] = ()) -> Shape:
    """Recognise a log by its columns and find its fields; `mapped` are pairs of field and column.

    Raises InputError for a mapping that leads nowhere, and for a log without time or tokens.
    """
    problems = [*_unmappable(head, mapped)]
    found = _recognised(where, head, form)
    own = dict(mapped)
    places = {
        field: (_keys(head, own[field]),)
        if field in own
        else _places(head, found.paths.get(field, ()), sparse=field in _SPARSE)
        for field in NAMES
    }
    seen = frozenset(field for field, keys in places.items() if any(key in head.seen.values() for key in keys))
    shape = Shape(found, {field: keys for field, keys in places.items() if keys}, seen)
    problems += _lacking(where, head, shape)
    if problems:
        raise InputError(problems)
    return shape


def _recognised(where: str, head: Head, form: str) -> Format:
    if form not in ("auto", *FORMAT_NAMES):
        known = ", ".join(FORMAT_NAMES)
        raise InputError([Problem("--format", f"{shown(form)} is not known", f"write auto or one of {known}")])
    columns = frozenset(head.seen) | frozenset(head.columns)
    wanted = [one for one in FORMATS if form in ("auto", one.name)]
    fitting = next((one for one in wanted if one.fits(columns)), None)
    if fitting is None and form not in ("auto", GENERIC.name):
        marks = " or ".join(", ".join(sorted(mark)) for one in wanted for mark in one.marks[:1])
        raise InputError([Problem(where, f"is not in the format {form}", f"such a log has the columns {marks}")])
    return fitting or GENERIC


def _places(head: Head, paths: Sequence[str], *, sparse: bool) -> tuple[Keys, ...]:
    """The places among a field's paths that the log has; of a sparse field also those it may have further down."""
    seen = [keys for path in paths if (keys := _found(head, path))]
    further = [_keys(head, path) for path in paths if sparse and (head.open or _inside(head, path))]
    return tuple(dict.fromkeys((*seen, *further)))


def _found(head: Head, path: str) -> Keys | None:
    if path in head.seen:
        return head.seen[path]
    return next(((name,) for name in head.columns if name.casefold() == path.casefold()), None)


def _inside(head: Head, path: str) -> bool:
    """Whether a path leads into a column that the log has."""
    keys = _keys(head, path)
    return len(keys) > 1 and keys[0] in head.columns


def _keys(head: Head, path: str) -> Keys:
    """The keys of a dotted path; a name with dots of its own is known by what was seen beside it."""
    found = _found(head, path)
    if found:
        return found
    column, _, rest = path.partition(".")
    if not rest:
        return (column,)
    dotted = any(keys[0] == column and len(keys) == 2 and "." in keys[1] for keys in head.seen.values())
    return (column, rest) if dotted else tuple(path.split("."))


def _unmappable(head: Head, mapped: Sequence[tuple[str, str]]) -> list[Problem]:
    problems = []
    for field, column in mapped:
        place = f"--map {field}={column}"
        if field not in NAMES:
            problems.append(Problem(place, f"{shown(field)} is no field of a call", nearest(field, NAMES)))
        elif not _found(head, column) and _keys(head, column)[0] not in head.columns:
            problems.append(Problem(place, f"the log has no column {shown(column)}", nearest(column, head.seen)))
    return problems


def _lacking(where: str, head: Head, shape: Shape) -> list[Problem]:
    held = ", ".join(head.columns[:12]) + (", ..." if len(head.columns) > 12 else "")
    wanted = {"at": ("at",), "input_tokens": _QUANTITIES}
    if not shape.has("quantity"):
        wanted["output_tokens"] = ("output_tokens",)
    return [
        Problem(where, f"has no column for {field}", f"name it with --map {field}=COLUMN (it has {held})")
        for field, fields in wanted.items()
        if not shape.has(*fields)
    ]
