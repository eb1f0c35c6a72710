"""What every formula cell must show, from the mirror and the inputs: never from the formulas."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np

from finmodel.inputs.tables import Inputs
from finmodel.lines.governance import SEVERAL
from finmodel.mirror.results import Results
from finmodel.model.item import CHECK, Array
from finmodel.timeline import serial
from finmodel.workbook.cells import Book, Page, Scalar
from finmodel.workbook.meaning import (
    EMPTY,
    Apart,
    AsBuilt,
    AsSimulated,
    At,
    AtDiligence,
    AtMonth,
    Changed,
    Coded,
    Disagree,
    Entry,
    Figure,
    Given,
    Holds,
    Live,
    MainModel,
    Meaning,
    Printed,
    Retires,
    RowFilled,
    Status,
    StillAsBuilt,
    Unmoved,
    Verdict,
    Word,
)
from finmodel.workbook.pages.scenarios import FRESH, STALE
from finmodel.workbook.pages.tables import spreadsheet
from finmodel.workbook.pages.uncertainty import HOLDS, OTHER_SCENARIO, OVER

_DAY_ZERO = dt.date(1899, 12, 30).toordinal()
_NAN = float("nan")


class Expected:
    """Expected values of a book's formula cells; NaN stands for n.m."""

    def __init__(self, book: Book, results: Results) -> None:
        self.results, self.inputs = results, results.inputs
        self._breaches = {warnings: self._breached(warnings=warnings) for warnings in (True, False)}
        self._cells: dict[tuple[str, int, int], Scalar] = {}
        self._rows: dict[tuple[str, int], Meaning] = {}  # what a row means: its months are read out when asked for
        self._changed = 0.0
        for page in sorted(book.pages, key=lambda page: page.name != "Changes"):  # changes are counted first
            self._page(page)

    def cell(self, sheet: str, row: int, column: int) -> Scalar:
        """The value of a single formula cell."""
        return self._cells[sheet, row, column]

    def months(self, sheet: str, row: int) -> list[Scalar]:
        """The values of a row's months."""
        return self.series(self._rows[sheet, row])

    def _page(self, page: Page) -> None:
        counts = [0.0]
        for line, column, cell in page.formulas():
            assert cell.means is not None, f"{page.name} {line.id}: a formula without a meaning"
            if cell.means is not Word.CHANGES or page.name != "Changes":
                self._cells[page.name, line.row, column] = self.value(cell.means)
            if isinstance(cell.means, Changed):
                counts.append(float(self._cells[page.name, line.row, column] or 0))
        if page.name == "Changes":
            self._changed = sum(counts)
            for line, column, cell in page.formulas():
                if cell.means is Word.CHANGES:
                    self._cells[page.name, line.row, column] = self._changed
        for line in page.lines:
            if line.series:
                self._rows[page.name, line.row] = line.series.means

    def series(self, means: Meaning) -> list[Scalar]:
        """The months of a row."""
        timeline = self.inputs.timeline
        if means is Word.MONTH:
            return [float(serial(month.first_day)) for month in timeline.all]
        if means is Word.MONTH_NUMBER:
            return [float(n) for n in timeline.numbers]
        assert isinstance(means, Figure)
        return self._words(self.results.months[means.item][means.member], means.item)

    def value(self, means: Meaning) -> Scalar:
        """The value of a single cell."""
        match means:
            case Figure() | AtDiligence() | AtMonth() | Verdict():
                return self._calculated(means)
            case Entry() | Live() | Given() | RowFilled():
                return self._entered(means)
            case Changed(now, generated):
                return 0.0 if _same(self.value(now), generated) else 1.0
            case Status(item):
                return self._status(item)
            case Coded(item, member, words):
                return words[int(self.results.months[item][member][0])]
            case MainModel():
                return self._main_model(means)
            case AsBuilt() | StillAsBuilt() | Unmoved():
                return self._as_built(means)
            case Retires(member):
                return "LOOK" if math.isfinite(self.results.months["retirement_month"][member, 0]) else "OK"
            case _:
                return self._word(means) if isinstance(means, Word) else self._as_simulated(means)

    def _calculated(self, means: Figure | AtDiligence | AtMonth | Verdict) -> Scalar:
        match means:
            case AtDiligence(item, member):
                return self._words(self.results.months[item][member], item)[self.results.diligence_number - 1]
            case AtMonth(item, member, number):
                return self._words(self.results.months[item][member], item)[number - 1]
            case Verdict(metric, passes):
                status = self.results.statuses[metric]
                return float(status == "PASS") if passes else status
            case _:
                return self._figure(means)

    def _entered(self, means: Entry | Live | Given | RowFilled) -> Scalar:
        match means:
            case Entry(table, column, row, blank, spoken):
                entered = _cell(self.inputs.tables[table][row].cell(column), blank)
                return entered.replace("_", " ") if spoken and isinstance(entered, str) else entered
            case Live(assumption):
                return _cell(self.inputs.value(assumption), 0.0)
            case Given(assumption, column):
                return _given(self.inputs, assumption, column)
            case RowFilled(table, columns, row):
                filled = self.inputs.tables[table][row] if row is not None else None
                return float(sum(_cell(filled.cell(c), "") != "" for c in columns)) if filled else 0.0

    def _as_built(self, means: AsBuilt | StillAsBuilt | Unmoved) -> Scalar:
        """A figure as of build, whether it still agrees with the one of now, or what all of them say."""
        match means:
            case AsBuilt(values):
                value = values[self.inputs.scenarios.index(self.inputs.scenario)]
                return 0.0 if value is None else value
            case StillAsBuilt(now, values):
                return float(_alike(self.value(now), self._as_built(AsBuilt(values))))
            case Unmoved(figures):
                return FRESH if all(self._as_built(figure) for figure in figures) else STALE

    def _as_simulated(self, means: Printed | AsSimulated | Disagree | Holds | Apart) -> Scalar:
        """What the sheet of a simulation makes of its constants and of the figures of now."""
        match means:
            case Printed(text):
                return text
            case AsSimulated(now, planned):
                return float(_alike(self.value(now), planned))
            case Apart(value, other):
                return value - other if isinstance(value, float) and isinstance(other, float) else _NAN
            case Disagree(rows):
                return float(sum(self._as_simulated(row) == 0 for row in rows))
            case Holds(rows, scenario):
                if not self._as_simulated(Disagree(rows)):
                    return HOLDS
                return OVER if self._as_simulated(scenario) else OTHER_SCENARIO

    def _main_model(self, means: MainModel) -> Scalar:
        members = self.results.members.of
        feature = members["feature"][means.feature][0]
        shares = self.results.months["diligence_routing_share"][:, 0]
        routed = {model: s for (own, model), s in zip(members["feature_model"], shares, strict=True) if own == feature}
        main = [model for model, share in routed.items() if share == max(routed.values())]
        if len(main) > 1:
            return SEVERAL if means.column == "model" else means.blank
        row = self.inputs.column("models", "model").index(main[0])
        return _cell(self.inputs.tables["models"][row].cell(means.column), means.blank)

    def _figure(self, means: Figure) -> Scalar:
        if means.at is At.TOTAL:
            return self._words(self.results.totals[means.item][means.member], means.item)[0]
        if means.at is At.OPENING:
            return self._opening(means)
        return self._words(self.results.months[means.item][means.member], means.item)[0]

    def _opening(self, means: Figure) -> Scalar:
        opening = self.results.items[means.item].opening
        if opening == "0":
            return 0.0
        if opening in self.results.months:
            return float(self.results.months[opening][means.member][0])
        return self.value(Live(opening))

    def _words(self, values: Array, item: str) -> list[Scalar]:
        """The values as cells hold them: verdicts and infinite ones as the words that the line item has for them."""
        shown: list[Scalar] = self._shown(values, item).tolist()
        words, infinite = self.results.items[item].words, self.results.items[item].infinite
        if words:
            return [words[int(code)] for code in values.tolist()]
        return [infinite if v == math.inf else v for v in shown] if infinite else shown

    def _shown(self, values: Array, item: str) -> Array:
        """Day numbers as the spreadsheet counts them; 0 stays none."""
        if self.results.items[item].unit not in ("date", "month"):
            return values
        return np.where(values > 0, values - _DAY_ZERO, 0.0)

    def _word(self, word: Word) -> Scalar:
        inputs = self.inputs
        heading = f"Scenario: {inputs.scenario}   |   Checks: {self._master()}"
        words: dict[Word, Scalar] = {
            Word.SCENARIO: inputs.scenario,
            Word.SCENARIO_NUMBER: float(inputs.scenarios.index(inputs.scenario) + 1),
            Word.HEADING: heading,
            Word.MASTER: self._master(),
            Word.WARNINGS: self._breaches[True],
            Word.CHANGES: self._changed,
            Word.ZERO: 0.0,
            Word.TOLERANCE: 1e-9,
            Word.COMPLETE: 0.0,
            Word.DILIGENCE_NUMBER: float(self.results.diligence_number),
            Word.PASSES: float(list(self.results.statuses.values()).count("PASS")),
            Word.FLAGS: float(list(self.results.statuses.values()).count("FLAG")),
        }
        return words[word]

    def _breached(self, *, warnings: bool) -> float:
        wanted = [i for i in self.results.items.values() if i.kind is CHECK and i.warning is warnings]
        return float(sum(self.results.months[item.id].sum() for item in wanted))

    def _master(self) -> str:
        return "OK" if self._breaches[False] == 0 else "CHECK"

    def _status(self, item: str) -> str:
        if not item or self.results.months[item].sum() == 0:
            return "OK"
        return "LOOK" if self.results.items[item].warning else "CHECK"


def _given(inputs: Inputs, assumption: str, column: str) -> Scalar:
    given = inputs.assumptions[assumption]
    value = given.base if column == inputs.scenarios[0] else {**given.scenarios, **given.notes}.get(column)
    return _cell(value, EMPTY)


def _cell(value: object, blank: Scalar) -> Scalar:
    held = spreadsheet(value)
    return blank if held is None else held


def _same(now: Scalar, generated: Scalar) -> bool:
    """Equality as the workbook's `=` has it: case does not count."""
    if isinstance(now, str) and isinstance(generated, str):
        return now.casefold() == generated.casefold()
    return type(now) is type(generated) and now == generated


def _alike(now: Scalar, then: Scalar) -> bool:
    """Whether two figures agree to 1e-9 of their size, or say the same words."""
    if isinstance(now, float) and isinstance(then, float) and not is_nan(now):
        return abs(now - then) <= 1e-9 * max(1.0, abs(now), abs(then))
    return _same("n.m." if is_nan(now) else now, then)


def is_nan(value: object) -> bool:
    """Whether a value stands for n.m."""
    return isinstance(value, float) and math.isnan(value)
