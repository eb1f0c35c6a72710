"""The graph of the line items: names that exist, an order without cycles, the drivers of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, cached_property, lru_cache
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from finmodel.errors import DeclarationError, nearest
from finmodel.inputs.assumption import ASSUMPTIONS
from finmodel.inputs.schema import TABLES
from finmodel.model.cases import CASES, RERUNS, driver, moved_inputs, rerun_of
from finmodel.model.dimension import DIMENSIONS
from finmodel.model.item import LineItem
from finmodel.model.reference import PLAN_ROW, TIME, Reference

MEMBERSHIP = re.compile(r"([a-z_]+)s_of_([a-z_]+)")


class Dated(NamedTuple):
    """A dated table, whose rows they are, their date, and the column that is 0 where a row can be in force."""

    table: str
    parts: tuple[str, ...]
    since: str
    base: str = ""


ROWS_IN_FORCE = {  # mirror parameters that hold, by month, the row of a dated table in force
    "price_row": Dated("prices", ("model",), "effective_from", "tier_from_tokens"),
    "latest_price_row": Dated("prices", ("model",), "effective_from"),
    "volume_row": Dated("volumes", ("plan", "feature"), "from"),
    "route_row": Dated("routing", ("feature", "model"), "from"),
    "split_row": Dated("routing", ("feature",), "from"),
}
PRICE_LISTS = {  # mirror parameters that hold whether a row is of the price list in force, and for which members
    "price_list_row": "long_context",
    "option_price_list_row": "long_option",
}
ROW_NAMES = {table.removesuffix("s"): table for table in TABLES}
_SPECIAL = {*TIME, PLAN_ROW, "tolerance"}
_STRUCTURAL = ("timeline", "month_number", "months", "tolerance", "plan_rows")
_MEMBER_PARTS = {part for d in DIMENSIONS.values() for part in (*d.parts, d.attribute) if part}


class Graph:
    """Line items by id, checked. Raises DeclarationError when a name does not exist or a cycle is found."""

    def __init__(self, items: Mapping[str, LineItem]) -> None:
        self.items = dict(items)
        self._check_names()

    @classmethod
    def of(cls, items: Mapping[str, LineItem]) -> Graph:
        """The graph of these line items, made once. Raises DeclarationError as the graph does."""
        return _made(tuple(items.items()))

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Ids in an order in which every mirror finds its arguments."""
        sorter = TopologicalSorter(self._reads)
        try:
            return tuple(sorter.static_order())
        except CycleError as error:
            raise DeclarationError(f"line items depend on each other: {' -> '.join(error.args[1])}") from None

    @cached_property
    def formula_order(self) -> tuple[str, ...]:
        """Ids in an order in which every formula stands after those it reads in the same month."""
        reads = {
            name: ({r.name for r in item.excel_references if not r.table and r.selector != "-1"} | {*item.reads})
            & set(self.items) - {name}
            for name, item in self.items.items()
        }
        return tuple(TopologicalSorter(reads).static_order())

    @cached_property
    def dependents(self) -> dict[str, tuple[str, ...]]:
        """For each id the line items whose formulas read it."""
        found: dict[str, list[str]] = {name: [] for name in self.items}
        for other, item in self.items.items():
            for name in self.excel_items(item) - {other}:
                found[name].append(other)
        return {name: tuple(others) for name, others in found.items()}

    def drivers(self, name: str) -> tuple[frozenset[str], frozenset[str]]:
        """The inputs behind a line item: by its formula, and by its mirror."""
        return self._excel_drivers[name], self._mirror_drivers[name]

    def moved_by(self, inputs: Iterable[str]) -> frozenset[str]:
        """The line items whose mirrors depend on one of these inputs, given as mirrors name them."""
        wanted = {driver(parameter) for parameter in inputs}
        return frozenset(name for name, drivers in self._mirror_drivers.items() if drivers & wanted)

    def excel_items(self, item: LineItem) -> set[str]:
        """Line items that the formula reads."""
        weight = {item.total.by} if item.total else set()
        return {r.name for r in item.excel_references if not r.table and r.name in self.items} | weight | {*item.reads}

    def _mirror_items(self, item: LineItem) -> set[str]:
        reads = {name for name in item.parameters if name in self.items}
        reads |= {name for parameter in item.parameters if parameter in RERUNS for name in RERUNS[parameter].reads}
        for run, read in filter(None, map(rerun_of, item.parameters)):
            reads |= {read, *(CASES[run].levers.values() if run in CASES else ())}
        return reads | {*item.reads}

    def upstream(self, names: Iterable[str]) -> tuple[str, ...]:
        """These line items and all that their mirrors read, in an order in which every mirror finds its arguments."""
        seen, todo = set(names), list(names)
        while todo:
            new = self._reads[todo.pop()] - seen
            seen |= new
            todo += new
        return tuple(name for name in self.order if name in seen)

    @cached_property
    def _reads(self) -> dict[str, set[str]]:
        return {name: self._mirror_items(item) for name, item in self.items.items()}

    @cached_property
    def _excel_drivers(self) -> dict[str, frozenset[str]]:
        own = {name: _excel_inputs(item.excel_references) | self._attributes(item) for name, item in self.items.items()}
        return self._closure(own, {name: self.excel_items(item) - {name} for name, item in self.items.items()})

    def _attributes(self, item: LineItem) -> set[str]:
        """Live columns by which a formula groups rows, such as an opex line's category."""
        beside = [(self.items[r.name].by, r.part) for r in item.excel_references if r.part and r.name in self.items]
        return {f"{by.table}.{part}" for by, part in beside if by and part == by.attribute and part not in DIMENSIONS}

    @cached_property
    def _mirror_drivers(self) -> dict[str, frozenset[str]]:
        own = {name: _mirror_inputs(item.parameters) for name, item in self.items.items()}
        weights = {name: {item.total.by} if item.total else set() for name, item in self.items.items()}
        return self._closure(own, {name: self._reads[name] | weights[name] for name in self.items})

    def _closure(self, own: dict[str, set[str]], reads: dict[str, set[str]]) -> dict[str, frozenset[str]]:
        """Inputs of everything that can be reached; a corkscrew may come back to itself."""
        found = {name: set(own[name]) for name in self.order}
        known = -1
        while known != (known := sum(map(len, found.values()))):
            for name, inputs in found.items():
                inputs.update(*(found[other] for other in reads[name]))
        return {name: frozenset(found[name]) for name in self.items}

    def _check_names(self) -> None:
        wrong = [
            f"{item.section.sheet}, {name}: {message}"
            for name, item in self.items.items()
            for message in (*self._wrong_references(item), *self._wrong_parameters(item))
        ]
        if wrong:
            raise DeclarationError("\n".join(wrong))

    @cached_property
    def _readable(self) -> set[str]:
        """What a formula may name besides columns."""
        return {*self.items, *ASSUMPTIONS, *_MEMBER_PARTS, *_SPECIAL}

    def _wrong_references(self, item: LineItem) -> Iterable[str]:
        for r in (*item.excel_references, *([Reference(item.total.by)] if item.total else [])):
            known = _columns(r.table) if r.table else self._readable
            by = self.items[r.name].by if not r.table and r.name in self.items else None
            if r.part and by and r.part not in (*by.parts, by.attribute):
                parts = (*by.parts, *filter(None, [by.attribute]))
                yield f"{{{r.name}[{r.selector}]}} names no part of its members: {nearest(r.part, parts)}"
            if "@" in r.selector and (not r.part or by is None):
                yield f"{{{r.name}[{r.selector}]}} names no part of its members"
            if r.name not in known:
                where = f"{r.table}.csv" if r.table else "the model"
                yield f"the formula reads {{{r.key}}}, which is not in {where}: {nearest(r.name, known)}"

    def _wrong_parameters(self, item: LineItem) -> Iterable[str]:
        for name in item.parameters:
            table, _, column = name.partition("__")
            if run := rerun_of(name):
                if run[1] not in self.items:
                    yield f"the mirror reads {name}, no line item in {run[0]}: {nearest(run[1], self.items)}"
            elif column:
                if column not in _columns(table) | set(DIMENSIONS) | {"first_month"}:
                    yield f"the mirror reads {name}, no column of {table}: {nearest(column, _columns(table))}"
            elif not self._is_parameter(name):
                known = {*self.items, *ASSUMPTIONS, *_STRUCTURAL}
                yield f"the mirror reads {name}, which does not exist: {nearest(name, known)}"

    def _is_parameter(self, name: str) -> bool:
        membership = MEMBERSHIP.fullmatch(name)
        return (
            name in self.items
            or name in ASSUMPTIONS
            or name in _STRUCTURAL
            or name in ROWS_IN_FORCE
            or name in PRICE_LISTS
            or name in RERUNS
            or bool(membership and {membership[1], membership[2]} <= {*DIMENSIONS, *ROW_NAMES})
        )


