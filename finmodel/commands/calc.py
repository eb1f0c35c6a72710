"""The command `finmodel calc`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("inputs", type=click.Path(path_type=Path), default="inputs")
@click.option("--scenario", show_default="base", help="The scenario to calculate.")
@click.option("--all-scenarios", is_flag=True, help="Every scenario, one after the other; says which one first.")
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True,
              help="How to print.")  # fmt: skip
def calc(inputs: Path, *, scenario: str | None, all_scenarios: bool, form: str) -> None:
    """Print every value of the Python mirror, tidy: line_item,member,month,value,unit.

    With --all-scenarios a column `scenario` stands first.

    \b
    Example:
      finmodel calc inputs --format csv > values.csv
      finmodel calc inputs --all-scenarios > scenarios.csv
    """
    from finmodel.inputs import read
    from finmodel.inputs.assumption import BASE
    from finmodel.mirror import calculate, calculate_all, tidy

    if all_scenarios and scenario is not None:
        raise click.UsageError("--scenario names one scenario, --all-scenarios prints every one; give one of the two")
    company = read(inputs, scenario=scenario or BASE)
    if all_scenarios:
        every = calculate_all(company)
        pieces = tidy.all_as_csv(every) if form == "csv" else tidy.all_as_json(every)
    else:
        results = calculate(company).finite()
        pieces = tidy.as_csv(results) if form == "csv" else tidy.as_json(results)
    for piece in pieces:
        click.echo(piece, nl=False)
