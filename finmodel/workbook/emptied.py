"""A copy of a workbook whose caches say nothing: what an engine reads must be what it calculated."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from finmodel.workbook.values import SENTINEL

_F = rb"<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)"
_CACHE = re.compile(rb"(" + _F + rb"\s*<(?:\w+:)?v(?:\s[^>]*)?>)[^<]*(</(?:\w+:)?v>)")
_NOT_TEXT = re.compile(rb'(<(?:\w+:)?c\s[^>]*?t=")[be]("[^>]*>\s*' + _F + rb")")

_BLANK_NUMBER = re.compile(rb'(<(?:\w+:)?c\s[^>]*?) t="n"([^>]*/>)')  # some readers take it for the number 0


def emptied(path: Path, copy: Path) -> None:
    """Write `copy` as `path` with a value that no figure has in the cache of every formula cell."""
    sentinel = rb"\g<1>" + f"{SENTINEL:.0f}".encode() + rb"\g<2>"
    with zipfile.ZipFile(path) as package, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as out:
        for name in package.namelist():
            data = package.read(name)
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                data = _BLANK_NUMBER.sub(rb"\g<1>\g<2>", data)
                data = _CACHE.sub(sentinel, _NOT_TEXT.sub(rb"\g<1>str\g<2>", data))
            out.writestr(name, data)
