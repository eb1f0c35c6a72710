"""The scenarios side by side, each calculated by the mirror."""

from __future__ import annotations

from collections.abc import Iterator

from finmodel.inputs.assumption import BASE
from finmodel.inputs.tables import Inputs
from finmodel.memo.assumed import told
from finmodel.memo.facts import Facts
from finmodel.memo.section import Section
from finmodel.mirror import Results, calculate
from finmodel.mirror.status import FLAG, PASS
from finmodel.page.grid import Cell, Grid
from finmodel.page.plot import Plot
from finmodel.page.sentence import Amount, Sentence, say

_ROWS = {
    "arr": "Annual recurring revenue (ARR)",
    "gross_margin": "Gross margin",
    "gross_margin_loaded": "Gross margin, loaded with training",
    "inference_share_of_revenue": "Inference share of revenue",
    "mean_all_in_cost_per_query": "Cost of a query, mean",
    "burn_multiple": "Burn multiple",
    "rule_of_40": "Rule of 40",
    "net_burn": "Net burn of the month",
    "closing_cash": "Closing cash",
    "runway_months": "Runway",
    "price_shock_gross_margin": "Gross margin after a price shock",
    "company_first_month_pass_gross_margin": "First month that gross margin passes",
    "company_first_month_pass_inference_share": "First month that inference share passes",
}


def scenarios(results: Results) -> Section:
    """Headline figures under every scenario, the one in force among them."""
    inputs = results.inputs
    cases = {name: _under(name, results) for name in inputs.scenarios}
    if len(cases) == 1:
        return Section((say("The model has one scenario, {name}.", name=BASE),))
    return Section((*_sentences(cases), *_changes(inputs)), (_grid(cases),), tuple(_plots(cases)))


def _under(name: str, results: Results) -> Facts:
    inputs = results.inputs
    return Facts(results if name == inputs.scenario else calculate(inputs.under(name)).finite())


def _grid(cases: dict[str, Facts]) -> Grid:
    rows: list[tuple[Cell, ...]] = [
        (label, *(case.amount(item) for case in cases.values())) for item, label in _ROWS.items()
    ]
    for word, label in ((PASS, "Figures that pass"), (FLAG, "Figures that are flagged")):
        counts = (list(case.results.statuses.values()).count(word) for case in cases.values())
        rows.append((label, *(Amount(float(count), "count") for count in counts)))
    rows.insert(0, ("Diligence month", *(case.month for case in cases.values())))
    return Grid("Scenarios in their diligence month", ("Figure", *cases), tuple(rows))


def _sentences(cases: dict[str, Facts]) -> Iterator[Sentence]:
    margins = {name: case.bare("gross_margin") for name, case in cases.items()}
    words = ", ".join(f"{{margin{i}}} under {{name{i}}}" for i in range(len(cases)))
    said: dict[str, Amount | str] = {}
    for i, (name, margin) in enumerate(margins.items()):
        said |= {f"margin{i}": margin, f"name{i}": name}
    yield say(f"The gross margin is {words}.", **said)


def _changes(inputs: Inputs) -> Iterator[Sentence]:
    """What each scenario assumes otherwise than base."""
    for name in inputs.scenarios:
        if name == BASE:
            continue
        moved = [
            f"{key} {told(value)} (base {told(one.base)})"
            for key, one in inputs.assumptions.items()
            if (value := one.scenarios.get(name)) is not None and value != one.base
        ]
        yield say("{name}: {moved}.", name=name, moved="; ".join(moved) or "nothing otherwise than base")


def _plots(cases: dict[str, Facts]) -> Iterator[Plot]:
    points = tuple(
        (month, name, value)
        for name, case in cases.items()
        for n, month in enumerate(case.months, start=1)
        if isinstance(value := case.value("gross_margin", month=n), float)
    )
    if points:
        low, high = min(points, key=lambda p: p[2]), max(points, key=lambda p: p[2])
        text = say("Between {low} in {when} under {worst} and {high} in {then} under {best}.",
                   low=Amount(low[2], "share"), when=low[0], worst=low[1], high=Amount(high[2], "share"), then=high[0],
                   best=high[1])  # fmt: skip
        bound = next(iter(cases.values())).amount("gross_margin").beside
        levels = () if bound is None else (("benchmark", bound),)
        yield Plot("Gross margin by scenario", text, "lines", "share", points, levels)
