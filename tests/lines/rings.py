"""Random deciles, caps, stepped tools, detectors and actuals for the companies of companies.py."""

from itertools import pairwise

from companies import blank_or, number, rows, whole
from hypothesis import strategies as st


@st.composite
def deciles(draw):
    """Ten shares in thousandths, lightest first."""
    cuts = [0, *sorted(draw(st.lists(st.integers(0, 1000), min_size=9, max_size=9))), 1000]
    shares = sorted(high - low for low, high in pairwise(cuts))
    return [{"decile": str(i), "share": f"{share / 1000:.3f}"} for i, share in enumerate(shares, start=1)]


@st.composite
def capped(draw, company):
    """The company with deciles, and caps on some of its plans."""
    caps = blank_or(number(0, 900, places=1))
    plans = [{**row, "queries_cap_per_user_per_month": draw(caps)} for row in company["plans"]]
    return {**company, "plans": plans, "usage_deciles": draw(deciles())}


@st.composite
def tiers(draw, tool, feature, *, mode=None, rising=False):
    """Bands of a tool, in any order; the first begins at 0."""
    starts = ["0", *draw(st.lists(whole(1, 5000), max_size=3, unique=True))]
    prices = sorted(draw(st.lists(st.integers(0, 500), min_size=len(starts), max_size=len(starts))), reverse=not rising)
    by_start = sorted(starts, key=int)
    flat = st.just("") if rising else blank_or(whole(0, 100))
    common = {
        "tool": tool,
        "feature": feature,
        "mode": mode or draw(st.sampled_from(["", "graduated", "all_units"])),
        "driver": draw(st.sampled_from(["", "queries", "qualified_outputs"])),
    }
    bands = [
        {**common, "from_units": start, "usd_per_unit": f"{price / 10000:.4f}", "flat_usd": draw(flat)}
        for start, price in zip(by_start, prices, strict=True)
    ]
    return draw(st.permutations(bands))


def detector():
    """All three figures, or none."""
    rate = number(0, 1)
    given = rows(prevalence=rate, true_positive_rate=rate, false_positive_rate=rate)
    none = st.just({"prevalence": "", "true_positive_rate": "", "false_positive_rate": ""})
    return st.one_of(given, none)


@st.composite
def actual(draw, company):
    """Revenue and accounts of plans, and what vendors billed, in some months."""
    plans = [row["plan"] for row in company["plans"]]
    providers = list(dict.fromkeys(row["provider"] for row in company["prices"]))
    names = [
        *(("revenue", plan) for plan in plans),
        *(("closing_accounts", plan) for plan in plans),
        *(("provider_tokens_cost", provider) for provider in providers),
        *(("provider_billed_tokens", provider) for provider in providers),
        ("total_cogs", ""),
    ]
    keys = st.tuples(st.sampled_from(["2026-01", "2026-02", "2026-04"]), st.sampled_from(names))
    chosen = draw(st.lists(keys, min_size=1, max_size=8, unique=True))
    return [
        {"month": month, "line_item": item, "member": member, "value": draw(number(0, 5000))}
        for month, (item, member) in chosen
    ]


@st.composite
def with_all(draw, company):
    """The company with every one of these tables and columns."""
    company = draw(capped(company))
    features = [row["feature"] for row in company["features"]]
    kept = {row["feature"]: row for row in company["quality"]}
    quality = [{**kept.get(name, {"feature": name}), **draw(detector())} for name in features]
    feature = st.sampled_from(features)
    tools = [band for tool in ("Mail", "vault") for band in draw(tiers(tool, draw(feature)))]
    return {**company, "quality": quality, "tool_tiers": tools, "actuals": draw(actual(company))}
