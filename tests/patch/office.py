"""Edits a workbook in LibreOffice over UNO, as a person would, and saves it as xlsx.

Run by the Python that has `uno`: office.py IN OUT PROFILE PLAN, where PLAN is JSON: places as sheet, row and column
from 0 in IN, `values` to type, `sorted` a range to turn upside down, and names.
"""

import json
import pathlib
import subprocess
import sys
import time

import uno
from com.sun.star.awt import Rectangle
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.table import CellAddress, CellRangeAddress

PATIENCE = 60  # seconds until the office answers


def prop(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def office(profile):
    pipe = f"finmodel{abs(hash(profile))}"
    profile_url = pathlib.Path(profile).as_uri()
    command = ["soffice", f"-env:UserInstallation={profile_url}", "--headless", "--norestore", "--nologo"]
    process = subprocess.Popen([*command, f"--accept=pipe,name={pipe};urp;"])
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(PATIENCE * 10):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return process, context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except NoConnectException:
            time.sleep(0.1)
    process.kill()
    raise SystemExit("the office did not answer")


def edit(book, plan):
    sheets = book.Sheets
    for name in sheets.ElementNames:
        sheets.getByName(name).unprotect("")
    for sheet, row, column, value in plan["values"]:
        sheets.getByName(sheet).getCellByPosition(column, row).setValue(value)
    sheet, row, column, text = plan["comment"]
    at = CellAddress(sheets.getByName(sheet).RangeAddress.Sheet, column, row)
    sheets.getByName(sheet).Annotations.insertNew(at, text)
    sheet, left, top, right, bottom = plan["sorted"]
    area = sheets.getByName(sheet).getCellRangeByPosition(left, top, right, bottom)
    area.setDataArray(tuple(reversed(area.getDataArray())))
    for sheet, row in plan["rows"]:
        sheets.getByName(sheet).Rows.insertByIndex(row, 1)
    for sheet, column in plan["columns"]:
        sheets.getByName(sheet).Columns.insertByIndex(column, 1)
    own(book, plan)
    for old, new in plan["renamed"]:
        sheets.getByName(old).Name = new
    for name, position in plan["moved"]:
        sheets.moveByName(name, position)


def own(book, plan):
    """A sheet of the CFO's own, with formulas over ours and a chart over them."""
    book.Sheets.insertNewByName(plan["own"], book.Sheets.Count)
    sheet = book.Sheets.getByName(plan["own"])
    for row, formula in enumerate(plan["formulas"]):
        sheet.getCellByPosition(0, row).setString(f"line {row}")
        sheet.getCellByPosition(1, row).setFormula(formula)
    area = CellRangeAddress(sheet.RangeAddress.Sheet, 0, 0, 1, len(plan["formulas"]) - 1)
    sheet.Charts.addNewByName("Mine", Rectangle(8000, 500, 9000, 6000), (area,), False, True)


def main(source, target, profile, plan):
    process, desktop = office(profile)
    try:
        book = desktop.loadComponentFromURL(pathlib.Path(source).as_uri(), "_blank", 0, (prop("Hidden", True),))
        edit(book, json.loads(plan))
        book.calculateAll()
        book.storeToURL(pathlib.Path(target).as_uri(), (prop("FilterName", "Calc MS Excel 2007 XML"),))
        book.close(True)
    finally:
        try:
            desktop.terminate()
        finally:
            process.wait(PATIENCE)


if __name__ == "__main__":
    main(*sys.argv[1:])
