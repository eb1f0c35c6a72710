"""The `finmodel prices` commands: pull, diff, history."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from finmodel.as_of import day_of
from finmodel.commands.said import say
from finmodel.printable import printable, table

if TYPE_CHECKING:
    from decimal import Decimal

    from finmodel.vendor import Comparison, Difference, History, Pulled, Source
    from finmodel.vendor.amount import Prices

_INPUTS = click.argument("inputs", type=click.Path(path_type=Path), default="inputs")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print the result for programs.")


@click.group()
def prices() -> None:
    """Vendor prices: new dated rows from a price source, what changed, and the past of a model.

    \b
    Example:
      finmodel prices pull inputs
      finmodel prices diff old/prices.csv inputs
      finmodel prices history claude-haiku-4-5 inputs
    """


@prices.command()
@_INPUTS
@click.option("--as-of", metavar="DATE", help="The day of the check, YYYY-MM-DD.  [default: today]")
@click.option("--models", metavar="A,B", default="", help="Only these, listed or new: model or provider/model.")
@click.option("--from", "file", type=click.Path(path_type=Path), metavar="FILE.json", help="A LiteLLM price map.")
@click.option("--online", is_flag=True, help="Fetch newer data with the updater of genai-prices.")
@click.option("--confirm", is_flag=True, help="Write the day into checked_on of rows in force that still hold.")
@click.option("--dry-run", is_flag=True, help="Say what would be added, and write nothing.")
@_JSON
def pull(
    inputs: Path,
    *,
    as_of: str | None,
    models: str,
    file: Path | None,
    online: bool,
    confirm: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Append new dated rows to prices.csv for every price that differs from the row in force.

    Prices come from the installed genai-prices package, without a network. Announced prices come along with their own
    date; rows that stand there are never changed, but for checked_on with --confirm. A file with a header alone is
    filled with the models named. Exit code 1 when a row contradicts the source on its own date.

    \b
    Example:
      finmodel prices pull inputs --as-of 2026-11-01 --dry-run
    """
    from finmodel.vendor import pull as find

    day = day_of(as_of)
    names = [name.strip() for name in models.split(",") if name.strip()]
    found = find(inputs, _source(file, online=online), as_of=day, models=names, confirm=confirm)
    written = not dry_run and found.write()
    _say_pulled(found, written=written, dry_run=dry_run, as_json=as_json)
    if found.conflicts:
        raise click.exceptions.Exit(1)


def _source(file: Path | None, *, online: bool) -> Source:
    from finmodel.vendor import genai_prices, litellm_map

    if file and online:
        raise click.UsageError("--from and --online are two sources; give one of them.")
    return litellm_map(file) if file else genai_prices(online=online)


def _say_pulled(found: Pulled, *, written: bool, dry_run: bool, as_json: bool) -> None:
    for warning in found.warnings:
        click.echo(printable(f"warning: {warning}"), err=True)
    for conflict in found.conflicts:
        click.echo(printable(f"conflict: {conflict}"), err=True)
    if as_json:
        rows = [row.as_dict() for row in found.rows]
        told = {"path": str(found.path), "written": written, "rows": rows, "confirmed": [*found.confirmed]}
        said = {"conflicts": [*map(str, found.conflicts)], "warnings": [*map(str, found.warnings)]}
        click.echo(json.dumps({**told, **said}, ensure_ascii=False))
    elif found.rows:
        click.echo(_pulled_table(found))
    count = len(found.rows)
    verb = "would be added" if dry_run else "added"
    rows_added = f"{count} row{'s' * (count != 1)} {verb}" if count else "no price to add"
    held = f", {len(found.confirmed)} confirmed" if found.confirmed else ""
    say(f"{found.path}: {rows_added}{held}")


def _pulled_table(found: Pulled) -> str:
    from finmodel.vendor.amount import COLUMNS

    header = ("model", "provider", "from", "above tokens", *_heads(), "before: input", "output")
    rows = [
        (
            row.model,
            row.provider,
            row.effective_from.isoformat(),
            _threshold(row.tier),
            *_figures(row.prices, COLUMNS),
            *_figures(row.before, COLUMNS[:2]),
        )
        for row in found.rows
    ]
    notes = [f"{row.model} {row.effective_from}: {row.note}" for row in found.rows if row.note and not row.tier]
    return "\n".join([table(header, rows, words=4), *map(printable, notes)])


