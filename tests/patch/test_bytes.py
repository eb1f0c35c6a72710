"""Which bytes an update changes, in files as several programs write them."""

import io
import pathlib
import zipfile

import excel
import openpyxl
import pytest
from desk import changed_cells, changed_parts, parts, repacked
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import ColorScaleRule

import finmodel
from finmodel.workbook.address import address
from finmodel.workbook.disk.archive import Archive
from finmodel.workbook.disk.ondisk import on_disk
from finmodel.workbook.disk.parts import open_parts
from finmodel.workbook.package import UnfitError
from finmodel.workbook.read import view

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PRICE = "plans.price_usd[pro]"


def own_view(path):
    return on_disk(open_parts(path.read_bytes()), path).view


def entries_of(content):
    """Each entry's bytes from its local header on, by name, in the order in which they stand."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        listed = sorted(package.infolist(), key=lambda info: info.header_offset)
        starts = [info.header_offset for info in listed] + [package.start_dir]
    return {info.filename: content[starts[i] : starts[i + 1]] for i, info in enumerate(listed)}


def test_only_the_cells_that_move_change(desk):
    before = desk.file.read_bytes()
    desk.csv("opex", "servers,hosting,500,", "servers,hosting,510,")
    desk.update()
    after = desk.file.read_bytes()
    names = list(own_view(desk.file).sheet_names)
    touched = {names[int(part[len("xl/worksheets/sheet") : -4]) - 1] for part in changed_parts(before, after)
               if "worksheets" in part}  # fmt: skip
    assert touched == {"Cover", "Diligence", "Plans", "Profit", "Scale", "Governance", "Changes"}
    old, new = parts(before), parts(after)
    sheet = f"xl/worksheets/sheet{names.index('Plans') + 1}.xml"
    assert changed_cells(old[sheet], new[sheet]) == [address(*desk.place("opex.usd_per_month[servers]")[1:])]
    for name in old:
        if old[name] == new[name]:
            assert entries_of(before)[name] == entries_of(after)[name]


def test_what_openpyxl_added_stays(desk):
    place = desk.place(PRICE)
    book = openpyxl.load_workbook(desk.file)
    book["Plans"].cell(place[1] + 1, place[2] + 1).comment = Comment("agreed with the board", "CFO")
    own = book.create_sheet("Board view", 1)
    for row, formula in enumerate(
        (f"=Plans!{address(*place[1:])}*12", "=SUM(Profit!I4:P4)", '=IF(A1>0,"up","down")'), 1
    ):
        own.cell(row, 1).value = formula
    chart = BarChart()
    chart.add_data(Reference(own, min_col=1, min_row=1, max_row=2))
    own.add_chart(chart, "D2")
    own.conditional_formatting.add("A1:A2", ColorScaleRule("min", None, "FFFFFF", end_type="max", end_color="63BE7B"))
    book.save(desk.file)
    before = desk.file.read_bytes()
    desk.csv("plans", "pro,50,", "pro,60,")
    updated = desk.update()
    assert (updated.ok, updated.left) == (True, ())
    seen = own_view(desk.file)
    others = {part for part in changed_parts(before, desk.file) if not part.startswith("xl/worksheets/sheet")}
    assert others <= {part for part in parts(before) if part.startswith("xl/charts/chart")}
    assert [seen.values["Board view", row, 0] for row in (0, 2)] == [720.0, "up"]
    assert finmodel.check(desk.file).ok


def test_sparklines_pictures_and_own_parts_stay(desk):
    names = own_view(desk.file).sheet_names
    plans = f"xl/worksheets/sheet{names.index('Plans') + 1}.xml"
    sparkline = (
        b'<extLst><ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}" xmlns:x14="http://schemas.microsoft.com/office/'
        b'spreadsheetml/2009/9/main"><x14:sparklineGroups xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        b"<x14:sparklineGroup><x14:sparklines><x14:sparkline><xm:f>Plans!C6:C7</xm:f><xm:sqref>Z7</xm:sqref>"
        b"</x14:sparkline></x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst></worksheet>"
    )
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
    repacked(
        desk.file,
        {
            plans: lambda xml: xml.replace(b"</worksheet>", sparkline),
            "xl/media/image1.png": picture,
            "own/notes.txt": b"mine",
        },
    )
    before = desk.file.read_bytes()
    desk.csv("plans", "pro,50,", "pro,60,")
    desk.update()
    old, new = parts(before), parts(desk.file)
    assert new["xl/media/image1.png"] == picture
    assert sparkline in new[plans]
    assert changed_cells(old[plans], new[plans]) == [address(*desk.place(PRICE)[1:])]


def test_the_sparklines_of_the_model_stay_byte_for_byte(desk):
    before = parts(desk.file.read_bytes())
    desk.csv("plans", "pro,50,", "pro,60,")
    desk.update()
    after = parts(desk.file)
    kept = [part for part in before if b"<x14:sparkline>" in before[part]]
    assert len(kept) == 2, "on Cover and Diligence"
    for part in kept:
        assert before[part] != after[part]
        assert after[part].partition(b"<extLst>")[2] == before[part].partition(b"<extLst>")[2]


@pytest.mark.parametrize(
    "made",
    [excel.share_formulas, excel.prefix, excel.without_blanks, excel.absolute, excel.stale],
    ids=lambda f: f.__name__,
)
def test_files_as_other_programs_write_them(desk, made):
    made(desk.file)
    before = desk.file.read_bytes()
    formulas = own_view(desk.file).formulas
    desk.csv("plans", "pro,50,", "pro,60,")
    desk.add("prices", "acme,big,2026-09-01,2.5,12,0.25,3,0.5,price list,announced")
    updated = desk.update()
    assert updated.written
    changed_parts(before, desk.file)
    seen = own_view(desk.file)
    assert {place: seen.formulas[place] for place in formulas if place[0] != "Changes"} == {
        place: formula for place, formula in formulas.items() if place[0] != "Changes"
    }
    if made is not excel.prefix:  # which openpyxl does not read
        report = finmodel.check(desk.file)
        assert report.ok, report.findings[:3]
        assert finmodel.pull(desk.file, desk.folder).moves == ()
    assert not desk.update().written


def test_formulas_that_are_shared_stay_shared(desk):
    assert excel.share_formulas(desk.file) > 1000
    desk.csv("plans", "pro,50,", "pro,60,")
    count = sum(xml.count(b't="shared"') for xml in parts(desk.file).values())
    desk.update()
    assert sum(xml.count(b't="shared"') for xml in parts(desk.file).values()) == count


def test_a_formula_that_others_share_takes_none_of_them_along(desk):
    excel.share_formulas(desk.file)
    place = desk.seen().find("Changes", "prices[spare 1]", "now")
    assert on_disk(open_parts(desk.file.read_bytes()), desk.file).cell(place).shared
    desk.add("prices", "acme,big,2026-09-01,2.5,12,0.25,3,0.5,price list,announced")
    formulas = own_view(desk.file).formulas
    desk.update()
    after = own_view(desk.file).formulas
    assert {formulas[p] == after[p] for p in formulas if p[0] == "Changes" and p != place} == {True}
    assert finmodel.check(desk.file).ok


def test_both_readers_see_the_same(desk):
    for made in (lambda _: None, excel.share_formulas, excel.without_blanks, excel.stale):
        made(desk.file)
        mine, theirs = own_view(desk.file), view(desk.file)
        assert (mine.formulas, mine.values) == (theirs.formulas, theirs.values)
        assert (mine.sheet_names, mine.names_defined) == (theirs.sheet_names, theirs.names_defined)


def test_the_calculation_chain_and_macros_stay(desk):
    chain = b'<calcChain xmlns="%b"><c r="H6" i="9"/></calcChain>' % excel.MAIN.encode()
    sheet_ml = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    excel.add_part(desk.file, "xl/calcChain.xml", chain, f"{sheet_ml}.calcChain+xml", f"{OFFICE}/calcChain")
    macros = bytes(range(256)) * 9
    repacked(desk.file, {"xl/vbaProject.bin": macros})
    desk.file = pathlib.Path(desk.file.rename(desk.file.with_suffix(".xlsm")))
    desk.csv("plans", "pro,50,", "pro,60,")
    before = desk.file.read_bytes()
    assert desk.update().written
    held = entries_of(desk.file.read_bytes())
    for name in ("xl/calcChain.xml", "xl/vbaProject.bin", "xl/styles.xml", "xl/sharedStrings.xml"):
        assert held[name] == entries_of(before)[name]


class _Stream(io.RawIOBase):
    """A file that cannot be wound back: zips written to it carry sizes behind the entries."""

    def __init__(self):
        self.held = b""

    def writable(self):
        return True

    def write(self, data):
        self.held += bytes(data)
        return len(data)


def test_everything_that_a_zip_says_of_an_entry_stays():
    stream = _Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, kind in (
            ("a.xml", zipfile.ZIP_DEFLATED),
            ("b.bin", zipfile.ZIP_STORED),
            ("ü.xml", zipfile.ZIP_DEFLATED),
        ):
            info = zipfile.ZipInfo(name, (2024, 2, 29, 11, 12, 14))
            info.compress_type, info.comment, info.extra = kind, b"of " + name[:1].encode(), b"\x99\x99\x02\x00hi"
            info.external_attr = 0o640 << 16
            package.writestr(info, name.encode() * 50)
        package.comment = b"a comment"
    archive = Archive(stream.held)
    assert archive.replaced({}) == stream.held
    anew = archive.replaced({"a.xml": b"short", "b.bin": b"stored"})
    with zipfile.ZipFile(io.BytesIO(stream.held)) as old, zipfile.ZipFile(io.BytesIO(anew)) as new:
        assert new.testzip() is None
        assert new.comment == old.comment
        for before, after in zip(old.infolist(), new.infolist(), strict=True):
            for told in (
                "filename",
                "date_time",
                "comment",
                "extra",
                "external_attr",
                "compress_type",
                "create_system",
            ):
                assert getattr(before, told) == getattr(after, told)
        assert [new.read(name) for name in ("a.xml", "b.bin")] == [b"short", b"stored"]
    assert entries_of(anew)["ü.xml"] == entries_of(stream.held)["ü.xml"]


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\5\6" + bytes(18), b"no zip at all" * 99])
def test_what_is_no_zip_is_refused(content):
    with pytest.raises(UnfitError):
        open_parts(content)


def test_cut_and_spoilt_zips_are_refused(built):
    content = built.read_bytes()
    for cut in (content[:-30], content[: len(content) // 2], content[100:], content.replace(b"PK\3\4", b"PK\3\5", 3)):
        with pytest.raises(UnfitError):
            on_disk(open_parts(cut), built)


def refused(desk, match):
    before = desk.file.read_bytes()
    with pytest.raises(finmodel.errors.InputError, match=match):
        desk.update()
    assert desk.file.read_bytes() == before


def test_what_cannot_be_updated_is_refused_with_a_word(desk):
    content = desk.file.read_bytes()
    desk.file.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))
    refused(desk, "is encrypted.*; take the password off")
    for edits, word in (
        ({"xl/workbook.xml": lambda xml: xml.replace(excel.MAIN.encode(), excel.STRICT.encode())}, "Strict Open XML"),
        ({"xl/workbook.xml": lambda xml: xml.replace(b"<workbookPr", b'<workbookPr date1904="1"')}, "1904"),
        ({"_xmlsignatures/sig1.xml": b"<Signature/>"}, "is signed"),
        ({"_rels/.rels": lambda xml: xml.replace(b"workbook.xml", b"workbook.bin")}, "binary workbook"),
        ({"xl/worksheets/sheet3.xml": lambda xml: xml[:-20]}, "not well formed"),
        ({"xl/worksheets/sheet3.xml": lambda xml: xml.replace(b"?>", b"?><!DOCTYPE a>", 1)}, "DOCTYPE"),
        ({"xl/worksheets/sheet3.xml": lambda xml: xml.decode().replace("UTF-8", "UTF-16").encode("utf-16")}, "UTF-8"),
    ):
        desk.file.write_bytes(content)
        repacked(desk.file, edits)
        refused(desk, word)
    desk.file.write_bytes(content)
    desk.file = desk.file.rename(desk.file.with_suffix(".ods"))
    refused(desk, "only .xlsx and .xlsm")
