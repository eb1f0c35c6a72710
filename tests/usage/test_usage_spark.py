"""The same expressions on DuckDB and on a real local Spark session: every output compared.

Spark runs in a process of its own, once for all logs.
"""

import json
import math
import os
import pathlib
import shutil
import subprocess
import sys

import pytest
from usage_cases import PRICES
from usage_told import told

from finmodel.usage.sample import Sample
from finmodel.usage.sample_file import write_sample
from finmodel.vendor.listed import read_prices

HERE = pathlib.Path(__file__).parent
ODD = (  # offsets, duplicates, retries, failures, bad rows, quotes, an empty line, a partial month
    "timestamp,feature,model,plan,user,request_id,trace_id,input_tokens,cache_read_tokens,output_tokens,status,cost_usd\n"
    '2026-01-30T23:30:00-05:00,"faq, five",gpt-a-latest,Pro,u1,r1,t1,1000,200,10,ok,0.01\n'
    '2026-01-30T23:30:00-05:00,"faq, five",gpt-a-latest,Pro,u1,r1,t1,1000,200,10,ok,0.01\n'
    "2026-01-31 10:00:00,vet,claude-b@20251001,Pro,u2,r2,t2,500,0,3,error,0.002\n"
    "2026-01-31 10:00:09,vet,claude-b@20251001,Pro,u2,r3,t2,500,0,30,ok,0.003\n"
    "\n"
    "2026-02-01T00:30:00+02:00,vet,mystery,,u3,r4,t3,700,null,9,ok,\n"
    "2026-02-01 09:00:00,vet,gpt-a,Pro,u4,r5,t4,many,0,9,ok,0.1\n"
    "2026-02-01 09:00:00,vet,gpt-a,Pro,u4,r6,t5,-1,0,9,ok,0.1\n"
    "2026-02-02 09:00:00,vet,gpt-a,Pro,u4,,,100,0,9,503,0\n"
)
LOGS = {
    "odd.csv": {"allow_bad": True, "timezone": "Europe/Berlin"},
    "generic.parquet": {},
    "litellm.csv": {},
    "otel.jsonl": {},
    "focus.csv": {},
}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("java") is None, reason="no Java, so no Spark to compare with"),
]


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """What DuckDB and Spark say of each log."""
    folder = tmp_path_factory.mktemp("logs")
    (folder / "prices.csv").write_text(PRICES)
    (folder / "odd.csv").write_text(ODD)
    for name in list(LOGS)[1:]:
        write_sample(Sample(150, seed=2, days=40, users=30), folder / name, name.partition(".")[0])
    given = {
        "prices": str(folder / "prices.csv"),
        "logs": [{"path": str(folder / name), "options": options} for name, options in LOGS.items()],
    }
    (folder / "logs.json").write_text(json.dumps(given))
    command = [sys.executable, HERE / "usage_told.py", folder / "logs.json", folder / "spark.json"]
    path = os.pathsep.join([str(HERE.parents[1]), os.environ.get("PYTHONPATH", "")])
    run = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": path}, check=False)
    assert run.returncode == 0, run.stderr[-3000:]
    prices = read_prices(folder / "prices.csv")
    duck = [told(one["path"], prices, **one["options"]) for one in given["logs"]]
    return dict(zip(LOGS, zip(duck, json.loads((folder / "spark.json").read_text()), strict=True), strict=True))


@pytest.mark.parametrize("name", LOGS)
def test_spark_says_what_duckdb_says(both, name):
    duck, spark = both[name]
    assert duck["cube"]
    equal(duck, spark, name)


def test_the_odd_log_is_odd(both):
    """Of eight rows two are malformed and one stands twice; the retry is billed; faq and vet keep their letters."""
    duck, _ = both["odd.csv"]
    assert duck["counts"] == [8, 2, 1]
    assert {row["feature"] for row in duck["cube"]} == {"faq, five", "vet"}


def equal(one, other, place):
    """Alike within the rounding of sums in another order."""
    if isinstance(one, dict):
        assert one.keys() == other.keys(), place
        for key, value in one.items():
            equal(value, other[key], f"{place} {key}")
    elif isinstance(one, list):
        assert len(one) == len(other), place
        for number, (left, right) in enumerate(zip(one, other, strict=True)):
            equal(left, right, f"{place} {number}")
    elif isinstance(one, float):
        assert math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-15), place
    else:
        assert one == other, place
