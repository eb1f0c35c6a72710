"""Any company, from file to file: built, proved, checked, and pulled without a trace."""

import pathlib
import tempfile

from hypothesis import given, settings
from test_properties import AGREES, IDENTITIES, size
from wide import wide_companies, write

import finmodel
from finmodel.gates.file import check
from finmodel.lines import of
from finmodel.mirror import calculate
from finmodel.model.item import CHECK


def judged(company, place):
    """Hold a company against everything that must be so; its workbook stays in the folder."""
    import numpy as np

    folder, file = write(company, place / "inputs"), place / "model.xlsx"
    inputs = finmodel.read(folder)
    built = finmodel.build(inputs, file)  # mirror = IronCalc in each formula cell, or ProofError
    assert built.report.compared == built.report.formulas
    results = calculate(inputs)
    assert not [n for n, i in of(inputs).items() if i.kind is CHECK and not i.warning and results.months[n].any()]
    for name, identity in IDENTITIES.items():
        left, right = identity(results.months)
        np.testing.assert_allclose(left, right, rtol=AGREES, atol=AGREES * size(results, "USD"), err_msg=name)
    report = check(file)
    assert report.ok, report.findings
    assert not report.changed
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    pulled = finmodel.pull(file, folder)
    assert (pulled.moves, pulled.conflicts, pulled.blocking, pulled.written) == ((), (), (), ())
    assert before == {path.name: path.read_bytes() for path in folder.iterdir()}


@settings(max_examples=3)
@given(wide_companies())
def test_a_wide_company_is_built_proved_checked_and_pulled(company):
    with tempfile.TemporaryDirectory() as folder:
        judged(company, pathlib.Path(folder))
