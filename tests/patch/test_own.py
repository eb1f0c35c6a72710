"""Formulas, charts and pivot tables of the CFO's own: refreshed where it is safe, said where it is not."""

import re

import excel
import openpyxl
import pytest
from desk import parts, repacked

import finmodel
from finmodel.patch.charts import redrawn
from finmodel.patch.own import KNOWN, own_formulas
from finmodel.patch.reload import asked
from finmodel.workbook.disk.ondisk import on_disk
from finmodel.workbook.disk.parts import open_parts
from finmodel.workbook.view import View

CHART = b"""<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:ser><c:tx><c:strRef>
<c:f>Mine!$A$1</c:f>
<c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>old &amp; name</c:v></c:pt></c:strCache></c:strRef>
</c:tx><c:val><c:numRef><c:f>'My sheet'!$B$1:$D$1</c:f><c:numCache><c:formatCode>0.0</c:formatCode><c:ptCount val="3"/>
<c:pt idx="0" formatCode="0"><c:v>1</c:v></c:pt><c:pt idx="1"><c:v>2</c:v></c:pt><c:pt idx="2"><c:v>3</c:v></c:pt>
</c:numCache></c:numRef></c:val></c:ser></c:chartSpace>"""


def cells(path):
    return on_disk(open_parts(path.read_bytes()), path).view.values


def formula(at, text, cached):
    return f'<c r="{at}"><f>{text}</f><v>{cached}</v></c>'


def test_own_formulas_are_refreshed(desk):
    sheet, row, column = desk.place("plans.price_usd[pro]")
    price = f"{sheet}!{openpyxl.utils.get_column_letter(column + 1)}{row + 1}"
    own = (
        '<row r="1">' + formula("A1", f"{price}*2", 100) + formula("B1", "IF(A1&gt;110,A1/0,A1)", 1) + "</row>"
        '<row r="2">' + formula("A2", "SUM(Profit!I4:P4)+A1", 0)
        + '<c r="B2" t="str"><f>"Pro: "&amp;A1</f><v>Pro: 100</v></c></row>'
    )  # fmt: skip
    excel.own_sheet(desk.file, own)
    desk.csv("plans", "pro,50,", "pro,60,")
    updated = desk.update()
    assert updated.left == ()
    values = cells(desk.file)
    assert (values["My sheet", 0, 0], values["My sheet", 0, 1]) == (120.0, "#DIV/0!")
    assert values["My sheet", 1, 1] == "Pro: 120"
    assert values["My sheet", 1, 0] == pytest.approx(120 + sum(values["Profit", 3, c] for c in range(8, 16)))
    assert finmodel.check(desk.file).ok
    assert not desk.update().written


def test_what_no_engine_is_given_keeps_its_value_and_asks_for_a_recalculation(desk):
    heavy = "SUMPRODUCT(Profit!A1:ZZ60000)"  # fmt: skip
    own = (
        f'<row r="1">{formula("A1", heavy, 7)}{formula("B1", "A1+1", 8)}{formula("C1", "TODAY()", 9)}'
        f"{formula('D1', '1+1', 0)}{formula('E1', 'REPT(D1,9)', 5)}{formula('F1', 'F1+1', 6)}"
        f"{formula('G1', 'Elsewhere!A1', 4)}{formula('H1', 'SUM([1]Book!A1)', 3)}"
        '<c r="I1"><f t="array" ref="I1:I2">D1:D2*2</f><v>2</v></c>' + formula("J1", "I2", 1) + "</row>"
    )
    excel.own_sheet(desk.file, own)
    repacked(desk.file, {"xl/workbook.xml": lambda xml: re.sub(rb' fullCalcOnLoad="1"', b"", xml)})
    updated = desk.update()
    assert updated.left == tuple(f"My sheet!{c}1" for c in "ABCEFGHIJ")
    values = cells(desk.file)
    assert [values["My sheet", 0, c] for c in range(10)] == [7, 8, 9, 2, 5, 6, 4, 3, 2, 1]
    assert parts(desk.file)["xl/workbook.xml"].count(b'fullCalcOnLoad="1"') == 1
    again = desk.update()
    assert (again.written, again.left) == (False, updated.left)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"<sheets><sheet/></sheets><oleSize/>", b'<sheets><sheet/></sheets><calcPr fullCalcOnLoad="1"/><oleSize/>'),
        (
            b"<sheets/><definedNames/><calcPr calcId='1'/>",
            b"<sheets/><definedNames/><calcPr calcId='1' fullCalcOnLoad=\"1\"/>",
        ),
        (b'<sheets/><calcPr fullCalcOnLoad="true"/>', b'<sheets/><calcPr fullCalcOnLoad="true"/>'),
        (b'<sheets/><calcPr fullCalcOnLoad="1" />', b'<sheets/><calcPr fullCalcOnLoad="1" />'),
        (b"<sheets/><calcPr fullCalcOnLoad='false'></calcPr>", b'<sheets/><calcPr fullCalcOnLoad="1"></calcPr>'),
    ],
)
def test_the_wish_for_a_recalculation_is_written_once(before, after):
    head = b'<workbook xmlns="%b">' % excel.MAIN.encode()
    assert asked(head + before + b"</workbook>", "workbook.xml") == head + after + b"</workbook>"
    prefixed = (
        (head + before + b"</workbook>").replace(b"<", b"<x:").replace(b"<x:/", b"</x:").replace(b"xmlns=", b"xmlns:x=")
    )
    wished = asked(prefixed, "workbook.xml")
    assert wished.count(b"fullCalcOnLoad") == 1
    assert wished.count(b"<x:calcPr") == 1


