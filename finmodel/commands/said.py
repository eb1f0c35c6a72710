"""What every command says in the same way."""

from __future__ import annotations

import click

from finmodel.printable import printable

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
