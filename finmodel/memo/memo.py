"""The memo: what it holds, before it is a page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from finmodel.memo.section import Section
from finmodel.page.figure import Value
from finmodel.page.plain import plain
from finmodel.page.sentence import Sentence

if TYPE_CHECKING:
    from finmodel.memo.flags import Flag


@dataclass(frozen=True)
class Plan:
    """A price plan in the diligence month: price in currency a month and account, accounts at its end, users."""

    name: str
    price: float
    accounts: float
    users: float


@dataclass(frozen=True)
class Company:
    """What the company is and as of when; months are YYYY-MM, `number` counts the diligence month from 1."""

    name: str
    description: str
    currency: str
    scenario: str
    first_month: str
    last_month: str
    months: int
    diligence_month: str
    number: int
    as_of: dt.date
    plans: tuple[Plan, ...]
    features: tuple[str, ...]
    vendors: dict[str, tuple[str, ...]]  # the models of each provider


@dataclass(frozen=True)
class Benchmark:
    """What a figure is held against: bounds in the unit of the figure, None where there is none."""

    direction: str
    low: float | None
    high: float | None
    source: str
    as_of: dt.date | None


@dataclass(frozen=True)
class Headline:
    """A figure in the diligence month, in its unit.

    `metric` is the id of the line item, `member` the plan or other member, empty for the company. `status` is PASS,
    FLAG or n.m., and empty where no benchmark judges the figure: that of a first month says what it is the first of.
    """

    metric: str
    member: str
    label: str
    unit: str
    value: Value
    benchmark: Benchmark | None
    status: str


@dataclass(frozen=True)
class Turned:
    """A metric whose status differs from that of the month before; values in its unit."""

    metric: str
    member: str
    label: str
    unit: str
    before: Value
    value: Value
    benchmark: Benchmark | None
    status_before: str
    status: str


@dataclass(frozen=True)
class Proof:
    """What the gates found on a workbook.

    `formulas` counts the model's formula cells, `foreign` somebody's own, which nothing checks; `worst` is the largest
    relative difference among the cells compared.
    """

    file: str
    sha256: str
    engine: str
    formulas: int
    compared: int
    foreign: int
    worst: float
    findings: tuple[str, ...]
    ok: bool


@dataclass(frozen=True)
class Memo:
    """A page about a company, as values.

    `source` is the workbook or the folder, `flagged` what each flag means and what moves it, `sections` the parts of
    the page by name, `turned` None when the diligence month is the first, `overridden` names each input of the workbook
    that is not as generated, `proof` is None when the figures come from CSVs, `warnings` are those of the inputs.
    """

    source: str
    company: Company
    summary: tuple[Sentence, ...]
    headlines: tuple[Headline, ...]
    passes: int
    flags: int
    without_verdict: int
    flagged: tuple[Flag, ...]
    turned: tuple[Turned, ...] | None
    overridden: tuple[str, ...]
    proof: Proof | None
    warnings: tuple[str, ...] = ()
    sections: Mapping[str, Section] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether nothing was found on the workbook, or none was checked."""
        return self.proof is None or self.proof.ok

    def markdown(self, own: Path | None = None) -> str:
        """The page in Markdown, from `templates/memo.md.j2` or a template of that name in the folder `own`.

        Raises InputError for what is wrong in a template of somebody's own.
        """
        from finmodel.memo.page import markdown

        return markdown(self, own)

    def html(self, own: Path | None = None) -> str:
        """The page in HTML, with charts and nothing fetched, from `memo.html.j2` likewise.

        Raises EngineError when the chart library is not installed.
        """
        from finmodel.memo.page import html

        return html(self, own)

    def as_dict(self) -> dict[str, Any]:
        """For programs: None for n.m., dates as ISO text."""
        return {**plain(asdict(self)), "ok": self.ok}
