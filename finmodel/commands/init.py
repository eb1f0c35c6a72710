"""The command `finmodel init`."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from finmodel.as_of import day_of
from finmodel.commands.said import say
from finmodel.printable import printable
from finmodel.starter import EXAMPLES

if TYPE_CHECKING:
    from finmodel.starter import Answers


def number(text: str | float) -> float:
    """Read an answer as a cell of a CSV is read; the message says what to write."""
    from finmodel.inputs.kinds import Number

    try:
        return float(str(Number().parse(text)))
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def model(text: str) -> str:
    """A model that the price list knows, asked for again where it does not."""
    from finmodel.errors import InputError
    from finmodel.starter import priced

    try:
        return priced(text)
    except InputError as error:
        raise click.BadParameter("; ".join(f"{problem.what}; {problem.fix}" for problem in error.problems)) from None


_QUESTIONS: dict[str, tuple[str, Any, Any]] = {
    "company": ("Name of the company", "Your company", str),
    "feature": ("Its first feature", "Chat answers", str),
    "model": ("The model that answers, as provider/model", "google/gemini-3.8-flash", model),
    "users": ("Paying users at the start", 100, number),
    "price": ("Price of a user a month, USD", 20, number),
}


def _option(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    text, standing, kind = _QUESTIONS[name]
    return click.option(f"--{name}", type=kind, help=f"{text}.  [default: {standing}]")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@_option("company")
@_option("feature")
@_option("model")
@_option("users")
@_option("price")
@click.option("--start-month", metavar="YYYY-MM", help="First month of the model.  [default: the next one]")
@click.option("--as-of", metavar="DATE", help="The day of the vendor's list prices, YYYY-MM-DD.  [default: today]")
@click.option("--example", type=click.Choice(EXAMPLES), help="A complete company with real prices instead.")
@click.option("--full", is_flag=True, help="All files as they come, explained row by row, instead of answers.")
@click.option("--json", "as_json", is_flag=True, help="Print the result for programs.")
def init(folder: Path, *, example: str | None, full: bool, as_json: bool, **given: Any) -> None:
    """Write starter CSVs into FOLDER.

    On a terminal it asks for the company, its first feature, the model, users and price, and writes the five required
    files with the vendor's list prices; every answer is also an option. Where nobody can be asked and no answer is
    given, the five files come as they are.

    \b
    Example:
      finmodel init acme --company "Acme AI" --feature Chat --model google/gemini-3.8-flash --users 250 --price 29
      finmodel init acme --example coding-agent
    """
    from finmodel.starter import write_example, write_first, write_starter

    answered = [f"--{name.replace('_', '-')}" for name, value in given.items() if value is not None]
    if (example or full) and answered:
        raise click.UsageError(f"{', '.join(answered)}: --example and --full take no answers; leave one of them out.")
    if example:
        written = write_example(folder, example)
    elif full or not (answered or _asked_on_a_terminal(as_json=as_json)):
        written = write_starter(folder, full=full)
    else:
        day = day_of(given.pop("as_of"))
        written = write_first(folder, _answers(given, day, ask=_asked_on_a_terminal(as_json=as_json)), as_of=day)
    _say(written, folder, as_json=as_json)


def _asked_on_a_terminal(*, as_json: bool) -> bool:
    return not as_json and sys.stdin.isatty() and sys.stderr.isatty()


def _answers(given: dict[str, Any], day: Any, *, ask: bool) -> Answers:
    """The answers given as options, the rest asked for, or as they are by default."""
    from finmodel.errors import InputError, Problem
    from finmodel.starter import Answers
    from finmodel.timeline import Month

    text = given.pop("start_month")
    try:
        start = Month.parse(text) if text else Month.of(day) + 1
    except ValueError as error:
        raise InputError([Problem("--start-month", str(error), "write YYYY-MM")]) from None
    for name, (question, standing, kind) in _QUESTIONS.items():
        if given[name] is None:
            given[name] = click.prompt(question, default=standing, type=kind, err=True) if ask else standing
    return Answers(given["company"], given["feature"], given["model"], given["users"], given["price"], start)


def _say(written: list[Path], folder: Path, *, as_json: bool) -> None:
    build = shlex.join(["finmodel", "build", str(folder), "-o", f"{folder.resolve().name}.xlsx"])
    if as_json:
        click.echo(json.dumps({"written": [str(path) for path in written], "next": build}, ensure_ascii=False))
        return
    for path in written:
        click.echo(printable(str(path)))
    say(f"next: {build}")
