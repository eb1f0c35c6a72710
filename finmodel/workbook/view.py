"""What stands in a workbook on disk: formulas, constants, cached values, and where our rows are."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from finmodel.workbook.positions import Positions, positions

Value = str | float | bool | None
Place = tuple[str, int, int]  # sheet name, row, column; counted from 0


@dataclass
class View:
    """A workbook on disk: formulas without `=`, constants, cached values, and where our rows stand.

    `states` are the sheets that are hidden or veryHidden, `names_defined` what the defined names refer to, `settings`
    what is odd about how the file wants to be calculated.
    """

    path: Path
    sheet_names: tuple[str, ...]
    formulas: dict[Place, str] = field(default_factory=dict)
    values: dict[Place, Value] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    names_defined: dict[str, str] = field(default_factory=dict)
    settings: tuple[str, ...] = ()

    @cached_property
    def sheets(self) -> dict[str, Positions]:
        """Our sheets by the names they have now."""
        content: dict[str, dict[tuple[int, int], object]] = {name: {} for name in self.sheet_names}
        for (sheet, row, column), value in self.values.items():
            content[sheet][row, column] = value
        for (sheet, row, column), formula in self.formulas.items():
            content[sheet][row, column] = f"={formula}"
        ours: dict[str, Positions] = {}
        for name, cells in content.items():
            found = positions(cells)
            if found is not None and found.key not in {other.key for other in ours.values()}:
                ours[name] = found  # a copy of one of our sheets is somebody's own
        return ours

    @cached_property
    def names(self) -> dict[str, str]:
        """The name that each of our sheets has now, by its key."""
        return {found.key: name for name, found in self.sheets.items()}

    def find(self, key: str, row_id: str, column: str) -> Place | None:
        """The place of a cell by sheet key, row id and column key."""
        name = self.names.get(key)
        spot = self.sheets[name].find(row_id, column) if name else None
        return (name, *spot) if name and spot else None

    def value(self, key: str, row_id: str, column: str) -> Value:
        """The constant or cached value there."""
        place = self.find(key, row_id, column)
        return self.values.get(place) if place else None
