r"""The reference forms of an Excel template: a small closed grammar over names, never A1.

| form | means |
|---|---|
| `{users}` | same month, own member (or the member the row belongs to) |
| `{users[-1]}` | the previous month; month 1 reads the opening column |
| `{users[1]}` | month 1 |
| `{users[*]}` | all members, same month |
| `{queries[feature,*]}` | the members that share this row's feature, same month |
| `{users[@plan]}` | the member names (or the attribute) beside all members |
| `{users[all]}`, `{users[:now]}`, `{users[now:]}` | the row's months: all, up to this one, from this one on |
| `{users[block]}` | all members, all months |
| `{users[total]}`, `{users[totals]}` | the total column: own member, all members |
| `{plan}` | the name of the row's own member |
| `{month}`, `{month_number}` | the month's date and number, with `[all]` |
| `{churn_multiplier}` | a scalar assumption |
| `{plans.churn_rate}` | the member's own input, fetched in the constant column |
| `{plans.churn_rate[*]}` | the same for all members |
| `{prices.input_usd_per_mtok[column]}` | the whole column of an input table, spare rows included |
| `{prices.tier_from_tokens[base]}` | a further criterion, `,column,0`, if the row's model has rows above 0 |
| `{tier_input_usd_per_mtok\|input_usd_per_mtok}` | the first where it has a row of this member, else the second |
| `{plan_row}` | the row of the plan that a row of actuals is held against |

Two forms say what a company may lack; `resolved` closes them before anything is parsed:

| form | means |
|---|---|
| `{*capped_share}`, `{+tools}`, `{-tools[total]}` | the row with its sign; nothing where the company has no such row |
| `{review_share or quality.review_rate}` | the first of the two that the company has |
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from finmodel.errors import DeclarationError

_REFERENCE = re.compile(r"\{([^{}]*)\}")
_FORM = re.compile(r"([a-z][a-z0-9_]*)(?:\.([a-z][a-z0-9_]*))?(?:\[([^\]]+)\])?")
_SELECTORS = ("", "-1", "1", "*", "all", ":now", "now:", "block", "total", "totals", "column", "base")
TIME = ("month", "month_number")
PLAN_ROW = "plan_row"
_TERM = re.compile(r"\{([+*-])([a-z][a-z0-9_]*)(\[[^\]]*\])?\}")
_EITHER = re.compile(r"\{([a-z][a-z0-9_]*) or ([a-z][a-z0-9_.]*)\}")


@dataclass(frozen=True, slots=True)
class Reference:
    """One `{...}`: a line item, assumption, member part or month name, or an input `table.name`."""

    name: str
    table: str = ""
    selector: str = ""

    @property
    def whole(self) -> bool:
        """Whether it is read straight from the input table, and not fetched for a member."""
        return bool(self.table) and self.selector in ("column", "base")

    @property
    def key(self) -> str:
        """The name that is looked up: `table.name` for inputs."""
        return f"{self.table}.{self.name}" if self.table else self.name

    @property
    def part(self) -> str:
        """The member part of `[@plan]` and `[plan,*]`, else nothing."""
        return self.selector.strip("@").removesuffix(",*") if self.selector[:1] == "@" or "," in self.selector else ""


@dataclass(frozen=True, slots=True)
class Either:
    """`{a|b}`: `a`, by a partial dimension, where it has a row of the member, else `b`."""

    first: Reference
    second: Reference


Template = tuple[str | Reference | Either, ...]


def optional(text: str) -> dict[str, str]:
    """The rows that a template reads only where a company has them, and what it reads instead of each, if anything."""
    return {**{m[2]: "" for m in _TERM.finditer(text)}, **{m[1]: m[2] for m in _EITHER.finditer(text)}}


def resolved(text: str, present: Collection[str]) -> str:
    """A template for a company that has the rows `present`."""
    text = _TERM.sub(lambda m: f"{m[1]}{{{m[2]}{m[3] or ''}}}" if m[2] in present else "", text)
    return _EITHER.sub(lambda m: f"{{{m[1]}}}" if m[1] in present else f"{{{m[2]}}}", text)


def parse(text: str) -> Template:
    """Split a template into literal text and references. Raises DeclarationError for a form outside the grammar."""
    parts: list[str | Reference | Either] = []
    end = 0
    for match in _REFERENCE.finditer(text):
        first, bar, second = match[1].partition("|")
        read = _reference(first, text)
        parts += [text[end : match.start()], Either(read, _reference(second, text)) if bar else read]
        end = match.end()
    return tuple(part for part in (*parts, text[end:]) if part != "")


def references(template: Template) -> tuple[Reference, ...]:
    """The references of a template, in order."""
    found: list[Reference] = []
    for part in template:
        found += (
            [part.first, part.second] if isinstance(part, Either) else [part] if isinstance(part, Reference) else []
        )
    return tuple(found)


def _reference(inner: str, text: str) -> Reference:
    match = _FORM.fullmatch(inner)
    selector = (match[3] or "") if match else ""
    known = selector in _SELECTORS or selector.startswith("@") or selector.endswith(",*")
    if not match or not known:
        raise DeclarationError(f"{{{inner}}} in {text!r} is not a reference form; see finmodel/model/reference.py")
    first, second = match[1], match[2] or ""
    return Reference(second or first, first if second else "", selector)
