"""Where the cached values of a workbook come from."""

from __future__ import annotations

from typing import Protocol

from finmodel.workbook.cells import Scalar

SENTINEL = -987654321.0  # stands in every cache before the proof: no figure of a model


class Values(Protocol):
    """A value for every formula cell."""

    def cell(self, sheet: str, row: int, column: int) -> Scalar | bool:
        """The value of a single formula cell."""

    def months(self, sheet: str, row: int) -> list[Scalar]:
        """The values of a row's months."""


class Sentinels:
    """Caches that hold a value no formula has."""

    def __init__(self, months: int) -> None:
        self._months: list[Scalar] = [SENTINEL] * months

    def cell(self, sheet: str, row: int, column: int) -> Scalar:  # noqa: ARG002 - the same wherever it stands
        """The sentinel."""
        return SENTINEL

    def months(self, sheet: str, row: int) -> list[Scalar]:  # noqa: ARG002 - the same wherever it stands
        """The sentinel, for every month."""
        return self._months
