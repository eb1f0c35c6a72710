"""Rules 1, 2, 5 and 6: each has planted faults that it must name, and near misses that it must not."""

from openpyxl.formula.translate import Translator
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula
from planting import broken, opened, planted, rows_of, spot, told, typed

# --- rule 1: one formula per row


def test_a_month_with_another_formula_or_none(file):
    faults = [
        ("Profit", "arr", "K", "={}+1"),
        ("Usage", "total_users", "L", "=SUM(L37:L37)"),
        ("Profit", "total_revenue", "M", "=SUM($M14:M15)"),
        ("Profit", "opening_cash", "N", "=L75"),
        ("Usage", "month", "P", "={}+0"),
        ("Usage", "closing_accounts[pro]", "L", None),
        ("Profit", "closing_cash", "opening", None),
    ]
    assert planted(file, faults) == told(file, 1)


def test_the_odd_months_are_named_not_the_many(file):
    first, second = planted(file, [("Profit", "arr", "I", "={}*1"), ("Profit", "arr", "J", "={}*1")])
    (found,) = broken(file, 1)
    assert (first[1], second[1]) == ("I17", "J17")
    assert (found.cell, found.id, found.expected, found.found) == ("I17", "arr", "as =12*K16", "=12*I16*1")
    assert found.message == (
        "not the formula of the row's other months; fill the row from a month that is right (and 1 more in the row)"
    )


def test_near_miss_a_column_inserted_between_the_months(file):
    """Programs move what formulas read along: month 4 now reads two columns back, and is the same formula still."""
    with opened(file) as book:
        page = book["Profit"]
        page.insert_cols(12)
        for cells in page.iter_rows(min_col=13):
            for cell in cells:
                if cell.data_type == "f" and "!" not in cell.value:
                    cell.value = Translator(cell.value, "A1").translate_formula("B1")
        page["M74"] = "=K75"  # month 4 opens with the close of month 3
    odd = [f for f in broken(file, 1) if f.sheet == "Profit" and f.id in ("opening_cash", "closing_cash", "arr")]
    assert odd == []


def test_near_miss_a_row_changed_in_all_months_alike(file):
    with opened(file) as book:
        for letter in "IJKLMNOP":
            spot(book, "Profit", "arr", letter).value += "*1"
    assert told(file, 1) == []


# --- rule 2: numbers

NUMBERS = ("1.03", "0.5", "5", "1000", "10^3", "10^-6", "5%", "1%", ".5", "2E3", "365")


def test_a_number_that_should_be_an_assumption(file):
    rows = rows_of(file, "Profit", "arr", len(NUMBERS))
    cells = planted(file, [("Profit", r, "K", f"={{}}*{n}") for r, n in zip(rows, NUMBERS, strict=True)])
    found = broken(file, 2)
    assert sorted((f.sheet, f.cell, f.id) for f in found) == cells
    assert {f.id: f.found for f in found} == dict(zip(rows, NUMBERS, strict=True))


def test_near_miss_units_powers_texts_and_addresses(file):
    allowed = (
        '=IF(K16>0,"5 of 9 at 7%",10^-9)*12*3600*60*24*100*10^6*-1*10^-9*1E-9',
        "=SUM(I7:K9)*'Price Trajectory'!$I$5*100%",
        "=tax2025_rate*7:9",
    )
    planted(file, [("Profit", "arr", c, f) for c, f in zip("KLM", allowed, strict=True)])
    assert told(file, 2) == []


# --- rule 5: circles and functions

BANNED = (
    "=OFFSET(K16,0,0)", '=INDIRECT("K16")', "=NOW()*0+{}", "=TODAY()*0", "=RAND()", "=RANDBETWEEN(1,2)",
    "=NPV(K16,I16:K16)", "=VLOOKUP(1,I15:K16,2)", "=_xlfn.XLOOKUP(1,I16:K16,I15:K15)", "=_xlfn.LET(_xlpm.x,1,_xlpm.x)",
    "=SUM(_xlfn._xlws.FILTER(I16:K16,I16:K16>0))", "=_xlfn.LAMBDA(_xlpm.x,_xlpm.x)(1)", "=SUM(K16#)",
    "=IFERROR(K16,0)", '=IFERROR(K16/J16,"")', '=IFERROR(K16,"n.m.")', '=IFERROR(SUM(I16:J16)/K16,I16*"n.m.")',
)  # fmt: skip


