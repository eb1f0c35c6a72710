"""Usage: accounts, users and queries, month by month (MODEL.md, section 2)."""

from __future__ import annotations

from typing import Any

import numpy as np

from finmodel.lines.arithmetic import flag, months_since, over_members, take
from finmodel.model.dimension import FEATURE, PLAN, PLAN_FEATURE
from finmodel.model.item import CONSTANT, OPENING, STOCK, Array, Declare, Section, line

ACCOUNTS = Section("Usage", "Accounts")
USERS = Section("Usage", "Users")
VOLUME = Section("Usage", "Queries of a user, in force")
QUERIES = Section("Usage", "Queries")

_ACTUAL = "{accounts.plan[column]},{plan},{accounts.month[column]},{month}"
_IN_FORCE = "{volumes.plan[column]},{plan},{volumes.feature[column]},{feature}"


@line(
    "Opening book",
    ACCOUNTS,
    by=PLAN,
    unit="accounts",
    kind=CONSTANT,
    excel="{plans.opening_accounts}*{users_multiplier}",
)
def opening_book(plans__opening_accounts: Array, users_multiplier: Array) -> Array:
    """Opening accounts; users_multiplier scales everything, opening included."""
    return plans__opening_accounts * users_multiplier


@line(
    "Churn in force",
    ACCOUNTS,
    by=PLAN,
    unit="rate",
    kind=CONSTANT,
    excel="MIN(1,{plans.churn_rate}*{churn_multiplier})",
)
def effective_churn_rate(plans__churn_rate: Array, churn_multiplier: Array) -> Array:
    """Monthly churn of opening accounts, at most all of them."""
    return np.asarray(np.minimum(1, plans__churn_rate * churn_multiplier))


@line(
    "Opening accounts",
    ACCOUNTS,
    by=PLAN,
    unit="accounts",
    kind=OPENING,
    excel="{closing_accounts[-1]}",
)
def opening_accounts(opening_book: Array, closing_accounts: Array) -> Array:
    """Accounts at the start of the month: last month's closing."""
    first = np.broadcast_to(opening_book, (*closing_accounts.shape[:-1], 1))
    return np.concatenate([first, closing_accounts[..., :-1]], axis=-1)


@line(
    "Rows of actual or planned new accounts",
    ACCOUNTS,
    by=PLAN,
    unit="count",
    excel=f"COUNTIFS({_ACTUAL})",
)
def actual_accounts_rows(accounts_of_plan: Array, accounts__month: Array, month_number: Array) -> Array:
    """One in the months that accounts.csv fills; more would be a duplicate."""
    return accounts_of_plan @ flag(accounts__month == month_number)


@line(
    "Actual or planned new accounts",
    ACCOUNTS,
    by=PLAN,
    unit="accounts",
    excel=f"SUMIFS({{accounts.new_accounts[column]}},{_ACTUAL})",
)
def actual_new_accounts(
    accounts_of_plan: Array, accounts__month: Array, accounts__new_accounts: Array, month_number: Array
) -> Array:
    """New accounts as accounts.csv gives them, before users_multiplier."""
    return accounts_of_plan @ np.where(accounts__month == month_number, accounts__new_accounts, 0.0)


@line(
    "New accounts by growth formula",
    ACCOUNTS,
    by=PLAN,
    unit="accounts",
    excel="{plans.new_accounts}*(1+{plans.new_accounts_growth_rate})^({month_number}-1)*{new_accounts_multiplier}",
)
def formula_new_accounts(
    plans__new_accounts: Array,
    plans__new_accounts_growth_rate: Array,
    month_number: Array,
    new_accounts_multiplier: Array,
) -> Array:
    """The first month's new accounts, grown every month after it."""
    growth = np.exp(np.log1p(plans__new_accounts_growth_rate) * (month_number - 1))
    return plans__new_accounts * growth * new_accounts_multiplier


@line(
    "New accounts",
    ACCOUNTS,
    by=PLAN,
    unit="accounts",
    excel="IF({actual_accounts_rows}>0,{actual_new_accounts},{formula_new_accounts})*{users_multiplier}",
)
def new_accounts(
    actual_accounts_rows: Array,
    actual_new_accounts: Array,
    formula_new_accounts: Array,
    users_multiplier: Array,
) -> Array:
    """Actual or planned figures where given, else the growth formula; users_multiplier scales both."""
    return np.where(actual_accounts_rows > 0, actual_new_accounts, formula_new_accounts) * users_multiplier


@line(
    "Churned accounts",
    ACCOUNTS,
    by=PLAN,
    unit="accounts",
    excel="{effective_churn_rate}*{opening_accounts}",
)
def churned_accounts(effective_churn_rate: Array, opening_accounts: Array) -> Array:
    """Accounts lost in the month, of those it began with."""
    return effective_churn_rate * opening_accounts


@line(
    "Closing accounts",
    ACCOUNTS,
    by=PLAN,
    unit="accounts",
    kind=STOCK,
    opening="opening_book",
    excel="{opening_accounts}+{new_accounts}-{churned_accounts}",
)
def closing_accounts(opening_book: Array, new_accounts: Array, effective_churn_rate: Array) -> Array:
    """The survivors of every cohort; new accounts do not churn in their first month."""
    months = new_accounts.shape[-1]
    age = np.arange(months)[:, None] - np.arange(months)[None, :]  # month of view minus month of joining
    survive = (1 - effective_churn_rate) ** np.arange(months)  # churn is the same in every month
    kept = np.where(age >= 0, survive[..., np.maximum(age, 0)], 0.0)
    cohorts = np.einsum("...vj,...j->...v", kept, new_accounts)
    return np.asarray(opening_book * (1 - effective_churn_rate) ** np.arange(1, months + 1) + cohorts)


