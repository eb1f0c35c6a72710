"""The figures of every trial that a quantile needs: in memory while they are few, then in a temporary file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import Self

import numpy as np

from finmodel.model.item import Array

IN_MEMORY = 64 * 1024 * 1024  # bytes; 10,000 trials of 100 rows of months take 8 MB
_SIZE = 8  # of a double


class Kept:
    """Rows of figures, written block by block and read row by row: memory holds one row of all trials at a time."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.blocks: list[int] = []
        self.file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (closed by __exit__)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.file.close()

    def add(self, figures: Array) -> None:
        """Append a block of trials, shape (row, trial)."""
        self.file.seek(0, 2)
        self.file.write(np.ascontiguousarray(figures, dtype=np.float64).tobytes())
        self.blocks.append(figures.shape[1])

    def __iter__(self) -> Iterator[Array]:
        """Each row over all trials, shape (trial,)."""
        for row in range(self.rows):
            yield np.concatenate(list(self._parts(row)))

    def _parts(self, row: int) -> Iterator[Array]:
        start = 0
        for trials in self.blocks:
            self.file.seek(start + row * trials * _SIZE)
            yield np.frombuffer(self.file.read(trials * _SIZE))
            start += self.rows * trials * _SIZE
