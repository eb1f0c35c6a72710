"""A summary for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from finmodel.printable import printable, table
from finmodel.usage.summary import Line, Reconciled, Summary

_UNKNOWN = "n.m."


@dataclass(frozen=True)
class Table:
    """A table as text, cell by cell; the first two columns are names."""

    title: str
    header: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def tables(summary: Summary) -> list[Table]:
    """Lay a summary out in tables: use and cost, spread of tokens, reconciliation."""
    found = [_use(summary.lines), _tokens(summary.lines)]
    return [*found, _bills(summary.reconciled)] if summary.reconciled else found


def summary_text(summary: Summary) -> str:
    """A summary's tables for a terminal."""
    return "\n\n".join(table(one.header, one.rows, words=2) for one in tables(summary))


def remarks(summary: Summary) -> Iterator[str]:
    """What has to be said beside the figures."""
    if summary.priced.unknown:
        names = ", ".join(name or "(no name)" for name in summary.priced.unknown)
        yield f"no price for {names}: add rows to prices.csv, or --rename NAME=MODEL; their cost is n.m."
    if summary.priced.undated:
        yield f"no price in force yet for {', '.join(summary.priced.undated)} on some days; their cost is n.m."
    if summary.uncharged:
        yield f"{summary.uncharged:,.0f} requests carry no billed amount and are not reconciled"
    if summary.measured.form.grain != "call":
        yield f"rows of {summary.measured.form.title} add calls up, so there are no medians and tails"
    period = summary.measured.period
    if period.gaps:
        yield f"no rows on {len(period.gaps)} days, from {period.gaps[0]}: taken as lost, not as quiet"


def _use(lines: tuple[Line, ...]) -> Table:
    header = ("feature", "model", "requests", "queries", "input", "cache read", "written", "output", "reasoning",
              "list USD", "a query", "billed USD", "peak/mean", "top 10%")  # fmt: skip
    rows = [
        (
            *_names(line),
            _count(line.requests),
            _count(line.queries),
            _count(line.tokens["input_tokens"]),
            _share(line.cache_read_share),
            _share(line.cache_write_share),
            _count(line.tokens["output_tokens"]),
            _count(line.tokens["reasoning_tokens"]),
            _usd(line.list_usd),
            _usd(line.list_usd_per_query, 6),
            _usd(line.billed_usd),
            _UNKNOWN if line.peak_to_average is None else f"{line.peak_to_average:.2f}",
            _share(line.top_decile_share),
        )
        for line in lines
    ]
    return Table("Use and cost", header, rows)


def _tokens(lines: tuple[Line, ...]) -> Table:
    order = ("p50", "mean", "p95", "p99")
    header = ("tokens a request", "model", *(f"input {n}" for n in order), *(f"output {n}" for n in order))
    rows = [
        (*_names(line), *(_count(spread.get(name)) for spread in (line.input, line.output) for name in order))
        for line in lines
    ]
    return Table("Tokens of a request", header, rows)


def _bills(months: tuple[Reconciled, ...]) -> Table:
    header = ("month", "model", "billed USD", "list USD", "difference", "%")
    rows = [
        (
            one.month,
            printable(one.model or "-"),
            _usd(one.billed_usd),
            _usd(one.list_usd),
            _usd(one.difference_usd),
            _UNKNOWN if one.difference_share is None else f"{one.difference_share:+.1%}",
        )
        for one in months
    ]
    return Table("Billed against list price", header, rows)


def _names(line: Line) -> tuple[str, str]:
    return line.feature or "-", line.model or "-"


def _count(number: float | None) -> str:
    return _UNKNOWN if number is None else f"{number:,.0f}"


def _usd(number: float | None, decimals: int = 2) -> str:
    return _UNKNOWN if number is None else f"{number:,.{decimals}f}"


def _share(share: float | None) -> str:
    return _UNKNOWN if share is None else f"{share:.1%}"