@line("Users", USERS, by=PLAN, unit="users", kind=STOCK, excel="{closing_accounts}*{plans.seats}")
def users(closing_accounts: Array, plans__seats: Array) -> Array:
    """Users at the end of the month, fractional like accounts."""
    return closing_accounts * plans__seats


@line("Users, all plans", USERS, unit="users", kind=STOCK, excel="SUM({users[*]})")
def total_users(users: Array) -> Array:
    """Users of all plans at the end of the month."""
    return over_members(users)


@line(
    "Volume in force from",
    VOLUME,
    by=PLAN_FEATURE,
    unit="month",
    kind=STOCK,
    opening="0",
    excel=f'MAXIFS({{volumes.from[column]}},{_IN_FORCE},{{volumes.from[column]}},"<="&{{month}})',
)
def volume_from(volumes__from: Array, volume_row: Any, timeline: Any) -> Array:
    """First month of the volume row in force; before the first row there are no queries."""
    return take(timeline.ordinals(volumes__from), volume_row)


def _volume(label: str, column: str, unit: str) -> Declare:
    excel = f"SUMIFS({{volumes.{column}[column]}},{_IN_FORCE},{{volumes.from[column]}},{{volume_from}})"
    return line(label, VOLUME, by=PLAN_FEATURE, unit=unit, kind=STOCK, excel=excel)


@line(
    "Volume rows in force",
    VOLUME,
    by=PLAN_FEATURE,
    unit="count",
    kind=STOCK,
    excel=f"COUNTIFS({_IN_FORCE},{{volumes.from[column]}},{{volume_from}})",
)
def volume_rows_in_force(volume_row: Any) -> Array:
    """None before the launch, one after; more would be a duplicate."""
    return np.where(volume_row >= 0, 1.0, 0.0)


@line(
    "Months at this volume",
    VOLUME,
    by=PLAN_FEATURE,
    unit="months",
    kind=STOCK,
    opening="0",
    excel="({volume_from}>0)*({volume_from}={volume_from[-1]})*({months_at_volume[-1]}+1)",
)
def months_at_volume(volumes__from: Array, volume_row: Any, month_number: Array) -> Array:
    """Months since the row began, or since month 1 when it is older: what growth is counted by."""
    return months_since(volumes__from, volume_row, month_number)


@_volume("Queries of an adopting user, at first", "queries_per_user_per_day", "queries per day")
def first_queries_per_user_per_day(volumes__queries_per_user_per_day: Array, volume_row: Any) -> Array:
    """Queries of an adopting user a day in the first month of the row in force."""
    return take(volumes__queries_per_user_per_day, volume_row)


@_volume("Adoption", "adoption_share", "share")
def adoption_share(volumes__adoption_share: Array, volume_row: Any) -> Array:
    """Share of the plan's users who use the feature."""
    return take(volumes__adoption_share, volume_row)


@_volume("Growth of queries", "queries_growth_rate", "rate")
def queries_growth_rate(volumes__queries_growth_rate: Array, volume_row: Any) -> Array:
    """Monthly growth of queries per user, of the row in force."""
    return take(volumes__queries_growth_rate, volume_row)


@line(
    "Queries of an adopting user",
    VOLUME,
    by=PLAN_FEATURE,
    unit="queries per day",
    kind=STOCK,
    excel="{first_queries_per_user_per_day}*(1+{queries_growth_rate})^{months_at_volume}*{queries_multiplier}",
)
def queries_per_user_per_day(
    first_queries_per_user_per_day: Array,
    queries_growth_rate: Array,
    months_at_volume: Array,
    queries_multiplier: Array,
) -> Array:
    """Queries of an adopting user a day, grown and under the scenario."""
    growth = np.exp(np.log1p(queries_growth_rate) * months_at_volume)
    return first_queries_per_user_per_day * growth * queries_multiplier


@line(
    "Queries",
    QUERIES,
    by=PLAN_FEATURE,
    unit="queries",
    excel="{users}*{adoption_share}*{queries_per_user_per_day}*{days_per_month}{*capped_share}",
)
def queries(
    users: Array,
    adoption_share: Array,
    queries_per_user_per_day: Array,
    days_per_month: Array,
    capped_share: Array | float = 1.0,
) -> Array:
    """Queries a month of a plan's users with a feature, retries and cache hits not yet counted.

    Where a plan has a cap, what the cap leaves of them.
    """
    return users * adoption_share * queries_per_user_per_day * days_per_month * capped_share


@line("Queries, all plans", QUERIES, by=FEATURE, unit="queries", excel="SUM({queries[feature,*]})")
def feature_queries(queries: Array, plan_features_of_feature: Array) -> Array:
    """Queries a month of a feature."""
    return plan_features_of_feature @ queries


@line("Queries, all features", QUERIES, unit="queries", excel="SUM({feature_queries[*]})")
def total_queries(queries: Array) -> Array:
    """Queries a month of the company."""
    return over_members(queries)
