"""The workbook as a reader meets it: order, columns, names, locks, dropdowns, colours, formulas by the rules."""

import re
from collections import Counter
from itertools import pairwise

import openpyxl
import pytest
from openpyxl.formula import Tokenizer
from openpyxl.utils import get_column_letter, range_boundaries
from package import cells, ids, parts, sheet_parts

from finmodel.builder import build
from finmodel.gates.file import check
from finmodel.inputs import read
from finmodel.inputs.schema import TABLES
from finmodel.model.item import UNITS

SHEETS = [
    "Cover", "Diligence", "Assumptions", "Prices", "Product", "Plans", "Training Jobs",
    "Benchmarks", "Self-host Inputs", "Actuals", "Price Trajectory", "Usage", "Training",
    "Inference", "Profit", "Self-host", "Scale", "Levers", "Governance", "Checks", "Changes", "Glossary",
]  # fmt: skip
TIMELINE = ["Price Trajectory", "Usage", "Training", "Inference", "Profit", "Self-host"]
ABSENT = ("Training Jobs", "Self-host Inputs", "Actuals", "Self-host")  # none with the five required files
BANNED = (
    "OFFSET", "INDIRECT", "NOW", "TODAY", "RAND", "RANDBETWEEN", "NPV", "VLOOKUP", "HLOOKUP", "XLOOKUP", "LET",
    "LAMBDA", "FILTER", "SORT", "UNIQUE", "SEQUENCE", "IFERROR", "AGGREGATE", "CELL", "INFO",
)  # fmt: skip
NUMBERS = {"0", "1", "2", "3", "4", "6", "10", "12", "24", "60", "100", "3600"}
MEMBERS = (
    "provider", "plan", "feature", "model", "job", "line", "metric", "decile", "tool", "tier", "line_item", "member",
    "purchase", "approach",
)  # fmt: skip
POWERS = ("10^6", "10^-9")
HEADER, MONTHS, NUMBERS_ROW = 3, 4, 5
FIRST = 9  # column I


def formulas(book):
    """Every formula cell: sheet, cell, formula."""
    for page in book.worksheets:
        for row in page.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield page.title, cell, cell.value


def distinct(book):
    """Each different formula of a sheet once, addresses left out: 30,000 cells say little more."""
    seen = {}
    for sheet, cell, formula in formulas(book):
        seen.setdefault((sheet, re.sub(r"\$?[A-Z]{1,3}\$?\d+", "#", formula)), (cell.coordinate, formula))
    return [(sheet, *found) for (sheet, _), found in seen.items()]


def inputs_of(book):
    """The cells in which somebody may type."""
    for page in book.worksheets:
        for row in page.iter_rows():
            for cell in row:
                if not cell.protection.locked:
                    yield page, cell


# --- sheets


def test_the_sheets_stand_in_reading_order(book):
    assert book.sheetnames == SHEETS
    assert book.active.title == "Cover"


def test_no_sheet_row_or_column_is_hidden(book):
    for page in book.worksheets:
        assert page.sheet_state == "visible"
        assert not any(d.hidden for d in page.row_dimensions.values())
        assert not any(d.hidden for d in page.column_dimensions.values())


def test_every_sheet_is_headed_by_its_name_the_scenario_and_the_master_check(book, shown):
    for page in book.worksheets:
        assert page["A1"].value == f"sheet[{page.title}]"
        title = "Larkfield Desk: unit economics" if page.title == "Cover" else page.title
        assert page["B1"].value == title
        assert shown[page.title]["D1"].value == "Scenario: base   |   Checks: OK"


def test_headings_stay_in_view_and_repeat_in_print(book, example_path):
    package = parts(example_path)
    for part in sheet_parts(example_path).values():
        assert b'orientation="landscape"' in package[part]
    for page in book.worksheets:
        assert page.freeze_panes == ("I6" if page.title in TIMELINE else page.freeze_panes)
        assert page.freeze_panes
        assert page.print_title_rows
        assert page.print_area
        assert page.oddHeader.left.text.endswith("&A")
        assert page.oddFooter.right.text == "Page &P of &N"


