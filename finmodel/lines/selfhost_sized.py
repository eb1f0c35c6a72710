"""Own GPUs at the sizes of Scale: the fleet at average, at the peak and as billed (MODEL.md, section 2)."""

from __future__ import annotations

from finmodel.lines.arithmetic import at_month, over_members
from finmodel.model.dimension import HOSTED, SCALE
from finmodel.model.item import CONSTANT, STOCK, Array, Declare, Section, line

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


def _average(size: str) -> str:
    return f"{{scale_factor_{size}}}*INDEX({{gpus_average[all]}},{_D})"


def _peak(label: str, size: str) -> Declare:
    excel = f"MAX({{selfhost.min_gpus}},ROUNDUP({_average(size)}*{{selfhost.peak_to_average}}-10^-9,0))"
    return line(label, SIZED, by=HOSTED, unit="GPUs", kind=CONSTANT, excel=excel)


def _billed(label: str, size: str) -> Declare:
    average = _average(size)
    excel = (
        f"MAX({{selfhost.min_gpus}},{average}*{{selfhost.autoscale_efficiency}}"
        f"+(1-{{selfhost.autoscale_efficiency}})*{{gpus_peak_{size}}})"
    )
    return line(label, SIZED, by=HOSTED, unit="GPUs", kind=CONSTANT, excel=excel)


@_peak("GPUs at the peak, next size", "near")
def gpus_peak_near(at_near_scale__gpus_peak: Array, diligence_month: Array) -> Array:
    """Whole GPUs in the diligence month with scale_factor_near times the users."""
    return at_month(at_near_scale__gpus_peak, diligence_month)


@_billed("GPUs billed, next size", "near")
def gpus_billed_near(at_near_scale__gpus_billed: Array, diligence_month: Array) -> Array:
    """In the diligence month with scale_factor_near times the users."""
    return at_month(at_near_scale__gpus_billed, diligence_month)


@_peak("GPUs at the peak, size after", "far")
def gpus_peak_far(at_far_scale__gpus_peak: Array, diligence_month: Array) -> Array:
    """Whole GPUs in the diligence month with scale_factor_far times the users."""
    return at_month(at_far_scale__gpus_peak, diligence_month)


@_billed("GPUs billed, size after", "far")
def gpus_billed_far(at_far_scale__gpus_billed: Array, diligence_month: Array) -> Array:
    """In the diligence month with scale_factor_far times the users."""
    return at_month(at_far_scale__gpus_billed, diligence_month)


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
