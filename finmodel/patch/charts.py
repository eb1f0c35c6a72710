"""The points that charts keep of the cells they draw: by byte patch as well, so that a preview shows what is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from finmodel.patch.element import number
from finmodel.workbook.canonical import TOKEN, column_index
from finmodel.workbook.disk.scanned import parser, run
from finmodel.workbook.view import Place, Value

_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_NAMES = {f"{_CHART} {name}": name for name in ("f", "numCache", "strCache", "ptCount", "pt", "v")}
_COUNT = re.compile(rb"""<[^<>]*?\bval\s*=\s*["']([0-9]+)["']""")
MOST_POINTS = 10_000
_DIGITS = 1e-12

Look = Callable[[Place], Value]  # raises LookupError for a cell whose value is not known


@dataclass
class _Point:
    """A point's number, its value, and where the value's bytes stand."""

    index: int
    text: str = ""
    start: int = 0
    end: int = 0


@dataclass
class _Cache:
    """The cached points of one range, and how many cells it has; `head` is where they begin, `tail` where they end."""

    formula: str
    words: bool
    count: int = 0
    counted: tuple[int, int] = (0, 0)  # where the count stands
    head: int = 0
    tail: int = 0
    prefix: bytes = b""
    points: list[_Point] = field(default_factory=list)


class _Reader:
    """The handlers of one chart."""

    def __init__(self, xml: bytes) -> None:
        self.xml, self.caches = xml, list[_Cache]()
        self.parser = parser()
        self.parser.StartElementHandler, self.parser.EndElementHandler = self._start, self._end
        self.formula, self.text = "", list[str]()
        self.cache: _Cache | None = None

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name, at = _NAMES.get(tag), self.parser.CurrentByteIndex
        if name in ("numCache", "strCache"):
            self.cache = _Cache(self.formula, name == "strCache")
            self.cache.prefix = self.xml[at + 1 : self.xml.index(name.encode(), at)]
        elif name == "ptCount" and self.cache:
            match = _COUNT.match(self.xml, at)
            self.cache.count, self.cache.counted = int(attributes.get("val", "0")), match.span(1) if match else (0, 0)
        elif name == "pt" and self.cache:
            self.cache.points.append(_Point(int(attributes.get("idx", "0"))))
            self.cache.head = self.cache.head or at
        elif name == "v" and self.cache and self.cache.points:
            self.cache.points[-1].start = self.xml.index(b">", at) + 1
        if name in ("f", "v"):
            self.text = []
            self.parser.CharacterDataHandler = self.text.append

    def _end(self, tag: str) -> None:
        name, at = _NAMES.get(tag), self.parser.CurrentByteIndex
        if name in ("f", "v"):
            self.parser.CharacterDataHandler = None
        if name == "f":
            self.formula = "".join(self.text)
        elif name == "v" and self.cache and self.cache.points:
            self.cache.points[-1].text, self.cache.points[-1].end = "".join(self.text), at
        elif name == "pt" and self.cache:
            self.cache.tail = self.xml.index(b">", at) + 1
        elif name in ("numCache", "strCache") and self.cache:
            self.cache.head, self.cache.tail = self.cache.head or at, self.cache.tail or at
            self.caches.append(self.cache)
            self.cache, self.formula = None, ""


def redrawn(xml: bytes, part: str, look: Look) -> bytes:
    """The chart with its cached points as the cells are now; a range that is not known keeps its own."""
    reader = _Reader(xml)
    run(reader.parser, xml, part)
    pieces = [piece for cache in reader.caches for piece in _pieces(cache, look)]
    out, at = [], 0
    for start, end, instead in sorted(pieces):
        out += [xml[at:start], instead]
        at = end
    return b"".join((*out, xml[at:]))


def _pieces(cache: _Cache, look: Look) -> Iterator[tuple[int, int, bytes]]:
    try:
        places = list(_places(cache.formula))
        wanted = dict(_wanted(cache, places, look))
    except LookupError:
        return
    if cache.count != len(places) and cache.counted[1]:
        yield *cache.counted, str(len(places)).encode()
    if wanted.keys() == {point.index for point in cache.points} and all(point.end for point in cache.points):
        for point in cache.points:
            text = wanted[point.index]
            if not _alike(point.text, text, words=cache.words):
                yield point.start, point.end, escape(text).encode()
        return
    p = cache.prefix.decode()
    points = (f'<{p}pt idx="{i}"><{p}v>{escape(text)}</{p}v></{p}pt>' for i, text in sorted(wanted.items()))
    yield cache.head, cache.tail, "".join(points).encode()


def _wanted(cache: _Cache, places: Sequence[Place], look: Look) -> Iterator[tuple[int, str]]:
    """The points of a range. A word among numbers is drawn as 0, a gap not at all."""
    for index, place in enumerate(places):
        value = look(place)
        if value in (None, ""):
            continue
        if cache.words:
            if not isinstance(value, str):
                raise LookupError(cache.formula)  # how a number reads depends on its format
            yield index, value
        else:
            yield index, number(value) if isinstance(value, (int, float)) else "0"


def _places(formula: str) -> Iterator[Place]:
    match = TOKEN.fullmatch(formula.strip())
    stated = match["sheet"] if match and match["c1"] else None
    if match is None or not stated:
        raise LookupError(formula)
    sheet = stated[1:-1].replace("''", "'") if stated.startswith("'") else stated
    first = int(match["r1"]) - 1, column_index(match["c1"])
    last = (int(match["r2"]) - 1, column_index(match["c2"])) if match["c2"] else first
    if (last[0] - first[0] + 1) * (last[1] - first[1] + 1) > MOST_POINTS:
        raise LookupError(formula)
    for row in range(first[0], last[0] + 1):
        yield from ((sheet, row, column) for column in range(first[1], last[1] + 1))


def _alike(one: str, other: str, *, words: bool) -> bool:
    if one == other or words:
        return one == other
    try:
        numbers = float(one), float(other)
    except ValueError:
        return False
    return abs(numbers[0] - numbers[1]) <= _DIGITS * max(map(abs, numbers))
