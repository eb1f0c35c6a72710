"""The command `finmodel report`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from finmodel.commands.said import is_quiet
from finmodel.printable import printable
from finmodel.progress import progress


@click.command()
@click.argument("source", metavar="FILE|INPUTS", type=click.Path(path_type=Path), default="inputs")
@click.option("--md", "form", flag_value="md", help="Print Markdown; so it does when nothing else is asked.")
@click.option("--json", "form", flag_value="json", help="Print the same content for programs.")
@click.option("--scenario", help="The scenario of INPUTS to report on; base when none is named.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write to this file instead.")
def report(source: Path, *, form: str | None, scenario: str | None, output: Path | None) -> None:
    """Report on a workbook, or on the CSVs in INPUTS, in a memo of one page.

    What the company is, its headline figures with their flags, what turned since the month before, what was
    overridden, how it was proved. Exit code 1 when anything is found in the workbook; a FLAG is no finding.

    \b
    Example:
      finmodel report outputs/model.xlsx --md -o outputs/memo.md
    """
    from finmodel.memo import report as make_memo
    from finmodel.page.target import save, usable

    target = output and usable(output)
    with progress(quiet=is_quiet()) as tell:
        memo = make_memo(source, scenario=scenario, tell=tell)
    for warning in memo.warnings:
        click.echo(f"warning: {printable(warning)}", err=True)
    text = json.dumps(memo.as_dict(), ensure_ascii=False) + "\n" if form == "json" else memo.markdown()
    save(text, target) if target else click.echo(text, nl=False)
    if not memo.ok:
        click.echo(printable(f"{source}: not sound; finmodel check lists what was found"), err=True)
        raise click.exceptions.Exit(1)
