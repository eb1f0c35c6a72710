"""Which inputs changed, from what to what, and by whom."""

import datetime as dt
import pathlib
import shutil

import openpyxl
import pytest

import finmodel
from finmodel.builder import build
from finmodel.errors import InputError
from finmodel.inputs import read
from finmodel.timeline import Month


def told(differences):
    """Old value, new value and author by id; notes left out."""
    return {change.id: (change.old, change.new, by) for change, by in differences.changes if not change.is_note}


def rewrite(folder, file, old, new):
    path = folder / f"{file}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


# --- what changed


def test_a_workbook_beside_itself_and_beside_its_csvs(built, company):
    for one, other in ((built, built), (built, company), (company, built)):
        found = finmodel.diff(one, other)
        assert found.empty
        assert found.dropped == ()
        assert not any(stride.gross_margin for bridge in found.bridges for stride in bridge.strides)


def test_nothing_depends_on_where_things_stand(built, tmp_path):
    """Sheets renamed and reordered, a column and rows put in, a table sorted."""
    book = openpyxl.load_workbook(built)
    book["Plans"].title = "Our plans"
    book.move_sheet("Our plans", 5)
    book["Product"].insert_cols(1, 2)
    book["Prices"].insert_rows(1, 3)
    sheet = book["Our plans"]
    at = {sheet.cell(row, 1).value: row for row in range(1, 30)}
    for column in range(1, sheet.max_column + 1):
        one, other = (sheet.cell(at[name], column) for name in ("plans[free]", "plans[pro]"))
        one.value, other.value = other.value, one.value
    book.save(tmp_path / "moved.xlsx")
    found = finmodel.diff(built, tmp_path / "moved.xlsx")
    assert found.empty
    assert {effect.change for effect in found.effects} == {0.0, None}  # None: n.m.


def test_cells_assumptions_and_scenarios(folder):
    assumptions = "assumption,base,dear\nstart_month,2026-01,\nmonths,3,\npayment_fee_rate,{},{}\n"
    old = folder("old", {"assumptions": assumptions.format("2%", "3%")})
    new = folder(
        "new", {"assumptions": assumptions.format("2%", "4%"), "plans": "plan,price_usd,opening_accounts\npro,25,100\n"}
    )
    assert told(finmodel.diff(old, new)) == {
        "assumptions.dear[payment_fee_rate]": (0.03, 0.04, "CSV"),
        "plans.price_usd[pro]": (20.0, 25.0, "CSV"),
    }


def test_a_new_dated_row_is_held_against_what_was_in_force(folder):
    head = "provider,model,effective_from,input_usd_per_mtok,output_usd_per_mtok,batch_discount\n"
    first = f"{head}acme,big,2025-01-01,4,20,0.5\n"
    old, new = folder("old", {"prices": first}), folder("new", {"prices": f"{first}acme,big,2026-02-01,3,20,0.5\n"})
    assert told(finmodel.diff(old, new)) == {
        f"prices.{column}[big|2026-02-01]": (4.0, 3.0, "vendor")
        for column in ("input_usd_per_mtok", "cache_read_usd_per_mtok", "cache_write_usd_per_mtok")
    }
    back = finmodel.diff(new, old)
    assert {change.row for change, _ in back.changes} == {"removed"}
    assert told(back)["prices.input_usd_per_mtok[big|2026-02-01]"] == (3.0, 4.0, "CSV")  # no vendor takes a price back


def test_a_new_row_is_held_against_what_comes_before_it_and_not_after(folder):
    head = "provider,model,effective_from,input_usd_per_mtok,output_usd_per_mtok\nacme,big,2025-01-01,4,20\n"
    later = "acme,big,2026-03-01,2,20\n"
    new = folder("new", {"prices": f"{head}acme,big,2026-02-01,3,20\n{later}"})
    found = told(finmodel.diff(folder("old", {"prices": f"{head}{later}"}), new))
    assert found["prices.input_usd_per_mtok[big|2026-02-01]"] == (4.0, 3.0, "vendor")


