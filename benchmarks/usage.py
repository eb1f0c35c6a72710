"""What an import costs: against a bare DuckDB query and against pandas, as ratios within one run.

Each contestant runs in a process of its own on the same drawn log and computes the same aggregates: rows deduplicated
by request id, queries from attempts, sums by hour, feature, model and plan, medians and tails by feature, queries by
user and month. Processor seconds are compared beside wall seconds, since other work on the machine moves those less.

    python benchmarks/usage.py [ROWS ...]
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from finmodel.usage.sample import Sample
from finmodel.usage.sample_file import write_sample

COLUMNS = (
    "timestamp, feature, model, plan, user, request_id, trace_id, input_tokens, cache_read_tokens, cache_write_tokens, "
    "output_tokens, reasoning_tokens, status, cost_usd"
)
TYPES = {
    **dict.fromkeys(COLUMNS.split(", "), "DOUBLE"),
    **dict.fromkeys(("feature", "model", "plan", "user", "request_id", "trace_id", "status"), "VARCHAR"),
    "timestamp": "TIMESTAMP",
}


def ours(path: str) -> None:
    from finmodel.usage.imported import figures_of
    from finmodel.usage.measure import Log, measure

    figures_of(measure(Log(files=[path]), by_model=False))


def bare(path: str) -> None:
    import duckdb

    with tempfile.TemporaryDirectory() as folder:
        run = duckdb.connect(f"{folder}/bare.duckdb").execute
        run("SET preserve_insertion_order = false; SET memory_limit = '3GiB'")
        rows = f"read_csv('{path}', columns={TYPES}, header=true)" if path.endswith(".csv") else f"'{path}'"
        quoted = COLUMNS.replace("timestamp", '"timestamp"').replace("user", '"user"')
        run(f"""CREATE TABLE calls AS SELECT {quoted}, epoch("timestamp") // 3600 AS hour,
                row_number() OVER (PARTITION BY request_id ORDER BY "timestamp") AS copy FROM {rows}""")
        run("CREATE VIEW once AS SELECT * FROM calls WHERE copy = 1")
        run("SELECT count(*), sum((input_tokens < 0 OR output_tokens < 0)::INT) FROM calls").fetchall()
        run("""SELECT feature, count(*) FROM (SELECT DISTINCT feature, trace_id, input_tokens FROM once)
               GROUP BY 1""").fetchall()
        run("""SELECT hour, feature, model, plan, count(*), sum(input_tokens), sum(cache_read_tokens),
               sum(cache_write_tokens), sum(output_tokens), sum(reasoning_tokens), sum(cost_usd) FROM once
               GROUP BY ALL""").fetchall()
        run("""SELECT feature, quantile_cont(input_tokens, [0.5, 0.95, 0.99]),
               quantile_cont(output_tokens, [0.5, 0.95, 0.99]) FROM once GROUP BY 1""").fetchall()
        run("""SELECT plan, feature, "user", hour // 730, count(*) FROM once GROUP BY ALL""").fetchall()


def frames(path: str) -> None:
    import pandas as pd
    import pyarrow.csv

    text = path.endswith(".csv")
    rows = pyarrow.csv.read_csv(path).to_pandas() if text else pd.read_parquet(path, engine="pyarrow")
    rows["hour"] = rows["timestamp"].dt.floor("h")
    rows = rows.drop_duplicates("request_id")
    rows.drop_duplicates(["feature", "trace_id", "input_tokens"]).groupby("feature").size()
    sums = ["input_tokens", "cache_read_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens", "cost_usd"]
    rows.groupby(["hour", "feature", "model", "plan"])[sums].sum()
    rows.groupby("feature")[["input_tokens", "output_tokens"]].quantile([0.5, 0.95, 0.99])
    rows.groupby(["plan", "feature", "user", rows["timestamp"].dt.to_period("M")]).size()


CONTESTANTS = {"finmodel usage import": ours, "bare DuckDB": bare, "pandas, pyarrow readers": frames}


def measured(name: str, path: Path) -> tuple[float, float, float]:
    """Wall seconds, processor seconds and MiB at most, of a process."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-W", "ignore", __file__, "--alone", name, str(path)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, float(told[-1])


def main() -> None:
    if sys.argv[1:2] == ["--alone"]:
        CONTESTANTS[sys.argv[2]](sys.argv[3])
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return
    for rows in [int(text) for text in sys.argv[1:]] or [1_000_000, 10_000_000]:
        with tempfile.TemporaryDirectory() as folder:
            for ending in ("parquet", "csv"):
                path = write_sample(Sample(rows), Path(folder) / f"log.{ending}")
                found = {name: measured(name, path) for name in CONTESTANTS}
                base = next(iter(found.values()))
                print(f"{rows:,} rows of {ending}: finmodel = 1.00", flush=True)
                for name, (wall, cpu, mib) in found.items():
                    ratios = f"{wall / base[0]:5.2f} wall {cpu / base[1]:5.2f} processor {mib / base[2]:5.2f} memory"
                    print(f"  {ratios}  {name} ({wall:.1f} s, {cpu:.1f} s, {mib:,.0f} MiB)", flush=True)
                path.unlink()


if __name__ == "__main__":
    main()
