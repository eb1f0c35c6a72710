"""The command `finmodel pull`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from finmodel.commands.said import is_quiet, say, say_findings, say_settle
from finmodel.printable import printable
from finmodel.progress import progress


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("inputs", type=click.Path(path_type=Path), default="inputs")
@click.option("--dry-run", is_flag=True, help="Say what would be merged, and write nothing.")
@click.option("--prefer", type=click.Choice(["workbook", "inputs"]), help="Whose value stands where both changed it.")
@click.option("--json", "as_json", is_flag=True, help="Print the result for programs.")
def pull(file: Path, inputs: Path, *, dry_run: bool, prefer: Any, as_json: bool) -> None:
    """Merge the edits in the workbook FILE back into the CSVs in INPUTS.

    What was changed on one side only is taken. Exit code 1 when both sides changed a cell differently, or when
    something was found that cannot be merged, such as a formula typed into an input.

    \b
    Example:
      finmodel pull outputs/model.xlsx inputs --dry-run
    """
    from finmodel.merge.pull import pull as pull_edits

    with progress(quiet=is_quiet()) as tell:
        tell("reading and merging")
        merged = pull_edits(file, inputs, prefer=prefer, dry_run=dry_run)
    if as_json:
        click.echo(json.dumps(merged.as_dict(), ensure_ascii=False))
    else:
        for line in (*merged.moves, *merged.settled):
            click.echo(printable(str(line)))
        for remark in merged.remarks:
            click.echo(printable(remark), err=True)
        say_findings((*merged.conflicts, *merged.findings))
        say_settle(merged.conflicts)
    say(f"{file}: {merged}")
    if not merged.ok:
        raise click.exceptions.Exit(1)
