"""Names of models: what a log calls them, and what prices.csv calls them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from finmodel.inputs.kinds import key_of

_PLACES = re.compile(
    r"^(?:.*/)?(?:(?:us|eu|apac|jp|au|global)\.)?(?:(?:anthropic|openai|google|meta|amazon|azure)[./:])?"
)
_RELEASE = re.compile(
    r"(?:[-@]latest|[-@:](?:20[0-9]{2}-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12][0-9]|3[01]))|-v[0-9]+:[0-9]+|@default)+$"
)


def stem(name: str) -> str:
    """A model's name without where it is served and which release it is.

    `us.anthropic.claude-haiku-4-5-20251001-v1:0`, `anthropic/claude-haiku-4-5-latest` and `claude-haiku-4-5@20251001`
    are `claude-haiku-4-5`.
    """
    return _RELEASE.sub("", _PLACES.sub("", key_of(name)))


def aliases(logged: Iterable[str], listed: Iterable[str]) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """Find the price row's name for each name in a log, and the names that no price row has.

    The same name counts first; else the one listed model with the same stem. Two of them are no answer.
    """
    listed = list(listed)
    exact = {key_of(name): name for name in listed}
    by_stem: dict[str, list[str]] = {}
    for name in listed:
        by_stem.setdefault(stem(name), []).append(name)
    found: dict[str, str] = {}
    for name in logged:
        alike = by_stem.get(stem(name), [])
        if key_of(name) in exact:
            found[name] = exact[key_of(name)]
        elif len(alike) == 1:
            found[name] = alike[0]
    return found, tuple(sorted(name for name in logged if name not in found))
