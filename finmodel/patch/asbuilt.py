"""The scenarios side by side of an updated workbook: the mirror's figures of now in place of those of the build."""

from __future__ import annotations

from collections.abc import Iterator

from finmodel.patch.alike import alike
from finmodel.patch.element import Put
from finmodel.workbook.cells import Page
from finmodel.workbook.disk.ondisk import OnDisk
from finmodel.workbook.positions import Positions
from finmodel.workbook.snapshot import held
from finmodel.workbook.view import Place


def renewed(page: Page, where: Positions, disk: OnDisk) -> Iterator[tuple[Place, Put]]:
    """The figures as of build that are others now; a formula somebody typed there is left to the findings."""
    for one in held(page, where, disk.view):
        if one.place is None or one.place in disk.view.formulas:
            continue
        if not alike(disk.view.values.get(one.place), one.value):
            yield one.place, Put(one.value)
