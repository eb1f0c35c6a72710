"""A summary as one page of HTML: tables and charts, nothing fetched from elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from finmodel.files import write_over
from finmodel.page.chart import without_charts
from finmodel.page.template import html
from finmodel.page.writer import Table, Written
from finmodel.usage.summary import Summary
from finmodel.usage.summary_text import Table as Told
from finmodel.usage.summary_text import remarks, tables

TEMPLATE = "usage.html.j2"
_NAMES = 2


def write_page(summary: Summary, path: Path) -> None:
    """Write a page, whole or not at all, over what stands there. Raises EngineError, OSError."""
    write_over({path: page(summary)})


def page(summary: Summary) -> str:
    """Render a summary. Raises EngineError when the chart library is not installed."""
    try:
        from finmodel.usage.charts import charts_of

        charts = list(charts_of(summary))
    except ImportError as error:
        raise without_charts(error) from None
    shown: dict[str, Any] = {
        "source": summary.measured.source,
        "format": summary.measured.form.title,
        "malformed": _count(summary.measured.bad),
        "extra": _count(summary.measured.extra),
        "remarks": list(remarks(summary)),
        "tables": [_table(one) for one in tables(summary)],
        "charts": charts,
    }
    return html(TEMPLATE, shown)


def _count(rows: int) -> str:
    """How many, nothing for none."""
    return f"{rows:,}" if rows else ""


def _table(told: Told) -> Table:
    """The first two columns are names, the others figures."""
    rows = tuple(tuple(Written(cell, "") for cell in row) for row in told.rows)
    return Table(told.title, told.header, tuple(i >= _NAMES for i in range(len(told.header))), rows)
