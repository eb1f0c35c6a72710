"""docs/memo.md: its template renders, and the blocks and options that it names are those there are."""

import pathlib
import re

from click.testing import CliRunner
from jinja2 import nodes

import finmodel
from finmodel.cli import main
from finmodel.page.template import html_environment, markdown_environment
from finmodel.starter import templates

ROOT = pathlib.Path(__file__).parents[2]
DOC = (ROOT / "docs" / "memo.md").read_text(encoding="utf-8")


def blocks(made, name):
    tree = made().parse((templates() / name).read_text(encoding="utf-8"))
    return {block.name for block in tree.find_all(nodes.Block)}


def test_the_template_of_the_page_renders(tmp_path):
    (tmp_path / "memo.html.j2").write_text(re.findall(r"```jinja\n(.*?)```", DOC, re.DOTALL)[0], encoding="utf-8")
    page = finmodel.report(ROOT / "templates" / "starter").html(tmp_path)
    assert "Prepared by the finance team of " in page
    assert "h1, h2 { color: #4a148c; }" in page
    assert "Unit economics</h2>" in page
    assert "Appendix: every input and its source" not in page


def test_the_blocks_named_are_those_there_are():
    named = re.search(r"The blocks are (.*?)\. What", DOC, re.DOTALL)[1]
    in_both, in_html = (set(re.findall(r"`(\w+)`", part)) for part in named.split(";"))
    assert in_both == blocks(markdown_environment, "memo.md.j2")
    assert in_both | in_html == blocks(html_environment, "memo.html.j2")


def test_the_options_named_are_those_there_are():
    told = CliRunner().invoke(main, ["report", "--help"]).stdout
    options = set(re.findall(r"^ +(?:-\w, )?(-\w|--\w+)", told, re.MULTILINE)) - {"-h", "--help", "--quiet"}
    rows = {
        option for cell in re.findall(r"^\| `(-[^`]*)`", DOC, re.MULTILINE) for option in re.findall(r"-+\w+", cell)
    }
    assert rows - {"-o"} == options - {"--output", "-o"}
