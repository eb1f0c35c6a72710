"""Rule 12: the same inputs give the same bytes, so no date in the file is the clock's."""

from __future__ import annotations

import datetime as dt
import os
import re
import zipfile
from collections.abc import Iterator

from finmodel.gates.finding import Finding
from finmodel.rules.audited import Audited
from finmodel.rules.cover import as_of
from finmodel.workbook.pages.cover import SHEET

WRITER = re.compile(rb"<Application>Microsoft Excel</Application>.*<AppVersion>12\.0000</AppVersion>", re.DOTALL)
FIXED = 1980  # the year of every entry of the package as written
_STAMP = re.compile(rb"<dcterms:(created|modified)[^>]*>([^<]*)<")


def dates(book: Audited) -> Iterator[Finding]:
    """The file's dates are the as-of date (or SOURCE_DATE_EPOCH), the package's entries bear the fixed date.

    Only of a file as it was written: a spreadsheet program that saves it puts its own name into docProps/app.xml, and
    whatever packs it anew dates every entry anew. Of such a file nothing is said.
    """
    with zipfile.ZipFile(book.path) as package:
        years = {entry.filename: entry.date_time[0] for entry in package.infolist()}
        app, core = (_part(package, f"docProps/{name}.xml") for name in ("app", "core"))
    if not WRITER.search(app) or FIXED not in years.values():
        return
    place = book.seen.find(SHEET, "as_of", "value")
    if place is None:
        return
    for name, year in years.items():
        if year != FIXED:
            message = f"the package's entry {name} is dated by the clock; build anew with this version"
            yield book.finding(place, message, expected=FIXED, found=year)
    allowed = {f"{day.isoformat()}T00:00:00Z" for day in _days(book)}
    for what, stamp in _STAMP.findall(core):
        if stamp.decode() not in allowed:
            message = (
                f"docProps/core.xml says {what.decode()} by the clock; build anew, or set SOURCE_DATE_EPOCH as then"
            )
            yield book.finding(place, message, expected=" or ".join(sorted(allowed)), found=stamp.decode())


def _part(package: zipfile.ZipFile, name: str) -> bytes:
    return package.read(name) if name in package.namelist() else b""


def _days(book: Audited) -> Iterator[dt.date]:
    day, epoch = as_of(book), os.environ.get("SOURCE_DATE_EPOCH")
    if day is not None:
        yield day
    if epoch is not None:
        yield dt.datetime.fromtimestamp(int(epoch), tz=dt.UTC).date()
