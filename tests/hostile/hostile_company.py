"""A company whose every name, note and source tries to be something else than text."""

import csv
import itertools
import pathlib

COMPANY = pathlib.Path(__file__).parent.parent / "golden" / "company"
NAMES = {  # what a name may hold; the reader refuses the rest
    "provider": "@SUM(1+1)/cmd() & {}",
    "model": "@cf/acme/-1+1 {}",
    "feature": '+HYPERLINK("http://x.test";"y") {}',
    "plan": "-2+3+cmd('calc') {}",
    "job": "&P of &N &F &A &D &L&B {}",
    "line": "{{{{ 7 + 7 }}}}{{% raw %}}%s${{x}} {}",
    "tool": "x<script>alert(1)</script> {}",
    "gpu": "a`b`c & \"d\" 'e' {}",
}
SCENARIO = "-dear </t><f>1+1</f> &P"
NOTES = (
    '=HYPERLINK("http://x.test","win")',
    "=cmd|' /C calc'!A0",
    "@SUM(A1:A9)",
    "+1-1",
    "-x",
    "'=x",
    "\uff1d1+1",
    'DDE("cmd";"/C calc")',
    "[x](javascript:alert(1))",
    "![x](http://x.test/a.png)",
    "](javascript:alert(1)",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "| a | b |",
    "```\n~~~",
    "&P &[File] &L&B&A",
    "{{ 7 + 7 }} {% raw %}",
    "internal:'Cover'!A1",
    "external:c:\\x.xlsx",
    "file:///etc/passwd",
    "http://x.test/?a=1&b=2",
    "]]></t><f>1+1</f>",
    "_x000D_ _x0041_",
    "#REF!",
    "# heading",
)


def write(folder: pathlib.Path) -> pathlib.Path:
    """The company of the golden formulas, its words replaced; notes go round through all of `NOTES`."""
    folder.mkdir()
    notes = itertools.cycle(NOTES)
    for path in sorted(COMPANY.glob("*.csv")):
        with path.open(newline="") as file:
            rows = [dict(row) for row in csv.DictReader(file)]
        header = [*(SCENARIO if c == "dear" else c for c in rows[0] if c not in ("source", "note")), "source", "note"]
        with (folder / path.name).open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header)
            for row in rows:
                cells = [hostile(c, row["dear" if c == SCENARIO else c], row) for c in header[:-2]]
                writer.writerow([*cells, next(notes), next(notes)])
    price = f"plans.price_usd[{NAMES['plan'].format('pro')}]"
    uncertain = f'input,distribution,low,high,note\n"{price}",uniform,40,60,"{NOTES[1]}"\n'
    (folder / "uncertainty.csv").write_text(uncertain)
    return folder


def hostile(column: str, cell: str, row: dict[str, str]) -> str:
    """The hostile twin of a cell."""
    if row.get("assumption") == "company" and column == "base":
        return "+cmd() <script>alert(1)</script> `x` &P {{ 7 + 7 }} http://x.test"
    if column == "member":
        column = {"zeta": "provider", "pro": "plan", "free": "plan"}.get(cell, "feature")
    return NAMES[column].format(cell) if column in NAMES and cell else cell


def names() -> set[str]:
    """Every hostile name that the company has."""
    found = set()
    for path in COMPANY.glob("*.csv"):
        with path.open(newline="") as file:
            found |= {NAMES[c].format(v) for row in csv.DictReader(file) for c, v in row.items() if c in NAMES and v}
    return found
