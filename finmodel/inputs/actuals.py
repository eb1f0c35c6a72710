"""What was really paid, earned and counted, month by month, to hold the plan against (MODEL.md, section 5)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from finmodel.inputs import kinds
from finmodel.inputs.row import MonthOf, Row, Text, col

COMPANY = "company"  # the member of a line item that has one row

Amount = Annotated[float, kinds.Number("units", low=None)]


class Actual(Row):
    """The actual figure of a line item in a month: from the ledger, an invoice or the product's logs."""

    table: ClassVar = "actuals"
    key: ClassVar = ("month", "line_item", "member")
    spare: ClassVar = 24
    if_given: ClassVar = True

    line_item: Text = col("the line item of the plan, such as provider_tokens_cost")
    member: Text = col("its member, such as the provider; company where it has one row", COMPANY)
    month: MonthOf = col("the month")
    value: Amount = col("the actual figure, in the unit of the line item")
