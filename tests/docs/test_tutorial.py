"""docs/tutorial.md, from an empty folder to the memo: each command in order, and what it prints."""

import pathlib
import re
import subprocess

from docpage import DocPage, run, unlike
from hand import Hand

import finmodel

PAGE = DocPage("docs/tutorial.md")
EDIT = re.compile(r"On the sheet `Plans`, type \*\*(\d+)\*\* into `(\w+)` of `(\w+)`")
BEFORE_THE_EDIT = 3  # commands: init, build, report


def test_every_command_prints_what_the_page_shows(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    session = PAGE.session()
    assert len(session) == 9
    for number, (command, shown) in enumerate(session):
        if number == BEFORE_THE_EDIT:
            edit_as_told(tmp_path / "acme.xlsx")
        if command.startswith("finmodel "):
            result = run(command)
            assert result.exit_code == 0, f"{command}\n{result.output}"
            printed = result.output
        else:
            printed = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True).stdout
        assert unlike(shown, printed, tmp_path) == [], command
        if command.startswith("finmodel pull"):
            share = finmodel.calculate(finmodel.read("acme")).months["inference_share_of_revenue"][0, 11]
            assert f"the inference share falls to {share:.1%} and reads PASS" in PAGE.text
    assert all(f"`{name}`" in PAGE.text and (tmp_path / name).stat().st_size for name in ("memo.html", "memo.md"))


def edit_as_told(path: pathlib.Path) -> None:
    """What the page tells the CFO to type."""
    (told,) = EDIT.findall(PAGE.text)
    figure, column, plan = told
    hand = Hand(path)
    hand.type(f"plans.{column}[{plan}]", float(figure))
    hand.save(path)


def test_a_line_that_differs_is_told():
    output = "one\ntwo 3.5e-13\nthree, 1.6 s\nfour\n"
    shown = ["one", "two 1.7e-14", "three, 9.9 s", "four"]
    here = pathlib.Path("/tmp/here")
    assert unlike(shown, output, here) == []
    assert unlike(["one", "...", "four"], output, here) == []
    assert unlike(["...", "four"], output, here) == unlike(["one", "..."], output, here) == []
    assert unlike(["one", "three, 1.6 s"], output, here) == ["three, # s", "instead of: two #"]
    assert unlike(["...", "five"], output, here)
    assert unlike(["one"], output, here) == ["not shown: two #"]
    assert unlike([*shown, "five"], output, here) == ["five", "instead of: the end"]
