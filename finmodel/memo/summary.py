"""The summary: what the company is in the diligence month, in plain sentences that hold for every company."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from finmodel.memo.bounds import bounds
from finmodel.memo.facts import Facts
from finmodel.memo.headlines import judge
from finmodel.memo.memo import Proof
from finmodel.mirror.status import FLAG, NO_VERDICT, PASS
from finmodel.page.sentence import Amount, Part, Sentence, say

_VERDICT = {PASS: "which passes", FLAG: "which is flagged", NO_VERDICT: "which has no verdict"}


def summary(facts: Facts, proof: Proof | None) -> tuple[Sentence, ...]:
    """Revenue, margin, inference, plans, training, cash, verdicts, proof."""
    return (
        _revenue(facts), _margin(facts), _inference(facts), *_plans(facts), _training(facts), _cash(facts),
        *_no_running_costs(facts), _verdicts(facts), _proved(proof),
    )  # fmt: skip


def _revenue(facts: Facts) -> Sentence:
    accounts = sum(facts.number("closing_accounts", plan) for plan in facts.members("closing_accounts"))
    said: dict[str, Part] = {
        "company": str(facts.results.inputs.value("company")),
        "month": facts.month,
        "accounts": Amount(accounts, "count"),
        "users": Amount(facts.number("total_users"), "count"),
    }
    if facts.number("total_revenue") > 0:
        words = (
            "{company} earns {revenue} in {month}, {arr} a year, from {accounts} accounts with {users} users "
            "at the end of the month."
        )
        return say(words, **said, revenue=facts.bare("total_revenue"), arr=facts.bare("arr"))
    words = "{company} has no revenue in {month}; it ends the month with {accounts} accounts and {users} users."
    return say(words, **said)


def _margin(facts: Facts) -> Sentence:
    cogs, margin = facts.bare("total_cogs"), facts.bare("gross_margin")
    if margin.value is None:
        return say(
            "The gross margin is n.m.: there is no revenue to hold the {cogs} of costs to serve against.", cogs=cogs
        )
    judged = _judged("gross_margin", facts)
    if facts.number("gross_profit") < 0:
        words = "Serving costs {loss} more than it earns in the month: the gross margin is {margin}{judged}."
        loss = Amount(-facts.number("gross_profit"), "USD")
        return say(words, loss=loss, margin=margin, judged=judged)
    words = "After {cogs} of costs to serve, {profit} is left: the gross margin is {margin}{judged}."
    return say(words, cogs=cogs, profit=facts.bare("gross_profit"), margin=margin, judged=judged)


def _judged(metric: str, facts: Facts, member: str = "") -> Sentence:
    """The verdict with its benchmark; nothing where no benchmark judges."""
    benchmark = judge(metric, facts.results)
    status = facts.amount(metric, member).status
    if benchmark is None or not status:
        return say("")
    return say(", " + _VERDICT[status] + " ({bounds})", bounds=bounds(benchmark, facts.results.items[metric].unit))


def _inference(facts: Facts) -> Sentence:
    if not facts.number("total_queries"):
        return say("Nobody sends a query in {month}, so there is no cost of inference.", month=facts.month)
    share = facts.bare("inference_share_of_revenue")
    said: dict[str, Part] = {"queries": facts.bare("total_queries"), "cost": facts.bare("total_inference_cost")}
    each = replace(facts.bare("mean_all_in_cost_per_query"), short=True)
    if share.value is None:
        words = "Inference costs {cost} for {queries} queries; a query costs {each} on average, review included."
        return say(words, **said, each=each)
    words = (
        "Inference costs {cost} for {queries} queries, {share} of revenue{judged}; a query costs {each} on average, "
        "review included."
    )
    return say(words, **said, share=share, each=each, judged=_judged("inference_share_of_revenue", facts))


def _plans(facts: Facts) -> Iterator[Sentence]:
    """The plan that earns most and the one that earns least, where there are several to compare."""
    margins = {p: v for p in facts.members("plan_gross_margin")
               if isinstance(v := facts.value("plan_gross_margin", p), float)}  # fmt: skip
    if len(margins) < 2:
        return
    best, worst = max(margins, key=lambda p: margins[p]), min(margins, key=lambda p: margins[p])
    words = "Of the plans {best} has the highest gross margin ({high}) and {worst} the lowest ({low})."
    high, low = facts.bare("plan_gross_margin", best), facts.bare("plan_gross_margin", worst)
    if best != worst:
        yield say(words, best=best, worst=worst, high=high, low=low)


def _training(facts: Facts) -> Sentence:
    if not facts.results.inputs.tables["training"]:
        return say("There is no training in the model: the margin has none to bear.")
    spent, loaded = facts.bare("cumulative_training_cash"), facts.bare("gross_margin_loaded")
    words = "Training has cost {spent} in cash to the end of {month}"
    if loaded.value is None:
        return say(words + ".", spent=spent, month=facts.month)
    return say(words + "; with its amortisation the margin is {loaded}.", spent=spent, month=facts.month, loaded=loaded)


def _cash(facts: Facts) -> Sentence:
    if not _cashless(facts) and facts.number("closing_cash") < 0:
        return _out_of_cash(facts)
    burn, runway = facts.number("net_burn"), facts.bare("runway_months")
    if burn > 0:
        words = "The month burns {burn}" + ("" if runway.value is None else "; {cash} of cash is left")
    else:
        words = "The month adds {burn} of cash" + ("" if runway.value is None else "; {cash} is there at its end")
    said: dict[str, Part] = {"burn": Amount(abs(burn), "USD"), "cash": facts.bare("closing_cash"), "runway": runway}
    if isinstance(runway.value, float):
        words += ", a runway of {runway} at the mean burn of three months" + "{judged}"
        said["judged"] = _judged("runway_months", facts)
    elif isinstance(runway.value, str):
        words += ": over three months the company is {runway}"
    else:
        words += "; opening cash is not given, so there is no runway" if _cashless(facts) else ""
    return say(words + ".", **said)


def _out_of_cash(facts: Facts) -> Sentence:
    """Below zero there is no runway, only a hole: since when, and how deep."""
    burn, cash = facts.number("net_burn"), facts.number("closing_cash")
    words = "Cash ran out in {out}: {missing} is missing at the end of {month}, a month that {does} {burn}."
    out = next(text for n, text in enumerate(facts.months, 1) if facts.number("closing_cash", month=n) < 0)
    missing, change = Amount(-cash, "USD"), Amount(abs(burn), "USD")
    does = "burns" if burn > 0 else "adds"
    return say(words, out=out, missing=missing, month=facts.month, does=does, burn=change)


def _no_running_costs(facts: Facts) -> Iterator[Sentence]:
    if not facts.results.inputs.tables["opex"]:
        words = (
            "The model holds no running costs such as salaries and rent, so burn, runway and rule of 40 are too good"
        )
        yield say(words + " (opex.csv has no rows).")


def _cashless(facts: Facts) -> bool:
    return not isinstance(facts.results.inputs.value("opening_cash_usd"), float)


def _verdicts(facts: Facts) -> Sentence:
    found = list(facts.results.statuses.values())
    passes, flags, none = (Amount(float(found.count(word)), "count") for word in (PASS, FLAG, NO_VERDICT))
    words = "Of the figures that benchmarks judge {passes} pass, {flags} are flagged and {none} have no verdict (n.m.)."
    return say(words, passes=passes, flags=flags, none=none)


def _proved(proof: Proof | None) -> Sentence:
    if proof is None:
        return say("No workbook was checked: the figures are calculated from the CSVs.")
    said: dict[str, Part] = {
        "formulas": Amount(float(proof.formulas), "count"),
        "engine": proof.engine,
        "file": proof.file,
    }
    if proof.ok:
        words = "All {formulas} formula cells of {file} were recalculated by {engine} and agree with the mirror."
        return say(words, **said)
    return say("The workbook {file} is not sound: see how it was proved.", file=proof.file)
