"""How much users use a feature, and how far usage is concentrated."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from finmodel.usage.figure import Figures
from finmodel.usage.measure import Measured
from finmodel.usage.users import Users


def volume_figures(measured: Measured, figures: Figures, plans: Sequence[str]) -> None:
    """Add volumes.csv and usage_deciles.csv. A log without plans counts for the only plan there is."""
    users = measured.users
    if users is None or not users.count:
        figures.remarks.append("the log names no users, so volumes and deciles are left as they are")
        return
    for number, share in enumerate(users.deciles, start=1):
        figures.put("usage_deciles", (("decile", str(number)),), "share", share)
    if not users.deciles:
        figures.remarks.append(f"{users.count} users are too few for deciles")
    if measured.period.short:
        figures.remarks.append(f"the log covers {measured.period.covered_hours} hours: too short for volumes a day")
    elif measured.form.counted:
        _volumes(measured, users, figures, plans)


def _volumes(measured: Measured, users: Users, figures: Figures, plans: Sequence[str]) -> None:
    """Queries of an adopting user a day, and adopters among the plan's users; months weigh by their days covered."""
    days = pd.Series([covered.days for covered in measured.period.months], dtype=float)
    of_feature = users.of_feature.assign(days=users.of_feature["month"].map(days))
    of_plan = users.of_plan.assign(days=users.of_plan["month"].map(days))
    for (plan, feature), cells in of_feature.groupby(["plan", "feature"]):
        name = str(plan) or (plans[0] if len(plans) == 1 else "")
        if not name:
            figures.remarks.append(f"{feature}: users without a plan are left out of volumes")
            continue
        mine = of_plan[of_plan["plan"] == plan]
        adopter_days = float((cells["adopters"] * cells["days"]).sum())
        key = (("plan", name), ("feature", str(feature)))
        figures.put("volumes", key, "queries_per_user_per_day", float(cells["queries"].sum()) / adopter_days)
        adopted = adopter_days / float((mine["users"] * mine["days"]).sum())
        figures.put("volumes", key, "adoption_share", adopted)
