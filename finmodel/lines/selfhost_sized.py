"""Own GPUs at the sizes of Scale: the fleet at average, at the peak and as billed (MODEL.md, section 2)."""

from __future__ import annotations

from finmodel.lines.arithmetic import at_month, over_members
from finmodel.model.dimension import HOSTED, SCALE
from finmodel.model.item import CONSTANT, STOCK, Array, Declare, Section, line
from finmodel.model.like import like

SIZED = Section("Self-host", "GPUs at the sizes of Scale", ("selfhost",))

_D = "MATCH({diligence_month},{month[all]},0)"


def _all(label: str, of: str) -> Declare:
    return line(label, SIZED, unit="GPUs", kind=STOCK, excel=f"SUM({{{of}[*]}})")


@_all("GPUs at the average load, all features", "gpus_average")
def total_gpus_average(gpus_average: Array) -> Array:
    """What a flat load would take."""
    return over_members(gpus_average)


@_all("GPUs at the peak, all features", "gpus_peak")
def total_gpus_peak(gpus_peak: Array) -> Array:
    """What the busiest hour takes."""
    return over_members(gpus_peak)


@_all("GPUs billed, all features", "gpus_billed")
def total_gpus_billed(gpus_billed: Array) -> Array:
    """What is paid for."""
    return over_members(gpus_billed)


_NEAR = f"{{scale_factor_near}}*INDEX({{gpus_average[all]}},{_D})"


@line(
    "GPUs at the peak, next size",
    SIZED,
    by=HOSTED,
    unit="GPUs",
    kind=CONSTANT,
    excel=f"MAX({{selfhost.min_gpus}},ROUNDUP({_NEAR}*{{selfhost.peak_to_average}}-10^-9,0))",
)
def gpus_peak_near(at_near_scale__gpus_peak: Array, diligence_month: Array) -> Array:
    """Whole GPUs in the diligence month with so many times the users."""
    return at_month(at_near_scale__gpus_peak, diligence_month)


@line(
    "GPUs billed, next size",
    SIZED,
    by=HOSTED,
    unit="GPUs",
    kind=CONSTANT,
    excel=f"MAX({{selfhost.min_gpus}},{_NEAR}*{{selfhost.autoscale_efficiency}}"
    "+(1-{selfhost.autoscale_efficiency})*{gpus_peak_near})",
)
def gpus_billed_near(at_near_scale__gpus_billed: Array, diligence_month: Array) -> Array:
    """In the diligence month with so many times the users."""
    return at_month(at_near_scale__gpus_billed, diligence_month)


_FAR = {"scale_factor_near": "scale_factor_far"}
gpus_peak_far = like(
    gpus_peak_near,
    "gpus_peak_far",
    "GPUs at the peak, size after",
    instead={**_FAR, "at_near_scale__gpus_peak": "at_far_scale__gpus_peak"},
)
gpus_billed_far = like(
    gpus_billed_near,
    "gpus_billed_far",
    "GPUs billed, size after",
    instead={**_FAR, "gpus_peak_near": "gpus_peak_far", "at_near_scale__gpus_billed": "at_far_scale__gpus_billed"},
)


@line("GPUs at the average load, by size", SIZED, by=SCALE, unit="GPUs", kind=CONSTANT,
      excel=f"{{scale_factor}}*INDEX({{total_gpus_average[all]}},{_D})")  # fmt: skip
def scale_gpus_average(at_scales__total_gpus_average: Array, diligence_month: Array) -> Array:
    """What a flat load would take in the diligence month."""
    return at_month(at_scales__total_gpus_average, diligence_month)


def _of_size(label: str, of: str) -> Declare:
    excel = (
        f'({{scale}}="as planned")*INDEX({{total_{of}[all]}},{_D})'
        f'+({{scale}}="near")*SUM({{{of}_near[*]}})+({{scale}}="far")*SUM({{{of}_far[*]}})'
    )
    return line(label, SIZED, by=SCALE, unit="GPUs", kind=CONSTANT, excel=excel)


@_of_size("GPUs at the peak, by size", "gpus_peak")
def scale_gpus_peak(at_scales__total_gpus_peak: Array, diligence_month: Array) -> Array:
    """What the busiest hour takes in the diligence month."""
    return at_month(at_scales__total_gpus_peak, diligence_month)


@_of_size("GPUs billed, by size", "gpus_billed")
def scale_gpus_billed(at_scales__total_gpus_billed: Array, diligence_month: Array) -> Array:
    """What is paid for in the diligence month: between average and peak, as autoscaling has it."""
    return at_month(at_scales__total_gpus_billed, diligence_month)
