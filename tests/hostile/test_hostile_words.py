"""Hostile words stay words: in the workbook, in exported CSVs, on pages and on the terminal."""

import csv
import html.parser
import io
import pathlib
import re
import zipfile
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from click.testing import CliRunner
from hostile_company import NAMES, NOTES, SCENARIO, names, write

from finmodel.builder import build
from finmodel.cli import main
from finmodel.inputs import read
from finmodel.inputs.formula_text import LIKE_A_FORMULA, unprefixed
from finmodel.memo import report
from finmodel.mirror import calculate
from finmodel.mirror.tidy import all_as_csv
from finmodel.page.template import script
from finmodel.uncertainty.simulate import simulate
from finmodel.uncertainty.tidy import as_csv as simulated_as_csv

SPOT = r"(\$?[A-Z]{1,3}\$?[0-9]+|\$[0-9]+|\$[A-Z]{1,3})"
RANGE = re.compile(rf"=?('[A-Za-z -]+'|[A-Za-z]+)!{SPOT}(:{SPOT})?")
WORDS = ("cmd", "HYPERLINK", "DDE", "x.test", "javascript", "script>", "passwd", "7 + 7")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write(tmp_path_factory.mktemp("hostile") / "inputs")


@pytest.fixture(scope="module")
def inputs(folder):
    return read(folder)


@pytest.fixture(scope="module")
def built(inputs, folder):
    return build(inputs, folder.parent / "model.xlsx")


@pytest.fixture(scope="module")
def parts(built):
    """The XML of the workbook, part by part."""
    with zipfile.ZipFile(built.path) as package:
        return {name: ET.fromstring(package.read(name)) for name in package.namelist()}


def every(parts, tag):
    """Every element of a name in every part, whatever its namespace."""
    return [(name, node) for name, root in parts.items() for node in root.iter() if node.tag.rpartition("}")[2] == tag]


def test_the_reader_takes_the_words_as_they_are(inputs):
    assert {note for rows in inputs.tables.values() for row in rows for note in (row.note, row.source)} >= {
        unprefixed(note) for note in NOTES
    }


def test_no_formula_but_those_of_the_model(built, parts):
    inside = [node for _, cell in every(parts, "c") for node in cell if node.tag.endswith("}f")]
    formulas = [node.text for node in inside]
    assert len(formulas) == built.report.formulas == built.report.compared
    others = [n.text for name, n in every(parts, "f") if name.startswith("xl/worksheets/") and n not in inside]
    assert all(RANGE.fullmatch(text) for text in others)  # what a sparkline or a condition reads
    assert not [formula for formula in formulas if any(word in formula for word in WORDS)]


def test_every_name_and_note_is_a_text_cell(built):
    book = openpyxl.load_workbook(built.path)
    texts = {cell.value for sheet in book for row in sheet for cell in row if cell.data_type in ("s", "inlineStr")}
    assert names() <= texts
    assert {unprefixed(note) for note in NOTES} - {"#REF!"} <= texts  # openpyxl takes that text for an error
    assert not [cell for sheet in book for row in sheet for cell in row if cell.hyperlink and cell.hyperlink.target]


def test_names_ranges_and_drawings_hold_nothing_else(parts):
    assert not [n.text for _, n in every(parts, "definedName") if not all(map(RANGE.fullmatch, n.text.split(",")))]
    drawn = [node.text for name, node in every(parts, "f") if name.startswith("xl/charts/")]
    assert drawn
    assert all(RANGE.fullmatch(formula) for formula in drawn)
    for tag in ("formula1", "formula2"):
        assert not [n.text for _, n in every(parts, tag) if any(word in (n.text or "") for word in WORDS)]
    assert {node.text for tag in ("oddHeader", "oddFooter") for _, node in every(parts, tag)} == {
        "&L&B&A", "&L&F&C&D&RPage &P of &N",
    }  # fmt: skip


def test_nothing_leads_out_of_the_file(parts):
    assert not [node.attrib for _, node in every(parts, "Relationship") if node.get("TargetMode") == "External"]
    assert not [name for name in parts if re.search(r"external|vba|macro|connection|ole|activeX", name, re.IGNORECASE)]
    assert not [node for tag in ("ddeLink", "oleLink", "externalReference") for node in every(parts, tag)]
    located = [node.get("location") for _, node in every(parts, "hyperlink")]
    assert located
    assert all(RANGE.fullmatch(place) for place in located)


