"""The option ladder on Governance: the cheapest approach that passes, by feature, and what each approach costs."""

from __future__ import annotations

from finmodel.model.dimension import FEATURE
from finmodel.workbook.address import letters
from finmodel.workbook.cells import Cell, Page
from finmodel.workbook.layout import Layout
from finmodel.workbook.meaning import Entry
from finmodel.workbook.pages.linked import LABEL, VALUE, below, coded, figure
from finmodel.workbook.render import Renderer

ANSWERS = {"features_without_rung": "No approach of the option ladder (below) reaches the qualified rate of the plan"}
CHOSEN = ("feature", "cheapest that passes", "USD over the months modelled", "bar: qualified rate", "approaches given",
          "that pass")  # fmt: skip
COSTED = ("feature", "approach", "USD over the months modelled", "qualified rate", "bar", "passes",
          "USD a good answer", "USD once", "USD a month", "USD a query")  # fmt: skip
PASSES = ("FLAG", "PASS")
STATUS = COSTED.index("passes") + 1


def add_ladder(page: Page, layout: Layout, renderer: Renderer) -> None:
    """Add both tables under what stands on a page, for a company that has a ladder."""
    features = [member[0] for member in layout.members.of["feature"]]
    chosen = {f"ladder[{name}]": _chosen(i, name, layout, renderer) for i, name in enumerate(features)}
    title = "Option ladder: prompting, retrieval, fine-tuning or pre-training? The cheapest that is good enough"
    below(page, title, CHOSEN, chosen)
    top = max(line.row for line in page.lines) + 4
    members = layout.members.of["rung"]
    costed = {
        f"rung[{feature}|{approach}]": _costed(i, top + i, layout, renderer)
        for i, (feature, approach) in enumerate(members)
    }
    below(page, "What each approach costs: once, by month and by query, undiscounted", COSTED, costed)
    page.statuses.append((top, STATUS, top + len(members) - 1, STATUS))


def _chosen(i: int, name: str, layout: Layout, renderer: Renderer) -> dict[int, Cell]:
    items = ("ladder_verdict", "cheapest_rung_cost", "rung_bar", "rungs", "rungs_passing")
    figures = {VALUE + n: figure(item, i, layout, renderer) for n, item in enumerate(items)}
    return {LABEL: Cell("label", value=name), **figures}


def _costed(i: int, row: int, layout: Layout, renderer: Renderer) -> dict[int, Cell]:
    feature, approach = layout.members.of["rung"][i]
    cells = (
        Cell("label", value=feature),
        Cell("label", value=approach),
        figure("rung_cost", i, layout, renderer),
        _entry("qualified_rate", "share", i, row, renderer),
        figure("rung_bar", layout.members.position(FEATURE, (feature,)), layout, renderer),
        coded("rung_passes", i, PASSES, renderer),
        figure("rung_cost_per_qualified_output", i, layout, renderer),
        _entry("one_time_usd", "USD", i, row, renderer),
        _entry("usd_per_month", "USD", i, row, renderer),
        _entry("usd_per_query", "USD per query", i, row, renderer),
    )
    return dict(enumerate(cells, start=LABEL))


def _entry(column: str, unit: str, i: int, row: int, renderer: Renderer) -> Cell:
    """A figure of the approach as its input sheet has it."""
    key = f'"ladder["&${letters(LABEL)}{row + 1}&"|"&${letters(VALUE)}{row + 1}&"]"'
    return Cell("link", unit, formula=renderer.fetch("ladder", column, key), means=Entry("ladder", column, i))
