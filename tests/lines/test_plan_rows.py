"""Actuals of what is no row of the plan are told with the name that comes nearest."""

import pathlib

import pytest

from finmodel.errors import InputError
from finmodel.inputs import read
from finmodel.mirror import calculate

COMPANY = {
    "assumptions": "assumption,base\nstart_month,2026-01\nmonths,2\n",
    "prices": "provider,model,effective_from,input_usd_per_mtok,output_usd_per_mtok\nacme,big,2025-01-01,3,15\n",
    "features": "feature,input_tokens_mean,output_tokens_mean\nchat,1000,200\n",
    "plans": "plan,price_usd\npro,20\n",
    "volumes": "plan,feature,queries_per_user_per_day\npro,chat,2\n",
}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("2026-01,revenu,pro,10", "'revenu' is no amount or count of the plan"),
        ("2026-01,revenue,prro,10", "revenue has no row for 'prro'"),
        ("2026-01,revenue,PRO,10", "did you mean pro?"),
    ],
)
def test_an_actual_of_no_row_is_told(tmp_path: pathlib.Path, row: str, told: str):
    for name, text in {**COMPANY, "actuals": f"month,line_item,member,value\n{row}\n"}.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        calculate(read(tmp_path))
    assert told in str(error.value)
