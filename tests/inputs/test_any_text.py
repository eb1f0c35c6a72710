"""Whatever stands in a file, reading it gives inputs or an InputError that says where, what and the fix."""

import pathlib
import tempfile

from company import COMPANY, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finmodel import inputs
from finmodel.errors import InputError, Problem
from finmodel.inputs.assumption import ASSUMPTIONS
from finmodel.inputs.read import FILES
from finmodel.inputs.row import NOTES
from finmodel.inputs.schema import TABLES

calm = settings(deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
files = st.sampled_from(FILES)
COLUMNS = {name: [*TABLES[name].columns(), *NOTES] for name in TABLES} | {
    "assumptions": ["assumption", "unit", "base", "upside", *NOTES]
}
words = st.sampled_from([
    *ASSUMPTIONS, "pro", "PRO", "chat", "big", "acme", "2026-01", "2025-01-01", "9999-12", "0001-01", "1", "-1", "0.5",
    "5%", "1e308", "1e-320", "nan", '"', "'", "=1", "gna", "\ufeff", "none", "1;2", "3,0", "\x85", "\u2028",
])  # fmt: skip
cells = st.one_of(words, st.text(max_size=8), st.just(""))


def _read(name: str, content: str | bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder)
        write(path, {name: content})
        for problem in _problems(path):
            assert problem.where
            assert problem.what
            assert problem.fix
            assert len(str(problem)) < 2000


def _problems(folder: pathlib.Path) -> tuple[Problem, ...]:
    try:
        inputs.read(folder)
    except InputError as error:
        return error.problems
    return ()


@calm
@given(files, st.binary(max_size=60))
def test_any_bytes(name, content):
    _read(name, content)


@calm
@given(files, st.text(max_size=80))
def test_any_text(name, content):
    _read(name, content.encode("utf-8", "surrogatepass"))


@calm
@given(files, st.text(alphabet=st.sampled_from(',;\t"\n\r =-.%019ae'), max_size=80))
def test_any_text_below_the_header(name, content):
    _read(name, COMPANY.get(name, ",".join(COLUMNS[name]) + "\n") + content)


@calm
@given(st.data(), files, st.sampled_from([",", ";", "\t"]))
def test_any_cells_under_known_columns(data, name, delimiter):
    header = data.draw(st.lists(st.sampled_from(COLUMNS[name]), min_size=1))
    rows = data.draw(st.lists(st.lists(cells, max_size=len(header) + 1), max_size=4))
    lines = (delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in (header, *rows))
    _read(name, "\n".join(lines).encode("utf-8", "surrogatepass"))


@calm
@given(files, st.integers(0, 400), words)
def test_any_edit_of_a_company(name, place, word):
    text = COMPANY.get(name, "")
    place %= len(text) + 1
    _read(name, text[:place] + word + text[place:])
