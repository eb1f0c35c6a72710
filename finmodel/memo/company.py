"""What the company is: plans, features, vendors, months."""

from __future__ import annotations

from finmodel.inputs.tables import Inputs
from finmodel.memo.memo import Company, Plan
from finmodel.mirror import Results


def company(results: Results) -> Company:
    """Describe the company of these results."""
    inputs = results.inputs
    timeline = inputs.timeline
    return Company(
        name=str(inputs.value("company")),
        description=str(inputs.assumptions["company"].notes.get("note") or ""),
        currency=str(inputs.value("currency")),
        scenario=inputs.scenario,
        first_month=str(timeline.start),
        last_month=str(timeline.last),
        months=timeline.months,
        diligence_month=str(inputs.value("diligence_month")),
        number=results.diligence_number,
        as_of=inputs.as_of,
        plans=_plans(results),
        features=tuple(inputs.column("features", "feature")),
        vendors=_vendors(inputs),
    )


def _plans(results: Results) -> tuple[Plan, ...]:
    at = results.diligence_number - 1
    return tuple(
        Plan(
            name=name,
            price=float(results[f"plan_price[{name}]"][0]),
            accounts=float(results[f"closing_accounts[{name}]"][at]),
            users=float(results[f"users[{name}]"][at]),
        )
        for name in results.inputs.column("plans", "plan")
    )


def _vendors(inputs: Inputs) -> dict[str, tuple[str, ...]]:
    """The models that a feature is routed to, by their provider."""
    used = set(inputs.column("routing", "model"))
    found: dict[str, list[str]] = {}
    for row in inputs.tables["prices"]:
        models = found.setdefault(row.cell("provider"), [])
        if row.cell("model") in used and row.cell("model") not in models:
            models.append(row.cell("model"))
    return {provider: tuple(models) for provider, models in found.items() if models}
