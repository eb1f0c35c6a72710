"""The documentation as a site: built without a warning or the network, and its reference leaves nothing out."""

import html
import inspect
import pathlib
import re
import subprocess
import sys
from itertools import pairwise

import click

import finmodel
from finmodel.cli import main
from finmodel.inputs import read
from finmodel.inputs.assumption import ASSUMPTIONS
from finmodel.inputs.row import NOTES, Row
from finmodel.inputs.schema import ROWS
from finmodel.lines import ITEMS, of
from finmodel.model.graph import Graph
from finmodel.model.item import CHECK
from finmodel.rules.register import RULES
from finmodel.starter import templates
from finmodel.uncertainty.row import UncertainInput
from finmodel.workbook.layout import lay_out
from finmodel.workbook.pages.checks import checks_page
from finmodel.workbook.render import Renderer

ROOT = pathlib.Path(__file__).parents[2]
INDEX = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
FETCHED = re.compile(r"""(?:src|<link[^>]*href)=["'](?:https?:)?//[^"']*|url\(["']?(?:https?:)?//[^)]*|@import.*""")


def plain(text):
    """Words as they are compared: without marks of code, single blanks."""
    return " ".join(text.replace("`", "").split())


def shown(page):
    """What a page of the site shows in its article."""
    text = page.read_text(encoding="utf-8")
    return plain(html.unescape(re.sub(r"<[^>]+>", "", text[text.index("<article") : text.index("</article")])))


# --- what each page has to show: a heading, and what must stand below it


def csv_files():
    for row in (*ROWS, UncertainInput):
        yield f"{row.table}.csv¶", _columns(row.columns())
    yield "Columns of every file¶", _columns({name: Row.model_fields[name] for name in NOTES})


def _columns(fields):
    assert all(field.description for field in fields.values()), "a column says what it means"
    return [part for name, field in fields.items() for part in (name, field.description)]


def assumptions():
    yield "assumptions.csv¶", [part for known in ASSUMPTIONS.values() for part in (known.name, known.label)]


def line_items():
    graph = Graph(ITEMS)
    for one in ITEMS.values():
        if one.kind is not CHECK:
            drivers = sorted(graph.drivers(one.id)[0])
            behind = f"Inputs behind it: {len(drivers)}{', '.join(drivers)}"
            facts = f"{one.label} · {one.unit} · total: {one.kind.value}"
            yield f"{one.id}¶", [facts, one.doc, f"={one.excel} Reads", behind]


def checks():
    """Those declared, with their level; and the ids of all rows that a company with every file has on Checks."""
    for one in ITEMS.values():
        if one.kind is CHECK:
            level = "warning" if one.warning else "error"
            yield f"{one.id}¶", [f"{one.label} · level {level}", one.doc, f"={one.excel}"]
    inputs = read(templates() / "starter")
    layout = lay_out(inputs, of(inputs))
    rows = [str(line.id) for line in checks_page(layout, Renderer(layout)).lines if line.id and "[" in line.id]
    assert len(rows) > 10
    yield "Cells that nobody may clear¶", rows


def rules():
    for rule in RULES:
        asked = [inspect.getdoc(question) for question in rule.questions]
        assert all(asked), rule.title
        yield f"Rule {rule.number}: {rule.title}¶", asked


def commands(command=main, name="finmodel"):
    options = [one for one in command.params if isinstance(one, click.Option)]
    assert all(one.help for one in options), name
    yield f"Usage {name} [OPTIONS]", [part for one in options for part in (one.opts[-1], one.help)]
    if isinstance(command, click.Group):
        context = click.Context(command)
        for below in command.list_commands(context):
            yield from commands(command.get_command(context, below), f"{name} {below}")


def public():
    for name in finmodel.__all__:
        doc = inspect.getdoc(getattr(finmodel, name)) or ""
        yield f"finmodel.{name}", [] if name.startswith("_") else [doc.partition("\n")[0]]


PAGES = {
    "csv-files": (assumptions, csv_files),
    "line-items": (line_items,),
    "checks": (checks, rules),
    "commands": (commands,),
    "python": (public,),
}


def at(words, text):
    """Where whole words first stand in a text, -1 for nowhere."""
    found = re.search(rf" {re.escape(plain(words))}(?!\w)", f" {text}")
    return found.start() if found else -1


def missing(page, wanted):
    """What a page does not show, or not between its heading and the next."""
    text = shown(page)
    starts = [at(head, text) for head, _ in wanted]
    ends = dict(pairwise([*sorted(starts), len(text)]))
    for start, (head, parts) in zip(starts, wanted, strict=True):
        section = text[start : ends[start]] if start >= 0 else ""
        yield from (f"{head}: {part}" for part in (head, *parts) if at(part, section) < 0)


# --- the tests


def test_the_site_is_built_clean_fetches_nothing_and_its_reference_is_complete(tmp_path):
    """One test, since one build takes seconds: `make docs`, its pages, what they fetch."""
    command = re.search(r"\$\(BIN\)python (-m sphinx .*)", (ROOT / "Makefile").read_text(encoding="utf-8"))[1]
    *arguments, source, out = command.split()
    site = tmp_path / "site"
    assert out == "build/docs"
    build = [sys.executable, *arguments, "--keep-going", "-d", tmp_path / "read", source, site]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    for name, parts in PAGES.items():
        wanted = [one for part in parts for one in part()]
        assert len({head for head, _ in wanted}) == len(wanted)
        assert list(missing(site / "reference" / f"{name}.html", wanted)) == []
    site_files = (path for kind in ("html", "css", "js") for path in site.rglob(f"*.{kind}"))
    assert not [f"{path.name}: {found}" for path in site_files for found in FETCHED.findall(path.read_text("utf-8"))]


def test_the_index_lists_every_page_of_the_tree():
    linked = re.findall(r"^- \[[^]]+\]\(([^)]+)\.md\)", INDEX, re.MULTILINE)
    trees = re.findall(r"^```\{toctree\}\n(.*?)^```$", INDEX, re.DOTALL | re.MULTILINE)
    assert linked == [line for tree in trees for line in tree.splitlines() if line and line[0] != ":"]
    named = [*(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "reference").glob("*.md")]
    pages = {path.relative_to(ROOT / "docs").with_suffix("").as_posix() for path in named}
    assert set(linked) == pages - {"index"} | {"decisions/README"}
