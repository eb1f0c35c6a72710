"""The templates of pages: they arrange text and calculate nothing. A folder of somebody's own comes before ours."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from finmodel.errors import InputError, Problem
from finmodel.page.escape import Safe, escaped
from finmodel.page.medium import escaped_html
from finmodel.page.table import table

if TYPE_CHECKING:
    from jinja2 import BaseLoader, Environment

OURS = "finmodel"  # `{% extends "finmodel/memo.html.j2" %}` is how a template of the same name extends ours


def markdown(template: str, context: Mapping[str, Any], own: Path | None = None) -> str:
    """Render a Markdown page; see `rendered`."""
    return rendered(markdown_environment(own), template, context, own)


def html(template: str, context: Mapping[str, Any], own: Path | None = None) -> str:
    """Render an HTML page; see `rendered`."""
    return rendered(html_environment(own), template, context, own)


def script(name: str) -> dict[str, str]:
    """Our script of a page, and the hash by which its policy lets it run: nobody else's does."""
    from markupsafe import Markup

    from finmodel.starter import templates

    text = (templates() / name).read_text(encoding="utf-8")
    digest = b64encode(sha256(text.encode()).digest()).decode()
    return {"script": Markup(text), "script_hash": f"sha256-{digest}"}  # noqa: S704 - ours, and never with anybody's text


def rendered(made: Environment, template: str, context: Mapping[str, Any], own: Path | None) -> str:
    """Render a page. Raises InputError for what is wrong in a template of `own`, with its line."""
    if own is None:
        return made.get_template(template).render(context)
    try:
        return made.get_template(template).render(context)
    except Exception as error:  # noqa: BLE001 - whatever somebody's own template does wrong
        problem = Problem(_place(error, own), f"cannot be rendered: {error}", "mend the template, or leave it out")
        raise InputError([problem]) from None


def folder_of(own: Path, names: Iterable[str]) -> Path:
    """A folder of templates. Raises InputError where there is none, or none of the names in it."""
    names = tuple(names)
    if not own.is_dir():
        raise InputError([Problem(str(own), "is not a folder", f"name one that holds {' or '.join(names)}")])
    if not any((own / name).is_file() for name in names):
        raise InputError([Problem(str(own), f"holds no {' or '.join(names)}", "name the template as ours is named")])
    return own


def markdown_environment(own: Path | None = None) -> Environment:
    """Templates of our own, in which a missing value is an error and text is escaped for Markdown where it is put."""
    made = _environment(own, finalize=escaped, autoescape=False)  # it escapes for HTML; `finalize` does for Markdown
    made.concat = _concat  # type: ignore[method-assign]  # what a block or a macro gives is Markdown already
    made.filters = {"table": table}
    return made


def html_environment(own: Path | None = None) -> Environment:
    """The same for HTML."""
    made = _environment(own, finalize=escaped_html, autoescape=True)
    made.filters = {}
    return made


def _concat(parts: Iterable[str]) -> Safe:
    return Safe("".join(parts))


def _environment(own: Path | None, **settings: Any) -> Environment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(
        loader=_loader(own),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        **settings,
    )


def _loader(own: Path | None) -> BaseLoader:
    from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader

    from finmodel.starter import templates

    ours = FileSystemLoader(templates())
    prefixed = PrefixLoader({OURS: ours})
    return ChoiceLoader([prefixed, *([FileSystemLoader(own)] if own else []), ours])


def _place(error: Exception, own: Path) -> str:
    """The template and line that an error comes from, as far as it says."""
    name, line = getattr(error, "name", None), getattr(error, "lineno", None)
    if name is None:
        name, line = _raised_in(error)
    return f"{own / name if name else own}{f':{line}' if line else ''}"


def _raised_in(error: Exception) -> tuple[str | None, int | None]:
    """The last template on the way of an error; Jinja's tracebacks name templates and their lines."""
    found: tuple[str | None, int | None] = (None, None)
    trace = error.__traceback__
    while trace is not None:
        if (path := Path(trace.tb_frame.f_code.co_filename)).suffix == ".j2":
            found = (path.name, trace.tb_lineno)
        trace = trace.tb_next
    return found
