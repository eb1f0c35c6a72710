"""Whatever else Ibis connects to: a warehouse with the log in a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import ibis

from finmodel.errors import EngineError, InputError, Problem
from finmodel.usage.engine import no_such_table
from finmodel.usage.head import Head, Keys
from finmodel.usage.logfile import LogFile

if TYPE_CHECKING:
    from ibis.expr.types import StringValue, Table


class Warehouse:
    """An engine behind a URL of Ibis; the URL may hold a password, so no message repeats it."""

    refusals: tuple[type[Exception], ...] = ()
    exhausted: tuple[type[Exception], ...] = ()

    def __init__(self, url: str) -> None:
        self.name = url.partition(":")[0]
        try:
            self.connection = ibis.connect(url)
        except (ImportError, ModuleNotFoundError) as error:
            raise EngineError(
                f"{self.name} is not installed ({error}); pip install 'ibis-framework[{self.name}]'"
            ) from None
        except ValueError:
            known = "duckdb, spark://HOST or a URL of Ibis such as bigquery://PROJECT/DATASET"
            raise InputError([Problem("--connect", f"{self.name!r} is no engine", f"write {known}")]) from None
        except Exception as error:  # noqa: BLE001  # every driver has errors of its own
            raise EngineError(f"{self.name} does not answer ({type(error).__name__}); check the URL") from None

    def files(self, files: Sequence[LogFile], head: Head, columns: Sequence[str], *, lenient: bool = False) -> Table:  # noqa: ARG002 - what every engine is asked
        """Refuse: files are read by DuckDB or Spark."""
        raise InputError([Problem("--connect", f"{self.name} reads tables, no files", "name the table with --table")])

    def table(self, name: str) -> Table:
        """Open a table, also one named with its schema."""
        *outer, last = name.split(".")
        try:
            return self.connection.table(last, database=tuple(outer) or None)
        except Exception:  # noqa: BLE001  # every driver has errors of its own
            raise no_such_table(name) from None

    def inside(self, text: StringValue, keys: Keys) -> StringValue:
        """What stands at some keys of JSON text."""
        value = text.cast("json")
        for key in keys:
            value = value[int(key) if key.isdigit() else key]
        found: StringValue = value.cast("string").re_replace('^"|"$', "")
        return found

    def keep(self, table: Table) -> Table:
        """Let the engine hold a table."""
        return table.cache()

    def share(self) -> float | None:
        """Unknown: the engine has pages of its own for that."""
        return None

    def close(self) -> None:
        """End the connection."""
        self.connection.disconnect()
