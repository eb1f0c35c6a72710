"""The command `finmodel update`."""

from __future__ import annotations

import gc
import json
from pathlib import Path
from typing import Any

import click

from finmodel.commands.said import SHOWN, is_quiet, say, say_findings, say_settle
from finmodel.printable import printable
from finmodel.progress import progress


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("inputs", type=click.Path(path_type=Path), default="inputs")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write here instead of over FILE.")
@click.option("--dry-run", is_flag=True, help="Say what would move, prove it, and write nothing.")
@click.option("--prefer", type=click.Choice(["workbook", "inputs"]), help="Whose value stands where both changed it.")
@click.option("--json", "as_json", is_flag=True, help="Print the result for programs.")
def update(file: Path, inputs: Path, output: Path | None, *, dry_run: bool, prefer: Any, as_json: bool) -> None:
    """Bring what changed in the CSVs in INPUTS into the workbook FILE, in place.

    Only the bytes of the cells that change are written: own sheets, charts, pictures, comments and formats stay as
    they are, and so do the edits made in FILE. Exit code 1 when both sides changed a cell differently, when something
    was found that keeps it from being proved, or when it takes a new build (the command is printed).

    \b
    Example:
      finmodel update outputs/model.xlsx inputs --dry-run
    """
    from finmodel.patch.update import update as update_workbook

    gc.disable()  # one workbook, then the process ends: nothing is worth collecting
    with progress(quiet=is_quiet()) as tell:
        updated = update_workbook(file, inputs, output, prefer=prefer, dry_run=dry_run, tell=tell)
    if as_json:
        click.echo(json.dumps(updated.as_dict(), ensure_ascii=False))
    else:
        for line in (*updated.moves, *updated.settled):
            click.echo(printable(str(line)))
        for text in (*(f"kept: {edit}" for edit in updated.kept), *updated.remarks):
            click.echo(printable(text), err=True)
        _say_left(updated.left)
        say_findings((*updated.conflicts, *updated.findings))
        say_settle(updated.conflicts)
    say(f"{file}: {updated}")
    if not updated.ok:
        raise click.exceptions.Exit(1)


def _say_left(cells: tuple[str, ...]) -> None:
    if cells:
        shown = ", ".join(cells[:SHOWN]) + (", ..." if len(cells) > SHOWN else "")
        told = f"not calculated here, so the file asks to be recalculated when it is opened: {shown}"
        click.echo(printable(told), err=True)
