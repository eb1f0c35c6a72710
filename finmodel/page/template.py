"""The templates of pages: they arrange text and calculate nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from finmodel.page.escape import escaped
from finmodel.page.medium import escaped_html
from finmodel.page.table import table

if TYPE_CHECKING:
    from jinja2 import Environment


def markdown(template: str, context: Mapping[str, Any]) -> str:
    """Render a Markdown page."""
    return markdown_environment().get_template(template).render(context)


def html(template: str, context: Mapping[str, Any]) -> str:
    """Render an HTML page."""
    return html_environment().get_template(template).render(context)


def markdown_environment() -> Environment:
    """Templates of our own, in which a missing value is an error and text is escaped for Markdown where it is put."""
    made = _environment(finalize=escaped, autoescape=False)  # it escapes for HTML; `finalize` does for Markdown
    made.filters = {"table": table}
    return made


def html_environment() -> Environment:
    """The same for HTML."""
    made = _environment(finalize=escaped_html, autoescape=True)
    made.filters = {}
    return made


def _environment(**settings: Any) -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from finmodel.starter import templates

    return Environment(  # noqa: S701 - each caller says how it escapes
        loader=FileSystemLoader(templates()),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        **settings,
    )
