"""The wish to be recalculated when the file is opened, written into the workbook part once."""

from __future__ import annotations

import re

from finmodel.workbook.disk.scanned import MAIN, parser, run

_WISH = re.compile(rb"""(\sfullCalcOnLoad\s*=\s*)("[^"]*"|'[^']*')""")
_TAG = re.compile(rb"""<([^<>"'/\s]+)(?:"[^"]*"|'[^']*'|[^<>"'])*?(/?)>""")
_BEFORE = ("sheets", "functionGroups", "externalReferences", "definedNames")  # what stands before it, by the schema


def asked(xml: bytes, part: str) -> bytes:
    """The workbook part with `fullCalcOnLoad` set."""
    found = _find(xml, part)
    if "calcPr" in found:
        match = _TAG.match(xml, found["calcPr"][0])
        assert match, "expat told of a tag that is none"
        tag = match[0]
        if wish := _WISH.search(tag):
            on = wish[2][1:-1] in (b"1", b"true")
            changed = tag if on else _WISH.sub(rb'\g<1>"1"', tag)
        else:
            end = len(tag) - 1 - len(match[2])
            changed = tag[:end].rstrip() + b' fullCalcOnLoad="1"' + tag[end:]
        return xml[: match.start()] + changed + xml[match.end() :]
    last = max(found[name][1] for name in _BEFORE if name in found)
    prefix = xml[found["sheets"][0] + 1 : xml.index(b"sheets", found["sheets"][0])]
    return xml[:last] + b"<" + prefix + b'calcPr fullCalcOnLoad="1"/>' + xml[last:]


def _find(xml: bytes, part: str) -> dict[str, tuple[int, int]]:
    """Where those elements begin and end."""
    found: dict[str, tuple[int, int]] = {}
    reader = parser()
    names = {f"{MAIN} {name}": name for name in (*_BEFORE, "calcPr")}

    def start(tag: str, _: dict[str, str]) -> None:
        if tag in names:
            found[names[tag]] = reader.CurrentByteIndex, 0

    def end(tag: str) -> None:
        if tag in names:
            at = found[names[tag]][0]
            match = _TAG.match(xml, at)
            closed = match is not None and match[2] == b"/"
            after = match.end() if match and closed else xml.index(b">", reader.CurrentByteIndex) + 1
            found[names[tag]] = at, after

    reader.StartElementHandler, reader.EndElementHandler = start, end
    run(reader, xml, part)
    return found