def test_exported_figures_are_prefixed_and_read_back(inputs):
    rows = list(csv.reader(io.StringIO("".join(all_as_csv({SCENARIO: calculate(inputs)})))))
    assert not [
        cell for row in rows for cell in row if LIKE_A_FORMULA.match(cell) and cell[0] != "'" and not number(cell)
    ]
    members = {unprefixed(row[2]) for row in rows}
    assert {NAMES["plan"].format("pro"), NAMES["feature"].format("chat"), NAMES["line"].format("servers")} <= members


def number(cell):
    try:
        return bool(str(float(cell)))
    except ValueError:
        return False


def test_a_simulation_is_prefixed_too(folder):
    rows = list(csv.reader(io.StringIO(simulated_as_csv(simulate(folder, trials=4)))))
    price = f"plans.price_usd[{NAMES['plan'].format('pro')}]"
    assert price in {row[1] for row in rows}
    assert not [c for row in rows for c in row if LIKE_A_FORMULA.match(c) and c[0] != "'" and not number(c)]


class _Tags(html.parser.HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.found, self.links = set(), []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.found.add(tag)
        self.links += [value for name, value in attributes if name in ("href", "src", "xlink:href")]
        assert not [name for name, _ in attributes if name.startswith("on")]


def test_the_memo_shows_the_words(folder):
    memo = report(folder)
    page, text = _Tags(memo.html()), memo.markdown()
    assert page.found.isdisjoint({"img", "iframe", "object", "form"})
    assert re.findall(r"<script.*?</script>", memo.html(), re.DOTALL) == [
        f"<script>{script('page.js')['script']}</script>"
    ]
    assert all(link.startswith("#") for link in page.links)
    assert not re.search(r"(?<!\\)\]\(\s*javascript|(?<!\\)<(script|img)|(?<!\\)!\[", text)
    assert "14{%" not in text.replace("\\", "")  # what a template would make of it


SCREEN = "\x1b]0;\u202e\u200b\r\x9b"
TOLD = {
    "build": ["build", "{}", "-o", "x.xlsx"],
    "build to a folder that is not there": ["build", "inputs", "-o", "{}/x.xlsx"],
    "check": ["check", "{}.xlsx"],
    "calc": ["calc", "{}"],
    "an unknown scenario": ["calc", "inputs", "--scenario", "{}"],
    "explain": ["explain", "{}"],
    "pull": ["pull", "{}.xlsx", "inputs"],
    "update": ["update", "{}.xlsx", "inputs"],
    "report to a folder that is not there": ["report", "inputs", "-o", "{}/x.md"],
    "calc of a path that is too long": ["calc", "{}" + "x" * 300],
    "diff": ["diff", "{}", "{}"],
    "report": ["report", "{}"],
    "simulate": ["simulate", "inputs", "--item", "{}"],
    "prices": ["prices", "diff", "{}", "{}"],
    "usage": ["usage", "summary", "{}.csv"],
    "an unknown command": ["{}"],
    "an unknown option": ["build", "--{}"],
    "a word for a number": ["simulate", "inputs", "--trials", "{}"],
    "an argument too many": ["calc", "inputs", "{}"],
}  # fmt: skip


@pytest.mark.parametrize("name", TOLD)
def test_a_terminal_sees_characters_and_obeys_none(name, folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "inputs").symlink_to(folder)
    done = CliRunner().invoke(main, [word.format(f"a{SCREEN}\nb") for word in TOLD[name]])
    assert done.exit_code == 2, done.output
    told = done.stdout + done.stderr
    assert [c for c in told if not c.isprintable() and c != "\n"] == []
    assert "\\x1b]0;\\u202e" in told


def test_the_terminal_shows_a_hostile_company_whole(folder):
    done = CliRunner().invoke(main, ["calc", str(folder), "--format", "json"])
    assert done.exit_code == 0
    assert "\x1b" not in done.stdout


def test_a_file_name_is_shown_too(folder, tmp_path):
    bad = tmp_path / f"in{SCREEN}"
    bad.mkdir()
    for path in pathlib.Path(folder).glob("*.csv"):
        (bad / path.name).write_bytes(path.read_bytes())
    (bad / "plans\x1b.csv").write_text("x")
    (bad / "plans.csv").unlink()
    done = CliRunner().invoke(main, ["calc", str(bad)])
    assert done.exit_code == 2
    assert "plans\\x1b.csv" in done.stderr
    assert "\x1b" not in done.stderr
