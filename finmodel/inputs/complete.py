"""Rows that a file may leave out: one per member, with the defaults that the workbook then shows."""

from __future__ import annotations

from finmodel.inputs.kinds import key_of
from finmodel.inputs.raw import RawRow
from finmodel.inputs.row import Row
from finmodel.inputs.schema import TABLES, Benchmark, Lever, Route
from finmodel.timeline import Month

BUILT_IN = (
    Benchmark(metric="gross_margin", direction="at_least", low=0.5, source="built in"),
    Benchmark(metric="inference_share_of_revenue", direction="at_most", high=0.3, source="built in"),
    Benchmark(metric="lever_saving", direction="info", low=0.4, high=0.8, source="built in"),
    Benchmark(metric="oversize_ratio", direction="info", high=10.0, source="built in"),
)


def complete(tables: dict[str, list[Row]], places: dict[str, list[RawRow]], start: Month) -> None:
    """Add, in place, a default row for every member without one, in the order of the members."""
    for name, row_type in TABLES.items():
        if row_type.member_of:
            names = members(tables, row_type.member_of)
            tables[name], places[name] = _one_each(row_type, tables[name], places[name], names, start)


def benchmark(tables: dict[str, list[Row]], places: dict[str, list[RawRow]]) -> None:
    """Add, in place, the built-in benchmarks that a company does not set itself."""
    given = {row.cell("metric") for row in tables["benchmarks"]}
    for row in BUILT_IN:
        if row.metric not in given:
            tables["benchmarks"].append(row)
            places["benchmarks"].append(RawRow("benchmarks.csv", {}))


def route(tables: dict[str, list[Row]], places: dict[str, list[RawRow]], start: Month) -> None:
    """Route, in place, every feature without rows to the only model, where there is only one."""
    models = members(tables, "prices")
    if len(models) == 1:
        only = {"model": models[0], "from": start, "share": 1.0}
        added = [Route.model_validate({"feature": feature, **only}) for feature in unrouted(tables)]
        tables["routing"] += added
        places["routing"] += [RawRow("routing.csv", {})] * len(added)


def unrouted(tables: dict[str, list[Row]]) -> list[str]:
    """List the features without a routing row."""
    routed = {key_of(row.cell("feature")) for row in tables["routing"]}
    return [feature for feature in members(tables, "features") if key_of(feature) not in routed]


def members(tables: dict[str, list[Row]], table: str) -> list[str]:
    """List the names of a table's members, in order of appearance; of prices.csv, its models."""
    column = "model" if table == "prices" else TABLES[table].key[0]
    return list(dict.fromkeys(row.cell(column) for row in tables[table]))


def _one_each(
    row_type: type[Row], rows: list[Row], places: list[RawRow], names: list[str], start: Month
) -> tuple[list[Row], list[RawRow]]:
    column = row_type.key[0]
    given = {key_of(row.cell(column)): (row, place) for row, place in zip(rows, places, strict=True)}
    late = {"compression_from": start} if row_type is Lever else {}
    unplaced = RawRow(f"{row_type.table}.csv", {})
    pairs = [given.get(key_of(name)) or (row_type.model_validate({column: name, **late}), unplaced) for name in names]
    return [row for row, _ in pairs], [place for _, place in pairs]
