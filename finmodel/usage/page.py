"""A summary as one page of HTML: tables and charts, nothing fetched from elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from finmodel.errors import EngineError
from finmodel.files import Change, write_all
from finmodel.usage.summary import Summary
from finmodel.usage.summary_text import remarks, tables

TEMPLATE = "usage.html.j2"


def write_page(summary: Summary, path: Path) -> None:
    """Write a page, whole or not at all, over what stands there. Raises EngineError, OSError."""
    before = path.read_bytes() if path.exists() else None
    write_all({path: Change(before, page(summary).encode())})


def page(summary: Summary) -> str:
    """Render a summary. Raises EngineError when the chart library is not installed."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    from finmodel.starter import templates

    try:
        from finmodel.usage.charts import charts_of

        charts = [(chart, Markup(chart.svg)) for chart in charts_of(summary)]  # noqa: S704 - drawn here, escaped there
    except ImportError as error:
        what = f"the chart library is not installed ({error.name or error})"
        raise EngineError(f"{what}; pip install 'finmodel[report]'") from None
    made = Environment(
        loader=FileSystemLoader(templates()), undefined=StrictUndefined, autoescape=True, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    shown: dict[str, Any] = {
        "source": summary.measured.source,
        "format": summary.measured.form.title,
        "malformed": summary.measured.bad,
        "extra": summary.measured.extra,
        "remarks": list(remarks(summary)),
        "tables": tables(summary),
        "charts": charts,
    }
    return made.get_template(TEMPLATE).render(shown)