def test_every_sheet_opens_at_its_first_cell(book):
    for page in book.worksheets:
        assert page.sheet_view.selection[-1].activeCell == "A1" or page.sheet_view.pane
        assert 50 <= page.sheet_view.zoomScale <= 100


# --- timeline sheets


def test_timeline_sheets_have_the_same_columns(book):
    for sheet in TIMELINE:
        header = [cell.value for cell in book[sheet][HEADER][: FIRST - 1]]
        assert header == ["id", "label", "unit", "note", "member", "member 2", "total", "opening"]


def test_month_k_stands_in_the_same_column_on_every_sheet(shown, example):
    first = [str(month) for month in example.timeline.all]
    for sheet in TIMELINE:
        page = shown[sheet]
        assert ids(page)["month"] == MONTHS
        assert ids(page)["month_number"] == NUMBERS_ROW
        assert [cell.value.strftime("%Y-%m") for cell in page[MONTHS][FIRST - 1 :]] == first
        assert [cell.value for cell in page[NUMBERS_ROW][FIRST - 1 :]] == list(range(1, len(first) + 1))
        assert page[NUMBERS_ROW][FIRST - 2].value == 0


def test_months_are_dates_stepped_by_edate_on_one_timeline(book):
    master = book["Price Trajectory"]
    assert all("EDATE(start_month" in cell.value for cell in master[MONTHS][FIRST - 1 :])
    assert {cell.number_format for cell in master[MONTHS][FIRST - 1 :]} == {'mmm-yy_);;"-"_);@_)'}
    for sheet in TIMELINE[1:]:
        for cell in book[sheet][MONTHS][FIRST - 1 :]:
            assert cell.value == f"='Price Trajectory'!{cell.column_letter}$4"


def test_every_row_has_one_formula(book):
    """In terms of rows and columns counted from the cell, all months of a row are equal."""
    for sheet in TIMELINE:
        last = book[sheet].max_column  # counted over all cells each time it is asked for
        for row in book[sheet].iter_rows(min_row=MONTHS):
            months = [cell for cell in row[FIRST - 1 :] if cell.value is not None]
            if months:
                assert len(months) == last - FIRST + 1
                assert len({r1c1(cell) for cell in months}) == 1, f"{sheet} {row[0].value}"


def r1c1(cell):
    """A formula with its addresses relative to the cell."""

    def relative(match):
        column, row = openpyxl.utils.column_index_from_string(match[2]), int(match[4])
        c = f"C{column}" if match[1] else f"C[{column - cell.column}]"
        return (f"R{row}" if match[3] else f"R[{row - cell.row}]") + c

    return re.sub(r"(\$?)\b([A-Z]{1,3})(\$?)(\d+)\b", relative, cell.value)


def test_no_constant_stands_among_the_figures(book):
    for sheet in TIMELINE:
        for row in book[sheet].iter_rows(min_row=MONTHS, min_col=7):
            for cell in row:
                assert cell.value is None or cell.data_type == "f", f"{sheet}!{cell.coordinate}"


def test_totals_cover_their_whole_row(book):
    last = get_column_letter(book["Profit"].max_column)
    for sheet in TIMELINE:
        for row in book[sheet].iter_rows(min_row=NUMBERS_ROW + 1):
            total = row[6].value or ""
            for match in re.finditer(r"\bI(\d+):([A-Z]+)(\d+)", total):
                assert match[2] == last, f"{sheet}!{row[6].coordinate} {total}"


def test_sums_of_members_cover_their_whole_block(book):
    """A row that sums what stands on its sheet reads all members of it."""
    for sheet in TIMELINE:
        page = book[sheet]
        rows = ids(page)
        for row_id, row in rows.items():
            match = re.fullmatch(r"=SUM\(I(\d+):I(\d+)\)", str(page.cell(row, FIRST).value))
            if match and "[" not in row_id:
                first = page.cell(int(match[1]), 1).value.partition("[")[0]
                block = [r for i, r in rows.items() if i.partition("[")[0] == first]
                assert [int(match[1]), int(match[2])] == [min(block), max(block)], f"{sheet} {row_id}"


# --- ids, labels, units


def test_ids_are_unique_on_a_sheet(book):
    for page in book.worksheets:
        counts = Counter(row[0].value for row in page.iter_rows(max_col=1) if row[0].value not in (None, "id"))
        assert [row_id for row_id, n in counts.items() if n > 1] == []


