"""What a person does to a workbook, by openpyxl: on an input or any other cell found by id."""

import pathlib

import openpyxl
from openpyxl.cell import Cell
from openpyxl.comments import Comment

COMPANY = pathlib.Path(__file__).parent / "check" / "company"
HOMES = {"plans": "Plans", "prices": "Prices", "features": "Product", "levers": "Product", "assumptions": "Assumptions"}


class Hand:
    """A workbook in somebody's hands."""

    def __init__(self, path: pathlib.Path) -> None:
        self.book = openpyxl.load_workbook(path)

    def cell(self, sheet: str, row_id: str, column: str) -> Cell:
        """A cell by the id of its row and the heading of its column."""
        heads: list[object] = []
        for row in self.book[sheet].iter_rows():
            if row[0].value == "id":
                heads = [cell.value for cell in row]
            elif row[0].value == row_id:
                return row[heads.index(column)]
        raise KeyError(row_id)

    def input(self, name: str) -> Cell:
        """An input by the name that Changes has for it: `plans.price_usd[pro]`."""
        head, _, rest = name.partition("[")
        table, _, column = head.partition(".")
        return self.cell(HOMES[table], rest[:-1] if table == "assumptions" else f"{table}[{rest}", column)

    def type(self, name: str, value: object) -> None:
        """Type into an input."""
        self.input(name).value = value

    def say(self, cell: Cell, text: str) -> None:
        """Comment on a cell."""
        cell.comment = Comment(text, "CFO")

    def save(self, path: pathlib.Path) -> pathlib.Path:
        """Save it."""
        self.book.save(path)
        return path


def without_plan(folder: pathlib.Path) -> None:
    """Take the free plan out of the CSVs."""
    for name in ("plans.csv", "volumes.csv"):
        lines = (folder / name).read_text().splitlines(keepends=True)
        kept = "".join(line for line in lines if not line.startswith("free,"))
        (folder / name).write_text(kept.replace(",2,0.75\n", ",2,1\n"))
