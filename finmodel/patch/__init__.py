"""Updates a workbook in place: the bytes of the cells that change, and not one byte more."""
