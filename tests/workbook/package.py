"""A workbook's package, read without the code under test: parts, cells, formulas, cached values."""

import pathlib
import re
import zipfile
from dataclasses import dataclass
from xml.etree import ElementTree as ET

import openpyxl

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True)
class XmlCell:
    """One `<c>`: what is written of it."""

    type: str
    formula: str | None
    value: str | None
    style: str


def parts(path: pathlib.Path) -> dict[str, bytes]:
    """Every part of the package by name."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def cells(xml: bytes) -> dict[str, XmlCell]:
    """The cells of a sheet part by address."""
    found = {}
    for cell in ET.fromstring(xml).iter(f"{MAIN}c"):
        formula, value = cell.find(f"{MAIN}f"), cell.find(f"{MAIN}v")
        found[cell.attrib["r"]] = XmlCell(
            cell.get("t", "n"),
            None if formula is None else formula.text,
            None if value is None else value.text,
            cell.get("s", "0"),
        )
    return found


def around(xml: bytes) -> bytes:
    """A sheet part without its cells."""
    return re.sub(rb"<sheetData>.*</sheetData>", b"", xml, flags=re.DOTALL)


def sheet_parts(path: pathlib.Path) -> dict[str, str]:
    """The part of each sheet; sheets are numbered in order."""
    names = openpyxl.load_workbook(path, read_only=True).sheetnames
    return {name: f"xl/worksheets/sheet{i}.xml" for i, name in enumerate(names, start=1)}


def ids(page: object) -> dict[str, int]:
    """Row ids of an openpyxl sheet, and the row of each."""
    return {row[0].value: row[0].row for row in page.iter_rows(max_col=1) if row[0].value and row[0].value != "id"}
