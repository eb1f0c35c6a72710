"""The command `finmodel calc`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("inputs", type=click.Path(path_type=Path), default="inputs")
@click.option("--scenario", default="base", show_default=True, help="The scenario to calculate.")
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True,
              help="How to print.")  # fmt: skip
def calc(inputs: Path, *, scenario: str, form: str) -> None:
    """Print every value of the Python mirror, tidy: line_item,member,month,value,unit.

    \b
    Example:
      finmodel calc inputs --format csv > values.csv
    """
    from finmodel.inputs import read
    from finmodel.mirror import calculate
    from finmodel.mirror.tidy import as_csv, as_json

    results = calculate(read(inputs, scenario=scenario)).finite()
    for chunk in (as_csv if form == "csv" else as_json)(results):
        click.echo(chunk, nl=False)
