"""A page of the documentation as its reader has it: blocks of code, and sessions at a terminal."""

import pathlib
import re
import shlex

from click.testing import CliRunner, Result

from finmodel.cli import main

ROOT = pathlib.Path(__file__).parents[2]
HOME = "/home/you"  # where the folder of a session stands on the page
ELSEWHERE = (  # differs by machine, seconds and the last digits of floats; grows with the model, how many cells
    (re.compile(r"\b\d+ (formula cells|proved|compared|sheets)\b"), r"# \1"),
    (re.compile(r"\b\d+\.\d s$"), "# s"),
    (re.compile(r"\b\d(\.\d)?e-\d+\b"), "#"),
)


class DocPage:
    """A page by its path in the repository."""

    def __init__(self, path: str) -> None:
        self.text = (ROOT / path).read_text(encoding="utf-8")

    def blocks(self, language: str) -> list[str]:
        """The code blocks in a language."""
        return re.findall(rf"^```{language}\n(.*?)^```$", self.text, re.DOTALL | re.MULTILINE)

    def lines(self, language: str) -> list[str]:
        """The lines of those blocks."""
        return [line for block in self.blocks(language) for line in block.splitlines()]

    def session(self) -> list[tuple[str, list[str]]]:
        """The commands of the `console` blocks in order, each with the lines shown below it."""
        found: list[tuple[str, list[str]]] = []
        for line in "".join(self.blocks("console")).replace("\\\n", "").splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
        return found


def run(command: str) -> Result:
    """Run a `finmodel ...` line in this process, as a shell would give it its arguments."""
    name, *arguments = shlex.split(command)
    assert name == "finmodel"
    return CliRunner().invoke(main, arguments)


def unlike(shown: list[str], output: str, folder: pathlib.Path) -> list[str]:
    """The lines shown that the output does not have where they stand; `...` leaves out any number of lines."""
    lines = [_anywhere(line.replace(str(folder), HOME)) for line in output.splitlines()]
    at, free = 0, False
    for line in map(_anywhere, shown):
        if line == "...":
            free = True
            continue
        found = next((i for i in range(at, len(lines) if free else min(at + 1, len(lines))) if lines[i] == line), None)
        if found is None:
            return [line, f"instead of: {lines[at] if at < len(lines) else 'the end'}"]
        at, free = found + 1, False
    return [] if free or at == len(lines) else [f"not shown: {lines[at]}"]


def _anywhere(line: str) -> str:
    for pattern, instead in ELSEWHERE:
        line = pattern.sub(instead, line)
    return line.rstrip()
