"""Diligence: an investor's questions, a row each, with live values, benchmarks and verdicts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from finmodel.lines.diligence_path import CASH_GENERATIVE
from finmodel.lines.metric import BAD_SIGN, benchmarks, path_of
from finmodel.model.item import LineItem
from finmodel.workbook.address import address, letters, quoted, span
from finmodel.workbook.cells import Cell, Chart, Line, Page, Snapshot, Sparkline
from finmodel.workbook.layout import Layout
from finmodel.workbook.meaning import AtMonth, Entry, Live, Retires, Verdict, Word
from finmodel.workbook.pages.drawings import charts_under, rows_under
from finmodel.workbook.pages.heading import header, heading
from finmodel.workbook.pages.linked import figure
from finmodel.workbook.pages.notes import notes_of_verdicts
from finmodel.workbook.pages.questions import OTHER, SECTIONS, Question
from finmodel.workbook.pages.scenarios import SideBySide
from finmodel.workbook.render import Renderer
from finmodel.workbook.sparkline import TREND

SHEET = "Diligence"
COLUMNS = (
    "id", "question", "metric", "value", "unit", "low", "high", "direction", "passes", "status",
    "month 1", "month 6", "month 12", TREND, "comment", "benchmark", "source of the benchmark", "rows behind it",
)  # fmt: skip
VALUE, UNIT, LOW, HIGH, DIRECTION, PASSES, STATUS = range(3, 10)
MONTHS = {10: 1, 11: 6, 12: 12}
COURSE, COMMENT, BENCHMARK, SOURCE, BEHIND = range(13, 18)
COUNT_HEADER, SCENARIOS_ROW, HEADER = 3, 8, 10
PASSED, FLAGGED = (f"{letters(VALUE)}{COUNT_HEADER + i}" for i in (2, 3))  # the cells that count verdicts
WIDTHS = (22.0, 42.0, 46.0, 13.0, 12.0, 10.0, 10.0, 10.0, 8.0, 9.0, *[10.0] * 3, 18.0, 44.0, 24.0, 40.0, 44.0)
SENTENCE, SENTENCE_WIDTH = 26.0, 28.0  # height of two lines, and the width in which a verdict takes them
TOLD = "small_link"  # the role of a sentence
NONE = "none"  # what a bound reads that is not set


@dataclass(frozen=True)
class Asked:
    """A question asked of one member: `bench` is the position of its benchmark, where it has one."""

    question: Question
    item: LineItem
    member: int
    name: str
    bench: int | None

    @property
    def metric(self) -> str:
        """`metric` or `metric|plan`."""
        return f"{self.question.item}|{self.name}" if self.name else self.question.item


def diligence_page(layout: Layout, renderer: Renderer, snapshot: Snapshot) -> Page:
    """The page of the questions, each section with its charts, then of the scenarios side by side."""
    lines = list(_questions(layout, renderer))
    last = lines[-1].row
    scenarios = SideBySide(last + 2, snapshot, {"passes": PASSED, "flags": FLAGGED}, layout, renderer)
    page = Page(SHEET, [*heading(SHEET), *_summary(last, scenarios)], freeze=(HEADER + 1, 2))
    page.lines += [header(HEADER, COLUMNS, height=28), *lines, *scenarios.lines]
    page.statuses = [(HEADER + 1, STATUS, last, STATUS), (SCENARIOS_ROW, VALUE, SCENARIOS_ROW, VALUE)]
    page.charts = list(_charts(layout))
    page.breaks = sorted({*page.charted, *(line.row for line in page.lines if line.band == "section")})
    longest = max(len(str(line.cells[1].value)) for line in lines)
    page.widths = {**dict(enumerate(WIDTHS)), 1: min(max(WIDTHS[1], longest * 0.92 + 2), 70)}
    if any(VALUE in line.cells and line.cells[VALUE].role == TOLD for line in lines):
        page.widths[VALUE] = SENTENCE_WIDTH
    page.repeat_rows = (HEADER, HEADER)
    page.column_breaks = [COMMENT]
    page.sparklines = list(_courses(layout))
    judged = {row: asked.question.item for row, asked in _placed(layout) if asked.bench is not None}
    page.notes = list(notes_of_verdicts(STATUS, judged))
    return page


def status_rows(layout: Layout) -> dict[str, int]:
    """The row of each metric that a benchmark judges, by `metric` or `metric|plan`."""
    return {asked.metric: row for row, asked in _placed(layout) if asked.bench is not None}


def comments() -> dict[str, str]:
    """What each question says of its line item."""
    return {question.item: question.comment for questions in SECTIONS.values() for question in questions}


def _courses(layout: Layout) -> Iterator[Sparkline]:
    """The months of what a benchmark judges."""
    for row, asked in _placed(layout):
        path = path_of(asked.item.id, layout.items)
        if asked.bench is not None and path.monthly:
            months = layout.blocks[path.sheet, path.id].row(asked.member)
            yield Sparkline(row, COURSE, _row_id(asked), path.sheet, months)


def _placed(layout: Layout) -> Iterator[tuple[int, Asked]]:
    """Every question that is asked, and its row."""
    for row, _, asked in _sections(layout):
        yield from enumerate(asked, start=row + 1)


def _charts(layout: Layout) -> Iterator[Chart]:
    """The charts, each under the section whose rows it shows."""
    for row, title, asked in _sections(layout):
        yield from charts_under(title, row + len(asked) + 2, layout)


def _row_id(asked: Asked) -> str:
    return f"{'diligence' if asked.bench is None else 'status'}[{asked.metric}]"


def _questions(layout: Layout, renderer: Renderer) -> Iterator[Line]:
    """Each section: its title, then a row a question and member."""
    for row, title, asked in _sections(layout):
        yield _title(row, title)
        yield from (_line(row + 1 + i, one, layout, renderer) for i, one in enumerate(asked))


def _title(row: int, title: str) -> Line:
    return Line(row, {1: Cell("section", value=title)}, band="section")


def _sections(layout: Layout) -> Iterator[tuple[int, str, list[Asked]]]:
    """The row, the title and the questions of each section."""
    asked_of = {question.item for questions in SECTIONS.values() for question in questions}
    given = [str(metric) for metric in layout.inputs.column("benchmarks", "metric")]
    others = [Question(m, "Within its benchmark?") for m in given if m not in asked_of]
    row = HEADER + 1
    for title, questions in {**SECTIONS, OTHER: tuple(others)}.items():
        if asked := [one for question in questions for one in _asked(question, layout)]:
            yield row, title, asked
            row += len(asked) + 2 + rows_under(title)


def _asked(question: Question, layout: Layout) -> Iterator[Asked]:
    """The company-wide figure first, where there is one beside those by plan."""
    names = (f"company_{question.item}", question.item)
    bench = benchmarks(layout.inputs.column("benchmarks", "metric")).get(question.item)
    for item in (layout.items[name] for name in names if name in layout.items):
        members = layout.members.of[item.by.name] if item.by else ((),)
        for i, member in enumerate(members):
            yield Asked(question, item, i, "|".join(member), bench)


def _line(row: int, asked: Asked, layout: Layout, renderer: Renderer) -> Line:
    item, name = asked.item, asked.name
    row_id = _row_id(asked)
    cells = {
        0: Cell("id", value=row_id),
        1: Cell("label", value=f"{asked.question.text} {_spoken(name, layout)}".strip()),
        2: Cell("label", value=item.label),
        VALUE: _value(asked, layout, renderer),
        UNIT: Cell("unit", value=item.unit),
        COMMENT: Cell("note", value=asked.question.comment),
        BEHIND: _behind(asked, layout),
    }
    if (path := path_of(item.id, layout.items)).monthly:
        cells |= {c: _month(path, asked, n, renderer) for c, n in MONTHS.items() if n <= layout.months}
    if item.id == "retirement_month":
        status = f'IF(ISNUMBER({letters(VALUE)}{row + 1}),"LOOK","OK")'
        cells[STATUS] = Cell("status", formula=status, means=Retires(asked.member))
    if asked.bench is not None:
        cells |= _judged(row, asked, asked.bench, layout, renderer)
    return Line(row, cells, id=row_id, height=_height(asked, layout))


def _spoken(name: str, layout: Layout) -> str:
    """A member as it is read: its parts, a line item by its label, an amount with its thousands."""
    if name.isdecimal():
        return f"{int(name):,}"
    return ", ".join(layout.items[part].label if part in layout.items else part for part in name.split("|"))


def _height(asked: Asked, layout: Layout) -> float | None:
    """Two lines where the source of the benchmark needs them, or a sentence does."""
    if _is_sentence(asked.item):
        return SENTENCE
    source = "" if asked.bench is None else str(layout.inputs.column("benchmarks", "source")[asked.bench])
    return 24 if len(source) > WIDTHS[SOURCE] * 1.3 else None


def _is_sentence(item: LineItem) -> bool:
    """Whether a line item tells more than one of a few words."""
    return item.unit == "text" and not item.words


def _value(asked: Asked, layout: Layout, renderer: Renderer) -> Cell:
    value = figure(asked.item.id, asked.member, layout, renderer)
    return replace(value, role=TOLD) if _is_sentence(asked.item) else value


def _month(path: LineItem, asked: Asked, number: int, renderer: Renderer) -> Cell:
    formula = renderer.month_of(path.id, asked.member, number)
    return Cell("link", path.unit, formula=formula, means=AtMonth(path.id, asked.member, number))


def _behind(asked: Asked, layout: Layout) -> Cell:
    item = asked.item
    where = f"{quoted(item.sheet)}!{address(layout.blocks[item.sheet, item.id].row(asked.member), 0)}"
    return Cell("hyperlink", value=f"{item.sheet}: {item.row_id(asked.name)}", link=f"internal:{where}")


def _judged(row: int, asked: Asked, bench: int, layout: Layout, renderer: Renderer) -> dict[int, Cell]:
    """The benchmark, found by its id, and the verdict: 1 where the value passes, then the word."""
    key = f'"benchmarks["&${letters(BENCHMARK)}{row + 1}&"]"'

    def fetched(column: str, role: str = "link", unit: str = "text") -> Cell:
        formula, spoken = renderer.fetch("benchmarks", column, key), column == "direction"
        formula = f'SUBSTITUTE({formula},"_"," ")' if spoken else f'IF({formula}="","{NONE}",{formula})'
        return Cell(role, unit, formula=formula, means=Entry("benchmarks", column, bench, NONE, spoken))

    value, low, high, direction, passes = (f"{letters(c)}{row + 1}" for c in (VALUE, LOW, HIGH, DIRECTION, PASSES))
    least = f'({direction}="at least")*ISNUMBER({low})*({value}>=N({low})-10^-9)'
    most = f'({direction}="at most")*ISNUMBER({high})*({value}<=N({high})+10^-9)'
    words = f'({direction}<>"info")*({value}="{CASH_GENERATIVE}")'
    passing = f"IF(ISNUMBER({value}),{least}+{most},{words})"
    bad = _bad_sign(asked, renderer)
    status = (
        f'CHOOSE(1+({direction}<>"info")*({passes}+2*(1-{passes})*((ISNUMBER({value}){bad})>0)),"n.m.","PASS","FLAG")'
    )
    return {
        BENCHMARK: Cell("note", value=str(layout.inputs.column("benchmarks", "metric")[bench])),
        LOW: fetched("low", unit=asked.item.unit),
        HIGH: fetched("high", unit=asked.item.unit),
        DIRECTION: fetched("direction"),
        PASSES: Cell("calc", "flag", formula=passing, means=Verdict(asked.metric, passes=True)),
        STATUS: Cell("status", formula=status, means=Verdict(asked.metric)),
        SOURCE: fetched("source", "small_link"),
    }


def _bad_sign(asked: Asked, renderer: Renderer) -> str:
    flag = BAD_SIGN.get(asked.question.item)
    return f"+INDEX({renderer.months_of(flag, asked.member)},diligence_number)" if flag else "+0"


def _summary(last: int, scenarios: SideBySide) -> list[Line]:
    area = span((HEADER + 1, STATUS), (last, STATUS))
    passes = Cell("calc", "count", formula=f'COUNTIF({area},"PASS")', means=Word.PASSES, number_format="0")
    flags = Cell("calc", "count", formula=f'COUNTIF({area},"FLAG")', means=Word.FLAGS, number_format="0")
    month = Cell("link", "month", formula="diligence_month", means=Live("diligence_month"))
    way = Cell("hyperlink", value="Scenarios side by side", link=f"internal:{SHEET}!{address(scenarios.row, 1)}")
    rows = (
        ("diligence_passes", _label("Metrics that pass"), "count", passes),
        ("diligence_flags", _label("Metrics that are flagged"), "count", flags),
        (
            "diligence_scenario",
            _label("Scenario in force"),
            "text",
            Cell("link", formula="scenario", means=Word.SCENARIO),
        ),
        ("diligence_as_of", _label("Diligence month"), "month", month),
        ("diligence_scenarios", way, "text", scenarios.verdict),
    )
    lines = [header(COUNT_HEADER, ("id", "figure", "unit", "value"))]
    for i, (row_id, label, unit, value) in enumerate(rows, start=COUNT_HEADER + 1):
        cells = {0: Cell("id", value=row_id), 1: label, 2: Cell("unit", value=unit), VALUE: value}
        lines.append(Line(i, cells, id=row_id))
    return lines


def _label(text: str) -> Cell:
    return Cell("label", value=text)
