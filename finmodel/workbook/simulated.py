"""What a simulation found, as it stands on the sheet Uncertainty: constants as of build, by row id and heading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from finmodel.workbook.cells import Scalar
from finmodel.workbook.pages.changes import fingerprint
from finmodel.workbook.view import View

SHEET = "Uncertainty"
VALUE, PLANNED = "as of build", "planned"  # headings of constants
PERCENTS = ("P10", "P50", "P90")
FLAG, PASS, NO_VERDICT = "FLAG", "PASS", "n.m."
MEANINGLESS, WITHIN, CLIPPED, DISTRIBUTION = "n.m. in", "within horizon", "set to a bound", "distribution"
ENDS = ("at its P10", "at its P90")  # of an input, one alone
AS_BUILT = frozenset(
    {VALUE, PLANNED, *PERCENTS, FLAG, PASS, NO_VERDICT, MEANINGLESS, WITHIN, CLIPPED, DISTRIBUTION, *ENDS}
)
FACT, VERDICT, EVENT, TORNADO, DRAWN, FIGURE = "simulated", "verdict", "event", "tornado", "drawn", "figure"
_FAMILIES = (FACT, VERDICT, EVENT, TORNADO, DRAWN, FIGURE)
INPUTS, SEAL = f"{FACT}[inputs]", f"{FACT}[seal]"


@dataclass(frozen=True)
class Simulated:
    """The constants of the sheet; ids are `family[name]`.

    Families: `simulated[seed]` and the like, `verdict[metric|member]`, `event[name|member]`, `tornado[metric|input]`,
    `drawn[input]`, `figure[line item|member|month]`, without the parts that there are none of but for a last `|`.
    """

    rows: Mapping[str, Mapping[str, Scalar]]

    def of(self, family: str) -> Iterator[tuple[str, str, Mapping[str, Scalar]]]:
        """The rows of a family: id, name, constants by heading."""
        for row_id, values in self.rows.items():
            head, _, name = row_id.partition("[")
            if head == family:
                yield row_id, name[:-1], values

    def fact(self, row_id: str) -> Scalar:
        """What a row of the summary says."""
        return self.rows.get(row_id, {}).get(VALUE)

    @property
    def seal(self) -> str:
        """SHA-256 of all constants but the seal: printed on the sheet, so that an edit shows."""
        told = {f"{row}.{head}": v for row, values in self.rows.items() if row != SEAL for head, v in values.items()}
        return fingerprint({entry: value for entry, value in told.items() if value not in (None, "")})

    def sealed(self) -> Simulated:
        """The same with the digits that a file keeps, so that it reads back as it was, and with its seal."""
        kept = Simulated({row: {head: _kept(v) for head, v in values.items()} for row, values in self.rows.items()})
        return Simulated({**kept.rows, SEAL: {VALUE: kept.seal}})


def _kept(value: Scalar) -> Scalar:
    return float(f"{value:.16G}") if isinstance(value, float) else value  # as XlsxWriter writes numbers


def figure_id(item: str, member: str, month: str) -> str:
    """The id of a figure's row."""
    return f"{FIGURE}[{'|'.join((item, *filter(None, (member,)), month))}]"


def figure_parts(name: str) -> tuple[str, str, str]:
    """Line item, member and month of a figure's name; empty where there is none."""
    item, *member = name.split("|")
    return item, "|".join(member[:-1]), member[-1] if member else ""


def simulated_in(seen: View) -> Simulated | None:
    """What a file holds; a formula or a truth value counts as nothing. None without the sheet."""
    name = seen.names.get(SHEET)
    if name is None:
        return None
    rows: dict[str, dict[str, Scalar]] = {}
    for row, row_id in sorted(seen.sheets[name].rows.items()):
        if row_id.partition("[")[0] in _FAMILIES and row_id.endswith("]"):
            places = {head: (name, row, column) for column, head in seen.sheets[name].grids[row].columns.items()}
            rows[row_id] = {
                head: None if isinstance(value := seen.values.get(place), bool) else value
                for head, place in places.items()
                if head in AS_BUILT and place not in seen.formulas
            }
    return Simulated(rows)
