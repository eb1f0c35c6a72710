"""Rules 3, 4 and 11: each has planted faults that it must name, and near misses that it must not."""

from openpyxl.styles import Font
from planting import broken, locked, opened, painted, planted, spot, text, told, typed

RATE = "assumptions.base[payment_fee_rate]"

# --- rule 3: constants


def test_a_constant_among_formulas(file):
    faults = [
        ("Usage", "total_users", "K", 5),
        ("Usage", "users[pro]", "I", 0),
        ("Usage", "users[free]", "P", "n.m."),
        ("Usage", "churned_accounts[pro]", "K", True),
        ("Usage", "churned_accounts[free]", "total", 5),
        ("Profit", "closing_cash", "opening", 1000),
        ("Usage", "plans.churn_rate[pro]", "opening", 0.05),
        ("Usage", "month", "K", 45000),
        ("Profit", "arr", "note", 7),
        ("Diligence", "status[gross_margin]", "status", "PASS"),
        ("Diligence", "diligence[arr]", "value", 0.8),
        ("Changes", RATE, "changed", 0),
        ("Assumptions", "payment_fee_rate", "live", 0.03),
        ("Cover", "headline[arr]", "value", 1_000_000),
        ("Cover", "cover_checks", "value", "OK"),
        ("Checks", "cash_corkscrew", "tolerance", 0.1),
    ]
    assert planted(file, faults) == told(file, 3)


def test_several_in_a_row_are_one_finding(file):
    first, _ = planted(file, [("Profit", "arr", "J", 5), ("Profit", "arr", "K", 6)])
    (found,) = broken(file, 3)
    assert (found.sheet, found.cell, found.id) == first
    assert found.message == "typed over a formula; undo it, or build anew (finmodel build) (and 1 more in the row)"


def test_near_miss_inputs_notes_values_as_generated_and_somebodys_own_cells(file):
    right = [
        ("Usage", "total_users", "note", "seven"),
        ("Assumptions", "payment_fee_rate", "base", 0.9),
        ("Plans", "accounts[spare 1]", "new_accounts", 12),
        ("Changes", RATE, "as generated", 0.9),
    ]
    planted(file, right)
    with opened(file) as book:
        page = book["Usage"]
        page.cell(spot(book, "Usage", "total_users", "I").row, page.max_column + 3).value = 12345
        page.cell(page.max_row + 3, 9).value = 12345
        book.create_sheet("Mine")["A1"] = 12345
    assert told(file, 3) == []


# --- rule 4: colour, lock, unit, label


def test_a_colour_that_is_not_the_contents(file):
    blue, green, black, red = "FF0B3FB3", "FF0B6B3A", "FF000000", "FFFF0000"
    faults = [
        ("Usage", "total_users", "K", painted(blue)),
        ("Usage", "users[pro]", "K", painted(green)),
        ("Profit", "arr", "total", painted(red)),
        ("Profit", "total_revenue", "K", "=12*Usage!K16"),  # black, and now a link
        ("Usage", "plans.churn_rate[pro]", "opening", painted(black)),
        ("Checks", "cash_corkscrew", "breaches", painted(black)),
        ("Cover", "company", "value", painted(black)),
        ("Assumptions", "payment_fee_rate", "base", painted(black)),
        ("Plans", "plans[pro]", "churn_rate", painted(green)),
        ("Usage", "total_users", "label", painted(blue)),
    ]
    cells = planted(file, faults)
    unlocked = [("Assumptions", "payment_fee_rate", "base"), ("Plans", "plans[pro]", "churn_rate")]
    planted(file, [(*cell, locked(lock=False)) for cell in unlocked])
    assert cells == told(file, 4)


def test_a_lock_in_the_wrong_place(file):
    faults = [
        ("Usage", "total_users", "K", False),
        ("Usage", "users[pro]", "label", False),
        ("Changes", RATE, "as generated", False),
        ("Prices", "models[big]", "model", False),
        ("Assumptions", "months", "base", False),
        ("Assumptions", "payment_fee_rate", "base", True),
        ("Plans", "accounts[spare 3]", "plan", True),
    ]
    assert planted(file, [(*cell, locked(lock=lock)) for *cell, lock in faults]) == told(file, 4)


def test_units_and_labels_that_say_nothing_or_the_wrong_thing(file):
    faults = [
        ("Profit", "arr", "unit", None),
        ("Profit", "gross_margin", "unit", "EUR"),
        ("Usage", "total_users", "unit", "Users"),
        ("Assumptions", "payment_fee_rate", "unit", "rate "),
        ("Profit", "closing_cash", "label", "Opening cash"),
        ("Usage", "users[pro]", "label", None),
    ]
    assert planted(file, faults) == told(file, 4)


def test_near_miss_the_same_label_for_another_member_ink_and_scalars_by_name(file):
    right = [
        ("Usage", "users[free]", "label", "Users"),
        ("Usage", "users[pro]", "label", "Users"),
        ("Profit", "arr", "K", painted("FF1F2933")),
        ("Profit", "arr", "L", "=12*L16*users_multiplier"),
    ]
    planted(file, right)
    with opened(file) as book:
        page = book["Usage"]
        page.cell(20, page.max_column + 3).value = "=A1"
        page.cell(20, page.max_column).font = Font(color="FF0B3FB3")
    assert told(file, 4) == []


# --- rule 11: text is text


def test_a_formula_where_text_or_an_input_belongs_or_that_calls_outside(file):
    faults = [
        ("Plans", "plans[pro]", "price_usd", "=1+1"),
        ("Plans", "plans[free]", "plan", '="p"&"ro"'),
        ("Prices", "prices[spare 2]", "model", "=A1"),
        ("Assumptions", "company", "base", "=1+1"),
        ("Usage", "total_users", "label", "=1+1"),
        ("Usage", "users[pro]", "member", "=1+1"),
        ("Diligence", "status[gross_margin]", "question", "=1+1"),
        ("Profit", "arr", "K", "=cmd|'/c calc'!A0"),
        ("Profit", "total_revenue", "K", '=HYPERLINK("http://x.test","click")'),
        ("Profit", "closing_cash", "K", '=WEBSERVICE("http://x.test")'),
    ]
    cells = planted(file, faults)
    with opened(file) as book:
        book["Prices"]["Z40"] = "=cmd|'/c calc'!A0"  # in a cell of somebody's own, on a sheet of ours
    assert sorted([*cells, ("Prices", "Z40", "")]) == told(file, 11)


def test_near_miss_the_same_stored_as_text_and_a_bar_in_a_text(file):
    texts = ("=1+1", "+1", "-1", "@sum", "=cmd|'/c calc'!A0", "\tx")
    cells = [("Plans", f"accounts[spare {i}]", "plan", text(t)) for i, t in enumerate(texts, start=1)]
    planted(file, [*cells, ("Profit", "arr", "K", '=IF(K16>0,"a | b HYPERLINK(",K16)')])
    assert told(file, 11) == []


def test_near_miss_a_formula_of_ones_own_on_an_input_sheet(file):
    with opened(file) as book:
        book["Prices"]["Z40"] = "=SUM(E6:E7)"
    assert told(file, 11) == []
    assert typed(file, "Prices", "prices[spare 1]", "model", "=Z40") in told(file, 11)