def view_of(formulas, values=None):
    seen = View(None, ("S", "T"))
    seen.formulas = {("S", i, 0): text for i, text in enumerate(formulas)}
    seen.values = dict.fromkeys(seen.formulas) | (values or {})
    return seen


@pytest.mark.parametrize(
    "text",
    [
        "REPT(B1,9)", "INDIRECT(B1)", "OFFSET(B1,1,1)", "NOW()", "RAND()", "A:A", "SUM(A:A)", "SUM(1:9)", "Table1[x]",
        "#REF!", "B1:INDEX(B1:B9,2)", "{1,2}", "U!B1", "[1]S!B1", "nobody+1", "LAMBDA(x,x)(1)", "SUM(B1:ZZ9999)",
        "LET(x,1,x)", "@B1", "SUM(S:T!B1)", "WEBSERVICE(B1)", "TEXT(B1,0)", "SEQUENCE(99999)",
    ],
)  # fmt: skip
def test_formulas_that_no_engine_is_given(text):
    own = own_formulas(view_of([text]), (), ("churn",), {})
    assert (own.given, own.left) == (set(), {("S", 0, 0)})


@pytest.mark.parametrize(
    "text",
    [
        "B1+1", "SUM(T!B1:C99)", "churn*2", '"a"&B1', "_xlfn.MAXIFS(B1:B9,C1:C9,1)", "'T'!B1%", 'IF(B1>=1,TRUE,"x")',
        "+B1-2^3",
    ],
)  # fmt: skip
def test_formulas_that_an_engine_is_given(text):
    own = own_formulas(view_of([text]), (), ("churn",), {})
    assert own.left == set()


def test_texts_cannot_grow_without_bound():
    doubling = ['B1&"0123456789"', *(f"A{n}&A{n}" for n in range(1, 40))]
    own = own_formulas(view_of(doubling), (), (), {})
    assert ("S", 5, 0) in own.given
    assert {("S", n, 0) for n in range(15, 40)} <= own.left


def test_circles_and_what_reads_them_are_left():
    own = own_formulas(view_of(["A2", "A3", "A1", "A1+1", "1+1"]), (), (), {})
    assert own.given == {("S", 4, 0)}


def test_no_known_function_looks_outside_or_at_the_clock():
    assert not KNOWN & {
        "NOW",
        "TODAY",
        "RAND",
        "RANDBETWEEN",
        "INDIRECT",
        "OFFSET",
        "REPT",
        "CELL",
        "INFO",
        "HYPERLINK",
        "CALL",
    }


def test_a_chart_gets_new_points_in_the_bytes_of_the_old():
    held = {("Mine", 0, 0): "new <name>", ("My sheet", 0, 1): 1.0, ("My sheet", 0, 2): 2.5, ("My sheet", 0, 3): "n.m."}
    drawn = redrawn(CHART, "chart1.xml", held.get)
    assert drawn == CHART.replace(b"old &amp; name", b"new &lt;name&gt;").replace(b">2<", b">2.5<").replace(
        b">3<", b">0<"
    )
    assert redrawn(drawn, "chart1.xml", held.get) == drawn


def test_a_chart_whose_gaps_moved_gets_its_points_anew():
    held = {("Mine", 0, 0): "old & name", ("My sheet", 0, 1): 1.0, ("My sheet", 0, 3): 3.0}
    drawn = redrawn(CHART, "chart1.xml", held.get)
    assert (
        b'<c:ptCount val="3"/>\n<c:pt idx="0"><c:v>1</c:v></c:pt><c:pt idx="2"><c:v>3</c:v></c:pt>\n</c:numCache>'
        in drawn
    )


def test_a_chart_over_what_is_not_known_keeps_its_points():
    def look(place):
        raise LookupError(place)

    assert redrawn(CHART, "chart1.xml", look) == CHART
    for formula_ in (b"[1]Book!$A$1", b"(A!$A$1,A!$A$3)", b"name", b"Mine!$A$1:$XFD$9999"):
        strange = CHART.replace(b"Mine!$A$1", formula_).replace(b"'My sheet'!$B$1:$D$1", formula_)
        assert redrawn(strange, "chart1.xml", {}.get) == strange


def test_our_charts_show_what_the_cells_show(desk):
    desk.csv("plans", "pro,50,", "pro,60,")
    assert desk.update().points > 0
    values = cells(desk.file)
    charts = [xml.decode() for name, xml in parts(desk.file).items() if name.startswith("xl/charts/chart")]
    drawn = 0
    for xml in charts:
        for sheet, area, cache in re.findall(
            r"<c:val><c:numRef><c:f>'?([\w -]+)'?!([$A-Z\d:]+)</c:f><c:numCache>(.*?)</c:numCache>", xml
        ):
            left, top, right, _ = openpyxl.utils.range_boundaries(area)
            for index, point in re.findall(r'<c:pt idx="(\d+)"><c:v>([^<]*)</c:v>', cache):
                along, down = (int(index), 0) if right > left else (0, int(index))
                value = values[sheet, top - 1 + down, left - 1 + along]
                assert float(point) == pytest.approx(0 if isinstance(value, str) else value, rel=1e-9)
                drawn += 1
    assert drawn > 100


def test_pivot_tables_are_left_and_said(desk):
    records = b'<pivotCacheRecords xmlns="%b" count="1"><r><n v="50"/></r></pivotCacheRecords>' % excel.MAIN.encode()
    repacked(desk.file, {"xl/pivotCache/pivotCacheRecords1.xml": records})
    desk.csv("plans", "pro,50,", "pro,60,")
    updated = desk.update()
    assert any("pivot tables keep their old figures" in remark for remark in updated.remarks)
    assert parts(desk.file)["xl/pivotCache/pivotCacheRecords1.xml"] == records