@prices.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@_JSON
def diff(old: Path, new: Path, *, as_json: bool) -> None:
    """Say what changed from OLD to NEW, each a folder or a prices.csv.

    A line for each row that is new, removed or changed: the price in force on its date after the change, and how far
    it is from the one before.

    \b
    Example:
      finmodel prices diff last-month/prices.csv inputs
    """
    from finmodel.vendor import difference, read_prices

    found = difference(read_prices(old), read_prices(new))
    if as_json:
        click.echo(json.dumps([one.as_dict() for one in found], ensure_ascii=False))
    else:
        click.echo(_difference_table(found) if found else "no price changed")


def _difference_table(found: Sequence[Difference]) -> str:
    from finmodel.vendor.amount import BATCH, COLUMNS

    header = ("model", "from", "above tokens", "row", "", *_heads())
    rows = [
        (
            one.model,
            one.effective_from.isoformat(),
            _threshold(one.tier),
            one.row,
            one.direction,
            *(_moved(one, column) for column in COLUMNS if column != BATCH),
            _batch_moved(one),
        )
        for one in found
    ]
    return table(header, rows, words=5)


def _threshold(tier: Decimal) -> str:
    return f"{tier:,.0f}" if tier else ""


def _moved(one: Difference, column: str) -> str:
    """`3 (-25.0%)`: the price after, and its change."""
    change = one.change(column)
    after = _figure(one.after, column)
    return f"{after} ({_percent(change)})" if change else after


def _batch_moved(one: Difference) -> str:
    from finmodel.vendor.amount import BATCH

    before, after = _figure(one.before, BATCH), _figure(one.after, BATCH)
    return after if before in (after, "-") else f"{before} -> {after}"


@prices.command()
@click.argument("model")
@_INPUTS
@click.option("--accept", metavar="A,B,C", default="", help="Models you would switch to; MODEL itself always counts.")
@click.option("--ratio", default="3:1", show_default=True, help="Input to output tokens, for the blended price.")
@_JSON
def history(model: str, inputs: Path, *, accept: str, ratio: str, as_json: bool) -> None:
    """Show the dated prices of MODEL and their observed yearly change.

    The change is (last price / first price) ^ (365.25 / days between) - 1, announced rows included. With --accept
    also the cheapest blended price of the models you would accept at each date: what switching earns, kept apart from
    what holding MODEL earns.

    \b
    Example:
      finmodel prices history gpt-5.6-luna inputs --accept claude-haiku-4-5,gemini-3.8-flash
    """
    from finmodel.vendor import compare, read_prices
    from finmodel.vendor import history as past_of
    from finmodel.vendor.history import Ratio

    listed, blend = read_prices(inputs), Ratio.parse(ratio)
    past = past_of(listed, model, blend)
    names = [name.strip() for name in accept.split(",") if name.strip()]
    against = compare(listed, model, names, blend) if names else None
    if as_json:
        told = {**past.as_dict(), **({"accept": against.as_dict()} if against else {})}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo("\n\n".join([_history_table(past), *([_comparison_table(against)] if against else [])]))


def _history_table(past: History) -> str:
    from finmodel.vendor.amount import COLUMNS, plain

    rows = [
        (row.effective_from.isoformat(), *_figures(row.prices, COLUMNS), plain(blended))
        for row, blended in zip(past.rows, past.blended, strict=True)
    ]
    yearly = [_percent(past.yearly[name]) if name in past.yearly else "" for name in (*_heads(), "blended")]
    header = (past.model, *_heads(), f"blended {past.ratio}")
    return table(header, [*rows, ("a year", *yearly)])


def _comparison_table(against: Comparison) -> str:
    from finmodel.vendor.amount import plain

    rows = [(t.date.isoformat(), t.model, plain(t.held), plain(t.cheapest)) for t in against.turns]
    yearly = ("a year", "", _percent(against.holding), _percent(against.switching))
    return table(("", "cheapest", "holding", "switching"), [*rows, yearly], words=2)


def _heads() -> tuple[str, ...]:
    from finmodel.vendor.amount import COLUMNS, NAMES

    return tuple(NAMES[column] for column in COLUMNS)


def _figures(found: Prices | None, columns: Sequence[str]) -> list[str]:
    return [_figure(found, column) for column in columns]


def _figure(found: Prices | None, column: str) -> str:
    from finmodel.vendor.amount import plain

    return "-" if found is None else plain(found[column])


def _percent(change: float | None) -> str:
    return "n.m." if change is None else f"{change:+.1%}"
