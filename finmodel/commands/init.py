"""The command `finmodel init`."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--full", is_flag=True, help="Write all files, not only the five required ones.")
@click.option("--json", "as_json", is_flag=True, help="Print the result for programs.")
def init(folder: Path, *, full: bool, as_json: bool) -> None:
    """Write starter CSVs into FOLDER.

    \b
    Example:
      finmodel init acme --full
    """
    from finmodel.starter import write_starter

    written = [str(path) for path in write_starter(folder, full=full)]
    click.echo(json.dumps({"written": written}) if as_json else "\n".join(written))
