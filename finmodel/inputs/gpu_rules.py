"""What must hold between selfhost.csv and gpu_rates.csv."""

from __future__ import annotations

from collections.abc import Iterator

from finmodel.errors import Problem
from finmodel.inputs.found import SUM_TOLERANCE, Found


def gpu_shares(found: Found) -> Iterator[Problem]:
    """Every GPU hour is bought in some way, once."""
    places = [place for _, place in found.rows("gpu_rates") if place]
    total = sum(row.cell("share") for row, _ in found.rows("gpu_rates"))
    if places and abs(total - 1) > SUM_TOLERANCE:
        what = f"the shares of GPU hours sum to {total:.10g}"
        yield Problem(places[0].place("share"), what, "make them sum to 1")


def both_or_none(found: Found) -> Iterator[Problem]:
    """A fleet needs rates, and rates a fleet."""
    for given, missing, why in (("selfhost", "gpu_rates", "a fleet has a price"),
                                ("gpu_rates", "selfhost", "no feature would run on them")):  # fmt: skip
        if found.tables[given] and not found.tables[missing]:
            what = f"has no rows, but {given}.csv has: {why}"
            yield Problem(f"{missing}.csv", what, f"add rows to it, or leave out {given}.csv")
