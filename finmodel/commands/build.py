"""The command `finmodel build`."""

from __future__ import annotations

import gc
import json
from pathlib import Path
from typing import Any

import click

from finmodel.commands.said import is_quiet, say
from finmodel.printable import printable
from finmodel.progress import progress


@click.command()
@click.argument("inputs", type=click.Path(path_type=Path), default="inputs")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The workbook to write.")
@click.option("--scenario", default="base", show_default=True, help="The scenario in force when it opens.")
@click.option("--force", is_flag=True, help="Overwrite a file that holds edits, or is no finmodel workbook.")
@click.option("--carry", type=click.Path(path_type=Path), metavar="FILE", help="Take over the edits of this workbook.")
@click.option("--prefer", type=click.Choice(["workbook", "inputs"]), help="Whose value stands where both changed it.")
@click.option("--json", "as_json", is_flag=True, help="Print the result for programs.")
def build(
    inputs: Path, output: Path, *, scenario: str, force: bool, carry: Path | None, prefer: Any, as_json: bool
) -> None:
    """Build a proved workbook from the CSVs in INPUTS.

    Every formula is recalculated by an independent engine and compared with the Python mirror before the file is
    moved into place. With --carry the edits in FILE are merged on top, still shown as edits on Changes, with the
    number formats of inputs and the comments; what has to stay behind, such as sheets of your own, is listed one by
    one. FILE and the CSVs stay as they are. Exit code 1 when FILE and the CSVs changed a cell differently.

    \b
    Example:
      finmodel build inputs -o outputs/model.xlsx --scenario downside
      finmodel build inputs -o outputs/new.xlsx --carry outputs/model.xlsx
    """
    from finmodel.builder import build as build_workbook
    from finmodel.inputs import read

    gc.freeze()  # what is imported stays for good: no collection need look at it
    company = read(inputs, scenario=scenario)
    for warning in company.warnings:
        click.echo(f"warning: {printable(str(warning))}", err=True)
    with progress(quiet=is_quiet()) as tell:
        built = build_workbook(company, output, force=force, carry=carry, prefer=prefer, tell=tell)
    if as_json:
        click.echo(json.dumps(built.as_dict(), ensure_ascii=False))
    else:
        for line in built.carried:
            click.echo(printable(f"carried: {line}"))
        for one in built.left:
            click.echo(printable(str(one)))
    say(str(built))
