"""A line item that is another one of other rows, such as a bill at ten times the units."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import wraps
from inspect import Parameter, signature
from typing import Any

from finmodel.errors import DeclarationError
from finmodel.model.dimension import Dimension
from finmodel.model.item import LineItem, Mirror, Section

_REFERENCE = re.compile(r"\{[^{}]*\}")
_NAME = re.compile(r"(?<![\w.])[a-z]\w*(?![\w.])")


def like(
    item: LineItem,
    name: str,
    label: str,
    *,
    instead: Mapping[str, str],
    on: Section | None = None,
    by: Dimension | None = None,
    doc: str = "",
) -> LineItem:
    """The line item `name`: the two hands of `item`, each written once, both reading other rows.

    `instead` says which row stands in for which; an input column is always the item's own. What is not given is as in
    `item`. Raises DeclarationError for a name that neither hand reads.
    """
    named = {found for reference in _REFERENCE.findall(item.excel) for found in _NAME.findall(reference)}
    if unread := sorted(set(instead) - named - set(item.parameters)):
        raise DeclarationError(f"{name}: {item.id} reads no {', '.join(unread)}; name rows that it reads")
    own = {item.id: name, **instead}
    return replace(
        item,
        id=name,
        label=label,
        section=on or item.section,
        by=by or item.by,
        excel=_REFERENCE.sub(lambda m: _NAME.sub(lambda n: instead.get(n[0], n[0]), m[0]), item.excel),
        mirror=_reading(item.mirror, name, instead, doc),
        instead=own | {was: own.get(now, now) for was, now in item.instead.items()},
    )


def _reading(mirror: Mirror, name: str, instead: Mapping[str, str], doc: str) -> Mirror:
    """The mirror, with parameters of other names."""
    given = signature(mirror).parameters
    own = {instead.get(parameter, parameter): parameter for parameter in given}

    @wraps(mirror)
    def of_other_rows(**rows: Any) -> Any:
        return mirror(**{own[parameter]: value for parameter, value in rows.items()})

    of_other_rows.__name__ = name
    of_other_rows.__doc__ = doc or mirror.__doc__
    renamed = [Parameter(now, Parameter.KEYWORD_ONLY, default=given[was].default) for now, was in own.items()]
    of_other_rows.__signature__ = signature(mirror).replace(parameters=renamed)  # type: ignore[attr-defined]
    return of_other_rows
