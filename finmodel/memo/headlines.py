"""The headline figures in the diligence month, with what judges them."""

from __future__ import annotations

from collections.abc import Iterator

from finmodel.inputs import schema
from finmodel.lines.metric import benchmarks, path_of
from finmodel.memo.memo import Benchmark, Headline
from finmodel.mirror import Results
from finmodel.mirror.results import shown
from finmodel.page.figure import Value
from finmodel.workbook.pages.headlines import HEADLINES

COMPANY = {
    "arr": "Annual recurring revenue (ARR)",
    "total_revenue": "Monthly recurring revenue (MRR)",
    "gross_margin": "Gross margin",
    "gross_margin_loaded": "Gross margin, loaded with training",
    "inference_share_of_revenue": "Inference share of revenue",
    "mean_all_in_cost_per_query": "Cost of a query, mean",
    "burn_multiple": "Burn multiple",
    "magic_number": "Magic number",
    "net_revenue_retention": "Net revenue retention",
    "rule_of_40": "Rule of 40",
    "runway_months": "Runway",
    "vendor_top_share": "Largest vendor's share of tokens cost",
    "vendor_hhi": "Vendor concentration (HHI)",
    "price_shock_gross_margin": "Gross margin after a price shock",
    "scale_10x_gross_margin": "Gross margin at 10x users",
    "scale_100x_gross_margin": "Gross margin at 100x users",
    "company_first_month_pass_gross_margin": "First month that gross margin passes",
    "company_first_month_pass_inference_share": "First month that inference share passes",
}
CARDS = dict(HEADLINES)  # those of the Cover
PLAN = {
    "plan_gross_margin": "Gross margin",
    "first_month_pass_gross_margin": "First month that gross margin passes",
    "plan_inference_share_of_revenue": "Inference share of revenue",
    "first_month_pass_inference_share": "First month that inference share passes",
    "ltv_to_cac": "LTV:CAC",
    "cac_payback_months": "CAC payback",
}
# a first month is shown with the benchmark that it is the first to pass, and has no status of its own
_FIRST_OF = {
    "company_first_month_pass_gross_margin": "gross_margin",
    "company_first_month_pass_inference_share": "inference_share_of_revenue",
    "first_month_pass_gross_margin": "gross_margin",
    "first_month_pass_inference_share": "inference_share_of_revenue",
}


def headlines(results: Results) -> tuple[Headline, ...]:
    """Every headline figure, the company's first, then those of each plan."""
    return tuple(one for metric, label in (COMPANY | PLAN).items() for one in _headlines(metric, label, results))


def _headlines(metric: str, label: str, results: Results) -> Iterator[Headline]:
    benchmark = judge(metric, results)
    for i, member in enumerate(results.member_list(metric)):
        value = value_at(metric, i, results.diligence_number, results)
        status = results.statuses.get("|".join((metric, *member)), "")
        unit = results.items[metric].unit
        yield Headline(metric, "|".join(member), label, unit, value, benchmark, status)


def value_at(metric: str, member: int, month: int, results: Results) -> Value:
    """A figure as it stands in a month counted from 1; one without months as it stands."""
    path = path_of(metric, results.items)
    column = month - 1 if path.monthly else 0
    return shown(float(results.months[path.id][member][column]), path)


def judge(metric: str, results: Results) -> Benchmark | None:
    """The benchmark that judges a metric, if any."""
    rows = results.inputs.tables["benchmarks"]
    position = benchmarks([row.cell("metric") for row in rows]).get(_FIRST_OF.get(metric, metric))
    if position is None:
        return None
    row = rows[position]
    assert isinstance(row, schema.Benchmark)
    return Benchmark(row.direction, row.low, row.high, row.source, row.as_of)
