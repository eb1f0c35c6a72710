"""Timeline sheets: months across, line items down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from finmodel.inputs.row import kind_of
from finmodel.inputs.schema import TABLES
from finmodel.model.dimension import DIMENSIONS, KEYED, Dimension
from finmodel.model.item import OPENING, RATIO, STOCK, LineItem
from finmodel.model.reference import Reference
from finmodel.workbook.address import OWN, letters, quoted
from finmodel.workbook.cells import Cell, Line, Page, Series
from finmodel.workbook.layout import (
    CONSTANT_COLUMN,
    FIRST_MONTH,
    FIRST_ROW,
    HEADER_ROW,
    ID,
    LABEL,
    MASTER_TIMELINE,
    MEMBER,
    MEMBER_2,
    MONTH_ROW,
    NOTE,
    NUMBER_ROW,
    TIMELINE_COLUMNS,
    TOTAL,
    UNIT,
    Band,
    Block,
    Layout,
)
from finmodel.workbook.meaning import At, Entry, Figure, Word
from finmodel.workbook.pages.drawings import ON_TIMELINES, ROWS, charts_of_members
from finmodel.workbook.pages.heading import header, heading
from finmodel.workbook.render import Renderer, Spot

WIDTHS = {ID: 12, LABEL: 44, UNIT: 16, NOTE: 40, MEMBER: 14, MEMBER_2: 14, TOTAL: 13, CONSTANT_COLUMN: 11}
MONTH_WIDTH = 11
WIDEST, WIDEST_NOTE = 64, 72
YEAR = 12  # months on a printed page
WORDS_HEIGHT = 28  # two lines


def timeline_page(sheet: str, layout: Layout, renderer: Renderer) -> Page:
    """The page of one timeline sheet."""
    page = Page(sheet, freeze=(FIRST_ROW, FIRST_MONTH), repeat_rows=(HEADER_ROW, NUMBER_ROW))
    page.lines += [*heading(sheet), header(HEADER_ROW, TIMELINE_COLUMNS), *_calendar(sheet)]
    for band in layout.bands[sheet]:
        page.lines += _band(band, sheet, layout, renderer)
        page.breaks.append(band.row)
    page.widths = {**_widths(page), **dict.fromkeys(range(FIRST_MONTH, FIRST_MONTH + layout.months), MONTH_WIDTH)}
    page.grouped = (UNIT, MEMBER_2)
    page.column_breaks = list(range(FIRST_MONTH, FIRST_MONTH + layout.months, YEAR))
    if sheet in ON_TIMELINES:
        _draw(page, sheet, layout)
    return page


def _draw(page: Page, sheet: str, layout: Layout) -> None:
    row = max(line.row for line in page.lines) + 2
    page.lines.append(Line(row, {LABEL: Cell("section", value="Charts")}, band="section"))
    page.charts = charts_of_members(row + 1, sheet, layout)
    page.breaks += [row, *(chart.row for chart in page.charts[1:])]
    page.last_row = page.charts[-1].row + ROWS - 1


def _widths(page: Page) -> dict[int, float]:
    """Columns of text as wide as what they hold."""
    texts = {column: [12] for column in (LABEL, MEMBER, MEMBER_2)}
    for line in page.lines:
        for column, lengths in texts.items():
            value = line.cells[column].value if column in line.cells and line.id else None
            lengths.append(len(value) if isinstance(value, str) else 0)
    fitted = {column: min(max(lengths) * 0.92 + 2, WIDEST) for column, lengths in texts.items()}
    told = [line.cells[NOTE] for line in page.lines if NOTE in line.cells and line.id]
    longest = max((len(str(cell.value)) for cell in told), default=0) * 0.72 + 2
    wide = any(cell.formula for cell in told)  # words that a formula puts together: nobody knows how long
    return {**WIDTHS, **fitted, NOTE: WIDEST_NOTE if wide else min(max(WIDTHS[NOTE], longest), WIDEST_NOTE)}


def _calendar(sheet: str) -> list[Line]:
    master = sheet == MASTER_TIMELINE
    source = quoted(MASTER_TIMELINE)
    number_row, month_row = NUMBER_ROW + 1, MONTH_ROW + 1
    month = f"EDATE(start_month,{OWN}${number_row}-1)" if master else f"{source}!{OWN}${month_row}"
    number = f"\x02${number_row}+1" if master else f"{source}!{OWN}${number_row}"
    zero = "0" if master else f"{source}!${letters(CONSTANT_COLUMN)}${number_row}"
    role = "calc" if master else "link"
    opening = Cell(f"{role}_header", "month number", formula=zero, means=Word.ZERO)
    labels = {
        MONTH_ROW: {
            ID: Cell("id", value="month"),
            LABEL: Cell("header", value="Month"),
            UNIT: Cell("header", value="month"),
        },
        NUMBER_ROW: {
            ID: Cell("id", value="month_number"),
            LABEL: Cell("header", value="Month number"),
            UNIT: Cell("header", value="month number"),
            CONSTANT_COLUMN: opening,
        },
    }
    return [
        Line(MONTH_ROW, labels[MONTH_ROW], Series(month, f"{role}_header", "month", Word.MONTH), band="header"),
        Line(
            NUMBER_ROW,
            labels[NUMBER_ROW],
            Series(number, f"{role}_header", "month number", Word.MONTH_NUMBER),
            band="header",
        ),
    ]


def _band(band: Band, sheet: str, layout: Layout, renderer: Renderer) -> Iterator[Line]:
    yield Line(band.row, {LABEL: Cell("section", value=band.title)}, band="section")
    for block in band.blocks:
        level = 1 if block.by or not block.home else 0
        for member in range(block.count):
            yield replace(_line(block, member, sheet, layout, renderer), level=level)


def _line(block: Block, member: int, sheet: str, layout: Layout, renderer: Renderer) -> Line:
    row = block.row(member)
    names = layout.members.of[block.by.name][member] if block.by else ()
    joined = "|".join(names)
    row_id = f"{block.key}[{joined}]" if "." in block.key else layout.items[block.key].row_id(joined)
    spot = Spot(sheet, row, block.by, member)
    texts = {ID: Cell("id", value=row_id), **_member_cells(block.by, names, row, layout, renderer)}
    if "." in block.key:
        return Line(row, {**texts, **_fetched(block, row, joined, layout, renderer)}, id=row_id)
    item = layout.items[block.key]
    texts |= _texts(item, joined, "" if block.home else f"from {item.sheet}")
    if not block.home:
        return _linked(item, block, member, texts, row, row_id, layout)
    return _calculated(item, block, texts, spot, row_id, renderer)


def _texts(item: LineItem, member: str, note: str) -> dict[int, Cell]:
    label = f"{item.label}: {member.replace('|', ' | ')}" if member else item.label
    role = "label" if not note else "link_label"
    first = note or item.doc.split("\n", maxsplit=1)[0].split(";")[0].split(":")[0].rstrip(".")
    return {
        LABEL: Cell(role, value=label),
        UNIT: Cell("unit", value=item.unit),
        NOTE: Cell("note", value=first),
    }


def _member_cells(
    by: Dimension | None, names: tuple[str, ...], row: int, layout: Layout, renderer: Renderer
) -> dict[int, Cell]:
    cells = {MEMBER + i: Cell("member", value=name) for i, name in enumerate(names[:2])}  # there are two columns
    if by and by.attribute:
        cells[MEMBER_2] = _attribute(by, names[0], row, layout, renderer)
    return cells


def _attribute(by: Dimension, name: str, row: int, layout: Layout, renderer: Renderer) -> Cell:
    """What rows are grouped by: a member list is structure and stands as text, anything else is fetched live."""
    names = layout.inputs.column(by.table, by.parts[0])
    index = names.index(name)
    if by.attribute in DIMENSIONS:
        return Cell("member", value=layout.inputs.column(by.table, by.attribute)[index])
    formula = renderer.fetch(by.table, by.attribute, renderer.member_id(by.table, row))
    return Cell("link", formula=formula, means=Entry(by.table, by.attribute, index))


def _fetched(block: Block, row: int, joined: str, layout: Layout, renderer: Renderer) -> dict[int, Cell]:
    table, _, column = block.key.partition(".")
    field = TABLES[table].columns()[column]
    unit = kind_of(field).unit
    index = layout.members.position(KEYED[table], tuple(joined.split("|")))  # a block may have some rows alone
    formula = renderer.fetch(table, column, renderer.member_id(table, row))
    description = str(field.description)
    return {
        LABEL: Cell("link_label", value=f"{description[0].upper()}{description[1:]}: {joined.replace('|', ' | ')}"),
        UNIT: Cell("unit", value=unit),
        NOTE: Cell("note", value=f"from {layout.tables[table].sheet}, {column}"),
        CONSTANT_COLUMN: Cell("entry", unit, formula=formula, means=Entry(table, column, index)),
    }


def _linked(
    item: LineItem, block: Block, member: int, texts: dict[int, Cell], row: int, row_id: str, layout: Layout
) -> Line:
    if block.by and item.by and block.by is not item.by:  # some of the members alone
        member = int(layout.members.projection(block.by, item.by)[member])
    home = layout.blocks[item.sheet, item.id].row(member) + 1
    sheet = quoted(item.sheet)

    def link(column: int, at: At) -> Cell:
        return Cell("link", item.unit, formula=f"{sheet}!{letters(column)}{home}", means=Figure(item.id, member, at))

    cells = dict(texts)
    if block.constant:
        return Line(row, {**cells, CONSTANT_COLUMN: link(CONSTANT_COLUMN, At.CONSTANT)}, id=row_id)
    cells[TOTAL] = link(TOTAL, At.TOTAL)
    if item.opening:
        cells[CONSTANT_COLUMN] = link(CONSTANT_COLUMN, At.OPENING)
    series = Series(f"{sheet}!{OWN}{home}", "link", item.unit, Figure(item.id, member, At.MONTHS))
    return Line(row, cells, series, id=row_id)


def _calculated(
    item: LineItem, block: Block, texts: dict[int, Cell], spot: Spot, row_id: str, renderer: Renderer
) -> Line:
    formula = renderer.formula(item, spot)
    if not item.monthly:
        cell = _cell(formula, item, Figure(item.id, spot.member, At.CONSTANT), "words" if block.words else "")
        return Line(spot.row, {**texts, block.column: cell}, id=row_id, height=WORDS_HEIGHT if block.words else None)
    cells = {**texts, TOTAL: _total(item, spot, renderer)}
    if item.opening:
        cells[CONSTANT_COLUMN] = _opening(item, spot, renderer)
    series = Series(formula, _role(formula), item.unit, Figure(item.id, spot.member, At.MONTHS))
    return Line(spot.row, cells, series, id=row_id)


def _opening(item: LineItem, spot: Spot, renderer: Renderer) -> Cell:
    formula = "0" if item.opening == "0" else renderer.text((Reference(item.opening),), spot)
    return _cell(formula, item, Figure(item.id, spot.member, At.OPENING))


def _total(item: LineItem, spot: Spot, renderer: Renderer) -> Cell:
    months = f"{letters(FIRST_MONTH)}{spot.row + 1}:{renderer.last_month}{spot.row + 1}"
    if item.total:
        weights = renderer.text((Reference(item.total.by, selector="all"),), spot)
        formula = f'IF(SUM({weights})>0,SUMPRODUCT({months},{weights})/SUM({weights}),"n.m.")'
    elif item.kind is RATIO:
        formula = renderer.formula(item, Spot(spot.sheet, spot.row, spot.by, spot.member, letters(TOTAL)))
    elif item.kind is STOCK:
        formula = f"{renderer.last_month}{spot.row + 1}"
    elif item.kind is OPENING:
        formula = f"{letters(FIRST_MONTH)}{spot.row + 1}"
    else:
        formula = f"SUM({months})"
    return _cell(formula, item, Figure(item.id, spot.member, At.TOTAL), "total")


def _cell(formula: str, item: LineItem, means: Figure, kind: str = "") -> Cell:
    return Cell(kind or _role(formula), item.unit, formula=formula, means=means)


def _role(formula: str) -> str:
    return "link" if "!" in formula else "calc"
