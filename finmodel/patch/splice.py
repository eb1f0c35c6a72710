"""A sheet's bytes with some cells replaced or added; every byte between them is copied."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping

from finmodel.patch.element import Put, made, rendered
from finmodel.workbook.address import letters
from finmodel.workbook.canonical import column_index
from finmodel.workbook.disk.scanned import Scanned, XmlRow

Puts = Mapping[tuple[int, int], Put]
_Piece = tuple[int, int, bytes]  # from, to, instead
_DIMENSION = re.compile(
    rb"<(?:[\w.-]+:)?dimension\b[^<>]*?\bref\s*=\s*[\"']([A-Z]+)([0-9]+)(?::([A-Z]+)([0-9]+))?[\"']"
)
_PREFIX = re.compile(rb"<((?:[\w.-]+:)?)")


def spliced(sheet: Scanned, puts: Puts) -> bytes:
    """The sheet's XML with what some cells are to hold, by row and column from 0."""
    by_row: dict[int, dict[int, Put]] = {}
    for (row, column), put in sorted(puts.items()):
        by_row.setdefault(row, {})[column] = put
    numbers = [row.number for row in sheet.rows]
    pieces = list(_dimension(sheet, puts))
    for number, cells in by_row.items():
        index = bisect_left(numbers, number)
        if index < len(numbers) and numbers[index] == number:
            pieces += _in_row(sheet, sheet.rows[index], cells)
        else:
            at = sheet.rows[index].start if index < len(numbers) else sheet.tail
            pieces.append((at, at, _new_row(sheet, number, cells)))
    return _joined(sheet.xml, pieces)


def _joined(xml: bytes, pieces: list[_Piece]) -> bytes:
    out: list[bytes] = []
    at = 0
    for start, end, instead in sorted(pieces, key=lambda piece: piece[:2]):  # stable: added cells keep their order
        out += (xml[at:start], instead)
        at = end
    return b"".join((*out, xml[at:]))


def _in_row(sheet: Scanned, row: XmlRow, cells: Mapping[int, Put]) -> Iterator[_Piece]:
    added: dict[int, Put] = {}
    for column, put in cells.items():
        cell = sheet.cells.get((row.number, column))
        if cell is None:
            added[column] = put
            continue
        end = sheet.end(cell.start, cell.close)
        yield cell.start, end, rendered(sheet.xml[cell.start : end], put)
    tag = sheet.tag(row.start)
    prefix = _prefix(tag)
    if added and tag.endswith(b"/>"):
        inside = b"".join(made(row.number, column, put, prefix) for column, put in added.items())
        opened = tag[:-2].rstrip() + b">"
        yield row.start, row.start + len(tag), opened + inside + b"</" + prefix + b"row>"
        return
    for column, put in added.items():
        index = bisect_left(row.columns, column)
        at = sheet.cells[row.number, row.columns[index]].start if index < len(row.columns) else row.close
        yield at, at, made(row.number, column, put, prefix)


def _new_row(sheet: Scanned, number: int, cells: Mapping[int, Put]) -> bytes:
    prefix = _prefix(sheet.tag(sheet.rows[0].start)) if sheet.rows else b""
    inside = b"".join(made(number, column, put, prefix) for column, put in cells.items())
    return b"<" + prefix + f'row r="{number + 1}">'.encode() + inside + b"</" + prefix + b"row>"


def _prefix(tag: bytes) -> bytes:
    found = _PREFIX.match(tag)
    return found[1] if found else b""


def _dimension(sheet: Scanned, puts: Puts) -> Iterator[_Piece]:
    """The extent that the sheet tells of itself, where cells were added outside it."""
    head = sheet.rows[0].start if sheet.rows else sheet.tail
    match = _DIMENSION.search(sheet.xml, 0, head)
    if match is None:
        return
    first, last = (match[1], match[2]), (match[3] or match[1], match[4] or match[2])
    top, left, bottom, right = int(first[1]) - 1, _index(first[0]), int(last[1]) - 1, _index(last[0])
    rows, columns = [row for row, _ in puts], [column for _, column in puts]
    wide = min(top, *rows), min(left, *columns), max(bottom, *rows), max(right, *columns)
    if wide != (top, left, bottom, right):
        text = f"{letters(wide[1])}{wide[0] + 1}:{letters(wide[3])}{wide[2] + 1}"
        end = match.end(4) if match[4] else match.end(2)
        yield match.start(1), end, text.encode()


def _index(name: bytes) -> int:
    return column_index(name.decode())
