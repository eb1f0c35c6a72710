"""The command `finmodel refresh`."""

from __future__ import annotations

import gc
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from finmodel.as_of import day_of
from finmodel.commands.said import is_quiet, say, say_lines, say_settle
from finmodel.progress import progress

if TYPE_CHECKING:
    from finmodel.monthly import Refreshed


@click.command()
@click.argument("inputs", type=click.Path(path_type=Path), default="inputs")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The workbook, new or standing.")
@click.option("--pull-prices", is_flag=True, help="Append changed vendor prices to prices.csv first.")
@click.option("--as-of", metavar="DATE", help="The day that counts for prices and archive, YYYY-MM-DD.")
@click.option("--fail-on", multiple=True, metavar="EXPR", help='Exit 1 when it holds, such as "gross_margin<0.5".')
@click.option("--prefer", type=click.Choice(["workbook", "inputs"]), help="Whose value stands where both changed it.")
@click.option("--edited", type=click.Path(path_type=Path), metavar="FILE", help="Take the edits from this workbook.")
@click.option("--archive", type=click.Path(path_type=Path), metavar="DIR", help="Where finished months are archived.")
@click.option("--json", "as_json", is_flag=True, help="Print the result for programs.")
def refresh(
    inputs: Path, *, output: Path, pull_prices: bool, as_of: str | None, fail_on: tuple[str, ...], prefer: Any,
    edited: Path | None, archive: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Do the monthly run: prices, edits, workbook, change report, archive. A second run changes nothing.

    Vendor prices are pulled into prices.csv (--pull-prices), edits in the workbook are merged into the CSVs, the
    workbook is updated in place, or rebuilt with the edits where that cannot be, and proved. What changed stands in
    NAME-changes.md and .html beside it. A month that has ended is archived once, with a manifest, as YYYY-MM beside
    the workbook. Nothing is written while a conflict or a finding stands (exit code 1); when a threshold of --fail-on
    is breached the files are written, and the exit code is 1.

    \b
    Example:
      finmodel refresh inputs -o outputs/model.xlsx --pull-prices --fail-on "gross_margin<0.5"
    """
    from finmodel.monthly import refresh as run

    day = day_of(as_of) if as_of or pull_prices else None
    gc.disable()  # a short run: no collection would pay
    try:
        with progress(quiet=is_quiet()) as tell:
            result = run(
                inputs, output, edited=edited, prices_on=day if pull_prices else None, as_of=day if as_of else None,
                fail_on=fail_on, archive=archive, prefer=prefer, tell=tell,
            )  # fmt: skip
    finally:
        gc.enable()
    if as_json:
        click.echo(json.dumps(result.as_dict(), ensure_ascii=False, allow_nan=False))
    else:
        _say(result)
    say(f"{output}: {result}")
    if not result.ok:
        raise click.exceptions.Exit(1)


def _say(result: Refreshed) -> None:
    """Results to stdout, what is wrong to stderr."""
    rows = [
        f"prices.csv: new row {row.model} from {row.effective_from} ({row.note or row.provider})"
        for row in result.prices
    ]
    told = [*rows, *map(str, result.moves), *map(str, result.settled), *(f"rebuilt: {why}" for why in result.reasons)]
    told += [str(one) for one in result.left]
    told += [f"the older workbook is kept as {result.kept}"] if result.kept else []
    told += [str(one) for one in result.verdicts if not one.breached]
    told += [f"archived: {result.archived}"] if result.archived else []
    say_lines(told, err=False)
    wrong = [*map(str, result.conflicts), *map(str, result.findings), *(f"breach: {one}" for one in result.breaches)]
    doubts = [f"price in doubt: {one}" for one in result.doubts]
    say_lines([*(f"warning: {one}" for one in result.warnings), *doubts, *wrong], err=True)
    say_settle(result.conflicts)
