"""Real traces, measured as pandas measures them. They are not part of the project: see docs/usage.md for where."""

import os
import pathlib

import numpy as np
import pandas as pd
import pytest

from finmodel.usage.call import Reading
from finmodel.usage.measure import Log, measure

BESIDE = pathlib.Path(__file__).parents[2].parent / "shared" / "data" / "usage"
FOLDER = pathlib.Path(os.environ.get("FINMODEL_TRACES", BESIDE))
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"no real traces: {FOLDER} is not there (FINMODEL_TRACES)")


def compare(seen, inputs, outputs):
    for kind, values in (("input", inputs), ("output", outputs)):
        row = seen.by_feature.iloc[0]
        for name, q in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99)):
            assert row[f"{kind}_tokens_{name}"] == pytest.approx(values.quantile(q), rel=1e-12)
        assert seen.cube[f"{kind}_tokens"].sum() / seen.cube["requests"].sum() == pytest.approx(
            values.mean(), rel=1e-12
        )


def rounded(seen, kind):
    row = seen.by_feature.iloc[0]
    mean = seen.cube[f"{kind}_tokens"].sum() / seen.cube["requests"].sum()
    return [int(value) for value in (mean, *(row[f"{kind}_tokens_{name}"] for name in ("p50", "p95", "p99")))]


def test_an_hour_of_a_code_assistant():
    path = FOLDER / "AzureLLMInferenceTrace_code.csv"
    seen = measure(Log(files=[path], feature="code"))
    frame = pd.read_csv(path)
    assert (seen.rows, seen.bad, seen.extra) == (len(frame), 0, 0) == (8819, 0, 0)
    compare(seen, frame["ContextTokens"], frame["GeneratedTokens"])
    assert rounded(seen, "input") == pytest.approx([2048, 1469, 7303, 7436], abs=1)
    assert rounded(seen, "output") == pytest.approx([28, 13, 90, 251], abs=1)
    by_hour = frame.groupby(pd.to_datetime(frame["TIMESTAMP"]).dt.floor("h")).size()
    np.testing.assert_array_equal(seen.cube.groupby("hour")["requests"].sum(), by_hour)
    assert seen.period.covered_hours == 2


def test_an_hour_of_conversations():
    path = FOLDER / "mooncake_conversation_trace.jsonl"
    seen = measure(Log(files=[path], feature="chat", reading=Reading(unit="ms")))
    frame = pd.read_json(path, lines=True)
    assert (seen.rows, seen.bad) == (len(frame), 0) == (12031, 0)
    compare(seen, frame["input_length"], frame["output_length"])
    assert rounded(seen, "input") == pytest.approx([12035, 6909, 39550, 85400], abs=1)
    assert rounded(seen, "output") == pytest.approx([343, 350, 698, 1118], abs=1)
    assert seen.period.relative
