"""Inputs as arrays: what a mirror can name as a parameter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from finmodel.inputs.assumption import ASSUMPTIONS
from finmodel.inputs.kinds import NONE, DateKind, MonthKind, Name, Number, Numbers, numbers_of
from finmodel.inputs.row import kind_of
from finmodel.inputs.schema import TABLES
from finmodel.inputs.tables import Inputs
from finmodel.mirror.dated import in_force
from finmodel.model.dimension import DIMENSIONS, KEYED, Dimension, Members, projects
from finmodel.model.graph import MEMBERSHIP, PRICE_LISTS, ROW_NAMES, ROWS_IN_FORCE, Dated
from finmodel.timeline import Month

NEVER = np.inf  # the month number of a month that does not come


def arrays(inputs: Inputs) -> dict[str, Any]:
    """Every assumption, shape (1, 1) or (number, 1) for a list of them, and column, shape (row, 1).

    Money, rates and counts are floats as given. Months are month numbers (1 = first month of the model), dates day
    numbers, words arrays of text.
    """
    found: dict[str, Any] = {}
    for name, known in ASSUMPTIONS.items():
        if isinstance(known.kind, (Number, MonthKind)):
            found[name] = np.array([[_plain(inputs.value(name), inputs)]])
        elif isinstance(known.kind, Numbers):
            found[name] = np.array(numbers_of(inputs.value(name)), dtype=float).reshape(-1, 1)
    for table, row_type in TABLES.items():
        for column, field in row_type.columns().items():
            if isinstance(kind_of(field), Name):
                continue  # names are given as positions, see `structure`
            values = [_plain(value, inputs) for value in inputs.column(table, column)]
            numeric = isinstance(kind_of(field), (Number, MonthKind, DateKind))
            found[f"{table}__{column}"] = np.array(values, dtype=float if numeric else object).reshape(-1, 1)
    dates = inputs.column("prices", "effective_from")
    first = [float(inputs.timeline.first_number_from(date)) for date in dates]
    found["prices__first_month"] = np.array(first).reshape(-1, 1)
    return found


def _plain(value: Any, inputs: Inputs) -> Any:
    if isinstance(value, Month):
        return float(inputs.timeline.number(value))
    if value is None:
        return NEVER
    if value == NONE:
        return np.nan
    return float(value.toordinal()) if hasattr(value, "toordinal") else value


def positions(inputs: Inputs, members: Members, table: str, dimension: Dimension) -> Any:
    """For each row of a table the index of the member it names, -1 for none of them, shape (row,)."""
    columns = [inputs.column(table, part) for part in dimension.named]
    return np.array([members.find(dimension, key) for key in zip(*columns, strict=True)], dtype=np.intp)


def structure(name: str, inputs: Inputs, members: Members, values: Mapping[str, Any]) -> Any:
    """A parameter that says how members belong together, or which dated row is in force."""
    if name in ROWS_IN_FORCE:
        return _rows_in_force(ROWS_IN_FORCE[name], inputs, members, values)
    if name in PRICE_LISTS:
        return _price_list(DIMENSIONS[PRICE_LISTS[name]], inputs, members, values)
    table, _, column = name.partition("__")
    if column in DIMENSIONS:
        return positions(inputs, members, table, DIMENSIONS[column])
    match = MEMBERSHIP.fullmatch(name)
    assert match, f"{name} was checked by the graph"
    if match[1] not in DIMENSIONS:
        index = positions(inputs, members, ROW_NAMES[match[1]], DIMENSIONS[match[2]])
        return (np.arange(members.count(DIMENSIONS[match[2]]))[:, None] == index).astype(float)
    return membership(members, DIMENSIONS[match[1]], DIMENSIONS[match[2]], inputs)


def membership(members: Members, source: Dimension, target: Dimension, inputs: Inputs) -> Any:
    """1 where a source member belongs to a target member, shape (target, source)."""
    matrix = np.zeros((members.count(target), members.count(source)))
    if projects(source, target):
        index = members.projection(source, target)
    else:  # by the attribute, such as a model's provider
        of = dict(
            zip(
                inputs.column(source.table, source.parts[0]), inputs.column(source.table, source.attribute), strict=True
            )
        )
        index = np.array([members.position(target, (of[m[0]],)) for m in members.of[source.name]], dtype=np.intp)
    matrix[index, np.arange(index.size)] = 1
    return matrix


def _price_list(of: Dimension, inputs: Inputs, members: Members, values: Mapping[str, Any]) -> Any:
    """Whether a row belongs to the price list in force: base and long requests; shape (row, long request, month)."""
    model, own = DIMENSIONS["model"], members.projection(of, DIMENSIONS["model"])
    base = structure("price_row", inputs, members, values)[own]
    since = values["prices__effective_from"]
    began = np.where(base >= 0, since[base, 0], np.nan)
    return (positions(inputs, members, "prices", model)[:, None, None] == own[:, None]) & (since[..., None] == began)


def _rows_in_force(dated: Dated, inputs: Inputs, members: Members, values: Mapping[str, Any]) -> Any:
    table = dated.table
    own = next(d for d in DIMENSIONS.values() if d.parts == dated.parts)
    since = values["prices__effective_from"] if table == "prices" else values[f"{table}__from"]
    first = values["prices__first_month"] if table == "prices" else since
    if dated.base:
        first = np.where(values[f"{table}__{dated.base}"] > 0, NEVER, first)
    months = inputs.timeline.months
    rows = in_force(since, first, positions(inputs, members, table, own), members.count(own), months)
    if table != "routing" or own.name == "feature":
        return rows
    # a split is in force as a whole: a route counts while its feature's latest rows began with it
    feature = DIMENSIONS["feature"]
    split = in_force(since, first, positions(inputs, members, table, feature), members.count(feature), months)
    began = np.where(split >= 0, first[split, 0], NEVER)[members.projection(own, feature)]
    return np.where((rows >= 0) & (first[rows, 0] == began), rows, -1)


__all__ = ["KEYED", "arrays", "structure"]