def test_labels_are_unique_on_a_timeline_sheet(book):
    for sheet in TIMELINE:
        labels = Counter(row[1].value for row in book[sheet].iter_rows(min_row=NUMBERS_ROW + 1) if row[0].value)
        assert [label for label, n in labels.items() if n > 1 or not label] == []


def test_units_are_never_blank_and_from_a_closed_list(book):
    for sheet in TIMELINE:
        for row in book[sheet].iter_rows(min_row=MONTHS):
            if row[0].value:
                assert row[2].value in UNITS, f"{sheet} {row[0].value}"


# --- names


def test_defined_names_exist_and_none_looks_like_a_cell(book):
    assert {"scenario", "master_check", "start_month", "headline_arr"} <= set(book.defined_names)
    for name, defined in book.defined_names.items():
        assert not re.fullmatch(r"(?i)[a-z]{1,3}\d+|r\d*c?\d*|c\d*", name), name
        sheet, address = next(iter(defined.destinations))
        assert book[sheet][address].value is not None, name


def test_names_in_formulas_are_defined(book):
    known = set(book.defined_names)
    for sheet, address, formula in distinct(book):
        for token in Tokenizer(formula).items:
            if token.type == "OPERAND" and token.subtype == "RANGE" and re.fullmatch(r"[a-z_]+", token.value):
                assert token.value in known, f"{sheet}!{address} {formula}"


# --- locks, dropdowns, colours


def test_sheets_are_protected_without_a_password(book):
    for page in book.worksheets:
        assert page.protection.sheet, page.title
        assert not page.protection.password
        assert page.protection.hashValue is None


def test_inputs_alone_are_unlocked(book):
    on = Counter(page.title for page, _ in inputs_of(book))
    inputs = {"Assumptions", "Prices", "Product", "Plans", "Training Jobs", "Benchmarks", "Actuals", "Self-host Inputs"}
    assert set(on) == inputs
    assert not [cell.coordinate for _, cell in inputs_of(book) if cell.data_type == "f"]


def test_every_constant_of_an_input_table_can_be_typed_over_but_names_and_ids(book):
    for sheet in ("Prices", "Product", "Plans", "Training Jobs", "Benchmarks", "Actuals", "Self-host Inputs"):
        page = book[sheet]
        for table in page.tables.values():
            left, top, right, bottom = range_boundaries(table.ref)
            for row in page.iter_rows(min_row=top + 1, max_row=bottom, min_col=left + 1, max_col=right):
                for cell in row:
                    heading = page.cell(top, cell.column).value
                    member = heading in MEMBERS
                    assert not cell.protection.locked or member, f"{sheet}!{cell.coordinate}"


def test_every_input_has_a_validation_with_a_message(book):
    covered = {
        page.title: {
            (row, column)
            for rule in page.data_validations.dataValidation
            for area in rule.sqref.ranges
            for row in range(area.min_row, area.max_row + 1)
            for column in range(area.min_col, area.max_col + 1)
            if rule.prompt and rule.showInputMessage
        }
        for page in book.worksheets
    }
    bare = [f"{p.title}!{c.coordinate}" for p, c in inputs_of(book) if (c.row, c.column) not in covered[p.title]]
    assert bare == []


def test_validations_refuse_what_the_model_refuses(book):
    for page in book.worksheets:
        for rule in page.data_validations.dataValidation:
            assert len(rule.prompt or "") <= 255
            assert len(rule.promptTitle or "") <= 32
            if rule.type == "list":
                assert len(rule.formula1) <= 255
                assert rule.showErrorMessage
            elif rule.type in ("decimal", "whole"):
                assert rule.formula1 is not None
                assert rule.showErrorMessage


def test_the_scenario_is_picked_from_the_scenarios(book, example):
    page = book["Assumptions"]
    row = ids(page)["scenario"]
    rule = next(r for r in page.data_validations.dataValidation if f"D{row}" in [str(a) for a in r.sqref.ranges])
    assert rule.type == "list"
    area = page[rule.formula1.rpartition("!")[2].replace("$", "")]
    assert [cell.value for cell in area[0]] == list(example.scenarios)


