"""A Sphinx extension: the reference takes its tables from the code at the moment it is built.

A page says where, in a comment that no other reader of Markdown shows: `<!-- from the code: csv_files -->`. Nothing
that is generated is written down, so nothing can go stale.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from from_code import assumptions, checks, commands, csv_files, line_items, public, rules

PLACE = re.compile(r"^<!-- from the code: (\w+) -->$", re.MULTILINE)
PARTS = {
    "assumptions": assumptions.markdown,
    "checks": checks.markdown,
    "csv_files": csv_files.markdown,
    "line_items": line_items.markdown,
    "public": public.markdown,
    "rules": rules.markdown,
}
FOLDER = "reference/"


def setup(app: Any) -> dict[str, bool]:
    """Tell Sphinx when to call, and that pages may be read side by side."""
    app.connect("source-read", fill)
    app.connect("env-get-outdated", generated)
    app.connect("sphinx-click-process-description", commands.as_code)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def fill(_app: Any, _page: str, content: list[str]) -> None:
    """Put what the code says into its places in a page. Raises KeyError for a part that there is not."""
    content[0] = PLACE.sub(lambda place: "\n".join(PARTS[place[1]]()), content[0])


def generated(_app: Any, env: Any, *_changes: Any) -> Iterator[str]:
    """The pages that may have changed although their files have not."""
    return (page for page in env.found_docs if page.startswith(FOLDER))
