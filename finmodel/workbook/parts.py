"""The parts of a package by what relates them: sheets, and what hangs on each."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self
from xml.etree import ElementTree as ET

from finmodel.workbook.package import check_package

Element = ET.Element


@dataclass(frozen=True)
class Parts:
    """The parts of a workbook; kinds are the last word of a relation's type, such as `comments`."""

    package: zipfile.ZipFile

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a workbook; a context. Raises InputError for a package that is not safe to read."""
        check_package(path)
        return cls(zipfile.ZipFile(path))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.package.close()

    @cached_property
    def sheets(self) -> dict[str, str]:
        """The part of each sheet, chart sheets included, by name."""
        main = next((target for kind, target in self.related("") if kind == "officeDocument"), "xl/workbook.xml")
        targets = self._targets(main)
        found: dict[str, str] = {}
        for sheet in every(self.tree(main), "sheet"):
            number = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
            if number in targets:
                found[sheet.attrib.get("name", "")] = targets[number]
        return found

    def related(self, part: str) -> list[tuple[str, str]]:
        """Kind and target of each relation of a part; the package's own for an empty name."""
        return [(kind, target) for _, kind, target in self._relations(part)]

    def targets(self, part: str, kind: str) -> list[str]:
        """The parts that a part relates to in one way."""
        return [target for found, target in self.related(part) if found == kind]

    def tree(self, part: str) -> Element:
        """A part's XML; an empty element where it is missing or damaged."""
        try:
            return ET.fromstring(self.package.read(part))  # noqa: S314 - the package declares no entity
        except (KeyError, ET.ParseError):
            return Element("nothing")

    def _targets(self, part: str) -> dict[str, str]:
        return {number: target for number, _, target in self._relations(part)}

    def _relations(self, part: str) -> Iterator[tuple[str, str, str]]:
        folder, name = posixpath.split(part)
        for relation in self.tree(posixpath.join(folder, "_rels", f"{name}.rels")):
            target = relation.attrib.get("Target", "")
            if relation.attrib.get("TargetMode") != "External" and target:
                whole = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                kind = relation.attrib.get("Type", "").rpartition("/")[2]
                yield relation.attrib.get("Id", ""), kind, posixpath.normpath(whole)


def every(root: Element, name: str) -> Iterator[Element]:
    """The elements of a local name, whatever their prefix."""
    return (element for element in root.iter() if local(element) == name)


def local(element: Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]
