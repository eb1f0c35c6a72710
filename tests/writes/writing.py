"""Every command that writes, on a desk with what it reads and an older file where it writes."""

import contextlib
import json
import os
import pathlib
import sys

from click.testing import CliRunner

from finmodel.cli import main

SMALL = {
    "assumptions": "assumption,base\nstart_month,2026-01\nmonths,2\n",
    "prices": "provider,model,effective_from,input_usd_per_mtok,output_usd_per_mtok\nacme,big,2025-01-01,3,15\n",
    "features": "feature,input_tokens_mean,output_tokens_mean\nchat,1000,200\n",
    "plans": "plan,price_usd,opening_accounts\npro,20,15\n",
    "volumes": "plan,feature,queries_per_user_per_day\npro,chat,2\n",
    "actuals": "month,line_item,member,value\n2026-01,revenue,pro,300\n",
    "uncertainty": "input,distribution,low,high\nplans.price_usd[pro],uniform,10,30\n",
}
LOG = "timestamp,feature,model,plan,user,input_tokens,output_tokens,status\n" + "".join(
    f"2026-01-{day:02}T10:00:00Z,chat,big,pro,u{day % 3},900,{100 + day},ok\n" for day in range(1, 31)
)
PRICE = {"litellm_provider": "acme", "mode": "chat", "input_cost_per_token": 2e-6, "output_cost_per_token": 9e-6}
COMMANDS = {  # the words, and the files that they write
    "build": (["build", "inputs", "-o", "out/model.xlsx"], ["out/model.xlsx"]),
    "update": (["update", "out/model.xlsx", "inputs"], ["out/model.xlsx"]),
    "pull": (["pull", "edited.xlsx", "inputs"], ["inputs/plans.csv"]),
    "prices pull": (
        ["prices", "pull", "inputs", "--from", "map.json", "--as-of", "2026-04-02"], ["inputs/prices.csv"]
    ),
    "usage import": (["usage", "import", "log.csv", "--into", "inputs"],
        ["inputs/actuals.csv", "inputs/features.csv", "inputs/volumes.csv"]),
    "usage summary": (["usage", "summary", "log.csv", "--html", "out/usage.html"], ["out/usage.html"]),
    "usage sample": (["usage", "sample", "out/sample.csv", "--rows", "20"], ["out/sample.csv"]),
    "usage sample.gz": (["usage", "sample", "out/sample.jsonl.gz", "--rows", "20"], ["out/sample.jsonl.gz"]),
    "report": (["report", "inputs", "-o", "out/memo.html", "--md", "out/memo.md"], ["out/memo.html", "out/memo.md"]),
    "diff": (
        ["diff", "out/model.xlsx", "inputs", "--md", "out/new.md", "--html", "out/new.html"],
        ["out/new.md", "out/new.html"],
    ),
    "simulate": (["simulate", "inputs", "--trials", "10", "--csv", "out/odds.csv"], ["out/odds.csv"]),
}  # fmt: skip


def laid(desk: pathlib.Path, book: pathlib.Path, edited: pathlib.Path) -> pathlib.Path:
    """Lay a desk: the company's plan has other accounts than in the workbook, somebody typed a price into `edited`."""
    (desk / "inputs").mkdir(parents=True)
    (desk / "out").mkdir()
    for name, text in SMALL.items():
        (desk / "inputs" / f"{name}.csv").write_text(text)
    (desk / "log.csv").write_text(LOG)
    (desk / "map.json").write_text(json.dumps({"acme/big": PRICE}))
    (desk / "out" / "model.xlsx").write_bytes(book.read_bytes())
    (desk / "edited.xlsx").write_bytes(edited.read_bytes())
    for _, targets in COMMANDS.values():
        for target in targets:
            if not (desk / target).exists():
                (desk / target).write_text("an older file")
    return desk


def run(words):
    """Run a command here; a traceback fails the test."""
    done = CliRunner().invoke(main, words)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def tree(folder):
    """Every file by its path, hidden ones too, and what folders there are."""
    found = sorted(pathlib.Path(folder).rglob("*"))
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None for path in found}


def forked(work):
    """Run something in a process of its own that shares all that is loaded; its exit status, or minus its signal."""
    pid = os.fork()
    if not pid:
        status = 99
        try:
            with pathlib.Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
                work()
            status = 0
        except SystemExit as ended:
            status = ended.code
        except BaseException as error:  # noqa: BLE001 - told by the exit status
            sys.__stderr__.write(f"{error!r}\n")
        finally:
            os._exit(status)
    return pid


def ended(pid):
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