def test_a_function_that_is_banned(file):
    rows = rows_of(file, "Profit", "arr", len(BANNED))
    assert planted(file, [("Profit", r, "K", f) for r, f in zip(rows, BANNED, strict=True)]) == told(file, 5)


def test_an_array_formula(file):
    with opened(file) as book:
        book["Profit"]["K17"] = ArrayFormula("K17", "=SUM(I16:K16*2)")
    assert told(file, 5) == [("Profit", "K17", "arr")]


def test_a_circle_is_told_with_its_way(file):
    typed(file, "Profit", "total_revenue", "K", "={}+0*K17")
    (found,) = broken(file, 5)
    assert found.id in ("arr", "total_revenue")
    assert found.found in ("Profit!K17 <- Profit!K16 <- Profit!K17", "Profit!K16 <- Profit!K17 <- Profit!K16")


def test_a_circle_of_one_cell_and_through_a_whole_row(file):
    typed(file, "Profit", "arr", "K", "={}+K17")
    assert told(file, 5) == [("Profit", "K17", "arr")]
    typed(file, "Profit", "arr", "K", "=SUM(17:17)")
    assert [f.id for f in broken(file, 5)] == ["arr"]


def test_a_circle_through_a_name_and_another_sheet(file):
    with opened(file) as book:
        book.defined_names["own"] = DefinedName("own", attr_text="Notes!$B$2")
        book.create_sheet("Notes")["B2"] = "=Profit!K17"
        book["Profit"]["K17"].value += "+0*own"
    assert told(file, 5) == [("Profit", "K17", "arr")]


def test_near_miss_a_ratio_that_states_n_m_texts_the_month_before_and_a_sheet_of_ones_own(file):
    right = ('=IFERROR(K16/J16,"n.m.")', '=IF(K16>0,"NOW() OFFSET(",K16)', "=L16+L17", "=CHOOSE(1,K16)")
    with opened(file) as book:
        for letter, formula in zip("KLMN", right, strict=True):
            spot(book, "Profit", "arr", letter).value = formula
        book.create_sheet("Notes")["A1"] = "=A1+NOW()"
    assert told(file, 5) == []


# --- rule 6: length


def long(letter, length):
    """A formula of so many characters."""
    return "=" + f"{letter}16+".ljust(length - 3, " ") + f"{letter}16"


def test_two_ifs_and_long_formulas(file):
    assert [f for f in broken(file, 6) if f.sheet == "Profit"] == []
    faults = [("arr", "=IF(K16>0,IF(J16>0,1,2),3)"), ("gross_margin", long("K", 201)), ("opening_cash", long("K", 121))]
    planted(file, [("Profit", row_id, "K", formula) for row_id, formula in faults])
    found = {f.id: f for f in broken(file, 6) if f.sheet == "Profit"}
    assert {i: (f.cell[0], f.level) for i, f in found.items()} == {
        "arr": ("K", "error"), "gross_margin": ("K", "error"), "opening_cash": ("K", "warning"),
    }  # fmt: skip
    assert (found["gross_margin"].found, found["opening_cash"].found) == (201, 121)
    assert str(found["opening_cash"]).startswith("warning: rule 6: Profit!K76 opening_cash: longer than 120")
    assert str(found["gross_margin"]).startswith("rule 6: Profit!K66 gross_margin: longer than 200")


def test_near_miss_one_if_words_and_120_characters(file):
    right = ('=IF(K16>0,"IF(IF(",SUMIFS(I16:K16,I16:K16,1))', long("L", 120))
    planted(file, [("Profit", "arr", c, f) for c, f in zip("KL", right, strict=True)])
    assert [f for f in broken(file, 6) if f.sheet == "Profit"] == []
