"""Own GPUs: the fleet that would serve a feature, and what a GPU hour costs (MODEL.md, section 1)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from finmodel.inputs import kinds
from finmodel.inputs.row import BLANK, Count, Name, Row, Share, Text, Usd, col

PURCHASES = ("on_demand", "reserved", "spot")

Purchase = Annotated[str, kinds.Choice(options=PURCHASES)]
Throughput = Annotated[float, kinds.Number("tokens per second", low=None, above=0)]
Utilisation = Annotated[float, kinds.Number("share", low=None, above=0, high=1)]
PeakRatio = Annotated[float, kinds.Number("ratio", low=1)]
Gpus = Annotated[float, kinds.Number("GPUs", whole=True)]
UsdPerGpuHour = Annotated[float, kinds.Number("USD per GPU hour")]


class Selfhost(Row):
    """A feature that could be served on own GPUs: a comparison, which never touches profit or cash."""

    table: ClassVar = "selfhost"
    key: ClassVar = ("feature",)

    feature: Name = col("the feature")
    gpu: Text = col("the GPU and the model it would serve", "", extra=BLANK)
    tokens_per_second_per_gpu: Throughput = col("tokens a GPU serves in a second at full load")
    target_utilisation: Utilisation = col("share of full throughput planned for", 0.7)
    peak_to_average: PeakRatio = col("busiest hour over the average hour", 1.0)
    min_gpus: Gpus = col("GPUs that always run", 1.0)
    autoscale_efficiency: Share = col("autoscaling: 0 = the peak is billed, 1 = the average", 0.0)
    mlops_fte: Count = col("people who run the fleet", 0.0)
    mlops_usd_per_month: Usd = col("monthly cost of one of them", 0.0)
    setup_usd: Usd = col("one-time cost of moving, which savings pay back", 0.0)


class GpuRate(Row):
    """What a GPU hour costs by the way it is bought, and the share of hours bought so."""

    table: ClassVar = "gpu_rates"
    key: ClassVar = ("purchase",)

    purchase: Purchase = col("on_demand, reserved or spot")
    share: Share = col("share of the GPU hours")
    usd_per_gpu_hour: UsdPerGpuHour = col("price of a GPU hour")
