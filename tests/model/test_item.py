"""The declaration of a line item: what it demands, and what every declared one has."""

from types import ModuleType

import pytest

from finmodel.errors import DeclarationError
from finmodel.lines import ITEMS, MODULES, declared, line_items
from finmodel.model.item import CHECK, CONSTANT, FLOW, RATIO, STOCK, UNITS, Section, Weighted, line
from finmodel.model.like import like
from finmodel.model.reference import Reference

HERE = Section("Profit", "Here")


def declare(mirror=None, **changed):
    def doubled(arr):
        """Twice ARR."""
        return 2 * arr

    settings = {"unit": "USD", "excel": "2*{arr}", **changed}
    return line("Doubled", HERE, **settings)(mirror or doubled)


def test_a_declaration_carries_both_hands():
    item = declare()
    assert item.id == "doubled"
    assert item.sheet == "Profit"
    assert item.parameters == ("arr",)
    assert item.excel_references == (Reference("arr"),)
    assert item.doc == "Twice ARR."
    assert item.kind is FLOW
    assert item.mirror(arr=3) == 6


@pytest.mark.parametrize("unit", ["usd", "EUR", "", "USD per month"])
def test_unknown_units_are_refused(unit):
    with pytest.raises(DeclarationError) as error:
        declare(unit=unit)
    assert str(error.value).startswith(f"Doubled: unit {unit!r} is not one of USD, USD each, ")


def test_a_missing_docstring_is_refused():
    def bare(arr):
        return arr

    with pytest.raises(DeclarationError, match=r"^bare: write a docstring with the convention and its source$"):
        declare(bare)


def test_unknown_settings_are_refused():
    with pytest.raises(TypeError, match="colour"):
        declare(colour="green")


def test_a_wrong_form_is_refused_when_it_is_read():
    with pytest.raises(DeclarationError, match="is not a reference form"):
        _ = declare(excel="{arr[-2]}").template


@pytest.mark.parametrize(("opening", "reads"), [("0", []), ("", []), ("opening_book", ["opening_book"])])
def test_the_opening_is_read_too(opening, reads):
    item = declare(opening=opening, kind=STOCK)
    assert [reference.name for reference in item.excel_references] == ["arr", *reads]


@pytest.mark.parametrize(("kind", "monthly"), [(FLOW, True), (RATIO, True), (CONSTANT, False), (CHECK, False)])
def test_constants_and_checks_have_no_months(kind, monthly):
    assert declare(kind=kind).monthly is monthly


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
def test_declared(item):
    assert item.unit in UNITS
    assert len(item.doc) > 10
    assert item.doc.endswith(".")
    assert item.label.strip() == item.label != ""
    assert item.template
    assert item.total is None or item.kind is RATIO
    assert item.total is None or isinstance(item.total, Weighted)
    assert item.monthly or not item.opening
    if any(reference.selector == "-1" and reference.name == item.id for reference in item.excel_references):
        assert item.opening, "a row that reads its own previous month needs an opening"


def test_ids_and_labels_are_unique():
    found = {item for module in MODULES for item in line_items(module)}
    assert len(found) == len({item.id for item in found}) == len(ITEMS)
    labels = [(item.sheet, item.label) for item in ITEMS.values()]
    assert not {label for label in labels if labels.count(label) > 1}


def test_a_sheet_stands_in_one_piece():
    """Sections of one title stand together, so that a sheet has each heading once."""
    sections = sorted((item.section for item in ITEMS.values()), key=lambda section: section.sheet)
    changes = [section for section, last in zip(sections, [None, *sections], strict=False) if section != last]
    assert len(changes) == len(set(sections))


def test_an_id_that_two_files_declare_is_refused():
    """The second would win in silence, and the first never be proved."""
    one, two = ModuleType("one"), ModuleType("two")
    one.doubled, two.doubled = declare(), declare(excel="3*{arr}")
    with pytest.raises(DeclarationError, match=r"^doubled: declared in .* and again in .*; rename one of the two$"):
        declared(one, two)


def test_a_family_of_line_items_in_a_tuple_is_declared_with_the_rest():
    one = ModuleType("one")
    one.doubled = declare()
    one.FAMILY = tuple(like(one.doubled, f"doubled_{of}", of, instead={"arr": of}) for of in ("revenue", "users"))
    one.words = ("no", "line items")
    assert list(declared(one)) == ["doubled", "doubled_revenue", "doubled_users"]


def test_a_line_item_that_a_file_imports_is_no_second_declaration():
    one, two = ModuleType("one"), ModuleType("two")
    one.doubled = two.doubled = declare()
    assert list(declared(one, two)) == ["doubled"]
