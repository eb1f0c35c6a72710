"""The command `finmodel diff`."""

from __future__ import annotations

from pathlib import Path

import click

from finmodel.commands.said import is_quiet, say
from finmodel.progress import progress


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--md", type=click.Path(path_type=Path), metavar="FILE", help="Write the report in Markdown to FILE.")
@click.option("--html", type=click.Path(path_type=Path), metavar="FILE", help="Write it as an HTML page to FILE.")
@click.option("--as-generated", is_flag=True, help="Compare with OLD as it was before anybody edited it.")
@click.option("--json", "as_json", is_flag=True, help="Print the same content for programs.")
def diff(old: Path, new: Path, *, md: Path | None, html: Path | None, as_generated: bool, as_json: bool) -> None:
    """Say what changed between two models, by whom, and what it does.

    OLD and NEW are workbooks, or folders of CSVs. The change report lists every input that differs, sets cost per
    query, gross margin, burn and runway side by side, and leads from margin to margin step by step. It is printed in
    Markdown when no file is named. Differences are no failure: the exit code is 0.

    \b
    Example:
      finmodel diff outputs/2026-10/model.xlsx outputs/model.xlsx --html outputs/change_report.html
    """
    from finmodel.change_report import diff as compare
    from finmodel.files import write_over
    from finmodel.page.target import usable

    targets = {form: usable(path, f"write --{form} NAME.{form}") for form, path in (("md", md), ("html", html)) if path}
    with progress(quiet=is_quiet()) as tell:
        tell("reading and comparing")
        found = compare(old, new, as_generated=as_generated)
    write_over({path: found.markdown if form == "md" else found.html for form, path in targets.items()})
    for path in targets.values():
        say(f"wrote {path}")
    if as_json:
        click.echo(found.as_json())
    elif not targets:
        click.echo(found.markdown, nl=False)
