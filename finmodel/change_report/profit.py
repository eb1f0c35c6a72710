"""Revenue, COGS and training of some months, and the margins they make."""

from __future__ import annotations

import math
from dataclasses import dataclass

from finmodel.mirror import Results

PROFIT_LINES = ("total_revenue", "total_cogs", "total_training_amortisation", "total_training_expensed")


@dataclass(frozen=True)
class Profit:
    """Revenue, COGS and training (amortised and expensed) of one or more months, in USD."""

    revenue: float
    cogs: float
    training: float

    @property
    def finite(self) -> bool:
        """Whether all of it is a number."""
        return math.isfinite(self.revenue + self.cogs + self.training)

    @property
    def gross_profit(self) -> float:
        """Revenue less COGS."""
        return self.revenue - self.cogs

    @property
    def profit_after_training(self) -> float:
        """Also less training."""
        return self.revenue - self.cogs - self.training

    @property
    def gross_margin(self) -> float | None:
        """Gross profit over revenue, no training in it; None without revenue."""
        return self._margin(self.cogs)

    @property
    def margin_after_training(self) -> float | None:
        """Gross margin after amortised and expensed training; None without revenue."""
        return self._margin(self.cogs + self.training)

    def _margin(self, cost: float) -> float | None:
        margin = 1 - cost / self.revenue if self.revenue > 0 else math.nan
        return margin if math.isfinite(margin) else None


def profit(results: Results, number: int, months: int) -> Profit:
    """Profit of the months that end in month `number`."""
    revenue, cogs, *training = (float(results[name][0][number - months : number].sum()) for name in PROFIT_LINES)
    return Profit(revenue, cogs, sum(training))
