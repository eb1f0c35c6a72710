"""The rules of docs/WORKBOOK.md, checked on a workbook on disk."""
