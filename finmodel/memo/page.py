"""The page: every value of the memo as text, and the template that arranges them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from finmodel.memo.bounds import bound, bounds
from finmodel.memo.headlines import COMPANY, PLAN
from finmodel.memo.memo import Benchmark, Headline, Memo, Plan, Proof, Turned
from finmodel.page.escape import Safe, code, escaped
from finmodel.page.figure import NONE, figure
from finmodel.page.template import markdown as render

_LISTED = 10  # of what could be many; --json and `finmodel check` list all
_FINDINGS = 5
TEMPLATE = "memo.md.j2"


@dataclass(frozen=True)
class Listed:
    """The first of many lines; `more` counts the others."""

    lines: tuple[Safe, ...]
    more: int


def markdown(memo: Memo) -> str:
    """Render a memo."""
    return render(TEMPLATE, _context(memo))


def _context(memo: Memo) -> dict[str, Any]:
    sources = _sources(memo)
    currency = memo.company.currency
    of_company = [head for head in memo.headlines if head.metric in COMPANY]
    of_plans = [head for head in memo.headlines if head.metric in PLAN]
    return {
        "memo": memo,
        "company": memo.company,
        "plans": _first([_plan(plan, currency) for plan in memo.company.plans]),
        "features": _first(map(escaped, memo.company.features)),
        "vendors": _first(escaped(f"{name} ({', '.join(models)})") for name, models in memo.company.vendors.items()),
        "company_rows": [_company_row(head, currency, sources) for head in of_company],
        "plan_rows": list(_plan_rows(of_plans, currency, sources)),
        "also_flagged": list(_also(memo.also_flagged, currency, sources)),
        "sources": list(sources),
        "turned": None if memo.turned is None else [_turned(one, currency) for one in memo.turned],
        "month_before": _month_before(memo),
        "overridden": _first(map(escaped, memo.overridden)),
        **_proof(memo.proof),
        **_commands(memo),
    }


def _proof(proof: Proof | None) -> dict[str, Any]:
    if proof is None:
        return {}
    return {
        "formulas": _counted(proof.formulas, "formula cell"),
        "compared": Safe(f"{proof.compared:,}"),
        "foreign": _counted(proof.foreign, "formula cell") if proof.foreign else Safe(),
        "worst": Safe(f"{proof.worst:.1e}"),
        "found": _counted(len(proof.findings), "finding"),
        "findings": _first(map(escaped, proof.findings), _FINDINGS),
    }


def _first(lines: Iterable[Safe], most: int = _LISTED) -> Listed:
    listed = tuple(lines)
    return Listed(listed[:most], len(listed[most:]))


def _counted(number: int, noun: str) -> Safe:
    return Safe(f"{number:,} {noun}{'s' * (number != 1)}")


def _plan(plan: Plan, currency: str) -> Safe:
    price = figure(plan.price, "USD", currency)
    accounts, users = (figure(count, "count", currency) for count in (plan.accounts, plan.users))
    return Safe(f"{escaped(plan.name)} ({price} a month and account; {accounts} accounts, {users} users)")


def _sources(memo: Memo) -> dict[str, int]:
    """The sources of the benchmarks shown, numbered in order."""
    shown = [head.benchmark for head in (*memo.headlines, *memo.also_flagged) if head.benchmark]
    return {source: i for i, source in enumerate(dict.fromkeys(map(_source, shown)), start=1)}


def _source(benchmark: Benchmark) -> str:
    return ", ".join(str(part) for part in (benchmark.source or "no source given", benchmark.as_of) if part)


def _cited(head: Headline, currency: str, sources: dict[str, int]) -> Safe:
    """A benchmark with the number of its source."""
    words = bounds(head.benchmark, head.unit, currency)
    return Safe(f"{words} ({sources[_source(head.benchmark)]})") if head.benchmark else words


def _value(head: Headline, currency: str) -> Safe:
    return figure(head.value, head.unit, currency, bound(head.benchmark))


def _judged(value: Safe, status: str) -> Safe:
    """A figure with its status; n.m. is said once."""
    return value if status in ("", value) else Safe(f"{value} {status}")


def _company_row(head: Headline, currency: str, sources: dict[str, int]) -> tuple[str, ...]:
    """A first month is the first to pass the benchmark of the figure above: it is judged there."""
    benchmark = Safe(NONE) if head.unit == "month" else _cited(head, currency, sources)
    return (escaped(head.label), _value(head, currency), benchmark, Safe(head.status or NONE))


def _plan_rows(heads: list[Headline], currency: str, sources: dict[str, int]) -> Iterator[tuple[str, ...]]:
    """The benchmarks first, then a row a plan: each figure with its status."""
    by_metric = {metric: list(group) for metric, group in groupby(heads, key=lambda head: head.metric)}
    asked = [next(iter(group)) for group in by_metric.values()]
    yield (Safe("benchmark"), *(Safe(NONE) if h.unit == "month" else _cited(h, currency, sources) for h in asked))
    for row in zip(*by_metric.values(), strict=True):
        cells = [_judged(_value(head, currency), head.status) for head in row]
        yield (escaped(row[0].member), *cells)


def _also(heads: tuple[Headline, ...], currency: str, sources: dict[str, int]) -> Iterator[Safe]:
    """A line a metric."""
    for _, group in groupby(heads, key=lambda head: head.metric):
        found = list(group)
        values = ", ".join(f"{escaped(_members(head.member))} {_value(head, currency)}".strip() for head in found)
        yield Safe(f"{escaped(found[0].label)}: {values}; {_cited(found[0], currency, sources)}")


def _members(member: str) -> str:
    return member.replace("|", ", ")


def _turned(one: Turned, currency: str) -> tuple[str, ...]:
    beside = bound(one.benchmark)
    label = f"{one.label}, {_members(one.member)}" if one.member else one.label
    before = _judged(figure(one.before, one.unit, currency, beside), one.status_before)
    now = _judged(figure(one.value, one.unit, currency, beside), one.status)
    return (escaped(label), before, now, bounds(one.benchmark, one.unit, currency))


def _month_before(memo: Memo) -> str:
    from finmodel.timeline import Month

    return str(Month.parse(memo.company.diligence_month) + -1)


def _commands(memo: Memo) -> dict[str, Safe]:
    """What builds and checks a workbook of these inputs, and what checks this one."""
    scenario = () if memo.company.scenario == "base" else ("--scenario", memo.company.scenario)
    return {
        "build_command": code("finmodel", "build", memo.source, "-o", "model.xlsx", *scenario),
        "report_command": code("finmodel", "report", "model.xlsx"),
        "check_command": code("finmodel", "check", memo.source),
    }
