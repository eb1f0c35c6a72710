"""Everything that a log tells, measured once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pandas as pd

from finmodel.errors import EngineError, InputError, Problem
from finmodel.inputs.wording import shown
from finmodel.usage.call import Reading, calls_of
from finmodel.usage.cube import cube_of
from finmodel.usage.engine import MEMORY, Engine, connect
from finmodel.usage.fault import count_records, refuse_faults
from finmodel.usage.form import Format
from finmodel.usage.head import Head, head_of, head_of_columns
from finmodel.usage.logfile import LogFile, log_files
from finmodel.usage.period import Period
from finmodel.usage.shape import Shape, shape_of
from finmodel.usage.spread import spread_of
from finmodel.usage.stage import Staged, staged
from finmodel.usage.users import Users, users_of
from finmodel.usage.watch import Watch

if TYPE_CHECKING:
    from ibis.expr.types import Table


@dataclass(frozen=True)
class Log:
    """Which log, and how to read it; `mapped` are pairs of field and column, `renamed` of log name and model name."""

    files: Sequence[str | os.PathLike[str]] = ()
    table: str = ""
    connect: str = ""
    form: str = "auto"
    mapped: Sequence[tuple[str, str]] = ()
    renamed: Sequence[tuple[str, str]] = ()
    feature: str = ""
    reading: Reading = field(default_factory=Reading)
    allow_bad: bool = False
    memory: str = MEMORY


@dataclass(frozen=True)
class Measured:
    """What a log holds.

    `cube`: sums by hour, feature, model, plan (see cube.py); `by_feature` and `by_model`: spread of the tokens by
    feature, and by feature and model, empty for logs whose rows add calls up; `users` where the log has users.
    """

    name: str
    form: Format
    shape: Shape
    rows: int
    bad: int
    extra: int
    cube: pd.DataFrame
    by_feature: pd.DataFrame
    by_model: pd.DataFrame
    users: Users | None
    period: Period

    @property
    def source(self) -> str:
        """What a cell that comes from here says of it."""
        return f"usage log {self.name}, {self.rows:,} rows, {self.period}"


def measure(
    log: Log,
    *,
    by_model: bool = True,
    thresholds: Sequence[float] = (),
    tell: Callable[[str], None] | None = None,
) -> Measured:
    """Measure a log; the spread of tokens by model only where it is asked for.

    `thresholds` are sizes of a prompt above which a vendor asks another price (see cost.py); `tell` hears how
    far it is.

    Raises InputError for what is no log, for more than 1% malformed rows unless they are allowed, and for a log without
    a call; EngineError when the engine is missing or runs out of memory.
    """
    files = () if log.table else log_files(log.files)
    watch = Watch(tell)
    with closing(connect(log.connect, memory=log.memory)) as engine, _enough(engine, log):
        head, table, where = _opened(engine, log, files)
        shape = shape_of(where, head, form=log.form, mapped=log.mapped)

        def sorted_out(*, lenient: bool = False) -> Staged:
            rows = engine.files(files, head, shape.columns, lenient=lenient) if files else table
            calls = _named(calls_of(engine, rows, shape, head, log.reading), log)
            return staged(engine, calls, shape, text=bool(files) and files[0].kind != "parquet")

        with watch.step(engine, "reading the log"):
            try:
                found, records = sorted_out(), 0
            except engine.exhausted:
                raise
            except engine.refusals:  # a record is torn somewhere: read again without such records, and count them
                found, records = _lenient(sorted_out, engine, where), count_records(files, head)
        watch.rows = found.rows
        torn = max(0, records - found.rows)
        found = replace(found, rows=found.rows + torn, bad=found.bad + torn)
        refuse_faults(found.rows, found.bad, files, head, shape, log)
        with watch.step(engine, "adding up"):
            return _measured(engine, found, shape, _label(files, log), by_model=by_model, thresholds=thresholds)


@contextmanager
def _enough(engine: Engine, log: Log) -> Iterator[None]:
    """Say what to do where the engine runs out of memory."""
    try:
        yield
    except engine.exhausted:
        fix = "give it more with --memory, or import the log in parts, such as a file a month"
        raise EngineError(f"{engine.name} ran out of the {log.memory} of memory that it may hold; {fix}") from None


def _lenient(sorted_out: Callable[..., Staged], engine: Engine, where: str) -> Staged:
    try:
        return sorted_out(lenient=True)
    except engine.exhausted:
        raise
    except engine.refusals as error:
        said = shown(str(error).strip().partition("\n")[0])
        problem = Problem(where, f"cannot be read ({said})", "look for lines that are cut off or far too long")
        raise InputError([problem]) from None


def _opened(engine: Engine, log: Log, files: Sequence[LogFile]) -> tuple[Head, Table | None, str]:
    if files:
        return head_of(files), None, str(files[0].path)
    table = engine.table(log.table)
    records = table.limit(20).to_pandas().to_dict("records")
    return head_of_columns(table.columns, records), table, log.table


def _named(calls: Table, log: Log) -> Table:
    """Calls under the model's names."""
    import ibis

    if log.feature:
        calls = calls.mutate(feature=ibis.literal(log.feature))
    for column in ("feature", "model", "plan"):
        cases = [(calls[column] == old, new) for old, new in log.renamed]
        calls = calls.mutate(**{column: ibis.cases(*cases, else_=calls[column])}) if cases else calls
    return calls


def _measured(
    engine: Engine, found: Staged, shape: Shape, name: str, *, by_model: bool, thresholds: Sequence[float]
) -> Measured:
    good = found.good
    single = shape.form.grain == "call"
    cube = cube_of(good, thresholds if single else ())
    if cube.empty:
        raise InputError([Problem("LOGS", "hold no call", "give a log with at least one row")])
    period = Period.of(cube["hour"])
    return Measured(
        name=name,
        form=shape.form,
        shape=shape,
        rows=found.rows,
        bad=found.bad,
        extra=found.extra,
        cube=cube,
        by_feature=spread_of(good, ["feature"]) if single else pd.DataFrame(),
        by_model=spread_of(good, ["feature", "model"]) if single and by_model else pd.DataFrame(),
        users=users_of(engine, good, period) if shape.has("user") else None,
        period=period,
    )


def _label(files: Sequence[LogFile], log: Log) -> str:
    if not files:
        return log.table
    return files[0].path.name + (f" and {len(files) - 1} more" if len(files) > 1 else "")