def test_colour_says_what_a_cell_holds(book):
    """Blue on a fill: an input. Black: a formula over the same sheet. Green: a link to another sheet."""
    for page, cell in inputs_of(book):
        assert cell.font.color.rgb == "FF0B3FB3", f"{page.title}!{cell.coordinate}"
        assert cell.fill.fill_type == "solid"
    for sheet, cell, formula in formulas(book):
        if sheet in TIMELINE and cell.row > NUMBERS_ROW and cell.column >= FIRST - 1:
            wanted = "FF0B6B3A" if "!" in formula else "FF000000"
            assert cell.font.color.rgb == wanted, f"{sheet}!{cell.coordinate} {formula}"


def test_zero_reads_as_a_dash_and_money_in_brackets(book):
    formats = {cell.number_format for sheet, cell, _ in formulas(book) if sheet in TIMELINE and cell.row > NUMBERS_ROW}
    assert '#,##0_);(#,##0);"-"_)' in formats
    assert all('"-"' in code for code in formats - {"0_);(0)", "0.0", "General", "@"})


# --- tables


def test_tables_have_the_columns_of_the_csvs(book):
    found = {}
    for sheet in ("Prices", "Product", "Plans", "Training Jobs", "Benchmarks", "Actuals", "Self-host Inputs"):
        for table in book[sheet].tables.values():
            left, top, right, _ = range_boundaries(table.ref)
            header = [book[sheet].cell(top, column).value for column in range(left, right + 1)]
            assert header == [column.name for column in table.tableColumns]
            assert header[0] == "id"
            found[table.name.removeprefix("table_")] = header[1:]
    assert set(found) == set(TABLES)
    for name, header in found.items():
        columns = [c for c in TABLES[name].columns() if c in header or c != "tier_from_tokens"]
        assert header[: len(columns)] == columns
        assert set(header[len(columns) :]) <= {"owner", "source", "as_of", "checked_on", "note"}


@pytest.mark.parametrize(
    ("sheet", "table", "least"),
    [("Prices", "prices", 24), ("Product", "routing", 1), ("Product", "volumes", 1), ("Plans", "accounts", 1)],
)
def test_dated_tables_have_spare_rows_within_what_formulas_read(book, sheet, table, least):
    page = book[sheet]
    spare = [row for row_id, row in ids(page).items() if row_id.startswith(f"{table}[spare ")]
    assert len(spare) >= least
    assert all(not page.cell(row, 2).protection.locked for row in spare)
    last = max(spare)
    _, _, _, bottom = range_boundaries(page.tables[f"table_{table}"].ref)
    assert bottom == last
    column = re.compile(rf"{sheet}!\$[A-Z]+\$(\d+):\$[A-Z]+\$(\d+)")
    first = page.tables[f"table_{table}"].ref.split(":")[0]
    top = int(re.sub("[A-Z]", "", first)) + 1
    ends = {m[2] for _, _, f in distinct(book) for m in column.finditer(f) if int(m[1]) == top}
    assert ends == {str(last)}


def test_empty_cells_show_their_default(small):
    """Nothing that counts is invisible: the CSV left retry_rate and adoption_share empty."""
    page = openpyxl.load_workbook(small.path)["Product"]
    header = [cell.value for cell in page[ids(page)["features[search]"] - 2]]
    values = dict(zip(header, [cell.value for cell in page[ids(page)["features[search]"]]], strict=False))
    assert (values["context_growth_rate"], values["tool_calls"], values["input_tokens_p50"]) == (0, 0, 1200)


# --- formulas


def test_no_banned_function(book):
    used = {m for _, _, f in distinct(book) for m in re.findall(r"([A-Z][A-Z.]+)\(", f)}
    assert used & set(BANNED) == set()
    assert used <= {
        "ABS", "CHOOSE", "COLUMNS", "COUNT", "COUNTIF", "ISNUMBER", "SUMSQ",
        "COUNTA", "COUNTIFS", "EDATE", "IF", "INDEX", "MATCH", "MAX", "MAXIFS", "MIN", "MINIFS", "MOD",
        "MONTH", "NUMBERVALUE", "RIGHT", "ROUNDUP", "ROWS", "SUBSTITUTE", "SUM", "SUMIFS", "SUMPRODUCT", "YEAR",
    }  # fmt: skip


