"""The page: every value of the memo as text, and the templates that arrange them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from finmodel.memo.cited import Cited
from finmodel.memo.flags import Flag
from finmodel.memo.headline_grids import cards, company_grid, plan_grid, turned_grid
from finmodel.memo.memo import Memo, Plan, Proof
from finmodel.page import template
from finmodel.page.medium import HTML, MARKDOWN, Medium
from finmodel.page.sentence import Amount, Sentence, say
from finmodel.page.writer import Writer

MARKDOWN_TEMPLATE, HTML_TEMPLATE = "memo.md.j2", "memo.html.j2"
TEMPLATES = (HTML_TEMPLATE, MARKDOWN_TEMPLATE)
_LISTED = 10  # of what could be many; --json and `finmodel check` list all
_FINDINGS = 5


@dataclass(frozen=True)
class Listed:
    """The first of many lines; `more` counts the others."""

    lines: tuple[str, ...]
    more: int


def markdown(memo: Memo, own: Path | None = None) -> str:
    """Render a memo in Markdown, by somebody's own template where `own` holds one."""
    context = {**_context(memo, MARKDOWN), "sections": _sections(memo, Writer(MARKDOWN, memo.company.currency))}
    return template.markdown(MARKDOWN_TEMPLATE, context, own)


def html(memo: Memo, own: Path | None = None) -> str:
    """Render a memo as an HTML page that needs nothing else. Raises EngineError without the chart library."""
    from finmodel.page.chart import figures

    writer = Writer(HTML, memo.company.currency)
    drawn = {name: {"charts": figures(section.plots, writer)} for name, section in memo.sections.items()}
    written = _sections(memo, writer)
    sections = {name: {**written[name], **drawn[name]} for name in written}
    context = {**_context(memo, HTML), **template.script("page.js"), "sections": sections}
    return template.html(HTML_TEMPLATE, context, own)


def _sections(memo: Memo, writer: Writer) -> dict[str, dict[str, Any]]:
    return {
        name: {"sentences": writer.sentences(one.sentences), "tables": [writer.table(grid) for grid in one.grids]}
        for name, one in memo.sections.items()
    }


def _context(memo: Memo, medium: Medium) -> dict[str, Any]:
    writer = Writer(medium, memo.company.currency)
    cited = Cited.of(memo)
    return {
        "memo": memo,
        "company": memo.company,
        "summary": writer.sentences(memo.summary),
        "cards": [{"label": label, "amount": writer.amount(amount), "bounds": writer.sentence(limits), "kind": kind}
                  for label, amount, limits, kind in cards(memo)],
        "plans": _first(writer.sentence(_plan(plan)) for plan in memo.company.plans),
        "features": _first(map(medium.text, memo.company.features)),
        "vendors": _first(medium.text(f"{name} ({', '.join(one)})") for name, one in memo.company.vendors.items()),
        "flags": [_flag(flag, writer, cited) for flag in memo.flagged],
        "company_table": writer.table(company_grid(memo, cited)),
        "plan_table": writer.table(plan_grid(memo, cited)),
        "sources": list(cited.sources),
        "turned": writer.table(turned_grid(memo, _month_before(memo))) if memo.turned else None,
        "month_before": _month_before(memo),
        "overridden": _first(map(medium.text, memo.overridden)),
        **_proof(memo.proof, medium),
        **_commands(memo, medium),
    }  # fmt: skip


def _flag(flag: Flag, writer: Writer, cited: Cited) -> dict[str, Any]:
    """A flag's figures with the number of their benchmark's source, and what to do."""
    limits = cited.bounds(flag.benchmark, flag.unit)
    return {
        "label": writer.medium.text(flag.label),
        "says": writer.sentence(say("{figures}; benchmark: {bounds}", figures=flag.says, bounds=limits)),
        "means": writer.sentence(flag.means),
        "levers": writer.sentence(flag.levers),
        "moves": writer.sentences(flag.moves),
    }


def _proof(proof: Proof | None, medium: Medium) -> dict[str, Any]:
    if proof is None:
        return {}
    return {
        "formulas": _counted(proof.formulas, "formula cell", medium),
        "compared": medium.own(f"{proof.compared:,}"),
        "foreign": _counted(proof.foreign, "formula cell", medium) if proof.foreign else medium.own(""),
        "worst": medium.own(f"{proof.worst:.1e}"),
        "found": _counted(len(proof.findings), "finding", medium),
        "findings": _first(map(medium.text, proof.findings), _FINDINGS),
    }


def _first(lines: Iterable[str], most: int = _LISTED) -> Listed:
    listed = tuple(lines)
    return Listed(listed[:most], len(listed[most:]))


def _counted(number: int, noun: str, medium: Medium) -> str:
    return medium.own(f"{number:,} {noun}{'s' * (number != 1)}")


def _plan(plan: Plan) -> Sentence:
    words = "{name} ({price} a month and account; {accounts} accounts, {users} users)"
    accounts, users = Amount(plan.accounts, "count"), Amount(plan.users, "count")
    return say(words, name=plan.name, price=Amount(plan.price, "USD"), accounts=accounts, users=users)


def _month_before(memo: Memo) -> str:
    from finmodel.timeline import Month

    return str(Month.parse(memo.company.diligence_month) + -1)


def _commands(memo: Memo, medium: Medium) -> dict[str, str]:
    """What builds and checks a workbook of these inputs, and what checks this one."""
    scenario = () if memo.company.scenario == "base" else ("--scenario", memo.company.scenario)
    return {
        "build_command": medium.code("finmodel", "build", memo.source, "-o", "model.xlsx", *scenario),
        "report_command": medium.code("finmodel", "report", "model.xlsx"),
        "check_command": medium.code("finmodel", "check", memo.source),
    }
