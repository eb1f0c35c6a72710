"""The command line: results to stdout, progress and messages to stderr."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import click

from finmodel.commands.said import quiet, say_findings, with_quiet
from finmodel.errors import FinmodelError, InputError, ProofError
from finmodel.interrupt import unwound
from finmodel.printable import in_line, printable
from finmodel.version import __version__

COMMANDS = (
    "init", "build", "check", "pull", "update", "refresh", "diff", "calc", "simulate", "report", "explain", "prices",
    "usage",
)  # fmt: skip


class _Group(click.Group):
    """Loads a command when it is asked for, and turns every expected error into a message and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (the name that click calls it by)
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as click calls it
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"finmodel.commands.{cmd_name}"), cmd_name)
        with_quiet(command)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        with _legible():
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            with _legible(), unwound():
                return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("interrupted", err=True)
            ctx.exit(130)
        except FinmodelError as error:
            _say_error(error)
            ctx.exit(error.exit_code)
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            click.echo(in_line(f"{place}{error.strerror or error}; nothing was written there"), err=True)
            ctx.exit(2)


@contextmanager
def _legible() -> Iterator[None]:
    """What is said of a wrong word on the command line shows the word, and does not obey it."""
    try:
        yield
    except click.ClickException as error:
        vars(error)["message"] = in_line(error.message)
        raise


def _say_error(error: FinmodelError) -> None:
    if isinstance(error, InputError):
        for problem in error.problems:
            click.echo(str(problem), err=True)
        click.echo(f"{len(error.problems)} problem{'s' * (len(error.problems) != 1)}; nothing was written", err=True)
    elif isinstance(error, ProofError):
        say_findings(error.findings)
        click.echo("the workbook was not proved; the old file, if any, is untouched", err=True)
    else:
        click.echo(printable(str(error)), err=True)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@quiet
@click.version_option(__version__, prog_name="finmodel")
def main() -> None:
    """Formula-live, proved Excel models of what AI products cost and earn.

    \b
    Example:
      finmodel init acme
      finmodel build acme -o acme.xlsx
    """
