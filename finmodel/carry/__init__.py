"""A rebuild that keeps the edits: what somebody did to a workbook, carried into a new one."""
