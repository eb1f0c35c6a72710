"""A decision sheet as a reader sees it: tables under headings."""


def grid(page):
    """Each row by id, as a dict by column heading."""
    found, names = {}, []
    for row in page.iter_rows(values_only=True):
        if row[0] == "id":
            names = row
        elif row[0] and names:
            found[row[0]] = dict(zip(names, row, strict=True))
    return found
