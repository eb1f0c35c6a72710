"""Figures into the text of the CSVs: touched cells only, each row with its source; nothing is written here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from finmodel.errors import InputError
from finmodel.files import Change
from finmodel.inputs.encoding import UnreadableError, file_bytes
from finmodel.inputs.formula_text import prefixed
from finmodel.inputs.kinds import key_of
from finmodel.inputs.number_text import written
from finmodel.inputs.row import NOTES
from finmodel.inputs.schema import TABLES
from finmodel.inputs.table_text import Dialect, Record, TableText
from finmodel.timeline import Month
from finmodel.usage.figure import Figure, Key

_DIGITS = 12
_ALSO = {  # files with a vocabulary, also where this version of the model does not read them
    "usage_deciles": ("decile", "share"),
    "actuals": ("month", "line_item", "member", "value"),
    "selfhost": ("feature", "tokens_per_second_per_gpu", "peak_to_average"),
}
_GROWING = ("levers", "volumes", "usage_deciles", "actuals")  # a row that is missing is added


@dataclass(frozen=True)
class Move:
    """A cell that was, or would be, written."""

    file: str
    row: str
    column: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.file} {self.row} {self.column}: {self.before or '(empty)'} -> {self.after}"


@dataclass
class Csvs:
    """The CSVs of a folder that figures go into."""

    folder: Path
    said: Mapping[str, str]  # what a row that is written says of itself: source, as_of
    texts: dict[str, TableText] = field(default_factory=dict)
    moves: list[Move] = field(default_factory=list)
    homeless: list[Figure] = field(default_factory=list)  # figures whose row only a person can write

    def put(self, figures: Iterable[Figure], until: Month) -> None:
        """Write figures into the texts; of dated rows into the one in force in the month `until`.

        Raises InputError for a file that is no CSV.
        """
        rows: dict[tuple[str, Key], list[Figure]] = {}
        for figure in figures:
            rows.setdefault((figure.table, figure.key), []).append(figure)
        for (table, key), mine in rows.items():
            text = self._text(table)
            record = self._record(text, key, until)
            if record is None and table not in _GROWING:
                self.homeless += mine
                continue
            self._write(table, text, record or text.append({column: prefixed(name) for column, name in key}), mine)

    def changes(self) -> dict[str, Change]:
        """The files that differ, by name."""
        return {
            f"{name}.csv": Change(text.original, text.encode())
            for name, text in self.texts.items()
            if (text.rows if text.original is None else text.encode() != text.original)
        }

    def _write(self, table: str, text: TableText, record: Record, figures: list[Figure]) -> None:
        touched = False
        for figure in figures:
            after = _written(figure.value, text.dialect)
            before = text.text(record, figure.column)
            if not _same(before, figure.value, text.dialect):
                self._move(table, text, record, figures[0].key, figure.column, after)
                touched = True
        notes = {**self.said, **({"note": figures[0].note} if figures[0].note else {})}
        for column, said in notes.items() if touched else ():
            if said and text.text(record, column) != said:
                self._move(table, text, record, figures[0].key, column, said)

    def _move(self, table: str, text: TableText, record: Record, key: Key, column: str, after: str) -> None:
        name = ", ".join(name for _, name in key)
        self.moves.append(Move(f"{table}.csv", name, column, text.text(record, column).strip(), after))
        text.put(record, column, prefixed(after) if column in NOTES else after)

    def _record(self, text: TableText, key: Key, until: Month) -> Record | None:
        """The row of a key; of dated rows the one in force in a month, or the first to come."""
        fit = [row for row in text.rows if all(key_of(text.text(row, c)) == key_of(name) for c, name in key)]
        if len(fit) < 2:
            return fit[0] if fit else None
        dated = sorted(fit, key=lambda row: text.text(row, "from").strip())  # an empty one is the start
        begun = [row for row in dated if text.text(row, "from").strip() <= str(until)]
        return begun[-1] if begun else dated[0]

    def _text(self, table: str) -> TableText:
        if table not in self.texts:
            path = self.folder / f"{table}.csv"
            known = {*columns_of(table), *NOTES}
            if path.exists():
                try:
                    self.texts[table] = TableText.parse(path.name, file_bytes(path), known)
                except UnreadableError as error:
                    raise InputError([error.problem]) from None
            else:
                self.texts[table] = TableText(Dialect(), [])
        return self.texts[table]


def columns_of(table: str) -> tuple[str, ...]:
    """The columns of a file."""
    return tuple(TABLES[table].columns()) if table in TABLES else _ALSO[table]


def plain(value: float) -> str:
    """A figure as people write it: twelve digits at most, no exponent."""
    return f"{Decimal(f'{value:.{_DIGITS}g}'):f}"


def _written(value: float, dialect: Dialect) -> str:
    return written(plain(value), dialect.decimal, local=dialect.delimiter != ",")


def _same(text: str, value: float, dialect: Dialect) -> bool:
    text = text.strip().replace(dialect.decimal, ".")
    percent = text.endswith("%")
    try:
        standing = float(text.removesuffix("%")) / (100 if percent else 1)
    except ValueError:
        return False
    return abs(standing - value) <= 1e-9 * max(abs(standing), abs(value))
