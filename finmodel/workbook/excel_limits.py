"""What Excel takes, and refuses or repairs beyond.

Source: Microsoft, "Excel specifications and limits",
https://support.microsoft.com/en-us/office/excel-specifications-and-limits-1672b34d-7043-467e-8e27-269d656771c3,
and the rules for names and for data validation in Excel's own dialogs.
"""

ROWS, COLUMNS = 1_048_576, 16_384  # of a sheet
CHARACTERS = 32_767  # of a cell, and of a comment; counted in UTF-16
LINE_FEEDS = 253  # of a cell
FORMULA_CHARACTERS = 8_192
NESTED = 64  # levels of functions and brackets
SHEET_NAME, SHEET_NAME_WITHOUT = 31, "[]:*?/\\"
NAME_CHARACTERS = 255  # of a defined name, a table and its headings
MESSAGE_CHARACTERS, TITLE_CHARACTERS, LIST_CHARACTERS = 255, 32, 255  # of a data validation
NUMBER_FORMAT_CHARACTERS = 255
NUMBER_FORMATS = 200  # of a workbook's own; up to 250 in some languages
CELL_FORMATS = 65_490
HYPERLINKS = 65_530  # of a sheet
SERIES = 255  # of a chart
PAGE_BREAKS = 1_023  # across a sheet, and down it; Microsoft says 1,026, and XlsxWriter writes no more than these
