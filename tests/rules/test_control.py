"""Rules 9 and 10: Checks and Cover; planted faults and near misses."""

from openpyxl.formatting.formatting import ConditionalFormattingList
from planting import broken, cleared, opened, painted, planted, spot, told, typed

# --- rule 9: checks


def test_a_check_that_is_not_live(file):
    faults = [
        ("Checks", "accounts_corkscrew", "status", "OK"),
        ("Checks", "cash_corkscrew", "status", '=IF(1=1,"OK","CHECK")'),
        ("Checks", "queries_views", "status", '=IF(D9=0,"OK","CHECK")'),
        ("Checks", "inference_views", "breaches", 0),
        ("Checks", "review_views", "breaches", "=0"),
        ("Checks", "provider_views", "breaches", None),
        ("Checks", "routing_sums", "tolerance", None),
        ("Checks", "master_check", "status", '=IF(SUMIFS($D$10:$D$42,$F$10:$F$42,"error")=0,"OK","CHECK")'),
    ]
    assert planted(file, faults) == told(file, 9)


def test_a_master_check_that_is_typed(file):
    assert [typed(file, "Checks", "master_check", "status", "OK")] == told(file, 9)


def test_checks_that_are_gone(file):
    gone = ["cash_corkscrew", "inference_components", "master_check", "provider_views", "routing_sums"]
    cleared(file, "Checks", gone)
    assert told(file, 9) == [("Checks", "A1", row_id) for row_id in gone]


def test_the_sheet_of_checks_gone(file):
    with opened(file) as book:
        del book["Checks"]
    assert ("Checks", "A1", "") in told(file, 9)


def test_a_heading_without_the_master_check_or_that_does_not_turn_red(file):
    with opened(file) as book:
        book["Usage"]["D1"] = "Checks: OK"
        book["Plans"]["D1"] = None
        book["Prices"]["D1"] = '="Scenario: "&scenario'
        book["Profit"].conditional_formatting = ConditionalFormattingList()
    assert told(file, 9) == [
        ("Plans", "B1", "sheet[Plans]"),
        ("Prices", "D1", "sheet[Prices]"),
        ("Profit", "D1", "sheet[Profit]"),
        ("Usage", "D1", "sheet[Usage]"),
    ]


def test_a_name_that_stands_for_something_else(file):
    with opened(file) as book:
        book.defined_names["master_check"].attr_text = "Checks!$C$6"
    assert told(file, 9) == [("Checks", "C5", "master_check")]


def test_a_total_that_leaves_out_a_month_and_a_sum_that_leaves_out_a_member(file):
    faults = [
        ("Profit", "total_revenue", "total", "=SUM(I16:O16)"),
        ("Usage", "total_users", "I", "=SUM(I37:I37)"),
        ("Usage", "total_queries", "total", "=SUM(J{row}:P{row})"),
    ]
    with opened(file) as book:
        row = spot(book, "Usage", "total_queries", "A").row
    faults[2] = (*faults[2][:3], f"=SUM(J{row}:P{row})")
    assert planted(file, faults) == told(file, 9)


def test_near_miss_sums_of_other_things_a_note_and_another_tolerance(file):
    right = [
        ("Usage", "users[pro]", "I", "=SUM(I37:I37)"),
        ("Usage", "total_users", "total", "=SUM(I37:P38)"),
        ("Checks", "routing_sums", "tolerance", "=10^-6"),
    ]
    planted(file, right)
    with opened(file) as book:
        book["Checks"].cell(book["Checks"].max_row + 2, 2).value = "my own note"
        book["Checks"].insert_cols(7)  # a column of their own
    assert told(file, 9) == []


# --- rule 10: the Cover


def test_a_cover_that_does_not_say_it(file):
    faults = [
        ("company", "value", None),
        ("purpose", "note", None),
        ("as_of", "value", None),
        ("version", "value", ""),
        ("currency", "value", None),
        ("signs", "note", None),
        ("advice", "note", None),
        ("headline[arr]", "value", None),
        ("colour[structure]", "note", None),
        ("colour[link]", "value", painted("FF123456")),
        ("verified_engine", "value", "not yet verified"),
        ("verified_compared", "value", 1),
        ("verified_worst", "value", "1.0e-06"),
        ("sha256[prices.csv]", "note", "0123"),
        ("sha256[opex.csv]", "note", None),
        ("baseline", "note", None),
    ]
    assert planted(file, [("Cover", *fault) for fault in faults]) == told(file, 10)


def test_a_date_that_is_none_a_number_that_is_none_words_that_disclaim_nothing(file):
    typed(file, "Cover", "advice", "item", "Advice")
    faults = [
        ("Cover", "as_of", "value", "last spring"),
        ("Cover", "verified_worst", "value", "tiny"),
        ("Cover", "advice", "note", "Accounting advice of the highest quality"),
    ]
    assert planted(file, faults) == told(file, 10)


def test_a_proof_that_compared_nothing(file):
    _, compared = planted(file, [("Cover", i, "value", 0) for i in ("verified_formulas", "verified_compared")])
    assert [compared] == told(file, 10)


def test_lines_that_are_gone(file):
    gone = ["advice", "colour[input]", "headline[gross_margin]", "index[Usage]", "sha256[prices.csv]", "verified_worst"]
    cleared(file, "Cover", gone)
    assert told(file, 10) == [("Cover", "A1", row_id) for row_id in gone]


def test_an_index_that_leads_elsewhere(file):
    with opened(file) as book:
        for name, target in (("Usage", None), ("Training", "Profit!A1"), ("Profit", "Nowhere!A1")):
            cell = spot(book, "Cover", f"index[{name}]", "item")
            if target is None:
                cell.hyperlink = None
            else:
                cell.hyperlink.location = target
    assert [row_id for _, _, row_id in told(file, 10)] == ["index[Usage]", "index[Training]", "index[Profit]"]


def test_the_cover_gone(file):
    with opened(file) as book:
        del book["Cover"]
    assert told(file, 10) == [("Cover", "A1", "")] + [
        ("Cover", "A1", i) for i in ("verified_compared", "verified_engine", "verified_formulas", "verified_worst")
    ]


def test_near_miss_other_words_an_optional_file_that_is_not_there_a_sheet_renamed(file):
    typed(file, "Cover", "purpose", "note", "What we sell, and what it costs")
    typed(file, "Cover", "verified_worst", "value", "9.9e-10")
    cleared(file, "Cover", ["sha256[opex.csv]"])
    with opened(file) as book:
        book["Cover"]["B80"] = "my own line"
        book["Benchmarks"].title = "Our bars"
        spot(book, "Cover", "index[Benchmarks]", "item").hyperlink.location = "'Our bars'!A1"
    assert broken(file, 10) == []
