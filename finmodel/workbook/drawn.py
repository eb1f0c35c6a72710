"""What lies on a sheet beside its cells: charts, pictures, shapes, pivot tables, sparklines."""

from __future__ import annotations

import re

from finmodel.workbook.parts import Element, Parts, every, local

_KINDS = {"graphicFrame": "chart", "pic": "picture", "sp": "shape", "cxnSp": "shape", "grpSp": "shape"}
_ANCHORS = ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor")
_SPARKLINE = re.compile(rb"<(?:\w+:)?sparkline[ >]")
_CELL = re.compile(rb"<(?:\w+:)?sqref[^<>]*>([^<>]*)<")
_FAR = 2_000  # bytes from the beginning of a sparkline to its cell


def drawn(parts: Parts, sheet: str) -> list[tuple[str, str]]:
    """Kind and name of each thing on a sheet, in drawing order; a sparkline's name is its cell."""
    part = parts.sheets.get(sheet, "")
    found = [
        thing
        for target in parts.targets(part, "drawing")
        for anchor in parts.tree(target)
        if local(anchor) in _ANCHORS and (thing := _thing(anchor))
    ]
    found += [("pivot table", _name(parts.tree(target))) for target in parts.targets(part, "pivotTable")]
    if part in parts.package.namelist():
        xml = parts.package.read(part)
        found += [("sparkline", _cell(xml[at.end() : at.end() + _FAR])) for at in _SPARKLINE.finditer(xml)]
    return found


def _thing(anchor: Element) -> tuple[str, str] | None:
    for element in anchor.iter():
        if local(element) in _KINDS:
            name = next((_name(known) for known in every(element, "cNvPr")), "")
            return _KINDS[local(element)], name
    return None


def _cell(xml: bytes) -> str:
    match = _CELL.search(xml)
    return match[1].decode(errors="replace") if match else ""


def _name(element: Element) -> str:
    return element.attrib.get("name", "")
