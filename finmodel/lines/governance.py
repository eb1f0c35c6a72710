"""Governance: what a good answer costs, who uses a feature, and what its owner is asked (MODEL.md, section 2)."""

from __future__ import annotations

import numpy as np

from finmodel.lines.arithmetic import at_month, over_members, ratio
from finmodel.lines.diligence import in_diligence_month
from finmodel.model.dimension import FEATURE, FEATURE_MODEL, PLAN_FEATURE
from finmodel.model.item import CONSTANT, RATIO, STOCK, Array, Section, line

OUTPUTS = Section("Inference", "Governance: good answers and what they cost")
ADOPTION = Section("Inference", "Governance: adoption")
ASKED = Section("Inference", "Governance: what an owner is asked")

SEVERAL = "several"  # what the main model reads where no one model answers most queries
NOT_ASKED, WELL, ILL = 0.0, 1.0, 2.0  # an answer that nobody has, a good one, a bad one


@line(
    "Qualified outputs of the feature",
    OUTPUTS,
    by=FEATURE,
    unit="queries",
    excel="{feature_queries}*{quality.qualified_rate}",
)
def qualified_outputs(feature_queries: Array, quality__qualified_rate: Array) -> Array:
    """Answers good enough to use."""
    return feature_queries * quality__qualified_rate


@line("Revenue actions", OUTPUTS, by=FEATURE, unit="queries", excel="{qualified_outputs}*{quality.action_rate}")
def revenue_actions(feature_queries: Array, quality__qualified_rate: Array, quality__action_rate: Array) -> Array:
    """Qualified outputs that lead to revenue."""
    return feature_queries * (quality__qualified_rate * quality__action_rate)


@line("Qualified outputs, all features", OUTPUTS, unit="queries", excel="SUM({qualified_outputs[*]})")
def total_qualified_outputs(qualified_outputs: Array) -> Array:
    """Answers good enough to use."""
    return over_members(qualified_outputs)


@line("Revenue actions, all features", OUTPUTS, unit="queries", excel="SUM({revenue_actions[*]})")
def total_revenue_actions(revenue_actions: Array) -> Array:
    """Qualified outputs that lead to revenue."""
    return over_members(revenue_actions)


@line("All-in cost, all features", OUTPUTS, unit="USD", excel="{total_inference_cost}+{total_review_cost}")
def total_all_in_cost(inference_cost: Array, review_cost: Array) -> Array:
    """Inference and people's review of the month."""
    return over_members(inference_cost + review_cost)


@line(
    "Cost of a qualified output",
    OUTPUTS,
    unit="USD each",
    kind=RATIO,
    excel='IF({total_qualified_outputs}>0,{total_all_in_cost}/{total_qualified_outputs},"n.m.")',
)
def cost_per_qualified_output(total_all_in_cost: Array, total_qualified_outputs: Array) -> Array:
    """All-in cost over the answers good enough to use; n.m. without any."""
    return ratio(total_all_in_cost, total_qualified_outputs)


@line(
    "Cost of a revenue action",
    OUTPUTS,
    unit="USD each",
    kind=RATIO,
    excel='IF({total_revenue_actions}>0,{total_all_in_cost}/{total_revenue_actions},"n.m.")',
)
def cost_per_revenue_action(total_all_in_cost: Array, total_revenue_actions: Array) -> Array:
    """All-in cost over the qualified outputs that lead to revenue; n.m. without any."""
    return ratio(total_all_in_cost, total_revenue_actions)


@line("Adopting users", ADOPTION, by=PLAN_FEATURE, unit="users", kind=STOCK, excel="{users}*{adoption_share}")
def plan_adopting_users(users: Array, adoption_share: Array) -> Array:
    """Users of the plan who use the feature."""
    return users * adoption_share


@line(
    "Adopting users, all plans",
    ADOPTION,
    by=FEATURE,
    unit="users",
    kind=STOCK,
    excel="SUM({plan_adopting_users[feature,*]})",
)
def adopting_users(plan_adopting_users: Array, plan_features_of_feature: Array) -> Array:
    """Users who use the feature; none of a plan without it."""
    return plan_features_of_feature @ plan_adopting_users


