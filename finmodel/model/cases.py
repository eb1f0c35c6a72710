"""The whole model once more: with one lever moved, or for each case of a dimension."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from finmodel.model.dimension import CELL, SCALE, Dimension

MARGIN = ("total_revenue", "total_cogs")
INFERENCE = ("inference_cost", "attempt_cost")


@dataclass(frozen=True)
class Rerun:
    """The model once more with one lever moved: `factor` times it, an assumption `by` times, or 1 + a `shock`.

    `off` are those inputs, as mirrors name them; `reads` the line items that the mirror may look at.
    """

    lever: str = ""
    factor: float = 1.0
    shock: str = ""
    by: str = ""
    off: tuple[str, ...] = ()
    reads: tuple[str, ...] = MARGIN

    @property
    def inputs(self) -> set[str]:
        """What is moved, and the assumption that says how far."""
        return {*map(driver, filter(None, [self.lever])), *map(driver, self.off), self.shock, self.by} - {""}


@dataclass(frozen=True)
class Cases:
    """The whole model once more for each member of a dimension.

    `levers` maps what is moved to the line item that holds its factor.
    """

    of: Dimension
    levers: Mapping[str, str]


_BATCHING = ("levers__batch_share",)
_COMPRESSION = (*_BATCHING, "levers__compression_rate")
_RESPONSE_CACHE = (*_COMPRESSION, "levers__response_cache_hit_rate")
_PROMPT_CACHE = (*_RESPONSE_CACHE, "levers__cache_read_share", "levers__cache_write_share")
RERUNS = {
    "at_10x_users": Rerun("users_multiplier", 10.0),
    "at_100x_users": Rerun("users_multiplier", 100.0),
    "at_price_shock": Rerun("vendor_price_multiplier", shock="price_shock"),
    "at_near_scale": Rerun("users_multiplier", by="scale_factor_near"),
    "at_far_scale": Rerun("users_multiplier", by="scale_factor_far"),
    "without_batching": Rerun(off=_BATCHING, reads=INFERENCE),
    "and_without_compression": Rerun(off=_COMPRESSION, reads=INFERENCE),
    "and_without_response_cache": Rerun(off=_RESPONSE_CACHE, reads=INFERENCE),
    "and_without_prompt_cache": Rerun(off=_PROMPT_CACHE, reads=INFERENCE),
    "and_without_router": Rerun(off=(*_PROMPT_CACHE, "levers__router_usd"), reads=INFERENCE),
}  # mirror parameters that hold what the line items of `reads` are in such a run
CASES = {
    "at_scales": Cases(SCALE, {"users_multiplier": "scale_factor"}),
    "in_price_cells": Cases(
        CELL, {"vendor_price_multiplier": "vendor_price_factor", "queries_multiplier": "queries_factor"}
    ),
    "in_length_cells": Cases(
        CELL, {"plan_price_multiplier": "plan_price_factor", "output_tokens_multiplier": "output_tokens_factor"}
    ),
}


def rerun_of(parameter: str) -> tuple[str, str] | None:
    """Run and line item of a mirror's parameter `run__line_item`: what that line item is in another run."""
    run, _, read = parameter.partition("__")
    return (run, read) if read and (run in RERUNS or run in CASES) else None


def moved_inputs(run: str) -> set[str]:
    """The inputs that a run moves, and those that say how far."""
    return set(CASES[run].levers) if run in CASES else RERUNS[run].inputs


def driver(parameter: str) -> str:
    """An input as it is called in messages: `table.column`, or an assumption."""
    return parameter.replace("__", ".")
