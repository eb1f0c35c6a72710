"""A workbook by its bytes: parts of the package, cells of each sheet and where they stand."""
