"""Which cell reads which: cycles, and the first cause of an error."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping

from finmodel.rules.formula import Area, Formula
from finmodel.workbook.view import Place

Node = Place | Area  # a range is a node of its own: what it covers is listed once, however many formulas read it


class CellGraph:
    """The formulas of a workbook by what they read; `names` are its defined names, in lower case."""

    def __init__(self, formulas: Mapping[Place, Formula], names: Mapping[str, Area]) -> None:
        self._formulas = formulas
        self._names = names
        self._covered: dict[Area, tuple[Place, ...]] = {}
        self._columns: dict[str, dict[int, list[int]]] = {}
        for sheet, row, column in sorted(formulas):
            self._columns.setdefault(sheet, {}).setdefault(row, []).append(column)

    def reads(self, place: Place) -> Iterator[Place]:
        """The formula cells that a formula reads."""
        for node in self._next(place):
            if isinstance(node, Area):
                yield from self._cells(node)
            else:
                yield node

    def cycle(self, starts: Mapping[Place, object]) -> list[Place]:
        """The cells of one cycle in the order in which they read each other; empty where there is none."""
        done: set[Node] = set()
        for start in starts:
            if start not in done and (found := self._cycle_from(start, done)):
                return [node for node in found if not isinstance(node, Area)]
        return []

    def _cycle_from(self, start: Place, done: set[Node]) -> list[Node]:
        path: dict[Node, Iterator[Node]] = {start: self._next(start)}
        while path:
            node, following = next(reversed(path.items()))
            step = next((n for n in following if n not in done), None)
            if step is None:
                done.add(node)
                del path[node]
            elif step in path:
                nodes = list(path)
                return nodes[nodes.index(step) :]
            else:
                path[step] = self._next(step)
        return []

    def _next(self, node: Node) -> Iterator[Node]:
        if isinstance(node, Area):
            return iter(self._cells(node))
        formula = self._formulas[node]
        named = (self._names[name] for name in formula.names if name in self._names)
        return self._nodes((*formula.areas, *named))

    def _nodes(self, areas: tuple[Area, ...]) -> Iterator[Node]:
        for area in areas:
            if not area.single:
                yield area
            elif (place := (area.sheet, area.top, area.left)) in self._formulas:
                yield place

    def _cells(self, area: Area) -> tuple[Place, ...]:
        if area not in self._covered:
            self._covered[area] = tuple(self._within(area))
        return self._covered[area]

    def _within(self, area: Area) -> Iterator[Place]:
        by_row = self._columns.get(area.sheet, {})
        rows = range(area.top, area.bottom + 1) if area.bottom - area.top < len(by_row) else sorted(by_row)
        for row in rows:
            if area.top <= row <= area.bottom and row in by_row:
                columns = by_row[row]
                for column in columns[bisect_left(columns, area.left) : bisect_right(columns, area.right)]:
                    yield (area.sheet, row, column)
