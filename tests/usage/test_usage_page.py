"""The page of a summary: whole without a network, names as text, the same bytes each time."""

import re
import subprocess
import sys

from click.testing import CliRunner

from finmodel.cli import main
from finmodel.usage.page import page
from finmodel.usage.summary import summarise

LOG = "timestamp,feature,model,user,input_tokens,output_tokens,cost_usd\n" + "".join(
    f"2026-01-{5 + k % 9:02d} 1{k % 8}:00:00,<script>alert({k % 2})</script>,gpt-a,u{k % 12},100,10,0.001\n"
    for k in range(60)
)


def test_a_page_holds_tables_and_charts_and_fetches_nothing(measured, prices):
    text = page(summarise(measured(LOG), prices))
    assert text.count("<svg") == 5
    for title in (
        "Use and cost", "Tokens of a request", "Billed against list price", "Cost at list price by month and model",
        "Requests by hour of the day, UTC", "Queries by tenths of the users",
    ):  # fmt: skip
        assert re.search(f"<(h3|caption)>{re.escape(title)}</", text)
    assert '<html lang="en">' in text
    assert not re.search(r"<(script|link|img|iframe)\b", text)
    assert not re.search(r"""(src|href)=["'](?!#)""", text)


def test_names_stand_as_text(measured, prices):
    text = page(summarise(measured(LOG), prices))
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(0)&lt;/script&gt;" in text


def test_the_same_summary_gives_the_same_page(measured, prices):
    summary = summarise(measured(LOG), prices)
    assert page(summary) == page(summary)


def test_the_command_writes_it(tmp_path):
    log, out = tmp_path / "log.csv", tmp_path / "page.html"
    log.write_text(LOG)
    result = CliRunner().invoke(main, ["usage", "summary", str(log), "--html", str(out), "--prices", "inputs"])
    assert result.exit_code == 0, result.output
    assert f"written: {out}" in result.stderr
    assert out.read_text().startswith("<!DOCTYPE html>")


def test_help_and_the_list_of_commands_import_no_engine():
    program = (
        "import sys\nfrom finmodel.cli import main\n"
        "try:\n    main(['usage', '--help'])\nexcept SystemExit:\n    pass\n"
        "print(sorted({'ibis', 'duckdb', 'pandas', 'numpy', 'pyarrow', 'altair', 'pyspark'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "[]"
