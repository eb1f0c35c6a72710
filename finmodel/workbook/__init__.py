"""The workbook: layout, render, styles, write, read. The only place that knows A1 and Excel."""
