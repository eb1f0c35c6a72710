"""The option ladder: four ways to reach a feature's quality, and what each costs (MODEL.md, section 5)."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, ClassVar

from finmodel.inputs import kinds
from finmodel.inputs.kinds import key_of
from finmodel.inputs.raw import RawTable
from finmodel.inputs.row import Name, RateToOne, Row, Usd, UsdEach, col

APPROACHES = ("prompting", "retrieval", "fine_tuning", "pre_training")  # from the lightest up

Approach = Annotated[str, kinds.Choice(options=APPROACHES)]


class Rung(Row):
    """One approach to a feature: a comparison, which never touches profit or cash."""

    table: ClassVar = "ladder"
    key: ClassVar = ("feature", "approach")

    feature: Name = col("the feature")
    approach: Approach = col("prompting, retrieval, fine_tuning or pre_training")
    one_time_usd: Usd = col("paid once: labour, data, training", 0.0)
    usd_per_month: Usd = col("paid every month modelled: index, serving, retraining", 0.0)
    usd_per_query: UsdEach = col("paid for every query: tokens, look-ups", 0.0)
    qualified_rate: RateToOne = col("share of answers good enough, measured; the bar is that of quality.csv")


def by_feature(ladder: RawTable, features: RawTable | None) -> RawTable:
    """The table with the rows of a feature together, in the order of features.csv: that of the workbook's rows."""
    known = [key_of(str(row.cells.get("feature", ""))) for row in features.rows] if features else []
    names = [key_of(str(row.cells.get("feature", ""))) for row in ladder.rows]
    order = sorted(range(len(names)), key=lambda i: known.index(names[i]) if names[i] in known else len(known))
    ids = tuple(ladder.ids[i] for i in order) if ladder.ids else ()
    return replace(ladder, rows=tuple(ladder.rows[i] for i in order), ids=ids)
