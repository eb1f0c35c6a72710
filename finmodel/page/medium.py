"""What a page is written in: how somebody's words are made safe in it, and what is safe already."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass

from finmodel.page.escape import Safe, code, escaped, quoted, visible


class Html(str):
    """Text that is HTML already, or cannot be read as any."""

    __slots__ = ()

    def __html__(self) -> str:
        """Tell a template that nothing is left to escape."""
        return self


@dataclass(frozen=True)
class Medium:
    """`text` makes somebody's words safe, `own` marks words of ours, made of safe parts, `code` sets a command."""

    text: Callable[[object], str]
    own: Callable[[str], str]
    code: Callable[..., str]


def escaped_html(text: object) -> Html:
    """One line in which no sign is read as HTML; invisible characters are shown. Safe text stays as it is."""
    return Html(text) if hasattr(text, "__html__") else Html(html.escape(visible(text)))


def code_html(*words: str) -> Html:
    """A command as code, its words quoted for a shell."""
    return Html(f"<code>{html.escape(quoted(*words))}</code>")


MARKDOWN = Medium(escaped, Safe, code)
HTML = Medium(escaped_html, Html, code_html)
