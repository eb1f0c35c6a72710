"""Cover: who, what, as of when, is it sound, and the figures that matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from finmodel.version import __version__
from finmodel.workbook.address import cell, quoted, span
from finmodel.workbook.cells import Cell, Line, Page, Scalar
from finmodel.workbook.layout import FIRST_MONTH, MASTER_TIMELINE, MONTH_ROW, Layout
from finmodel.workbook.meaning import AtDiligence, Live, Word
from finmodel.workbook.pages.heading import PURPOSES, header, heading
from finmodel.workbook.render import Renderer

SHEET = "Cover"
MADE_BY = f"finmodel {__version__}"
COLUMNS = ("id", "item", "value", "note")
HEADER = 2
NOTE = 3  # the column of the notes
BASELINE = "baseline"  # the id of the fingerprint of the values as generated
SEAL = "seal"  # the id of the fingerprint of what is printed on this page
HEADLINES = (
    ("arr", "Annual recurring revenue"),
    ("gross_margin", "Gross margin"),
    ("inference_share_of_revenue", "Inference share of revenue"),
    ("blended_usd_per_mtok", "Blended price of a million tokens"),
    ("net_burn", "Net burn of the month"),
    ("closing_cash", "Closing cash"),
)
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


UNPROVED = Stamp("not yet verified", 0, 0, 0.0)


def cover_page(layout: Layout, renderer: Renderer, stamp: Stamp = UNPROVED) -> Page:
    """The page of the cover."""
    page = Page(SHEET, [*heading(SHEET), header(HEADER, COLUMNS)], freeze=(HEADER + 1, 0))
    row = HEADER + 1
    for title, lines in _sections(layout, renderer, stamp):
        page.lines.append(Line(row, {1: Cell("section", value=title)}, band="section"))
        page.breaks.append(row)
        page.lines += [Line(row + 1 + i, cells, id=str(cells[0].value)) for i, cells in enumerate(lines)]
        row += len(lines) + 2
    page.widths = {0: 30, 1: 40, 2: 26, 3: 96}
    checks = next(line.row for line in page.lines if line.id == "cover_checks")
    page.statuses = [(checks, 2, checks, 2)]
    return page


def _sections(layout: Layout, renderer: Renderer, stamp: Stamp) -> Iterator[tuple[str, list[dict[int, Cell]]]]:
    yield "The model", _model(layout)
    yield "Headline figures in the diligence month", _headlines(layout, renderer)
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


def _model(layout: Layout) -> list[dict[int, Cell]]:
    timeline = layout.inputs.timeline

    def live(name: str, unit: str) -> Cell:
        return Cell("link", unit, formula=name, means=Live(name))

    number = f"MATCH(diligence_month,{_months(layout)},0)"
    return [
        _line("company", "Company", live("company", "text")),
        _line("purpose", "Purpose", Cell("text", value="Unit economics"), _PURPOSE),
        _line("as_of", "As of", Cell("text", value=layout.inputs.as_of.isoformat()), "The latest date of any input"),
        _line("horizon", "Months", live("months", "count"), f"{timeline.start} to {timeline.last}"),
        _line("currency", "Currency", live("currency", "text"), "Ids ending in _usd are in this currency"),
        _line("cover_scenario", "Scenario in force", Cell("link", formula="scenario", means=Word.SCENARIO), _SCENARIO),
        _line("cover_checks", "Master check", Cell("status", formula="master_check", means=Word.MASTER), _MASTER),
        _line("cover_diligence", "Diligence month", live("diligence_month", "month")),
        _line("diligence_number", "Its number", Cell("link", "count", formula=number, means=Word.DILIGENCE_NUMBER)),
        _line("version", "Made by", Cell("text", value=MADE_BY)),
    ]


_PURPOSE = "What a query costs, what margin is left, and what happens when vendor prices change"
_SCENARIO = "Change it on Assumptions: everything recalculates"
_MASTER = "OK when every identity on Checks holds"


def _months(layout: Layout) -> str:
    last = (MONTH_ROW, FIRST_MONTH + layout.months - 1)
    return span((MONTH_ROW, FIRST_MONTH), last, sheet=MASTER_TIMELINE)


def _headlines(layout: Layout, renderer: Renderer) -> list[dict[int, Cell]]:
    lines = []
    for item_id, label in HEADLINES:
        item = layout.items[item_id]
        formula = f"INDEX({renderer.months_of(item_id)},diligence_number)"
        value = Cell("link", item.unit, formula=formula, means=AtDiligence(item_id))
        lines.append(_line(f"headline[{item_id}]", label, value, f"{item.unit}, row {item_id} on {item.sheet}"))
    return lines


def based(page: Page, fingerprint: str) -> Page:
    """The same page with the fingerprint of the values as generated printed on it."""
    return _printed(page, NOTE, {BASELINE: fingerprint})


def stamped(page: Page, stamp: Stamp) -> Page:
    """The same page with the result of the proof printed on it."""
    return _printed(page, 2, {row_id: value for row_id, _, value in stamp.lines})


def _printed(page: Page, column: int, values: Mapping[str, Scalar]) -> Page:
    def printed(line: Line) -> Line:
        if line.id not in values:
            return line
        return replace(line, cells={**line.cells, column: replace(line.cells[column], value=values[line.id])})

    return replace(page, lines=[printed(line) for line in page.lines])


def names(page: Page) -> dict[str, str]:
    """The key outputs have names."""
    wanted = {"diligence_number": "diligence_number", **{f"headline[{i}]": f"headline_{i}" for i, _ in HEADLINES}}
    return {wanted[line.id]: cell(line.row, 2, sheet=SHEET) for line in page.lines if line.id in wanted}


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
        _line("advice", "Not accounting advice", Cell("text", value=""), advice),
    ]
