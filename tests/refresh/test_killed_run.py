"""A refresh killed at 50 moments: what stands is whole, and the next run ends as if nobody had disturbed the first."""

import json
import os
import pathlib
import subprocess
import sys

import pytest
from hand import Hand

import finmodel

EVENTS, RANDOM = 40, 10


SMALL = {
    "assumptions": "assumption,base,dear\nstart_month,2026-01,\nmonths,3,\nvendor_price_multiplier,1,2\n",
    "prices": "provider,model,effective_from,input_usd_per_mtok,output_usd_per_mtok\nacme,big,2025-01-01,3,15\n",
    "features": "feature,input_tokens_mean,output_tokens_mean\nchat,1000,200\n",
    "plans": "plan,price_usd,opening_accounts\npro,20,10\n",
    "volumes": "plan,feature,queries_per_user_per_day\npro,chat,2\n",
}


@pytest.fixture
def start(tmp_path):
    """A company before a run that changes three CSVs, writes a report, updates the workbook and archives a month."""
    inputs, workbook = tmp_path / "start" / "inputs", tmp_path / "start" / "outputs" / "model.xlsx"
    inputs.mkdir(parents=True)
    workbook.parent.mkdir()
    for name, text in SMALL.items():
        (inputs / f"{name}.csv").write_text(text)
    finmodel.build(finmodel.read(inputs), workbook)
    hand = Hand(workbook)
    hand.type("plans.price_usd[pro]", 25)
    hand.type("levers.batch_share[chat]", 0.3)  # a file that is not there yet
    hand.save(workbook)
    (inputs / "plans.csv").write_text(SMALL["plans"].replace("20,10", "20,15"))
    return tmp_path


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="the runs are forked")
def test_a_run_may_be_killed_at_any_moment(start):
    here = pathlib.Path(__file__).parent
    paths = os.pathsep.join(map(str, (pathlib.Path(finmodel.__file__).parents[1], here, here.parent)))
    env = {**os.environ, "PYTHONPATH": paths, "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, str(here / "killing.py"), str(start), str(EVENTS), str(RANDOM)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["wrong"] == []
    assert found["events"] >= EVENTS
    assert found["kills"] >= EVENTS
    assert found["midway"] >= 10  # the kills do fall between the moves
