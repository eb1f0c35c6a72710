"""A true price stream: three releases of genai-prices drive three months, and the CFO edits in between.

mistral-large-4 stood at 0.68 USD per million input tokens, doubled with release 0.2.0, stood in 0.2.1, and was halved
with 0.2.2; mistral-small-latest rose with 0.2.0; gpt-4o did not move.
"""

import csv
import os
import pathlib
import subprocess
import sys

import pytest
from hand import Hand
from released import VERSIONS, cached, install

import finmodel
from finmodel.workbook.read import view

COMPANY = {
    "assumptions": "assumption,base\nstart_month,2026-01\nmonths,24\nvendor_price_multiplier,1\n",
    "prices": (
        "provider,model,effective_from,input_usd_per_mtok,output_usd_per_mtok,cache_read_usd_per_mtok,"
        "cache_write_usd_per_mtok,batch_discount,source,checked_on,note\n"
        "mistral,mistral-large-4,2026-01-01,0.68,2.09,0.07,0.68,0.5,by hand,2026-01-01,\n"
        "mistral,mistral-small-latest,2026-01-01,0.1,0.3,0.01,0.1,0.5,by hand,2026-01-01,\n"
        "openai,gpt-4o,2026-01-01,2.5,10,1.25,2.5,0.5,by hand,2026-01-01,\n"
    ),
    "features": "feature,input_tokens_mean,output_tokens_mean\nchat,3000,400\nsearch,900,60\n",
    "plans": "plan,price_usd,seats,opening_accounts,churn_rate\npro,50,3,100,0.02\n",
    "volumes": "plan,feature,queries_per_user_per_day\npro,chat,4\npro,search,9\n",
    "routing": "feature,model,share\nchat,mistral-large-4,0.6\nchat,gpt-4o,0.4\nsearch,mistral-small-latest,1\n",
}
MONTHS = ("2026-10-31", "2026-11-30", "2026-12-31")
EDITS = ({"plans.price_usd[pro]": 55}, {"assumptions.base[vendor_price_multiplier]": 0.95}, {"plans.seats[pro]": 4})
LARGE = ([0.68, 1.36], [0.68, 1.36], [0.68, 1.36, 0.7])
SMALL = ([0.1, 0.15],) * 3

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (os.environ.get("FINMODEL_PRICE_STREAM") or all(map(cached, VERSIONS))),
        reason="the releases are not cached; python tests/refresh/released.py installs them, online",
    ),
]


@pytest.fixture
def desk(tmp_path):
    """A company of its own."""
    for said in map(install, VERSIONS):
        if said:
            pytest.skip(f"the releases cannot be installed, offline? {said}")
    (tmp_path / "inputs").mkdir()
    (tmp_path / "outputs").mkdir()
    for name, text in COMPANY.items():
        (tmp_path / "inputs" / f"{name}.csv").write_text(text)
    finmodel.build(finmodel.read(tmp_path / "inputs"), tmp_path / "outputs" / "model.xlsx")
    return tmp_path


def refresh(desk, version, day):
    root = pathlib.Path(finmodel.__file__).parents[1]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(cached(version)), str(root)])}
    command = [sys.executable, "-m", "finmodel", "refresh", "inputs", "-o", "outputs/model.xlsx", "--pull-prices"]
    return subprocess.run([*command, "--as-of", day], cwd=desk, env=env, capture_output=True, text=True, check=False)


def listed(desk, model):
    with (desk / "inputs" / "prices.csv").open() as file:
        return [float(row["input_usd_per_mtok"]) for row in csv.DictReader(file) if row["model"] == model]


def files(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_prices_move_and_no_edit_is_lost(desk):
    workbook = desk / "outputs" / "model.xlsx"
    edits = {}
    for number, (version, day) in enumerate(zip(VERSIONS, MONTHS, strict=True)):
        hand = Hand(workbook)
        for name, value in EDITS[number].items():
            hand.type(name, value)
        if not number:
            hand.book.create_sheet("Board")["A1"] = "=Profit!I20"
        hand.save(workbook)
        edits |= EDITS[number]
        done = refresh(desk, version, day)
        assert done.returncode == 0, done.stderr
        assert listed(desk, "mistral-large-4") == LARGE[number]
        assert listed(desk, "mistral-small-latest") == SMALL[number]
        assert listed(desk, "gpt-4o") == [2.5]
        after = Hand(workbook)
        assert {name: after.input(name).value for name in edits} == edits
        assert "Board" in view(workbook).sheet_names
        report = (desk / "outputs" / "model-changes.md").read_text()
        assert "| CFO" in report
        assert ("| vendor" in report) == (LARGE[number] != LARGE[number - 1] or not number)
        standing = files(desk)
        assert refresh(desk, version, day).returncode == 0
        assert files(desk) == standing
    texts = {path.name: path.read_text() for path in (desk / "inputs").iterdir()}
    assert "pro,55,4,100" in texts["plans.csv"]
    assert "vendor_price_multiplier,0.95" in texts["assumptions.csv"]
    assert f"genai-prices {VERSIONS[2]}" in texts["prices.csv"]
    assert [p.name for p in sorted((desk / "outputs").iterdir()) if p.is_dir()] == ["2026-10", "2026-11", "2026-12"]
    assert finmodel.check(workbook).ok
