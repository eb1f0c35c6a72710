"""Every command that reads a workbook refuses a hostile one: in words, in little memory, and nothing is written."""

import json
import pathlib
import shutil
import subprocess
import sys
import zipfile

import pytest
from sheets import add_cells, rewrite

COMPANY = pathlib.Path(__file__).parent / "company"
MOST_MEMORY = 512  # MiB, the interpreter and its libraries included
SHEET = "xl/worksheets/sheet2.xml"
BOMB = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'


def with_part(name, content):
    def change(path):
        with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
            package.writestr(name, content)

    return change


def whole(content):
    return lambda path: path.write_bytes(content)


def first_bytes(path):
    path.write_bytes(path.read_bytes()[:20_000])


def part(name, change):
    return lambda path: rewrite(path, name, change)


def cells(rows):
    return lambda path: add_cells(path, "Usage", rows)


def without(name):
    def change(path):
        with zipfile.ZipFile(path) as old:
            parts = {one: old.read(one) for one in old.namelist() if one != name}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
            for one, content in parts.items():
                new.writestr(one, content)

    return change


HOSTILE = {  # what was done to the file, and the words that it is refused with
    "empty": (whole(b""), "cannot be read as an xlsx workbook"),
    "a page": (whole(b"<html><table><tr><td>1</td></tr></table></html>"), "cannot be read as an xlsx workbook"),
    "encrypted": (whole(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096)), "is encrypted"),
    "cut off": (first_bytes, "cannot be read as an xlsx workbook"),
    "entities": (part(SHEET, lambda xml: BOMB.encode() + xml), "declares a DOCTYPE or an entity"),
    "a file outside": (part(SHEET, lambda xml: OUTSIDE.encode() + xml), "declares a DOCTYPE or an entity"),
    "inflates": (with_part("xl/media/image1.png", bytes(300 << 20)), "inflates to more than 256 MiB"),
    "tags": (with_part("xl/own.xml", b"<a>" * 400_001), "more than 400,000 XML tags in xl/own.xml"),
    "parts": (lambda path: [with_part(f"{n}.bin", b"")(path) for n in range(2_001)], "2,000 is the limit"),
    "two in one": (lambda path: path.write_bytes(path.read_bytes() * 2), "other bytes in front of its first part"),
    "types are gone": (
        part("[Content_Types].xml", lambda xml: xml.replace(b"sheet.main+xml", b"sheet+xml")),
        "does not say that xl/workbook.xml is one",
    ),
    "malformed": (part(SHEET, lambda xml: xml.replace(b"</sheetData>", b"</sheetDate>")), "is not well formed"),
    "a part is gone": (without(SHEET), "lacks its part"),
    "a cell twice": (cells('<row r="9000"><c r="B9000"/><c r="B9000"/></row>'), "cells out of order in row 9000"),
    "no number": (cells('<row r="9000"><c r="B9000"><v>one</v></c></row>'), "whose value is none: 'one'"),
    "no string": (cells('<row r="9000"><c r="B9000" t="s"><v>99999999</v></c></row>'), "whose value is none"),
}
COMMANDS = {
    "check": "check {file}",
    "rules": "check {file} --rules",
    "pull": "pull {file} inputs",
    "update": "update {file} inputs",
    "diff": "diff {file} inputs",
    "report": "report {file} -o memo.html",
    "carry": "build inputs -o new.xlsx --carry {file}",
    "refresh": "refresh inputs -o {file} --as-of 2026-11-01",
    "overwrite": "build inputs -o {file}",
}
RUNNING = """
import gc, json, re, sys
from pathlib import Path

from click.testing import CliRunner
from finmodel.cli import main

told = []
for line in json.load(sys.stdin):
    done = CliRunner().invoke(main, line.split())
    told.append([done.exit_code, done.stderr, repr(done.exception)])
    done = None
    gc.collect()
kernel = Path("/proc/self/status")  # not getrusage, which counts the process that this one was forked from
most = re.search(r"VmHWM:\\s+(\\d+) kB", kernel.read_text() if kernel.exists() else "")
print(json.dumps([told, int(most[1]) // 1024 if most else None]))
"""


def tree(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def refused(built, tmp_path_factory):
    """What each command said of each file, by both names; what changed on disk; the memory that it took, in MiB."""
    folder = tmp_path_factory.mktemp("hostile")
    shutil.copytree(COMPANY, folder / "inputs")
    for number, (change, _) in enumerate(HOSTILE.values()):
        change(pathlib.Path(shutil.copy(built, folder / f"{number}.xlsx")))
    before = tree(folder)
    asked = [(name, command) for name in HOSTILE for command in COMMANDS]
    lines = [COMMANDS[command].format(file=f"{list(HOSTILE).index(name)}.xlsx") for name, command in asked]
    done = subprocess.run(
        [sys.executable, "-c", RUNNING], input=json.dumps(lines), cwd=folder, capture_output=True, text=True, check=True
    )
    told, memory = json.loads(done.stdout)
    return dict(zip(asked, told, strict=True)), before == tree(folder), memory


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_is_refused_in_words(refused, name, command):
    code, told, exception = refused[0][name, command]
    assert HOSTILE[name][1] in told, told
    assert exception.startswith("SystemExit"), exception
    assert code == (1 if command == "overwrite" else 2)


def test_nothing_is_written(refused):
    assert refused[1]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is counted otherwise here")
def test_memory_is_bounded(refused):
    assert refused[2] < MOST_MEMORY
