"""Every `finmodel ...` on every page: the command is there, and so are its options."""

import re
import shlex

import click
import pytest
from docpage import ROOT, DocPage

from finmodel.cli import main

PAGES = ("README.md", "CONTRIBUTING.md", *(str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("docs/**/*.md"))))
LINE = re.compile(r"^(?:\$ )?(finmodel .*)$", re.MULTILINE)
INLINE = re.compile(r"`(finmodel [^`\n]+)`")


def commands(page):
    """The commands of a page: lines of its code blocks, and those within a sentence."""
    code = "".join(page.blocks(r"\w+")).replace("\\\n", "")
    return [*LINE.findall(code), *INLINE.findall(page.text)]


def faults(command):
    """What a command names that is not there."""
    words = shlex.split(command.partition(" # ")[0])[1:]
    here = main
    while words and isinstance(here, click.Group) and not words[0].startswith("-"):
        name = words.pop(0)
        found = here.get_command(click.Context(here), name)
        if found is None:
            return [name]
        here = found
    options = {"--help", *(name for one in here.params for name in (*one.opts, *one.secondary_opts))}
    return [word for word in words if re.match(r"--?[a-z]", word) and word.partition("=")[0] not in options]


@pytest.mark.parametrize("page", [page for page in PAGES if commands(DocPage(page))])
def test_commands_and_options_are_there(page):
    wrong = {command: found for command in commands(DocPage(page)) if (found := faults(command))}
    assert wrong == {}


def test_a_command_or_option_that_is_not_there_is_told():
    assert faults("finmodel biuld inputs") == ["biuld"]
    assert faults("finmodel build inputs -o a.xlsx --carrie b.xlsx") == ["--carrie"]
    assert faults("finmodel prices pull inputs --as-of 2026-11-01 --dry-run") == []
