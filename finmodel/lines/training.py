"""Training: one-time jobs, what is capitalised, what it leaves on the books (MODEL.md, section 2)."""

from __future__ import annotations

import numpy as np

from finmodel.lines.arithmetic import flag, over_members
from finmodel.model.dimension import JOB
from finmodel.model.item import CONSTANT, OPENING, STOCK, Array, Section, line

CALENDAR = Section("Training", "When each job is paid and in service")
JOBS = Section("Training", "Jobs")
TOTALS = Section("Training", "All jobs")
ASSET = Section("Training", "Training asset")


@line(
    "Base cost of a run",
    CALENDAR,
    by=JOB,
    unit="USD",
    kind=CONSTANT,
    excel="{training.compute_usd}+{training.data_usd}+{training.labour_usd}",
)
def training_base(training__compute_usd: Array, training__data_usd: Array, training__labour_usd: Array) -> Array:
    """Compute, data and labour of one run: what may be capitalised."""
    return training__compute_usd + training__data_usd + training__labour_usd


@line(
    "Failed runs",
    CALENDAR,
    by=JOB,
    unit="USD",
    kind=CONSTANT,
    excel="{training.compute_usd}*{training.failed_run_rate}",
)
def training_failed(training__compute_usd: Array, training__failed_run_rate: Array) -> Array:
    """Compute lost to failed runs, paid with the job; always expensed."""
    return training__compute_usd * training__failed_run_rate


@line(
    "Month number of the first run",
    CALENDAR,
    by=JOB,
    unit="month number",
    kind=CONSTANT,
    excel="(YEAR({training.spend_month})-YEAR({start_month}))*12+MONTH({training.spend_month})-MONTH({start_month})+1",
)
def training_first_run(training__spend_month: Array) -> Array:
    """1 is the first month of the model."""
    return training__spend_month


@line(
    "Months from spend to service",
    CALENDAR,
    by=JOB,
    unit="months",
    kind=CONSTANT,
    excel="(YEAR({training.in_service_month})-YEAR({training.spend_month}))*12"
    "+MONTH({training.in_service_month})-MONTH({training.spend_month})",
)
def training_service_lag(training__spend_month: Array, training__in_service_month: Array) -> Array:
    """The same lag for every repeat of the job."""
    return training__in_service_month - training__spend_month


@line(
    "Months between runs",
    CALENDAR,
    by=JOB,
    unit="months",
    kind=CONSTANT,
    excel="IF({training.repeat_every_months}>0,{training.repeat_every_months},{months})",
)
def training_repeat(training__repeat_every_months: Array, months: Array) -> Array:
    """A job that does not repeat comes back after the last month, that is never."""
    return np.where(training__repeat_every_months > 0, training__repeat_every_months, months)


@line(
    "Runs",
    JOBS,
    by=JOB,
    unit="flag",
    excel="({month_number}>={training_first_run})*(MOD({month_number}-{training_first_run},{training_repeat})=0)",
)
def training_runs(training_first_run: Array, training_repeat: Array, month_number: Array) -> Array:
    """1 in the months in which the job is paid."""
    since = month_number - training_first_run
    return flag((since >= 0) & (since % training_repeat == 0))


@line("Training cash", JOBS, by=JOB, unit="USD", excel="({training_base}+{training_failed})*{training_runs}")
def training_cash(training_base: Array, training_failed: Array, training_runs: Array) -> Array:
    """Paid in the spend month; capitalising never changes it."""
    return (training_base + training_failed) * training_runs


@line("Capitalised", JOBS, by=JOB, unit="USD", excel="{training_base}*{training.capitalise}*{training_runs}")
def training_capitalised(training_base: Array, training__capitalise: Array, training_runs: Array) -> Array:
    """The capitalised share of the base cost; never of failed runs."""
    return training_base * training__capitalise * training_runs


@line(
    "Expensed",
    JOBS,
    by=JOB,
    unit="USD",
    excel="({training_base}*(1-{training.capitalise})+{training_failed})*{training_runs}",
)
def training_expensed(
    training_base: Array, training__capitalise: Array, training_failed: Array, training_runs: Array
) -> Array:
    """What is not capitalised, and every failed run."""
    return (training_base - training_base * training__capitalise + training_failed) * training_runs


@line(
    "Amortisation",
    JOBS,
    by=JOB,
    unit="USD",
    excel="SUMIFS({training_capitalised[all]},{month_number[all]},"
    '">"&{month_number}-{training_service_lag}-{training.life_months},'
    '{month_number[all]},"<="&{month_number}-{training_service_lag})/{training.life_months}',
)
def training_amortisation(
    training_capitalised: Array, training_service_lag: Array, training__life_months: Array, month_number: Array
) -> Array:
    """Tranche by tranche: straight line over its life from the in-service month, full months, no residual."""
    written_off = np.zeros(())
    for paid in range(training_capitalised.shape[-1]):
        age = month_number - (paid + 1) - training_service_lag
        in_life = (age >= 0) & (age < training__life_months)
        written_off = written_off + in_life * training_capitalised[..., paid : paid + 1] / training__life_months
    return written_off


@line("Training cash, all jobs", TOTALS, unit="USD", excel="SUM({training_cash[*]})")
def total_training_cash(training_cash: Array) -> Array:
    """Cash paid for training."""
    return over_members(training_cash)


@line("Capitalised, all jobs", TOTALS, unit="USD", excel="SUM({training_capitalised[*]})")
def total_training_capitalised(training_capitalised: Array) -> Array:
    """Training added to the asset."""
    return over_members(training_capitalised)


@line("Expensed, all jobs", TOTALS, unit="USD", excel="SUM({training_expensed[*]})")
def total_training_expensed(training_expensed: Array) -> Array:
    """Training charged to the month."""
    return over_members(training_expensed)


@line("Amortisation, all jobs", TOTALS, unit="USD", excel="SUM({training_amortisation[*]})")
def total_training_amortisation(training_amortisation: Array) -> Array:
    """Capitalised training written off in the month."""
    return over_members(training_amortisation)


@line("Opening training asset", ASSET, unit="USD", kind=OPENING, excel="{closing_training_asset[-1]}")
def opening_training_asset(closing_training_asset: Array) -> Array:
    """Training capitalised and not yet written off, at the start of the month; none before month 1."""
    return np.concatenate([np.zeros_like(closing_training_asset[..., :1]), closing_training_asset[..., :-1]], axis=-1)


@line(
    "Closing training asset",
    ASSET,
    unit="USD",
    kind=STOCK,
    opening="0",
    excel="{opening_training_asset}+{total_training_capitalised}-{total_training_amortisation}",
)
def closing_training_asset(total_training_capitalised: Array, total_training_amortisation: Array) -> Array:
    """All that was capitalised less all that was written off."""
    return np.asarray(np.cumsum(total_training_capitalised, axis=-1) - np.cumsum(total_training_amortisation, axis=-1))


@line(
    "Training capitalised, cumulative",
    ASSET,
    unit="USD",
    kind=STOCK,
    opening="0",
    excel="{cumulative_training_capitalised[-1]}+{total_training_capitalised}",
)
def cumulative_training_capitalised(total_training_capitalised: Array) -> Array:
    """Training capitalised since month 1."""
    return np.asarray(np.cumsum(total_training_capitalised, axis=-1))
