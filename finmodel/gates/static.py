"""Gates 1 and 2: the names exist, and both sides of every line item have the same drivers."""

from __future__ import annotations

from collections.abc import Mapping

from finmodel.errors import DeclarationError
from finmodel.gates.finding import Finding
from finmodel.model.graph import Graph
from finmodel.model.item import LineItem


def names(items: Mapping[str, LineItem]) -> tuple[Graph | None, list[Finding]]:
    """Gate 1: every reference and parameter exists; else the findings name the near ones."""
    try:
        graph = Graph.of(items)
        _ = graph.order
    except DeclarationError as error:
        return None, [Finding("names", message) for message in str(error).splitlines()]
    return graph, []


def drivers(graph: Graph) -> list[Finding]:
    """Gate 2: formula and mirror of a line item come from the same inputs."""
    findings = []
    for name in graph.items:
        excel, mirror = graph.drivers(name)
        only = [f"only the formula reads {', '.join(sorted(excel - mirror))}"] if excel - mirror else []
        only += [f"only the mirror reads {', '.join(sorted(mirror - excel))}"] if mirror - excel else []
        if only:
            findings.append(Finding("drivers", "; ".join(only), id=name, formula=graph.items[name].excel))
    return findings