def test_formulas_are_short_and_have_one_if(book):
    for sheet, cell, formula in formulas(book):
        assert len(formula) - 1 <= 200, f"{sheet}!{cell.coordinate} {len(formula)} {formula}"
        assert len(re.findall(r"\bIF\(", formula)) <= 1, f"{sheet}!{cell.coordinate} {formula}"


def test_numbers_in_formulas_are_from_a_closed_list(book):
    for sheet, address, formula in distinct(book):
        text = re.sub(r'"[^"]*"', "", formula)
        for power in POWERS:
            text = text.replace(power, "")
        numbers = [t.value for t in Tokenizer(text).items if t.type == "OPERAND" and t.subtype == "NUMBER"]
        assert set(numbers) <= NUMBERS, f"{sheet}!{address} {formula}"


def test_no_link_leaves_the_workbook_and_no_macro_lives_in_it(example_path):
    package = parts(example_path)
    assert not [name for name in package if "externalLink" in name or "vba" in name.lower() or "calcChain" in name]
    assert not any(b'TargetMode="External"' in data for data in package.values())


def test_formulas_use_plain_ranges(book):
    for sheet, address, formula in distinct(book):
        assert "[" not in re.sub(r'"[^"]*"', "", formula), f"{sheet}!{address} {formula}"


def test_no_error_value_and_no_empty_cache(example_path):
    package = parts(example_path)
    for sheet, part in sheet_parts(example_path).items():
        for address, cell in cells(package[part]).items():
            assert cell.type != "e", f"{sheet}!{address}"
            if cell.formula:
                assert cell.value is not None or '""' in cell.formula, f"{sheet}!{address} {cell.formula}"


def test_the_highest_row_is_not_beyond_the_print_area(book):
    for page in book.worksheets:
        areas = [range_boundaries(area.rpartition("!")[2]) for area in page.print_area.split(",")]
        bottom, right = max(area[3] for area in areas), max(area[2] for area in areas)
        assert bottom >= max(row[0].row for row in page.iter_rows() if any(c.value is not None for c in row))
        assert right >= max(c.column for row in page.iter_rows() for c in row if c.value is not None)


# --- text that looks like a formula


HOSTILE = (
    "=1+1",
    "+1",
    "-1",
    "@sum",
    '=HYPERLINK("http://x.test","click")',
    "{=1}",
    "http://x.test",
    "mailto:a@b.test",
)


def test_text_from_a_csv_is_never_a_formula_or_a_link(minimal, tmp_path):
    notes = "\n".join(f'acme,m{i},2025-01-01,3,15,"{n.replace(chr(34), chr(34) * 2)}"' for i, n in enumerate(HOSTILE))
    folder = minimal(
        prices=f"provider,model,effective_from,input_usd_per_mtok,output_usd_per_mtok,note\n{notes}\n",
        routing="feature,model,share\nchat,m0,1\n",
    )
    path = build(read(folder), tmp_path / "model.xlsx").path
    page = openpyxl.load_workbook(path)["Prices"]
    texts = {cell.value: cell.data_type for row in page.iter_rows() for cell in row if cell.value in HOSTILE}
    assert texts == dict.fromkeys(HOSTILE, "s")
    xml = cells(parts(path)[sheet_parts(path)["Prices"]])
    formulas_there = [cell.formula for address, cell in xml.items() if cell.formula and address != "D1"]
    assert formulas_there == []
    assert "hyperlinks" not in parts(path)[sheet_parts(path)["Prices"]].decode()
    assert check(path).ok


def test_names_with_quotes_and_signs_are_proved_like_others(minimal, tmp_path):
    plan, feature = "Pro & \"Team\" <'5'>", "Größe (№ 1) 模型"
    quoted = '"' + plan.replace('"', '""') + '"'
    folder = minimal(
        plans=f"plan,price_usd\n{quoted},20\n",
        features=f"feature,input_tokens_mean,output_tokens_mean\n{feature},1000,200\n",
        volumes=f"plan,feature,queries_per_user_per_day\n{quoted},{feature},2\n",
    )
    built = build(read(folder), tmp_path / "model.xlsx")
    assert built.report.ok
    assert check(built.path).ok


