"""The pictures of the pages: made by docs/pictures.py, shown somewhere with a text beside them, and small."""

import re
import runpy

from docpage import ROOT

SCRIPT = runpy.run_path(str(ROOT / "docs" / "pictures.py"))
PAGES = (ROOT / "README.md", *ROOT.glob("docs/*.md"))
SHOWN = re.compile(r"!\[([^]]+)\]\(([^)]+)\)")
LARGEST_BYTES = 150_000


def test_every_picture_is_made_by_the_script_shown_and_small():
    made = {f"{name}.png" for name in (SCRIPT["MEMO"], *(picture.name for picture in SCRIPT["PICTURES"]))}
    shown = {page.parent / path: text for page in PAGES for text, path in SHOWN.findall(page.read_text("utf-8"))}
    files = set((ROOT / "docs" / "images").iterdir())
    assert {path.name for path in files} == made
    assert set(shown) == files
    assert all(len(text.split()) > 5 for text in shown.values())
    assert {path.name: size for path in files if not 0 < (size := path.stat().st_size) < LARGEST_BYTES} == {}
    assert all(path.read_bytes().startswith(b"\x89PNG\r\n") for path in files)


def test_the_script_takes_the_company_of_the_tutorial():
    init, build = SCRIPT["_told"]("init", "build")
    assert init.startswith("finmodel init acme ")
    assert build == "finmodel build acme -o acme.xlsx"
