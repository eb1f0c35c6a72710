"""The print area of a sheet that got lines below: it reaches as far as they do."""

from __future__ import annotations

import re

from finmodel.workbook.disk.scanned import MAIN, TAG, parser, run

_AREA = re.compile(rb"(.*:\$[A-Z]{1,3}\$)([0-9]{1,7})")


def lengthened(xml: bytes, part: str, sheet: int, before: int, after: int) -> bytes:
    """The workbook part with a print area that ended at row `before` of a sheet ending at row `after`, from 1.

    `sheet` is its place among the sheets, from 0. An area that somebody set to end elsewhere stays.
    """
    for start, end in _areas(xml, part, sheet):
        found = _AREA.fullmatch(xml, start, end)
        if found and int(found[2]) == before:
            return xml[: found.start(2)] + str(after).encode() + xml[end:]
    return xml


def _areas(xml: bytes, part: str, sheet: int) -> list[tuple[int, int]]:
    """Where the texts of the print areas of a sheet begin and end."""
    found: list[tuple[int, int]] = []
    inside: list[int] = []
    reader = parser()

    def start(tag: str, attributes: dict[str, str]) -> None:
        own = attributes.get("name") == "_xlnm.Print_Area" and attributes.get("localSheetId") == str(sheet)
        if tag == f"{MAIN} definedName" and own:
            match = TAG.match(xml, reader.CurrentByteIndex)
            assert match, "expat told of a tag that is none"
            inside.append(match.end())

    def end(_: str) -> None:
        if inside:
            found.append((inside.pop(), reader.CurrentByteIndex))

    reader.StartElementHandler, reader.EndElementHandler = start, end
    run(reader, xml, part)
    return found
