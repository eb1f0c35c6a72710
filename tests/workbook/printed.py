"""Pages as they print: LibreOffice makes the PDF, poppler says which word stands where."""

import html
import os
import pathlib
import re
import shutil
import subprocess
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import pytest

SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><item oor:path="/org.openoffice.Office.Calc/Formula/Load">
  <prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>1</value></prop></item></oor:items>"""  # 1: as the file says
_WORD = re.compile(r'<word xMin="([0-9.]+)" yMin="([0-9.]+)" xMax="([0-9.]+)" yMax="([0-9.]+)">(.*?)</word>')
_NUMBER = re.compile(r"^Page\d+of\d+")
_TOUCH, _SHARE = 0.7, 0.45  # points that words may touch; share of their height in which they stand side by side


@dataclass(frozen=True)
class Word:
    """A word and its box, in points from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    def covers(self, other: "Word") -> bool:
        """Whether another word is printed into this one."""
        deep = min(self.bottom, other.bottom) - max(self.top, other.top)
        lower = min(self.bottom - self.top, other.bottom - other.top)
        return min(self.right, other.right) - other.left > _TOUCH and deep > _SHARE * lower


@dataclass(frozen=True)
class Box:
    """A rectangle on a page, in points from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Sheet:
    """One printed page."""

    width: float
    height: float
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """What stands on it, in the order of printing, without blanks."""
        return "".join(word.text for word in self.words)

    def collisions(self) -> list[tuple[str, str]]:
        """Words printed into each other: the sign of a text cut by its neighbour, or of a line too low for it."""
        bands = defaultdict(list)
        for word in self.words:
            for band in range(int(word.top // 10), int(word.bottom // 10) + 1):
                bands[band].append(word)
        return sorted({pair for band in bands.values() for pair in _collisions(sorted(band, key=lambda w: w.left))})

    def outside(self) -> list[str]:
        """Words that run over the edge of the paper."""
        return [word.text for word in self.words if word.right > self.width - 20 or word.bottom > self.height - 10]

    def find(self, text: str) -> Box | None:
        """Where a text of several words stands on one line."""
        wanted = text.split()
        for i, first in enumerate(self.words):
            found = self.words[i : i + len(wanted)]
            if [word.text for word in found] == wanted and all(abs(w.top - first.top) < 2 for w in found):
                return Box(first.left, first.top, found[-1].right, max(word.bottom for word in found))
        return None


def _collisions(words: list[Word]) -> list[tuple[str, str]]:
    found = []
    for i, word in enumerate(words):
        for other in words[i + 1 :]:
            if other.left >= word.right - _TOUCH:
                break
            if word.covers(other):
                found.append((word.text, other.text))
    return found


def printed(workbook: pathlib.Path, folder: pathlib.Path) -> list[Sheet]:
    """The pages of a workbook, as they print."""
    if lacking := _lacking():
        if os.environ.get("FINMODEL_REQUIRE_SOFFICE"):
            pytest.fail(f"FINMODEL_REQUIRE_SOFFICE is set, and {lacking} is not installed")
        pytest.skip(f"{lacking} is not installed")
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(SETTINGS, encoding="utf-8")
    options = [f"-env:UserInstallation={profile.parent.as_uri()}", "--headless", "--convert-to", "pdf"]
    subprocess.run(["soffice", *options, "--outdir", folder, workbook], check=True, capture_output=True, timeout=300)
    boxes = ["pdftotext", "-raw", "-bbox", folder / f"{workbook.stem}.pdf", "-"]
    return pages_in(subprocess.run(boxes, check=True, capture_output=True, text=True, timeout=120).stdout)


def pixels(pdf: pathlib.Path, number: int, box: Box, dots: int = 100) -> np.ndarray:
    """The pixels of a rectangle of a page, numbered from 1: rows, columns, and red, green, blue."""
    page = ["pdftoppm", "-r", str(dots), "-f", str(number), "-l", str(number), pdf]
    data = subprocess.run(page, check=True, capture_output=True, timeout=60).stdout
    head = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", data)
    width, height = int(head[1]), int(head[2])
    whole = np.frombuffer(data, np.uint8, offset=head.end()).reshape(height, width, 3)
    left, top, right, bottom = (round(side * dots / 72) for side in (box.left, box.top, box.right, box.bottom))
    return whole[max(top, 0) : bottom, max(left, 0) : right]


def _lacking() -> str:
    """What is not there of that which printing needs; Carlito has the widths of Calibri."""
    missing = [program for program in ("soffice", "pdftotext", "pdftoppm", "fc-match") if shutil.which(program) is None]
    if missing:
        return missing[0]
    font = subprocess.run(["fc-match", "Calibri"], check=True, capture_output=True, text=True).stdout
    return "" if "Carlito" in font or "Calibri" in font else "the font Carlito"


def pages_in(xml: str) -> list[Sheet]:
    """The pages that pdftotext -bbox tells of."""
    pages = []
    for page in xml.split("<page ")[1:]:
        width, height = re.findall(r'(?:width|height)="([0-9.]+)"', page)[:2]
        words = (Word(*map(float, box), html.unescape(text)) for *box, text in _WORD.findall(page))
        pages.append(Sheet(float(width), float(height), tuple(words)))
    return pages


def titles(page: Sheet) -> str:
    """The name of the sheet in the page's header, which is printed first."""
    top = min(word.top for word in page.words)
    return " ".join(word.text for word in page.words if word.top < top + 2)
