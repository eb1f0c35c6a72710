"""The public Python API: every name of `finmodel.__all__`, by autodoc."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator

import finmodel

PARTS = (
    "carry.carried.Left",
    "change_report.bridge.Bridge",
    "change_report.bridge.Stride",
    "change_report.change.Change",
    "change_report.differences.Compared",
    "change_report.effect.Effect",
    "change_report.profit.Profit",
    "change_report.record.Place",
    "change_report.step.Step",
    "errors.Problem",
    "merge.merged.Conflict",
    "merge.merged.Move",
    "mirror.results.Figure",
    "monthly.threshold.Verdict",
    "timeline.Month",
    "timeline.Timeline",
    "uncertainty.simulation.Drawn",
    "uncertainty.simulation.Event",
    "uncertainty.simulation.Spread",
    "uncertainty.simulation.Swing",
    "uncertainty.simulation.Verdict",
    "vendor.change.NewRow",
)  # what results consist of; the build names one that is missing here


def markdown() -> Iterator[str]:
    """Functions, then what they give, then what that consists of."""
    names = [name for name in finmodel.__all__ if not name.startswith("_")]
    functions = [name for name in names if inspect.isfunction(getattr(finmodel, name))]
    yield from ("## Functions", "", *_documented("function", functions), "")
    yield from ("## What they give", "", *_documented("class", (name for name in names if name not in functions)), "")
    yield from ("## What that consists of", "", *_documented("class", PARTS), "")
    yield from ("## Version", "", "```{py:data} finmodel.__version__", "The version of the package, as text.", "```")


def _documented(kind: str, names: Iterable[str]) -> Iterator[str]:
    yield "```{eval-rst}"
    for name in names:
        yield f".. auto{kind}:: finmodel.{name}"
        yield from ("   :members:",) * (kind == "class")
        yield ""
    yield "```"
