"""FOCUS, the FinOps billing format: one row a charge, with a quantity of one kind of token and the amount billed."""

from __future__ import annotations

from finmodel.usage.form import Format

FOCUS = Format(
    name="focus",
    title="a FOCUS bill",
    marks=(frozenset({"BilledCost", "ChargePeriodStart", "ConsumedQuantity"}),),
    paths={
        "at": ("ChargePeriodStart",),
        "feature": ("Tags.feature", "x_Feature"),
        "model": ("x_Model", "SkuPriceDetails.Model", "ResourceName", "ResourceId"),
        "user": ("Tags.customer", "Tags.user"),
        "plan": ("Tags.plan",),
        "quantity": ("ConsumedQuantity",),
        "unit": ("ConsumedUnit",),
        "meter": ("SkuMeter", "x_SkuMeterName", "ChargeDescription"),
        "billed_usd": ("BilledCost",),
    },
    grain="day",
    counted=False,
)
