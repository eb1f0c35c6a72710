"""What every command says in the same way."""

from __future__ import annotations

import click

from finmodel.errors import SETTLE
from finmodel.printable import printable

_QUIET = "finmodel.quiet"
SHOWN = 40  # lines of a kind that are printed; --json prints them all


def say_lines(lines: list[str], *, err: bool) -> None:
    """The first lines of a kind, and how many more there are."""
    for line in lines[:SHOWN]:
        click.echo(printable(line), err=err)
    if len(lines) > SHOWN:
        click.echo(f"and {len(lines) - SHOWN} more; --json lists them all", err=err)


def say_findings(findings: tuple[object, ...]) -> None:
    """What was found, to stderr."""
    say_lines([str(finding) for finding in findings], err=True)


def say_settle(conflicts: tuple[object, ...]) -> None:
    """What to do next about conflicts, where there are any."""
    if conflicts:
        click.echo(f"conflicts: {SETTLE}", err=True)


def _silence(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        ctx.meta[_QUIET] = True  # shared by all contexts of a call


quiet = click.option("-q", "--quiet", is_flag=True, expose_value=False, is_eager=True, callback=_silence,
                     help="Print results, warnings and errors only.")  # fmt: skip


def with_quiet(command: click.Command) -> None:
    """Give a command, and the commands of a group, the option --quiet."""
    if all(option.name != "quiet" for option in command.params):
        quiet(command)
    for inner in getattr(command, "commands", {}).values():
        with_quiet(inner)


def is_quiet() -> bool:
    """Whether --quiet was given."""
    context = click.get_current_context(silent=True)
    return bool(context and context.meta.get(_QUIET))


def say(text: str) -> None:
    """How it went, to stderr; nothing with --quiet."""
    if not is_quiet():
        click.echo(printable(text), err=True)
