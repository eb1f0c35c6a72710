"""The bytes of one cell with another content: its tag, its formula and whatever else it has stay as they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.parsers import expat
from xml.sax.saxutils import escape

from finmodel.workbook.address import letters
from finmodel.workbook.disk.scanned import run
from finmodel.workbook.view import Value

ERRORS = frozenset(["#N/A", "#NAME?", "#VALUE!", "#REF!", "#DIV/0!", "#NUM!", "#NULL!"])
_USUAL = re.compile(
    rb"(<((?:[\w.-]+:)?)c\b[^<>]*[^<>/]>)((?:<\2f\b[^<>]*/>|<\2f\b[^<>]*>[^<]*</\2f>)?)(?:<\2v>[^<]*</\2v>|<\2v/>)?</\2c>"
)
_EMPTY = re.compile(rb"(<((?:[\w.-]+:)?)c\b[^<>]*)/>")
_ESCAPE = re.compile(r"(?<=_)(?=x[0-9A-Fa-f]{4}_)")  # within a text that a reader would take for a character


@dataclass(frozen=True, slots=True)
class Put:
    """What a cell is to hold: a value, in a formula cell its cached value; with `formula` a formula of its own.

    `style` is the index of its format, None where it keeps its own.
    """

    value: Value
    formula: str | None = None
    style: str | None = None


def rendered(cell: bytes, put: Put) -> bytes:
    """The cell's bytes with what it is to hold."""
    tag, prefix, formula, rest = _taken_apart(cell)
    if put.formula is not None:
        formula = _element(prefix, b"f", put.formula)
    elif put.value is None:
        formula = b""
    kind, content = _content(put.value, prefix, cached=bool(formula))
    tag = _with(tag, b"t", kind)
    tag = _with(tag, b"s", put.style.encode()) if put.style is not None else tag
    inside = formula + content + rest
    return tag + b">" + inside + b"</" + prefix + b"c>" if inside else tag + b"/>"


def made(row: int, column: int, put: Put, prefix: bytes) -> bytes:
    """The bytes of a cell that was not there."""
    tag = b"<" + prefix + f'c r="{letters(column)}{row + 1}"'.encode()
    return rendered(tag + b"/>", put)


def _taken_apart(cell: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    """The tag without its end, the prefix of its name, the formula, and what follows the value."""
    if match := _EMPTY.fullmatch(cell):
        return match[1].rstrip(), match[2], b"", b""
    if match := _USUAL.fullmatch(cell):
        return match[1][:-1], match[2], match[3], b""
    return _parsed(cell)


def _parsed(cell: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    """The same by expat, for cells that hold more than a formula and a value."""
    reader = expat.ParserCreate()
    children: list[tuple[str, int]] = []
    depth = [0]

    def start(name: str, _: dict[str, str]) -> None:
        if depth[0] <= 1:
            children.append((name.rpartition(":")[2] if depth[0] else name, reader.CurrentByteIndex))
        depth[0] += 1

    def end(_: str) -> None:
        depth[0] -= 1
        if not depth[0]:
            children.append(("", reader.CurrentByteIndex))

    reader.StartElementHandler, reader.EndElementHandler = start, end
    run(reader, cell, "a cell")
    prefix = children[0][0].rpartition("c")[0].encode()
    pieces = {name: cell[at : children[i + 1][1]] for i, (name, at) in enumerate(children[:-1])}
    tag = pieces[f"{prefix.decode()}c"].rstrip().removesuffix(b">").removesuffix(b"/")
    rest = b"".join(piece for name, piece in pieces.items() if name == "extLst")
    return tag, prefix, pieces.get("f", b"").strip(), rest


def _with(tag: bytes, name: bytes, value: bytes) -> bytes:
    """The tag, still open, with an attribute set; without it where the value is empty."""
    tag = re.sub(rb"\s+" + name + rb"""\s*=\s*("[^"]*"|'[^']*')""", b"", tag)
    return tag + b" " + name + b'="' + value + b'"' if value else tag


def _content(value: Value, prefix: bytes, *, cached: bool) -> tuple[bytes, bytes]:
    """The type and the element of a value."""
    if value is None:
        return b"", b""
    if isinstance(value, bool):
        return b"b", _element(prefix, b"v", str(int(value)))
    if isinstance(value, (int, float)):
        return b"", _element(prefix, b"v", number(value))
    if cached and value in ERRORS:
        return b"e", _element(prefix, b"v", value)
    if cached:
        return b"str", _element(prefix, b"v", value)
    return b"inlineStr", b"<" + prefix + b"is>" + _words(value, prefix) + b"</" + prefix + b"is>"


def _words(text: str, prefix: bytes) -> bytes:
    """A text; one that looks like an escape in two runs, which every program reads alike."""
    opened, closed = b"<" + prefix + b't xml:space="preserve">', b"</" + prefix + b"t>"
    texts = [opened + _escaped(piece) + closed for piece in _ESCAPE.split(text)]
    if len(texts) == 1:
        return texts[0]
    return b"".join(b"<" + prefix + b"r>" + piece + b"</" + prefix + b"r>" for piece in texts)


def number(value: float) -> str:
    """A number's shortest text that reads back as the same."""
    return repr(float(value)).removesuffix(".0")


def _element(prefix: bytes, name: bytes, text: str) -> bytes:
    return b"<" + prefix + name + b">" + _escaped(text) + b"</" + prefix + name + b">"


def _escaped(text: str) -> bytes:
    return escape(text, {"\r": "&#13;"}).encode()
