"""Each format with a small log, worked out on paper (cases/formats.yaml)."""

import pytest
from test_usage_traps import check, figures
from usage_cases import cases

from finmodel.usage.imported import figures_of


def text_of(case):
    """The log of a case; one of many users is written out: user k asks k times."""
    if "log" in case:
        return case["log"]
    rows = [
        f"2026-01-05 10:{k:02d}:{i:02d},chat,gpt-a,u{k},100,10"
        for k in range(1, case["generate_users"] + 1)
        for i in range(k)
    ]
    return "timestamp,feature,model,user,input_tokens,output_tokens\n" + "\n".join(rows) + "\n"


@pytest.mark.parametrize("case", cases("formats"))
def test_format(case, measured, prices):
    seen = measured(text_of(case), case["file"], **case.get("options", {}))
    assert (seen.bad, seen.extra) == (0, 0)
    check(case, seen, prices)
    given = figures(figures_of(seen, prices))
    assert not set(case.get("lacking", ())) & set(given)