def test_a_new_split_is_held_against_the_split_in_force(folder):
    prices = "provider,model,effective_from,input_usd_per_mtok,output_usd_per_mtok\nacme,big,2025-01-01,4,20\n"
    prices += "zeta,small,2025-01-01,1,4\n"
    routing = "feature,model,share,from\nchat,big,1,\n"
    old = folder("old", {"prices": prices, "routing": routing})
    split = "chat,big,0.4,2026-02\nchat,small,0.6,2026-02\n"
    new = folder("new", {"prices": prices, "routing": f"{routing}{split}"})
    assert told(finmodel.diff(old, new)) == {
        "routing.share[chat|big|2026-02]": (1.0, 0.4, "CSV"),
        "routing.share[chat|small|2026-02]": (0.0, 0.6, "CSV"),
    }


def test_a_new_member_is_told_by_what_differs_from_the_defaults(folder):
    features = "feature,input_tokens_mean,output_tokens_mean,retry_rate\nchat,1000,300,\n"
    old = folder("old", {"features": features})
    new = folder(
        "new",
        {"features": f"{features}draw,10,2,0.5\n",
         "opex": "line,category,usd_per_month,from\nrent,gna,100,2026-02\n"},
    )  # fmt: skip
    assert told(finmodel.diff(old, new)) == {
        "features.input_tokens_mean[draw]": (None, 10.0, "CSV"),
        "features.output_tokens_mean[draw]": (None, 2.0, "CSV"),
        "features.retry_rate[draw]": (None, 0.5, "CSV"),
        "routing.share[draw|big|2026-01]": (None, 1.0, "CSV"),
        "opex.category[rent]": (None, "gna", "CSV"),
        "opex.usd_per_month[rent]": (None, 100.0, "CSV"),
        "opex.from[rent]": (None, Month.parse("2026-02"), "CSV"),
    }


def test_a_new_row_that_changes_nothing_is_told_all_the_same(folder):
    volumes = "plan,feature,queries_per_user_per_day,from\npro,chat,2,\n"
    old, new = folder("old"), folder("new", {"volumes": f"{volumes}pro,chat,2,2026-02\n"})
    assert told(finmodel.diff(old, new)) == {"volumes.queries_per_user_per_day[pro|chat|2026-02]": (2.0, 2.0, "CSV")}


def test_another_spelling_is_the_same_member(folder):
    old = folder("old", {"plans": "plan,price_usd,opening_accounts\nPRO,20,100\n"})
    found = finmodel.diff(old, folder("new"))
    assert told(found) == {
        "plans.plan[pro]": ("PRO", "pro", "CSV"),
        "volumes.plan[pro|chat|2026-01]": ("PRO", "pro", "CSV"),
    }
    assert not any(stride.gross_profit for stride in found.bridges[0].strides)


def test_notes_are_told_apart(folder):
    plans = "plan,price_usd,opening_accounts,source\npro,20,100,{}\n"
    found = finmodel.diff(*(folder(name, {"plans": plans.format(name)}) for name in ("old", "new")))
    assert told(found) == {}
    assert [(change.id, change.old, change.new) for change, _ in found.changes] == [("plans.source[pro]", "old", "new")]
    assert (found.empty, found.count("CSV")) == (False, 0)


# --- by whom


def test_an_edit_in_the_new_workbook_is_the_cfos(built, typed):
    found = finmodel.diff(built, typed("new.xlsx", ("Plans", "plans[pro]", "price_usd", 75)))
    assert told(found) == {"plans.price_usd[pro]": (50.0, 75.0, "CFO")}


def test_an_edited_price_is_the_cfos_too(built, typed):
    cell = ("Prices", "prices[big|2025-06-01]", "input_usd_per_mtok", 9)
    assert told(finmodel.diff(built, typed("new.xlsx", cell))) == {
        "prices.input_usd_per_mtok[big|2025-06-01]": (4.0, 9.0, "CFO")
    }


