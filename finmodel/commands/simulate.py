"""The command `finmodel simulate`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from finmodel.commands.said import is_quiet, say
from finmodel.progress import progress


@click.command()
@click.argument("inputs", type=click.Path(path_type=Path), default="inputs")
@click.option("--trials", type=click.IntRange(1, 10_000_000), default=10_000, show_default=True, help="How many draws.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=1, show_default=True,
              help="The same seed gives the same figures.")  # fmt: skip
@click.option("--item", "items", multiple=True, metavar="LINE_ITEM",
              help="A line item to follow by month, or a row of it, 'revenue[Pro]'; may be given again.")  # fmt: skip
@click.option("--scenario", default="base", show_default=True, help="The scenario around which inputs vary.")
@click.option("--csv", "csv_file", type=click.Path(path_type=Path), metavar="FILE", help="Write every statistic there.")
@click.option("--sheet", type=click.Path(path_type=Path), metavar="FILE",
              help="Build the workbook there, with what was found on a sheet Uncertainty.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print for programs.")
def simulate(
    inputs: Path, *, trials: int, seed: int, items: tuple[str, ...], scenario: str, csv_file: Path | None,
    sheet: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Say how sure the figures are: the inputs of uncertainty.csv are drawn many times.

    Prints P10, P50 and P90 of line items by month, how likely each flag, running out of cash and each crossover
    month is, and what one input alone does to gross margin and runway. docs/simulate.md says how to write
    uncertainty.csv.

    With --sheet the workbook of INPUTS is built and proved as by `finmodel build`, with one sheet more: these figures
    as of build, charts, and whether the inputs are still those simulated. A file that holds edits is left as it is.

    \b
    Example:
      finmodel simulate inputs --trials 20000 --item gross_margin --csv outputs/uncertainty.csv
      finmodel simulate inputs --sheet outputs/model.xlsx
    """
    from finmodel.files import write_over
    from finmodel.uncertainty import simulate as run
    from finmodel.uncertainty.target import usable
    from finmodel.uncertainty.text import as_text
    from finmodel.uncertainty.tidy import as_csv

    target = csv_file and usable(csv_file, inputs)
    with progress(quiet=is_quiet()) as tell:
        asked: Any = {"trials": trials, "seed": seed, "items": items, "scenario": scenario, "tell": tell}
        if sheet:
            from finmodel.uncertainty.sheet import simulate_sheet  # it brings along all that writes workbooks

            found, built = simulate_sheet(inputs, sheet, **asked)
        else:
            found, built = run(inputs, **asked), None
    if target:
        write_over({target: as_csv(found)})
        say(f"{target}: written")
    whole = json.dumps(found.as_dict(), ensure_ascii=False, allow_nan=False) + "\n" if as_json else ""
    click.echo(whole or as_text(found, every_month=bool(items)), nl=False)
    if built:
        say(str(built))
