"""The traps of usage logs, worked out on paper (cases/traps.yaml)."""

import datetime as dt

import pytest
from usage_cases import cases

from finmodel.usage.imported import figures_of
from finmodel.usage.summary import summarise


def figures(found):
    return {" ".join((f.table, *(name for _, name in f.key), f.column)): f.value for f in found.cells}


def hours(measured):
    epoch = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    rows = measured.cube.groupby("hour")["rows"].sum()
    return {(epoch + dt.timedelta(hours=int(hour))).isoformat()[:13]: count for hour, count in rows.items()}


@pytest.mark.parametrize("case", cases("traps"))
def test_trap(case, measured, prices):
    seen = measured(case["log"], case["file"], **case.get("options", {}))
    check(case, seen, prices)


def check(case, seen, prices):
    assert seen.form.name == case["format"]
    found = figures_of(seen, prices)
    given = figures(found)
    for name, value in case.get("figures", {}).items():
        assert given[name] == pytest.approx(value, rel=1e-12), name
    for name, value in case.get("sums", {}).items():
        assert seen.cube[name].sum() == pytest.approx(value, rel=1e-12), name
    for name, value in case.get("counts", {}).items():
        assert getattr(seen, name) == value, name
    summary = summarise(seen, prices)
    usd = {f"{line.feature} {line.model}": line.list_usd for line in summary.lines}
    if "usd" in case:
        assert usd == {name: value if value is None else pytest.approx(value) for name, value in case["usd"].items()}
    assert list(summary.priced.unknown) == case.get("unpriced", [])
    if "months" in case:
        assert {str(covered.month): covered.days for covered in seen.period.months} == case["months"]
    if "hours" in case:
        assert hours(seen) == case["hours"]
    if "remark" in case:
        assert case["remark"] in found.remarks