def test_an_edit_that_has_become_the_base_is_still_the_cfos(typed, company, tmp_path):
    """OLD was edited, the edit pulled into the CSVs, the new workbook built from them: in it nothing is edited."""
    old = typed("old.xlsx", ("Plans", "plans[pro]", "price_usd", 75))
    merged = finmodel.pull(old, company)
    assert [str(move) for move in merged.moves] == ["plans.csv: price_usd[pro] 50 -> 75 (workbook)"]
    rewrite(company, "models", "big,0.2", "big,0.25")
    build(read(company), tmp_path / "new.xlsx")
    assert told(finmodel.diff(old, tmp_path / "new.xlsx")) == {"models.annual_price_decline[big]": (0.2, 0.25, "CSV")}
    found = finmodel.diff(old, tmp_path / "new.xlsx", as_generated=True)
    assert told(found) == {
        "models.annual_price_decline[big]": (0.2, 0.25, "CSV"),
        "plans.price_usd[pro]": (50.0, 75.0, "CFO"),
    }
    assert found.bridges[0].strides[1].gross_profit > 0
    assert finmodel.diff(old, company, as_generated=True).changes == found.changes


def test_an_edit_that_the_new_model_does_not_hold_is_named(typed, company):
    old = typed("old.xlsx", ("Plans", "plans[pro]", "price_usd", 75), ("Plans", "plans[free]", "seats", 2))
    rewrite(company, "plans", "pro,50,3", "pro,60,3")
    found = finmodel.diff(old, company)
    assert told(found) == {"plans.seats[free]": (2.0, 1.0, "CSV"), "plans.price_usd[pro]": (75.0, 60.0, "CSV")}
    assert found.dropped == ("plans.seats[free]", "plans.price_usd[pro]")
    assert "plans.price\\_usd" not in found.markdown
    assert (
        "old.xlsx: plans.price_usd\\[pro\\] was edited there, and the new model does not hold the edit"
        in found.markdown
    )


def test_a_price_typed_into_a_spare_row_is_the_cfos_also_when_it_has_become_a_row(built, typed, company):
    values = {"provider": "acme", "model": "big", "effective_from": dt.date(2026, 5, 1), "input_usd_per_mtok": 2,
              "output_usd_per_mtok": 15, "cache_read_usd_per_mtok": 0.3, "cache_write_usd_per_mtok": 3.75,
              "batch_discount": 0.5}  # fmt: skip
    edited = typed("edited.xlsx", *(("Prices", "prices[spare 1]", column, value) for column, value in values.items()))
    expected = {"prices.input_usd_per_mtok[big|2026-05-01]": (3.0, 2.0, "CFO")}
    assert told(finmodel.diff(built, edited)) == expected
    finmodel.pull(edited, company)
    assert told(finmodel.diff(edited, company)) == {}
    assert told(finmodel.diff(edited, company, as_generated=True)) == expected
    assert set(told(finmodel.diff(built, company)).values()) == {(3.0, 2.0, "vendor")}  # nothing says otherwise there


def test_the_scenario_in_force(built, typed):
    found = finmodel.diff(built, typed("new.xlsx", ("Assumptions", "scenario", "value", "dear")))
    assert told(found) == {"scenario": ("base", "dear", "CFO")}
    assert found.remarks == ("the scenarios in force differ: base and dear",)
    assert found.bridges[0].strides[0].gross_profit < 0


def test_what_a_price_source_says_of_a_model_is_the_vendors(folder):
    models = 'model,annual_price_decline,retire_month,source\nbig,0,{},"{}"\n'
    old = folder("old", {"models": models.format("", "genai-prices 0.2.3")})
    new = folder("new", {"models": models.format("2026-12", "genai-prices 0.2.4, provider acme")})
    assert told(finmodel.diff(old, new)) == {"models.retire_month[big]": (None, Month.parse("2026-12"), "vendor")}