@line(
    "Qualified outputs a USD, all features",
    ADOPTION,
    unit="ratio",
    kind=RATIO,
    excel='IF({total_all_in_cost}>0,{total_qualified_outputs}/{total_all_in_cost},"n.m.")',
)
def qualified_outputs_per_usd(total_qualified_outputs: Array, total_all_in_cost: Array) -> Array:
    """Answers good enough to use that a USD buys, inference and review together; n.m. without any cost."""
    return ratio(total_qualified_outputs, total_all_in_cost)


@line(
    "Adoption-adjusted efficiency",
    ADOPTION,
    by=FEATURE,
    unit="ratio",
    kind=STOCK,
    excel="IF(({total_users}>0)*({total_all_in_cost}>0),"
    '{total_qualified_outputs}/{total_all_in_cost}*{adopting_users}/{total_users},"n.m.")',
)
def adoption_adjusted_efficiency(qualified_outputs_per_usd: Array, adopting_users: Array, total_users: Array) -> Array:
    """Qualified outputs a USD x the share of users who use the feature; n.m. without users or cost."""
    return qualified_outputs_per_usd * ratio(adopting_users, total_users)


@line("All-in cost", ASKED, by=FEATURE, unit="USD", excel="{inference_cost}+{review_cost}")
def feature_all_in_cost(inference_cost: Array, review_cost: Array) -> Array:
    """Inference and review of the month."""
    return inference_cost + review_cost


@line("All-in cost at the next size", ASKED, by=FEATURE, unit="USD", excel="{feature_all_in_cost}*{scale_factor_near}")
def feature_all_in_cost_at_scale(at_near_scale__inference_cost: Array, at_near_scale__review_cost: Array) -> Array:
    """The month with scale_factor_near times the users: the whole model run again on the other side."""
    return at_near_scale__inference_cost + at_near_scale__review_cost


@line(
    "Routing share in the diligence month",
    ASKED,
    by=FEATURE_MODEL,
    unit="share",
    kind=CONSTANT,
    excel=in_diligence_month("routing_share"),
)
def diligence_routing_share(routing_share: Array, diligence_month: Array) -> Array:
    """What share of the feature's queries the model answers then: the largest one is its main model's."""
    return at_month(routing_share, diligence_month)


@line(
    "Latency against its target",
    ASKED,
    by=FEATURE,
    unit="flag",
    kind=CONSTANT,
    excel="({quality.p95_latency_s}>0)*({quality.latency_target_s}>0)"
    "*(1+({quality.p95_latency_s}>{quality.latency_target_s}))",
)
def latency_answer(quality__p95_latency_s: Array, quality__latency_target_s: Array) -> Array:
    """0 when one of both is not given, 1 within the target, 2 above it."""
    given = np.isfinite(quality__p95_latency_s) & np.isfinite(quality__latency_target_s)
    given &= (quality__p95_latency_s > 0) & (quality__latency_target_s > 0)
    return np.where(given, np.where(quality__p95_latency_s > quality__latency_target_s, ILL, WELL), NOT_ASKED)


@line(
    "Review of the feature",
    ASKED,
    by=FEATURE,
    unit="flag",
    kind=CONSTANT,
    excel="({quality.review_month}>0)*(1+({quality.review_month}<={diligence_month}))",
)
def review_answer(quality__review_month: Array, diligence_month: Array) -> Array:
    """0 when no month is given, 1 when it is still to come, 2 from that month on."""
    due = np.where(quality__review_month <= diligence_month, ILL, WELL)
    return np.where(np.isfinite(quality__review_month), due, NOT_ASKED)


@line("Features above their latency target", ASKED, unit="count", kind=CONSTANT, excel="COUNTIF({latency_answer[*]},2)")
def features_above_latency_target(latency_answer: Array) -> Array:
    """Features whose p95 latency is above what is promised."""
    return over_members((latency_answer == ILL).astype(float))


@line("Features due for review", ASKED, unit="count", kind=CONSTANT, excel="COUNTIF({review_answer[*]},2)")
def features_due_for_review(review_answer: Array) -> Array:
    """Features whose review month has come."""
    return over_members((review_answer == ILL).astype(float))
