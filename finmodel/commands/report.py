"""The command `finmodel report`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from finmodel.commands.said import is_quiet
from finmodel.printable import printable
from finmodel.progress import progress

_PRINT = "-"  # what --md is without a file


@click.command()
@click.argument("source", metavar="FILE|INPUTS", type=click.Path(path_type=Path), default="inputs")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write to FILE: a page for NAME.html, JSON for NAME.json, else Markdown.",
)
@click.option(
    "--md",
    is_flag=False,
    flag_value=_PRINT,
    metavar="[FILE]",
    help="Write Markdown to FILE; print it where none is named, as when nothing else is asked.",
)
@click.option(
    "--pdf", type=click.Path(path_type=Path), metavar="FILE", help="Print the workbook to FILE through LibreOffice."
)
@click.option(
    "--template",
    "own",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="A folder with a memo.html.j2 or memo.md.j2 of your own, which may extend finmodel/memo.html.j2.",
)
@click.option("--scenario", help="The scenario of INPUTS to report on; base when none is named.")
@click.option("--json", "as_json", is_flag=True, help="Print the same content for programs.")
def report(
    source: Path, *, output: Path | None, md: str | None, pdf: Path | None, own: Path | None, scenario: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Report on a workbook, or on the CSVs in INPUTS, in a diligence memo.

    A summary in sentences, each flag with what it means and the lever that moves it most, headline figures, unit
    economics by plan and feature, vendor prices as dated, training against inference, the scenarios side by side, what
    turned since the month before, what was overridden, how it was proved, and every input with its source. As one HTML
    page with charts that fetches nothing, as Markdown, or as JSON. Exit code 1 when anything is found in the workbook;
    a FLAG is no finding.

    \b
    Example:
      finmodel report inputs -o outputs/memo.html --md outputs/memo.md
      finmodel report outputs/model.xlsx --pdf outputs/model.pdf
    """
    from finmodel.memo import report as make_memo
    from finmodel.memo.written import Asked, write

    asked = Asked.of(source, output, None if md in (None, _PRINT) else Path(md), pdf, own, as_json=as_json)
    with progress(quiet=is_quiet()) as tell:
        memo = make_memo(source, scenario=scenario, tell=tell)
        for warning in memo.warnings:
            click.echo(f"warning: {printable(warning)}", err=True)
        write(memo, asked, tell=tell)
    if as_json and not asked.writes("json"):
        click.echo(json.dumps(memo.as_dict(), ensure_ascii=False))
    elif not as_json and (asked.nothing or (md == _PRINT and not asked.writes("md"))):
        click.echo(memo.markdown(own), nl=False)
    if not memo.ok:
        click.echo(printable(f"{source}: not sound; finmodel check lists what was found"), err=True)
        raise click.exceptions.Exit(1)
