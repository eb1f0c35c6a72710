"""The file uncertainty.csv: an uncertain input a row (MODEL.md, section 1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from finmodel.inputs import kinds
from finmodel.inputs.kinds import Local, Number, Raw
from finmodel.inputs.row import Row, Text, col

FAMILIES = ("normal", "lognormal", "triangular", "uniform", "pert", "discrete")


@dataclass(frozen=True)
class Listed(kinds.Kind):
    """Numbers separated by `;`, kept as text."""

    def parse(self, raw: Raw) -> str:
        """Read the list."""
        for part in [raw] if isinstance(raw, Local) else str(raw).split(";"):
            Number(low=None).parse(part)
        return str(raw).strip()


Family = Annotated[str, kinds.Choice(options=FAMILIES)]
Parameter = Annotated[float | None, Number("number", low=None)]
Positive = Annotated[float | None, Number("number", low=None, above=0)]
Correlation = Annotated[float | None, Number("correlation", low=-1, high=1)]
Numbers = Annotated[str, Listed()]


class UncertainInput(Row):
    """An input that is not known for sure: how it is distributed, in its own unit."""

    table: ClassVar = "uncertainty"
    key: ClassVar = ("input",)

    input: Text = col("an assumption, or file.column[member] with the parts of the row's key separated by |")
    distribution: Family = col("how it is distributed")
    mean: Parameter = col("normal, lognormal: the mean", None)
    sd: Positive = col("normal, lognormal: the standard deviation", None)
    p10: Parameter = col("normal, lognormal, in place of mean and sd: one draw in ten is lower", None)
    p90: Parameter = col("normal, lognormal, in place of mean and sd: one draw in ten is higher", None)
    low: Parameter = col("triangular, uniform, pert: the lowest value", None)
    mode: Parameter = col("triangular, pert: the likeliest value", None)
    high: Parameter = col("triangular, uniform, pert: the highest value", None)
    values: Numbers = col("discrete: the values, separated by ;", "")
    weights: Numbers = col("discrete: their probabilities, which sum to 1; equal when empty", "")
    group: Text = col("inputs of a group move together", "")
    correlation: Correlation = col("with a group: of two inputs that both give it", None)
