"""DuckDB in this process: bounded memory, the rest on disk, no network."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import ibis

from finmodel.errors import EngineError
from finmodel.printable import printable
from finmodel.usage.engine import json_path, no_such_table
from finmodel.usage.head import Head, Keys
from finmodel.usage.lines import LONGEST_LINE
from finmodel.usage.logfile import LogFile

if TYPE_CHECKING:
    from ibis.backends.duckdb import Backend
    from ibis.expr.types import StringValue, Table


def _json_extract_string(text: Any, path: Any) -> Any:
    """DuckDB's own."""


_extract = ibis.udf.scalar.builtin(
    _json_extract_string, name="json_extract_string", signature=(("json", "string"), "string")
)


class Duck:
    """An engine in a folder of its own, which goes when it is closed."""

    name = "DuckDB"
    refusals: tuple[type[Exception], ...] = (duckdb.Error,)
    exhausted: tuple[type[Exception], ...] = (duckdb.OutOfMemoryException,)

    def __init__(self, memory: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="finmodel-usage-")
        self._kept = 0
        self.connection = self._connected(memory)
        for setting in ("TimeZone = 'UTC'", "enable_progress_bar = true", "enable_progress_bar_print = false"):
            self.connection.raw_sql(f"SET {setting}")

    def _connected(self, memory: str) -> Backend:
        """Open the folder's database. Raises EngineError where nothing can be written there."""
        folder = Path(self._folder.name)
        try:
            return ibis.duckdb.connect(
                folder / "usage.duckdb",
                memory_limit=memory,
                temp_directory=str(folder / "spill"),
                preserve_insertion_order=False,
                autoinstall_known_extensions=False,
                autoload_known_extensions=False,
            )
        except duckdb.IOException as error:
            self._folder.cleanup()
            said = f"DuckDB cannot work in {folder.parent} ({printable(str(error).rpartition(': ')[2])})"
            fix = "make room there, or set TMPDIR to another folder"
            raise EngineError(f"{said}; {fix}; nothing was written") from None

    def files(self, files: Sequence[LogFile], head: Head, columns: Sequence[str], *, lenient: bool = False) -> Table:
        """Open text logs as text columns, Parquet with its own types."""
        paths = [_literal(file.path) for file in files]
        match files[0].kind:
            case "parquet":
                return self.connection.read_parquet(paths, union_by_name=True)
            case "jsonl":
                return self.connection.read_json(
                    paths,
                    columns=dict.fromkeys(columns, "VARCHAR"),
                    format="newline_delimited",
                    ignore_errors=True,
                    maximum_object_size=LONGEST_LINE,
                )
        return self.connection.read_csv(
            paths,
            columns=dict.fromkeys(head.columns, "VARCHAR"),
            auto_detect=False,
            header=True,
            delim=head.delimiter,
            quote='"',
            escape='"',
            ignore_errors=lenient,
            max_line_size=LONGEST_LINE,
        )

    def table(self, name: str) -> Table:
        """Open a table of the connection."""
        if not self._has(name):
            raise no_such_table(name)
        return self.connection.table(name)

    def inside(self, text: StringValue, keys: Keys) -> StringValue:
        """What stands at some keys of JSON text; nothing where the text is no JSON."""
        found: StringValue = _extract(text.try_cast("json"), json_path(keys))
        return found

    def keep(self, table: Table) -> Table:
        """Work a table out into the folder."""
        self._kept += 1
        return self.connection.create_table(f"kept_{self._kept}", table)

    def share(self) -> float | None:
        """As DuckDB tells, which for some queries it cannot."""
        percent = self.connection.con.query_progress()
        return percent / 100 if 0 <= percent <= 100 else None

    def _has(self, name: str) -> bool:
        query = "SELECT 1 FROM information_schema.tables WHERE table_name = ?"
        return bool(self.connection.con.execute(query, [name]).fetchall())

    def close(self) -> None:
        """Remove the folder."""
        self.connection.disconnect()
        self._folder.cleanup()


def _literal(path: Path) -> str:
    """A path in which no sign counts as a pattern."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(path))
