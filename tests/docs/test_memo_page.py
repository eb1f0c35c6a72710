"""docs/memo.md: its template renders, and the blocks and options that it names are those there are."""

import re
import shutil

from docpage import ROOT, DocPage, run
from jinja2 import nodes

from finmodel.page.template import html_environment, markdown_environment
from finmodel.starter import templates

DOC = DocPage("docs/memo.md")


def blocks(made, name):
    tree = made().parse((templates() / name).read_text(encoding="utf-8"))
    return {block.name for block in tree.find_all(nodes.Block)}


def test_the_commands_of_the_page_run_with_its_template(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "templates" / "starter", tmp_path / "inputs")
    (tmp_path / "outputs").mkdir()
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "memo.html.j2").write_text(DOC.blocks("jinja")[0], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for command in DOC.lines("sh"):
        assert run(command).exit_code == 0, command
    page = (tmp_path / "outputs" / "memo.html").read_text(encoding="utf-8")
    assert "Prepared by the finance team of " in page
    assert "h1, h2 { color: #4a148c; }" in page
    assert "Unit economics</h2>" in page
    assert "Appendix: every input and its source" not in page
    assert (tmp_path / "outputs" / "memo.md").stat().st_size


def test_the_blocks_named_are_those_there_are():
    named = re.search(r"The blocks are (.*?)\. What", DOC.text, re.DOTALL)[1]
    in_both, in_html = (set(re.findall(r"`(\w+)`", part)) for part in named.split(";"))
    assert in_both == blocks(markdown_environment, "memo.md.j2")
    assert in_both | in_html == blocks(html_environment, "memo.html.j2")


def test_the_options_named_are_those_there_are():
    told = run("finmodel report --help").stdout
    options = set(re.findall(r"^ +(?:-\w, )?(-\w|--\w+)", told, re.MULTILINE)) - {"-h", "--help", "--quiet"}
    rows = {
        option
        for cell in re.findall(r"^\| `(-[^`]*)`", DOC.text, re.MULTILINE)
        for option in re.findall(r"-+\w+", cell)
    }
    assert rows - {"-o"} == options - {"--output", "-o"}
