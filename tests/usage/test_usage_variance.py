"""Plan against actuals, worked out on paper."""

import json

import pytest
from click.testing import CliRunner

from finmodel.cli import main
from finmodel.errors import InputError
from finmodel.usage.variance import variance

FILES = {
    "assumptions": "assumption,base\nstart_month,2026-01\nmonths,3\n",
    "prices": "provider,model,effective_from,input_usd_per_mtok,output_usd_per_mtok\nacme,big,2025-01-01,3,15\n",
    "features": "feature,input_tokens_mean,output_tokens_mean\nchat,1000,200\nsearch,2000,0\n",
    "plans": "plan,price_usd,opening_accounts\npro,20,10\n",
    "volumes": "plan,feature,queries_per_user_per_day\npro,chat,2\npro,search,1\n",
    "actuals": (
        "month,line_item,member,value\n"
        "2026-02,feature_queries,chat,900\n"
        "2026-02,tokens_cost,chat,6.3\n"
        "2026-02,feature_queries,search,300\n"
        "2026-02,tokens_cost,search,1.5\n"
        "2026-02,total_queries,company,1200\n"
        "2026-03,feature_queries,chat,600\n"
        "2025-12,feature_queries,chat,1\n"
    ),
}


@pytest.fixture
def folder(tmp_path):
    """Ten users: 600 queries of chat at 0.006 and 300 of search at 0.006 USD a month, 5.40 planned."""
    for name, text in FILES.items():
        (tmp_path / f"{name}.csv").write_text(text)
    return tmp_path


def amounts(split):
    return [split.plan_usd, split.actual_usd, split.price_usd, split.volume_usd, split.mix_usd]


def test_price_volume_and_mix(folder):
    """1,200 queries for 900: a third more.

    chat, 900 for 600 at 0.007: price 0.001 x 600 = 0.60; a third more of 600 is 200 x 0.007 = 1.40; 100 beyond = 0.70.
    search, 300 for 300 at 0.005: price -0.001 x 300 = -0.30; 100 x 0.005 = 0.50; but 100 short of a third = -0.50.
    """
    found = variance(folder)
    chat, search = found.splits
    assert (chat.month, chat.feature) == ("2026-02", "chat")
    assert amounts(chat) == pytest.approx([3.6, 6.3, 0.6, 1.4, 0.7])
    assert amounts(search) == pytest.approx([1.8, 1.5, -0.3, 0.5, -0.5])
    (company,) = found.months()
    assert amounts(company) == pytest.approx([5.4, 7.8, 0.3, 1.9, 0.2])
    assert found.left_out == ("2026-03 chat: actuals have no tokens_cost",)


@pytest.mark.parametrize(
    ("queries", "cost", "expected"),
    [
        (0, 0, [3.6, 0, 0, -3.6, 0]),  # nobody asked: the volume is gone, at the planned price
        (600, 3.6, [3.6, 3.6, 0, 0, 0]),
        (600, 7.2, [3.6, 7.2, 3.6, 0, 0]),  # only dearer
        (1200, 7.2, [3.6, 7.2, 0, 3.6, 0]),  # only more
    ],
)
def test_one_cause_at_a_time(folder, queries, cost, expected):
    rows = f"month,line_item,member,value\n2026-01,feature_queries,chat,{queries}\n2026-01,tokens_cost,chat,{cost}\n"
    (folder / "actuals.csv").write_text(rows)
    assert amounts(variance(folder).splits[0]) == pytest.approx(expected)


def test_a_feature_that_was_not_planned_is_mix(folder):
    """search is planned from March only: 300 queries at 0.006 in January are all mix beside chat as planned."""
    volumes = "plan,feature,from,queries_per_user_per_day\npro,chat,,2\npro,search,2026-03,1\n"
    (folder / "volumes.csv").write_text(volumes)
    rows = "".join(
        f"2026-01,{item},{name},{value}\n"
        for name, item, value in (
            ("chat", "feature_queries", 600), ("chat", "tokens_cost", 3.6),
            ("search", "feature_queries", 300), ("search", "tokens_cost", 1.8),
        )
    )  # fmt: skip
    (folder / "actuals.csv").write_text("month,line_item,member,value\n" + rows)
    chat, search = variance(folder).splits
    assert amounts(chat) == pytest.approx([3.6, 3.6, 0, 1.8, -1.8])
    assert amounts(search) == pytest.approx([0, 1.8, 0, 0, 1.8])


def test_wrong_actuals_are_told_at_once(folder):
    rows = "Jan,tokens_cost,chat,1\n2026-01,tokens_cost,chat,x\n2026-02,a,b,1\n2026-02,a,b,2\n"
    rows = "month,line_item,member,value\n" + rows
    (folder / "actuals.csv").write_text(rows)
    with pytest.raises(InputError) as error:
        variance(folder)
    told = "\n".join(map(str, error.value.problems))
    for place in ("actuals.csv:2 month: 'Jan' is not a month", "actuals.csv:3 value: 'x'", "actuals.csv:5"):
        assert place in told


def test_the_command(folder):
    run = CliRunner().invoke(main, ["usage", "variance", str(folder)])
    assert run.exit_code == 0
    *_, last = run.stdout.splitlines()
    assert last.split() == ["2026-02", "company", "5.40", "7.80", "+2.40", "+0.30", "+1.90", "+0.20"]
    told = json.loads(CliRunner().invoke(main, ["usage", "variance", str(folder), "--json"]).stdout)
    assert told["months"][0]["price_usd"] == pytest.approx(0.3)
    (folder / "actuals.csv").unlink()
    missing = CliRunner().invoke(main, ["usage", "variance", str(folder)])
    assert missing.exit_code == 2
    assert "write it with finmodel usage import LOGS --into INPUTS" in missing.stderr