@lru_cache(maxsize=16)
def _made(items: tuple[tuple[str, LineItem], ...]) -> Graph:
    return Graph(dict(items))


@cache
def _columns(table: str) -> set[str]:
    return set(TABLES[table].columns()) if table in TABLES else set()


def _excel_inputs(references: Iterable[Reference]) -> set[str]:
    inputs = {r.key for r in references if r.table}
    names = {r.name for r in references if not r.table}
    listed = {DIMENSIONS[name].assumption for name in names & set(DIMENSIONS)} - {""}
    return (inputs | names & set(ASSUMPTIONS) | listed) - _NOT_DRIVERS


def _mirror_inputs(parameters: Iterable[str]) -> set[str]:
    inputs: set[str] = set()
    for name in parameters:
        membership = MEMBERSHIP.fullmatch(name)
        if membership and membership[1] in ROW_NAMES and membership[1] not in DIMENSIONS:
            inputs |= {f"{ROW_NAMES[membership[1]]}.{part}" for part in DIMENSIONS[membership[2]].named}
        table, _, column = name.partition("__")
        if rerun_of(name) or name in RERUNS:
            inputs |= moved_inputs(table)
        elif column == "first_month":
            inputs.add(f"{table}.effective_from")
        elif column in DIMENSIONS:
            inputs |= {f"{table}.{part}" for part in DIMENSIONS[column].named}
        elif column:
            inputs.add(f"{table}.{column}")
        elif name in ASSUMPTIONS:
            inputs.add(name)
        elif name in ROWS_IN_FORCE:
            dated = ROWS_IN_FORCE[name]
            inputs |= {f"{dated.table}.{part}" for part in (*dated.parts, dated.since, dated.base) if part}
        elif name in PRICE_LISTS:
            inputs |= {f"prices.{part}" for part in TABLES["prices"].key}
    return inputs - _NOT_DRIVERS


_NOT_DRIVERS = {"start_month", "months"}  # structure: the timeline itself
