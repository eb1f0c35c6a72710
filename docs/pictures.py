"""Make the pictures of the pages by finmodel's own commands: `make pictures`.

Needs LibreOffice, pdftoppm and Chromium. Each picture is the top of the first printed page of a sheet, or of the
memo: what is chosen depends on nothing but the inputs. The footer of a page, which holds the day, is never in it.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

DOCS = Path(__file__).parent
IMAGES = DOCS / "images"
INPUTS = DOCS.parent / "inputs"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
MEMO = "tutorial-memo"
WIDTH_PX, MEMO_HEIGHT_PX = 1200, 720


class Picture(NamedTuple):
    """A picture: the workbook and sheet, and how much of the page counts from its top."""

    name: str
    model: str
    sheet: str
    height_share: float


PICTURES = (
    Picture("workbook", "example", "Cover", 0.62),
    Picture("diligence", "example", "Diligence", 0.65),
    Picture("tutorial-cover", "acme", "Cover", 0.62),
    Picture("tutorial-diligence", "acme", "Diligence", 0.65),
)


def main() -> None:
    """Build the example and the tutorial's company, and write the pictures into docs/images."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _finmodel(folder, "build", str(INPUTS), "-o", "example.xlsx")
        for command in _told("init", "build"):
            _finmodel(folder, *shlex.split(command)[1:])
        for model in ("example", "acme"):
            _finmodel(folder, "report", f"{model}.xlsx", "--pdf", f"{model}.pdf")
        for picture in PICTURES:
            _page(folder / f"{picture.model}.pdf", picture)
        _finmodel(folder, "report", "acme", "-o", "memo.html")
        _screenshot(folder / "memo.html", IMAGES / f"{MEMO}.png")


def _told(*names: str) -> list[str]:
    """The tutorial's first command of each of these names."""
    text = (DOCS / "tutorial.md").read_text(encoding="utf-8").replace("\\\n", "")
    return [re.findall(rf"^\$ (finmodel {name} .*)$", text, re.MULTILINE)[0] for name in names]


def _finmodel(folder: Path, *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "finmodel", *arguments], cwd=folder, check=True)


def _page(pdf: Path, picture: Picture) -> None:
    """The top of the first page whose header is the sheet's name."""
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    heads = [page.lstrip().partition("\n")[0].strip() for page in text.split("\f")]
    number = str(heads.index(picture.sheet) + 1)
    crop = ["-x", "0", "-y", "0", "-W", str(WIDTH_PX), "-H", str(int(WIDTH_PX / 2**0.5 * picture.height_share))]
    size = ["-scale-to-x", str(WIDTH_PX), "-scale-to-y", "-1"]  # A4, landscape
    whole = ["-png", "-singlefile", "-f", number, "-l", number]
    subprocess.run(["pdftoppm", *whole, *size, *crop, pdf, IMAGES / picture.name], check=True)


def _screenshot(page: Path, png: Path) -> None:
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), "chromium")
    size = f"--window-size={WIDTH_PX},{MEMO_HEIGHT_PX}"
    quiet = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    subprocess.run([browser, *quiet, size, f"--screenshot={png}", page.as_uri()], check=True, capture_output=True)


if __name__ == "__main__":
    main()
