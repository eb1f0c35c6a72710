"""What lies on a sheet beside its cells: charts, pictures, shapes, pivot tables, sparklines."""

from __future__ import annotations

import re

from finmodel.workbook.parts import Element, Parts, every, local

_KINDS = {"graphicFrame": "chart", "pic": "picture", "sp": "shape", "cxnSp": "shape", "grpSp": "shape"}
_ANCHORS = ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor")
_SPARKLINE = re.compile(rb"<(?:\w+:)?sparkline[ >]")


def drawn(parts: Parts, sheet: str) -> list[tuple[str, str]]:
    """Kind and name of each thing on a sheet, in drawing order."""
    part = parts.sheets.get(sheet, "")
    found = [
        thing
        for target in parts.targets(part, "drawing")
        for anchor in parts.tree(target)
        if local(anchor) in _ANCHORS and (thing := _thing(anchor))
    ]
    found += [("pivot table", _name(parts.tree(target))) for target in parts.targets(part, "pivotTable")]
    if part in parts.package.namelist():
        found += [("sparkline", "")] * len(_SPARKLINE.findall(parts.package.read(part)))
    return found


def _thing(anchor: Element) -> tuple[str, str] | None:
    for element in anchor.iter():
        if local(element) in _KINDS:
            name = next((_name(known) for known in every(element, "cNvPr")), "")
            return _KINDS[local(element)], name
    return None


def _name(element: Element) -> str:
    return element.attrib.get("name", "")
