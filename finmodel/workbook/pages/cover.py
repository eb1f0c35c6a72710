"""Cover: who, what, as of when, is it sound, and the figures that matter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from finmodel.version import __version__
from finmodel.workbook.address import cell, quoted, span
from finmodel.workbook.cells import Cell, Line, Page, Scalar
from finmodel.workbook.layout import FIRST_MONTH, MASTER_TIMELINE, MONTH_ROW, Layout
from finmodel.workbook.meaning import Live, Word
from finmodel.workbook.pages import diligence, headlines
from finmodel.workbook.pages.heading import PURPOSES, header, heading
from finmodel.workbook.render import Renderer

SHEET = "Cover"
MADE_BY = f"finmodel {__version__}"
COLUMNS = ("id", "item", "value", "note")
HEADER = 2
VALUE, NOTE = 2, 3
BASELINE = "baseline"  # the id of the fingerprint of the values as generated
SUMMARY = "verified_summary"  # the id of the proof in a few words
SEAL = "seal"  # the id of the fingerprint of what is printed on this page
COLOURS = (
    ("input", "Input: change it; unlocked"),
    ("structure", "Structure: names and horizon; changing it means building anew"),
    ("calc", "Formula over the same sheet"),
    ("link", "Link to another sheet"),
    ("total", "Total"),
)


@dataclass(frozen=True)
class Stamp:
    """The result of the proof, as printed on the Cover."""

    engine: str
    formulas: int
    compared: int
    worst: float

    @property
    def lines(self) -> tuple[tuple[str, str, str | float], ...]:
        """Id, label and value of each line."""
        return (
            ("verified_engine", "Recalculated by", self.engine),
            ("verified_formulas", "Formula cells in the file", float(self.formulas)),
            ("verified_compared", "Formula cells compared with the mirror", float(self.compared)),
            ("verified_worst", "Worst relative difference (limit 1e-9)", f"{self.worst:.1e}"),
        )

    @property
    def summary(self) -> str:
        """The result in a few words."""
        whole = self.formulas == self.compared
        return (
            f"{'all ' if whole else f'{self.compared:,} of '}{self.formulas:,} formula cells"
            if self.formulas
            else _NOT_YET
        )


_NOT_YET = "not yet verified"
UNPROVED = Stamp(_NOT_YET, 0, 0, 0.0)


def cover_page(layout: Layout, renderer: Renderer, stamp: Stamp = UNPROVED) -> Page:
    """The page of the cover."""
    title = f"{layout.inputs.value('company')}: unit economics"
    page = Page(SHEET, heading(SHEET, title), freeze=(HEADER, 0), repeat_rows=(0, 1))
    _add(page, HEADER, "The model", COLUMNS, _model(layout, stamp))
    top = _next(page) + 2
    figures = list(headlines.headlines(top, layout, renderer))
    _add(page, top - 2, _HEADLINES, headlines.COLUMNS, figures)
    page.sparklines = list(headlines.courses(top, layout))
    for section, rows in _sections(layout, stamp):
        _add(page, _next(page), section, COLUMNS, rows)
    page.widths = {0: 30, 1: 40, 2: 26, headlines.STATUS: 27, headlines.TREND: 28, headlines.NOTE: 58}
    checks = next(line.row for line in page.lines if line.id == "cover_checks")
    verdicts = (top, headlines.STATUS, figures[-1].row, headlines.STATUS)
    page.statuses = [(checks, VALUE, checks, VALUE), verdicts]
    return page


def _next(page: Page) -> int:
    return page.lines[-1].row + 2


def _add(page: Page, row: int, title: str, columns: tuple[str, ...], rows: Iterable[dict[int, Cell] | Line]) -> None:
    """Add a section from a row on: its title, its headings, its rows."""
    page.breaks.append(row)
    headings = replace(header(row + 1, columns), band="header")
    page.lines += [Line(row, {1: Cell("section", value=title)}, band="section"), headings]
    for i, cells in enumerate(rows, start=row + 2):
        page.lines.append(cells if isinstance(cells, Line) else Line(i, cells, id=str(cells[0].value)))


def _sections(layout: Layout, stamp: Stamp) -> Iterator[tuple[str, list[dict[int, Cell]]]]:
    """The sections below the headline figures."""
    yield (
        "The proof, when it was built",
        [
            _line(i, label, Cell("text", "count", value=value), note)
            for (i, label, value), note in zip(stamp.lines, _PROOF, strict=True)
        ],
    )
    yield "Sheets", [_sheet(name) for name in layout.sheets]
    yield "Colours and conventions", _conventions()
    files = layout.inputs.files
    baseline = _line(BASELINE, "Values as generated", Cell("text", value="SHA-256"))
    seal = _line(SEAL, "This page as built", Cell("text", value="SHA-256"))
    hashes = [_line(f"sha256[{n}]", n, Cell("text", value="SHA-256"), h) for n, h in sorted(files.items())]
    yield "Inputs", [baseline, seal, *hashes]


_PROOF = (
    "An engine that knows only this file: it recalculated every formula from emptied values",
    "Sums, links, headings and checks included",
    "A second calculation of the model in Python, the mirror, gave the value that each formula must show",
    "It tells of the file as built. After an edit, finmodel check FILE proves it again",
)


def _line(row_id: str, label: str, value: Cell, note: str = "") -> dict[int, Cell]:
    return {0: Cell("id", value=row_id), 1: Cell("label", value=label), 2: value, 3: Cell("note", value=note)}


def _model(layout: Layout, stamp: Stamp) -> list[dict[int, Cell]]:
    timeline = layout.inputs.timeline

    def live(name: str, unit: str) -> Cell:
        return Cell("told_link", unit, formula=name, means=Live(name))

    number = f"MATCH(diligence_month,{_months(layout)},0)"
    flags = f"{diligence.SHEET}!{diligence.FLAGGED}"
    flagged = Cell("told_link", "count", formula=flags, means=Word.FLAGS, number_format="0")
    return [
        _line("company", "Company", live("company", "text")),
        _line("purpose", "Purpose", Cell("text", value="Unit economics"), _PURPOSE),
        _line("as_of", "As of", Cell("text", value=layout.inputs.as_of.isoformat()), "The latest date of any input"),
        _line("cover_checks", "Master check", Cell("status", formula="master_check", means=Word.MASTER), _MASTER),
        _line(SUMMARY, "Proved", Cell("text", value=stamp.summary), _PROVED),
        _line("cover_flags", "Flags", flagged, _FLAGS),
        _line("cover_scenario", "Scenario", Cell("told_link", formula="scenario", means=Word.SCENARIO), _SCENARIO),
        _line("cover_diligence", "Diligence month", live("diligence_month", "month"), _DILIGENCE),
        _line(
            "diligence_number",
            "Diligence month, as a number",
            Cell("told_link", "count", formula=number, means=Word.DILIGENCE_NUMBER),
            _NUMBER,
        ),
        _line("horizon", "Months", live("months", "count"), f"{timeline.start} to {timeline.last}"),
        _line("currency", "Currency", live("currency", "text"), "Ids ending in _usd are in this currency"),
        _line("version", "Made by", Cell("text", value=MADE_BY)),
    ]


_HEADLINES = "Headline figures in the diligence month, and their course over all months"
_PURPOSE = "What a query costs, what margin is left, and what happens when vendor prices change"
_SCENARIO = "Change it on Assumptions: everything recalculates"
_MASTER = "OK when every identity on Checks holds"
_PROVED = "Recalculated and equal to a second calculation when it was built: the proof stands below"
_NUMBER = "Months from the first on, it among them"
_FLAGS = "Metrics beyond their benchmark; Diligence says which, and what each is held against"
_DILIGENCE = "The month in which the figures are judged; trailing twelve months end there"


_FOLDING = "Rows of members and of links fold under their section, once the sheet is unprotected (Review; no password)"


def _months(layout: Layout) -> str:
    last = (MONTH_ROW, FIRST_MONTH + layout.months - 1)
    return span((MONTH_ROW, FIRST_MONTH), last, sheet=MASTER_TIMELINE)


def based(page: Page, fingerprint: str) -> Page:
    """The same page with the fingerprint of the values as generated printed on it."""
    return _printed(page, NOTE, {BASELINE: fingerprint})


def row_of(page: Page, row_id: str) -> int:
    """Where a row of the page stands."""
    return next(line.row for line in page.lines if line.id == row_id)


def stamped(page: Page, stamp: Stamp) -> Page:
    """The same page with the result of the proof printed on it."""
    told: dict[str, Scalar] = {row_id: value for row_id, _, value in stamp.lines}
    return _printed(page, VALUE, {**told, SUMMARY: stamp.summary})


def _printed(page: Page, column: int, values: Mapping[str, Scalar]) -> Page:
    def printed(line: Line) -> Line:
        if line.id not in values:
            return line
        return replace(line, cells={**line.cells, column: replace(line.cells[column], value=values[line.id])})

    return replace(page, lines=[printed(line) for line in page.lines])


def names(page: Page) -> dict[str, str]:
    """The key outputs have names."""
    wanted = {
        "diligence_number": "diligence_number",
        **{f"headline[{i}]": f"headline_{i}" for i, _ in headlines.HEADLINES},
    }
    return {wanted[line.id]: cell(line.row, VALUE, sheet=SHEET) for line in page.lines if line.id in wanted}


def _sheet(name: str) -> dict[int, Cell]:
    link = Cell("hyperlink", value=name, link=f"internal:{quoted(name)}!A1")
    return {0: Cell("id", value=f"index[{name}]"), 1: link, 3: Cell("note", value=PURPOSES[name])}


def _conventions() -> list[dict[int, Cell]]:
    colours = [
        _line(f"colour[{role}]", role.capitalize(), Cell("swatch" if role == "input" else role, value="1,234"), label)
        for role, label in COLOURS
    ]
    signs = "Costs and burn are positive; negatives stand in brackets; zero as -; n.m. = not meaningful"
    advice = "A planning model. Not accounting advice: capitalisation is a switch, the sheet shows all margins"
    return [
        *colours,
        _line("signs", "Signs", Cell("text", value=""), signs),
        _line("folding", "Folding", Cell("text", value=""), _FOLDING),
        _line("advice", "Not accounting advice", Cell("text", value=""), advice),
    ]