# --- companies of other shapes


def test_the_smallest_company_builds(minimal, tmp_path):
    built = build(read(minimal()), tmp_path / "model.xlsx")
    assert built.report.ok
    assert check(built.path, engine="ironcalc").ok


def test_a_sheet_without_inputs_is_left_out_with_every_link_to_it(minimal, tmp_path):
    path = build(read(minimal()), tmp_path / "model.xlsx").path
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [sheet for sheet in SHEETS if sheet not in ABSENT]
    package = parts(path)
    for absent in ABSENT:
        for sheet, cell, formula in formulas(book):
            assert absent not in formula, f"{sheet}!{cell.coordinate}"
        assert not any(absent.encode() in data for data in package.values())


def test_one_month(minimal, tmp_path):
    folder = minimal(assumptions="assumption,base\nstart_month,2026-01\nmonths,1\n")
    assert build(read(folder), tmp_path / "model.xlsx").report.ok


def test_the_longest_horizon(minimal, tmp_path):
    folder = minimal(assumptions="assumption,base\nstart_month,2026-01\nmonths,240\n")
    built = build(read(folder), tmp_path / "model.xlsx")
    assert built.report.ok
    assert openpyxl.load_workbook(built.path)["Profit"].max_column == FIRST - 1 + 240


def test_index_of_sheets_links_to_each(book):
    page = book["Cover"]
    targets = {cell.hyperlink.location for row in page.iter_rows() for cell in row if cell.hyperlink}
    assert len(targets) == len(SHEETS)
    for target in targets:
        assert target.rpartition("!")[0].strip("'") in SHEETS


def test_the_cover_says_what_a_reader_asks_first(book, shown, example):
    page = shown["Cover"]
    told = {row[0].value: (row[1].value, row[2].value, row[3].value) for row in page.iter_rows() if row[0].value}
    assert told["company"][1] == "Larkfield Desk"
    assert told["as_of"][1] == example.as_of.isoformat()
    assert told["cover_scenario"][1] == "base"
    assert told["currency"][1] == "USD"
    assert told["cover_checks"][1] == "OK"
    for name, digest in example.files.items():
        assert digest in told[f"sha256[{name}]"][2]
    everything = " ".join(str(part) for row in told.values() for part in row).lower()
    for word in ("not accounting advice", "sign", "input", "formula", "link"):
        assert word in everything


def test_widths_fit_the_months(book):
    """A figure that does not fit shows as ###."""
    for sheet in TIMELINE:
        widths = book[sheet].column_dimensions
        months = [widths[get_column_letter(c)] for c in (FIRST,)]
        assert all(d.width >= 9 for d in months)


def test_every_formula_row_of_changes_is_live(book):
    page = book["Changes"]
    rows = [row for row in page.iter_rows(min_row=8) if row[0].value]
    assert len(rows) > 200
    for one, other in pairwise(rows):
        assert other[5].data_type == "f"
        assert one[0].row + 1 == other[0].row


def test_every_term_of_the_glossary_leads_to_its_row(book):
    ids = {page.title: {row[0].value for row in page.iter_rows(max_col=1)} for page in book.worksheets}
    sheet = book["Glossary"]
    terms = [row for row in sheet.iter_rows(min_row=5, max_col=5) if row[1].value]
    assert [row[1].value.casefold() for row in terms] == sorted(row[1].value.casefold() for row in terms)
    assert len(terms) > 40
    rows = {row[1].value: (row[3].value, row[4].value) for row in terms}
    for term, item, home in (
        ("ARPU", "arpu", "Profit"),
        ("ARR", "arr", "Profit"),
        ("COGS", "total_cogs", "Profit"),
        ("MRR", "total_revenue", "Profit"),
        ("Routing", "routing_share", "Inference"),
        ("Token", "total_billed_tokens", "Inference"),
    ):
        assert rows[term] == (item, home)
    for row in terms:
        if row[3].value:
            assert any(str(i).partition("[")[0] == row[3].value for i in ids[row[4].value]), row[3].value
            assert row[4].hyperlink