def test_an_edited_base_is_not_believed(built, tmp_path):
    book = openpyxl.load_workbook(built)
    row = next(row for row in book["Changes"].iter_rows() if row[0].value == "plans.price_usd[pro]")
    row[4].value = 10
    book.save(tmp_path / "forged.xlsx")
    found = finmodel.diff(built, tmp_path / "forged.xlsx")
    assert found.empty
    assert any("were edited: nothing in it is told as an edit" in doubt for doubt in found.new.doubts)
    with pytest.raises(InputError, match="fingerprint"):
        finmodel.diff(tmp_path / "forged.xlsx", built, as_generated=True)


def test_only_a_workbook_was_generated(folder):
    with pytest.raises(InputError, match="is a folder of CSVs, which nobody generated"):
        finmodel.diff(folder("old"), folder("new"), as_generated=True)


# --- which models can be compared


def test_other_currencies_are_refused(folder):
    old = folder("old", {"assumptions": "assumption,base\nstart_month,2026-01\ncurrency,EUR\n"})
    with pytest.raises(InputError, match=r"is in USD, .*old in EUR; compare models in one currency"):
        finmodel.diff(old, folder("new"))


@pytest.mark.parametrize("order", [1, -1])
def test_other_diligence_months_are_compared_in_the_later_one(folder, order):
    assumptions = "assumption,base\nstart_month,2026-01\nmonths,4\ndiligence_month,{}\n"
    sides = [folder(month, {"assumptions": assumptions.format(month)}) for month in ("2026-02", "2026-03")]
    found = finmodel.diff(*sides[::order])
    assert str(found.month) == "2026-03"
    assert any("all figures are those of 2026-03" in remark for remark in found.remarks)
    assert {effect.change for effect in found.effects} <= {0.0, None}


def test_a_month_that_one_model_does_not_reach_is_refused(folder):
    longer = folder("longer", {"assumptions": "assumption,base\nstart_month,2026-01\nmonths,12\n"})
    with pytest.raises(InputError, match="has no 2026-12, the later of the two diligence months"):
        finmodel.diff(folder("short"), longer)


def test_another_horizon_moves_nothing(folder):
    longer = {"assumptions": "assumption,base\nstart_month,2026-01\nmonths,12\ndiligence_month,2026-03\n"}
    found = finmodel.diff(folder("short"), folder("longer", longer))
    assert found.remarks == ("the models have 3 and 12 months, which does not move 2026-03",)
    assert not any(stride.gross_profit for stride in found.bridges[0].strides)


def test_no_bridge_leads_to_a_model_that_starts_in_another_month(folder):
    later = {"assumptions": "assumption,base\nstart_month,2026-02\nmonths,3\ndiligence_month,2026-03\n"}
    found = finmodel.diff(folder("old"), folder("new", later))
    assert found.bridges == ()
    assert "starts in 2026-01, the new one in 2026-02" in found.no_bridge
    for page in (found.markdown, found.html):
        assert found.no_bridge in page


# --- the figures


def test_the_figures_of_a_year(folder):
    """A chat costs 0.01 and its review 1 minute at 1.2 USD an hour, 0.02; from July on 0.02 + 0.02: 0.035 on average.

    6,000 chats a month at 2,000 USD of revenue: costs 180, then 240 a month, 2,520 of 24,000 a year, against 2,160.
    """
    files = {
        "assumptions": "assumption,base\nstart_month,2026-01\nmonths,12\n",
        "quality": "feature,review_rate,review_minutes,review_usd_per_hour\nchat,1,1,1.2\n",
    }
    prices = "provider,model,effective_from,input_usd_per_mtok,output_usd_per_mtok\nacme,big,2025-01-01,4,20\n"
    dearer = {"prices": f"{prices}acme,big,2026-07-01,8,40\n"}
    found = finmodel.diff(folder("old", files), folder("new", {**files, **dearer}))
    year = {(effect.id, effect.member): (effect.old, effect.new) for effect in found.year}
    assert year == {
        ("all_in_cost_per_query", "chat"): pytest.approx((0.03, 0.035)),
        ("mean_all_in_cost_per_query", ""): pytest.approx((0.03, 0.035)),
        ("total_revenue", ""): pytest.approx((24_000, 24_000)),
        ("gross_profit", ""): pytest.approx((21_840, 21_480)),
        ("gross_margin", ""): pytest.approx((0.91, 0.895)),
        ("gross_margin_after_training", ""): pytest.approx((0.91, 0.895)),
        ("net_burn", ""): pytest.approx((-21_840, -21_480)),
    }
    month = {(effect.id, effect.member): effect.new for effect in found.effects}
    assert month["all_in_cost_per_query", "chat"] == pytest.approx(0.04)
    assert month["gross_margin", ""] == pytest.approx(0.88)
    assert month["runway_months", ""] is None  # no opening cash is given


