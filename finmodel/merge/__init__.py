"""The three-way merge of a workbook's edits into the CSVs it was built from."""
