"""The engine that reads and counts: DuckDB in this process, Spark, or any other that Ibis connects to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from finmodel.errors import InputError, Problem
from finmodel.inputs.wording import shown
from finmodel.usage.extra import installed
from finmodel.usage.head import Head, Keys
from finmodel.usage.logfile import LogFile

if TYPE_CHECKING:
    from ibis.expr.types import StringValue, Table

FAULT = "finmodel_fault"  # the column in which an engine puts a record that it cannot take apart
MEMORY = "3GiB"


class Engine(Protocol):
    """What an engine does beyond running Ibis expressions."""

    name: str
    refusals: tuple[type[Exception], ...]  # what the engine raises for files that it cannot take apart
    exhausted: tuple[type[Exception], ...]  # what it raises when it runs out of the memory that it was given

    def files(self, files: Sequence[LogFile], head: Head, columns: Sequence[str], *, lenient: bool = False) -> Table:
        """Open text logs as a table of text columns, Parquet with its own types.

        Reading raises one of the `refusals` at a record that cannot be taken apart; `lenient` leaves such records out.
        """

    def table(self, name: str) -> Table:
        """Open a table that the engine has."""

    def inside(self, text: StringValue, keys: Keys) -> StringValue:
        """Give what stands at some keys inside a column of JSON text, as text without quotes."""

    def keep(self, table: Table) -> Table:
        """Work a table out once, for several questions."""

    def share(self) -> float | None:
        """Tell how much of the query under way is done, from any thread; None where the engine does not say."""

    def close(self) -> None:
        """Let go of everything that was kept."""


def connect(url: str = "", *, memory: str = MEMORY) -> Engine:
    """Start the engine named by a URL; DuckDB in this process without one.

    Raises EngineError when it is not installed or does not answer, InputError for a URL that names none.
    """
    with installed("spark" if url.startswith(("spark", "pyspark")) else "usage"):
        if not url or url in ("duckdb", "duckdb://"):
            from finmodel.usage.duck import Duck

            return Duck(memory)
        if url.partition(":")[0] in ("spark", "pyspark"):
            from finmodel.usage.spark import Spark

            return Spark(url)
        from finmodel.usage.warehouse import Warehouse

        return Warehouse(url)


def no_such_table(name: str) -> InputError:
    """Word that a table is not there."""
    return InputError([Problem("--table", f"there is no table {shown(name)}", "write its name as the engine lists it")])


def json_path(keys: Keys) -> str:
    """Give the path of some keys as both DuckDB and Spark read it. Raises InputError for keys that no path can hold."""
    parts = ["$"]
    for key in keys:
        if any(sign in key for sign in "'\"\\[]*?"):
            raise InputError([Problem("--map", f"{shown(key)} holds a sign of a path", "rename the column")])
        parts.append(f"[{key}]" if key.isdigit() else f"['{key}']")
    return "".join(parts)