def test_the_figures_of_a_workbook_are_those_in_its_cells(built, typed, company, tmp_path):
    rewrite(company, "plans", "pro,50,3", "pro,60,3")
    build(read(company), tmp_path / "new.xlsx")
    found = finmodel.diff(built, tmp_path / "new.xlsx")
    assert found.old.doubts == found.new.doubts == ()
    for path, values in (
        (built, [e.old for e in found.effects]),
        (tmp_path / "new.xlsx", [e.new for e in found.effects]),
    ):
        cells = cached(path, str(found.month))
        for effect, value in zip(found.effects, values, strict=True):
            row = f"{effect.id}[{effect.member}]" if effect.member else effect.id
            cell = cells.get(f"{row}_by_month", cells.get(row))
            assert cell == (
                "n.m." if value is None else pytest.approx(value, rel=1e-9) if isinstance(value, float) else value
            )


def cached(path, month):
    """Cached values of a month by row id, as anybody would read them."""
    book = openpyxl.load_workbook(path, data_only=True)
    cells = {}
    for sheet in ("Inference", "Profit"):
        rows = [list(row) for row in book[sheet].iter_rows(values_only=True)]
        months = next(row for row in rows if row[0] == "month")
        column = next(i for i, cell in enumerate(months) if isinstance(cell, dt.datetime) and f"{cell:%Y-%m}" == month)
        cells |= {row[0]: row[column] for row in rows if row[0]}
    return cells


def test_a_workbook_that_was_not_calculated_since_is_told(built, typed):
    found = finmodel.diff(built, typed("new.xlsx", ("Plans", "plans[pro]", "price_usd", 75)))
    (doubt,) = found.new.doubts
    assert "in 2026-06 shows nothing, its inputs give" in doubt
    assert "finmodel check tells which" in doubt
    assert pathlib.Path(found.new.name).name == "new.xlsx"


def test_own_gpus_are_a_change_that_moves_no_margin(company, tmp_path):
    """They are a comparison: the two files come and go, and the bridge stays level."""
    without = pathlib.Path(shutil.copytree(company, tmp_path / "without"))
    for name in ("selfhost", "gpu_rates"):
        (without / f"{name}.csv").unlink()
    for old, new in ((without, company), (company, without)):
        found = finmodel.diff(old, new)
        assert any(change.id.startswith("gpu_rates.usd_per_gpu_hour") for change, _ in found.changes)
        assert found.bridges
        assert all(stride.gross_profit == 0 for bridge in found.bridges for stride in bridge.strides)


def test_a_benchmark_of_what_is_no_part_of_the_bridge_stops_no_comparison(company, tmp_path):
    (company / "actuals.csv").write_text("month,line_item,member,value\n2026-01,revenue,pro,100\n", encoding="utf-8")
    judged = "metric,low,high,direction,source,as_of\nfirst_month_variance,,0.1,info,plan,2025-12-31\n"
    (company / "benchmarks.csv").write_text(judged, encoding="utf-8")
    other = pathlib.Path(shutil.copytree(company, tmp_path / "other"))
    rewrite(other, "plans", "pro,50", "pro,51")
    assert finmodel.diff(company, other).bridges
