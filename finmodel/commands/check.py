"""The command `finmodel check`."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from finmodel.commands.said import SHOWN, is_quiet, say, say_findings
from finmodel.printable import printable
from finmodel.progress import progress

if TYPE_CHECKING:
    from finmodel.gates.finding import Report


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--engine", type=click.Choice(["ironcalc", "libreoffice"]), default="ironcalc", show_default=True,
              help="Who recalculates.")  # fmt: skip
@click.option(
    "--shocks", is_flag=True, help="Also move every numeric input, type over what checks read, and compare again."
)
@click.option("--rules", is_flag=True, help="Also hold it to the twelve rules of docs/WORKBOOK.md.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings for programs.")
def check(file: Path, *, engine: str, shocks: bool, rules: bool, as_json: bool) -> None:
    """Check a workbook on disk, also one that came back with edited inputs.

    Exit code 1 when anything is found: an edited or typed-over formula, a number stored as text, a stale cached
    value, a figure that is not the mirror's. Warnings (--rules: a long formula) are printed and let it pass.

    \b
    Example:
      finmodel check outputs/model.xlsx --shocks --rules
    """
    from finmodel.gates.file import check as check_file

    with progress(quiet=is_quiet()) as tell:
        report = check_file(file, engine=engine, shocks=shocks, tell=tell)
        if rules:
            report = _audited(report, file, engine, tell)
    if as_json:
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False))
    else:
        say_findings(report.findings)
        for line in report.changed[:SHOWN]:
            click.echo(printable(f"changed since it was generated: {line}"))
        for name, reason in report.inert:
            click.echo(printable(f"inert: {name}: {reason}"))
        for name in report.silent:
            click.echo(f"silent: {name}: no wrong figure of those that it reads made this check ring")
    say(f"{file}: {report}")
    if not report.ok:
        raise click.exceptions.Exit(1)


def _audited(report: Report, file: Path, engine: str, tell: Callable[[str], None]) -> Report:
    """The report with what the rules find as well."""
    from finmodel.rules.register import audit

    tell("holding it to the rules")
    return replace(report, findings=tuple(dict.fromkeys((*report.findings, *audit(file, engine=engine)))))
