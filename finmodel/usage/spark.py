"""Spark, in this process or on a cluster."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import ibis
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession
from pyspark.sql.types import StringType, StructField, StructType

from finmodel.usage.engine import FAULT, json_path, no_such_table
from finmodel.usage.head import Head, Keys
from finmodel.usage.lines import LONGEST_LINE
from finmodel.usage.logfile import LogFile

if TYPE_CHECKING:
    from ibis.expr.types import StringValue, Table

_QUIET = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}
_LOCAL = {"spark.sql.shuffle.partitions": "4"}  # a cluster knows better


def _get_json_object(text: Any, path: Any) -> Any:
    """Spark's own."""


_extract = ibis.udf.scalar.builtin(_get_json_object, name="get_json_object", signature=(("string", "string"), "string"))


class Spark:
    """An engine over a Spark session: `spark://HOST:PORT`, or `spark://local[2]` in this process."""

    name = "Spark"
    refusals: tuple[type[Exception], ...] = (PySparkException,)
    exhausted: tuple[type[Exception], ...] = ()

    def __init__(self, url: str) -> None:
        self.session = _session(url)
        self.connection = ibis.pyspark.connect(self.session)
        self._read = 0
        self._kept: list[Any] = []

    def files(self, files: Sequence[LogFile], head: Head, columns: Sequence[str], *, lenient: bool = False) -> Table:  # noqa: ARG002 - what every engine is asked
        """Open text logs as text columns, Parquet with its own types; torn records stand in a column, never lost."""
        paths = [str(file.path.resolve()) for file in files]
        reader = self.session.read
        if files[0].kind == "parquet":
            frame = reader.option("mergeSchema", value=True).parquet(*paths)
        else:
            names = (*(head.columns if files[0].kind == "csv" else columns), FAULT)
            reader = reader.schema(StructType([StructField(name, StringType()) for name in names]))
            reader = reader.option("mode", "PERMISSIVE").option("columnNameOfCorruptRecord", FAULT)
            if files[0].kind == "jsonl":
                frame = reader.json(paths)
            else:
                reader = reader.option("header", value=True).option("sep", head.delimiter).option("escape", '"')
                frame = reader.option("multiLine", value=True).option("maxCharsPerColumn", LONGEST_LINE).csv(paths)
        self._read += 1
        name = f"finmodel_usage_{self._read}"
        frame.createOrReplaceTempView(name)
        return self.connection.table(name)

    def table(self, name: str) -> Table:
        """Open a table of the session's catalogue."""
        if name not in self.connection.list_tables():
            raise no_such_table(name)
        return self.connection.table(name)

    def inside(self, text: StringValue, keys: Keys) -> StringValue:
        """What stands at some keys of JSON text."""
        found: StringValue = _extract(text, json_path(keys))
        return found

    def keep(self, table: Table) -> Table:
        """Let Spark cache a table."""
        kept = table.cache()
        self._kept.append(kept)
        return kept

    def share(self) -> float | None:
        """Unknown: the engine has pages of its own for that."""
        return None

    def close(self) -> None:
        """Let go of what was cached; the session stays for whoever started it."""
        for kept in self._kept:
            kept.release()


def _session(url: str) -> SparkSession:
    """The session that is there, or a new one; its times are UTC."""
    session = SparkSession.getActiveSession()
    if session is None:
        master = url.partition("://")[2] or "local[*]"
        local = master.startswith("local")
        builder = SparkSession.builder.appName("finmodel usage")
        builder = builder.master(master if local or master.startswith(("yarn", "k8s")) else f"spark://{master}")
        for name, value in {**_QUIET, **(_LOCAL if local else {})}.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
    session.conf.set("spark.sql.session.timeZone", "UTC")
    return session
