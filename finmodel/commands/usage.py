"""The `finmodel usage` commands: import, summary, variance."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from finmodel.commands.said import is_quiet, say
from finmodel.errors import InputError, Problem
from finmodel.printable import printable, table
from finmodel.progress import progress
from finmodel.usage.extra import installed

if TYPE_CHECKING:
    from finmodel.usage.figure import Figures
    from finmodel.usage.imported import Imported
    from finmodel.usage.measure import Log, Measured

_JSON = click.option("--json", "as_json", is_flag=True, help="Print the result for programs.")
_FORMATS = ("auto", "generic", "anthropic", "openai", "litellm", "langfuse", "otel", "focus")
_LOG_OPTIONS = (
    click.argument("logs", nargs=-1, type=click.Path()),
    click.option("--format", "form", type=click.Choice(_FORMATS), default="auto", show_default=True,
                 help="How the log is written; auto tells it by its columns."),
    click.option("--map", "mapped", multiple=True, metavar="FIELD=COLUMN", help="Where a field of a call stands."),
    click.option("--feature", default="", metavar="NAME", help="The feature that all calls belong to."),
    click.option("--rename", "renamed", multiple=True, metavar="OLD=NEW",
                 help="A feature, plan or model of the log under its name in the CSVs."),
    click.option("--timezone", default="UTC", show_default=True, help="Of times without an offset."),
    click.option("--time-unit", type=click.Choice(["s", "ms", "us", "ns"]), help="Of times that are numbers."),
    click.option("--cache-apart/--cache-within", default=None,
                 help="Whether input tokens leave out the cached ones.  [default: as the format does]"),
    click.option("--table", "table_name", default="", metavar="NAME", help="Read this table of the engine."),
    click.option("--connect", default="", metavar="URL", help="The engine: spark://HOST, bigquery://..., and others."),
    click.option("--memory", default="3GiB", show_default=True, help="What DuckDB may hold; the rest goes to disk."),
    click.option("--allow-bad", is_flag=True, help="Leave malformed rows out, however many they are."),
)  # fmt: skip


def _log_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_LOG_OPTIONS):
        command = option(command)
    return command


@click.group()
def usage() -> None:
    """Real usage: vendor exports, gateway logs, traces and tables, turned into the model's inputs.

    \b
    Example:
      finmodel usage summary logs/*.jsonl.gz --prices inputs
      finmodel usage import logs/*.jsonl.gz --into inputs --dry-run
      finmodel usage variance inputs
    """


@usage.command("import")
@_log_options
@click.option("--into", type=click.Path(path_type=Path), metavar="INPUTS", help="The CSVs to write the figures into.")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@_JSON
def import_(*, into: Path | None, dry_run: bool, as_json: bool, **options: Any) -> None:
    """Turn LOGS into the model's inputs: tokens, retries, caches, volumes, concentration, peaks, actuals.

    LOGS are CSV, JSON Lines or Parquet: files, folders or patterns, plain, .gz or .zst. Without --into the figures are
    printed. Only the cells that are measured are written, each row with its source and date.

    \b
    Example:
      finmodel usage import logs/2026-*.csv --map feature=tag --into inputs --dry-run
    """
    with installed():
        from finmodel.usage.cost import thresholds_of
        from finmodel.usage.imported import figures_of, plan_inputs
        from finmodel.usage.measure import measure
        from finmodel.vendor.listed import read_prices

    thresholds = thresholds_of(read_prices(into)) if into else ()
    with progress(quiet=is_quiet()) as tell:
        measured = measure(_log(**options), by_model=False, thresholds=thresholds, tell=tell)
    _say_read(measured)
    if into is None:
        _say_figures(measured, figures_of(measured), as_json=as_json)
        return
    found = plan_inputs(measured, into)
    written = () if dry_run else found.write()
    _say_imported(found, written, dry_run=dry_run, as_json=as_json)


@usage.command()
@_log_options
@click.option("--prices", type=click.Path(path_type=Path), metavar="INPUTS",
              help="The folder or prices.csv with list prices.  [default: inputs, when it has one]")  # fmt: skip
@click.option("--html", type=click.Path(path_type=Path), metavar="FILE", help="Also write a page of tables and charts.")
@_JSON
def summary(*, prices: Path | None, html: Path | None, as_json: bool, **options: Any) -> None:
    """Sum LOGS up by feature and model, at list price, and reconcile them with the billed amount.

    Requests, tokens by kind, medians and tails, shares of the cache, cost of a query, peaks, the busiest tenth of the
    users; then the difference between billed and list price by month and model.

    \b
    Example:
      finmodel usage summary logs/*.jsonl.gz --prices inputs
    """
    with installed():
        from finmodel.usage.cost import thresholds_of
        from finmodel.usage.measure import measure
        from finmodel.usage.summary import summarise
        from finmodel.usage.summary_text import remarks, summary_text
        from finmodel.vendor.listed import read_prices

    default = Path("inputs")
    place = prices or (default if (default / "prices.csv").exists() else None)
    listed = read_prices(place) if place else None
    with progress(quiet=is_quiet()) as tell:
        measured = measure(_log(**options), thresholds=thresholds_of(listed) if listed else (), tell=tell)
    _say_read(measured)
    found = summarise(measured, listed)
    if listed is None:
        click.echo("note: no prices, so no cost; give them with --prices INPUTS", err=True)
    for remark in remarks(found):
        click.echo(printable(f"note: {remark}"), err=True)
    if html:
        from finmodel.usage.page import write_page

        write_page(found, html)
        say(f"written: {html}")
    click.echo(json.dumps(found.as_dict(), ensure_ascii=False) if as_json else summary_text(found))


@usage.command()
@click.argument("inputs", type=click.Path(path_type=Path), default="inputs")
@click.option("--scenario", default="base", show_default=True, help="The plan to hold against.")
@_JSON
def variance(inputs: Path, *, scenario: str, as_json: bool) -> None:
    """Hold the plan of INPUTS against its actuals.csv: price, volume and mix, month by month.

    price: another cost of a query; volume: more or fewer queries, all features alike; mix: other features than planned.
    The three add up to actual less plan.

    \b
    Example:
      finmodel usage variance inputs --scenario downside
    """
    from finmodel.usage.variance import variance as hold

    found = hold(inputs, scenario=scenario)
    for line in found.left_out:
        click.echo(printable(f"note: left out: {line}"), err=True)
    if as_json:
        click.echo(json.dumps(found.as_dict(), ensure_ascii=False))
        return
    header = ("month", "feature", "plan USD", "actual USD", "difference", "price", "volume", "mix")
    rows = [
        (one.month, one.feature, *(f"{usd:,.2f}" for usd in (one.plan_usd, one.actual_usd)),
         *(f"{usd:+,.2f}" for usd in (one.actual_usd - one.plan_usd, one.price_usd, one.volume_usd, one.mix_usd)))
        for one in (*found.splits, *found.months())
    ]  # fmt: skip
    click.echo(table(header, rows, words=2))


@usage.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--rows", type=click.IntRange(1, 1_000_000_000), default=10_000, show_default=True, help="Calls to draw.")
@click.option("--format", "form", type=click.Choice(_FORMATS[1:]), default="generic", show_default=True,
              help="The format to write.")  # fmt: skip
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed draws the same log.")
@_JSON
def sample(file: Path, *, rows: int, form: str, seed: int, as_json: bool) -> None:
    """Draw a realistic log into FILE: log-normal tokens, heavy-tailed users, a daily cycle, retries, caches.

    The ending of FILE tells the kind: .csv, .jsonl, .parquet, .csv.gz or .jsonl.gz. A file that stands there is
    overwritten.

    \b
    Example:
      finmodel usage sample log.jsonl --rows 20000 --format litellm
    """
    from finmodel.usage.sample import Sample
    from finmodel.usage.sample_file import write_sample

    written = write_sample(Sample(rows, seed), file, form)
    told = {"written": str(written), "rows": rows, "format": form, "seed": seed}
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else printable(str(written)))


def _log(
    logs: tuple[str, ...],
    form: str,
    mapped: tuple[str, ...],
    feature: str,
    renamed: tuple[str, ...],
    timezone: str,
    time_unit: str | None,
    table_name: str,
    connect: str,
    memory: str,
    *,
    cache_apart: bool | None,
    allow_bad: bool,
) -> Log:
    from finmodel.usage.call import Reading
    from finmodel.usage.measure import Log

    if bool(logs) == bool(table_name):
        raise click.UsageError("Give LOGS, or a --table of the engine.")
    return Log(
        files=logs,
        table=table_name,
        connect=connect,
        form=form,
        mapped=_pairs("--map", mapped),
        renamed=_pairs("--rename", renamed),
        feature=feature,
        reading=Reading(timezone, time_unit or "", cache_apart),  # type: ignore[arg-type]  # click holds it to the words
        allow_bad=allow_bad,
        memory=memory,
    )


def _pairs(option: str, given: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    pairs = [one.partition("=") for one in given]
    problems = [
        Problem(f"{option} {''.join(pair)}", "is no pair", "write NAME=NAME") for pair in pairs if not all(pair)
    ]
    if problems:
        raise InputError(problems)
    return tuple((left.strip(), right.strip()) for left, _, right in pairs)


def _say_read(measured: Measured) -> None:
    left = [f"{measured.extra:,} rows stand twice"] * bool(measured.extra)
    left += [f"{measured.bad:,} malformed rows are left out"] * bool(measured.bad)
    say("; ".join([f"{measured.form.title}: {measured.source}", *left]))


def _say_figures(measured: Measured, figures: Figures, *, as_json: bool) -> None:
    for remark in figures.remarks:
        click.echo(printable(f"note: {remark}"), err=True)
    rows = [(f.table, ", ".join(name for _, name in f.key), f.column, f.value) for f in figures.cells]
    if as_json:
        cells = [dict(zip(("table", "row", "column", "value"), row, strict=True)) for row in rows]
        told = {"source": measured.source, "figures": cells, "remarks": figures.remarks}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        shown = [(f"{name}.csv", row, column, f"{value:,.6g}") for name, row, column, value in rows]
        click.echo(table(("file", "row", "column", "value"), shown, words=3))


def _say_imported(found: Imported, written: tuple[str, ...], *, dry_run: bool, as_json: bool) -> None:
    for remark in found.remarks:
        click.echo(printable(f"note: {remark}"), err=True)
    if as_json:
        click.echo(json.dumps({**found.as_dict(), "written": list(written)}, ensure_ascii=False))
    else:
        moves = [move for move in found.moves if move.column not in ("source", "as_of", "note")]
        rows = [(move.file, move.row, move.column, move.before or "(empty)", move.after) for move in moves]
        if rows:
            click.echo(table(("file", "row", "column", "before", "after"), rows, words=3))
        click.echo(printable(f"source of each row: {found.source}"), err=True)
    count = len(found.moves)
    verb = "would be written" if dry_run else "written"
    cells = f"{count} cell{'s' * (count != 1)} {verb}" if count else "nothing to change"
    say(f"{found.folder}: {cells}")
