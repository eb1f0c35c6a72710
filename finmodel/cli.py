"""The command line: thin commands over the public functions. Results to stdout, progress and messages to stderr."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from finmodel.diff_command import diff
from finmodel.errors import FinmodelError, InputError, ProofError
from finmodel.price_commands import prices
from finmodel.printable import printable
from finmodel.progress import progress
from finmodel.refresh_command import refresh
from finmodel.usage_commands import usage
from finmodel.version import __version__

if TYPE_CHECKING:
    from finmodel.gates.finding import Report

_SHOWN = 40  # findings printed; --json prints them all


class _Group(click.Group):
    """Turns every expected error into a message and an exit code, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except FinmodelError as error:
            _say_error(error)
            ctx.exit(error.exit_code)
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            click.echo(f"{place}{error.strerror or error}; nothing was written there", err=True)
            ctx.exit(2)


def _say_error(error: FinmodelError) -> None:
    if isinstance(error, InputError):
        for problem in error.problems:
            click.echo(printable(str(problem)), err=True)
        click.echo(f"{len(error.problems)} problem{'s' * (len(error.problems) != 1)}; nothing was written", err=True)
    elif isinstance(error, ProofError):
        _say_findings(error.findings)
        click.echo("the workbook was not proved; the old file, if any, is untouched", err=True)
    else:
        click.echo(printable(str(error)), err=True)


def _say_findings(findings: tuple[object, ...]) -> None:
    for finding in findings[:_SHOWN]:
        click.echo(printable(str(finding)), err=True)
    if len(findings) > _SHOWN:
        click.echo(f"and {len(findings) - _SHOWN} more; --json lists them all", err=True)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="finmodel")
def main() -> None:
    """Formula-live, proved Excel models of what AI products cost and earn.

    \b
    Example:
      finmodel init acme
      finmodel build acme -o acme.xlsx
    """


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--full", is_flag=True, help="Write all files, not only the five required ones.")
@click.option("--json", "as_json", is_flag=True, help="Print the result for programs.")
def init(folder: Path, *, full: bool, as_json: bool) -> None:
    """Write starter CSVs into FOLDER.

    \b
    Example:
      finmodel init acme --full
    """
    from finmodel.starter import write_starter

    written = [str(path) for path in write_starter(folder, full=full)]
    click.echo(json.dumps({"written": written}) if as_json else "\n".join(written))


@main.command()
@click.argument("inputs", type=click.Path(path_type=Path), default="inputs")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The workbook to write.")
@click.option("--scenario", default="base", show_default=True, help="The scenario in force when it opens.")
@click.option("--force", is_flag=True, help="Overwrite a file that holds edits, or is no finmodel workbook.")
@click.option("--carry", type=click.Path(path_type=Path), metavar="FILE", help="Take over the edits of this workbook.")
@click.option("--prefer", type=click.Choice(["workbook", "inputs"]), help="Whose value stands where both changed it.")
@click.option("--json", "as_json", is_flag=True, help="Print the result for programs.")
def build(
    inputs: Path, output: Path, *, scenario: str, force: bool, carry: Path | None, prefer: Any, as_json: bool
) -> None:
    """Build a proved workbook from the CSVs in INPUTS.

    Every formula is recalculated by an independent engine and compared with the Python mirror before the file is
    moved into place. With --carry the edits in FILE are merged on top, still shown as edits on Changes, with the
    number formats of inputs and the comments; what has to stay behind, such as sheets of your own, is listed one by
    one. FILE and the CSVs stay as they are. Exit code 1 when FILE and the CSVs changed a cell differently.

    \b
    Example:
      finmodel build inputs -o outputs/model.xlsx --scenario downside
      finmodel build inputs -o outputs/new.xlsx --carry outputs/model.xlsx
    """
    from finmodel.builder import build as build_workbook
    from finmodel.inputs import read

    gc.freeze()  # what is imported stays for good: no collection need look at it
    company = read(inputs, scenario=scenario)
    for warning in company.warnings:
        click.echo(f"warning: {printable(str(warning))}", err=True)
    with progress() as tell:
        built = build_workbook(company, output, force=force, carry=carry, prefer=prefer, tell=tell)
    if as_json:
        click.echo(json.dumps(built.as_dict(), ensure_ascii=False))
    else:
        for line in built.carried:
            click.echo(printable(f"carried: {line}"))
        for one in built.left:
            click.echo(printable(str(one)))
    click.echo(str(built), err=True)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--engine", type=click.Choice(["ironcalc", "libreoffice"]), default="ironcalc", show_default=True,
              help="Who recalculates.")  # fmt: skip
@click.option("--shocks", is_flag=True, help="Also move every numeric input and compare again.")
@click.option("--rules", is_flag=True, help="Also hold it to the twelve rules of docs/WORKBOOK.md.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings for programs.")
def check(file: Path, *, engine: str, shocks: bool, rules: bool, as_json: bool) -> None:
    """Check a workbook on disk, also one that came back with edited inputs.

    Exit code 1 when anything is found: an edited or typed-over formula, a number stored as text, a stale cached
    value, a figure that is not the mirror's. Warnings (--rules: a long formula) are printed and let it pass.

    \b
    Example:
      finmodel check outputs/model.xlsx --shocks --rules
    """
    from finmodel.gates.file import check as check_file

    with progress() as tell:
        report = check_file(file, engine=engine, shocks=shocks, tell=tell)
        if rules:
            report = _audited(report, file, engine, tell)
    if as_json:
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False))
    else:
        _say_findings(report.findings)
        for line in report.changed[:_SHOWN]:
            click.echo(printable(f"changed since it was generated: {line}"))
        for name, reason in report.inert:
            click.echo(printable(f"inert: {name}: {reason}"))
    click.echo(printable(f"{file}: {report}"), err=True)
    if not report.ok:
        raise click.exceptions.Exit(1)


def _audited(report: Report, file: Path, engine: str, tell: Callable[[str], None]) -> Report:
    """The report with what the rules find as well."""
    from finmodel.rules.register import audit

    tell("holding it to the rules")
    return replace(report, findings=tuple(dict.fromkeys((*report.findings, *audit(file, engine=engine)))))


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("inputs", type=click.Path(path_type=Path), default="inputs")
@click.option("--dry-run", is_flag=True, help="Say what would be merged, and write nothing.")
@click.option("--prefer", type=click.Choice(["workbook", "inputs"]), help="Whose value stands where both changed it.")
@click.option("--json", "as_json", is_flag=True, help="Print the result for programs.")
def pull(file: Path, inputs: Path, *, dry_run: bool, prefer: Any, as_json: bool) -> None:
    """Merge the edits in the workbook FILE back into the CSVs in INPUTS.

    What was changed on one side only is taken. Exit code 1 when both sides changed a cell differently, or when
    something was found that cannot be merged, such as a formula typed into an input.

    \b
    Example:
      finmodel pull outputs/model.xlsx inputs --dry-run
    """
    from finmodel.merge.pull import pull as pull_edits

    merged = pull_edits(file, inputs, prefer=prefer, dry_run=dry_run)
    if as_json:
        click.echo(json.dumps(merged.as_dict(), ensure_ascii=False))
    else:
        for line in (*merged.moves, *merged.settled):
            click.echo(printable(str(line)))
        for remark in merged.remarks:
            click.echo(printable(remark), err=True)
        _say_findings((*merged.conflicts, *merged.findings))
    click.echo(printable(f"{file}: {merged}"), err=True)
    if not merged.ok:
        raise click.exceptions.Exit(1)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("inputs", type=click.Path(path_type=Path), default="inputs")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write here instead of over FILE.")
@click.option("--dry-run", is_flag=True, help="Say what would move, prove it, and write nothing.")
@click.option("--prefer", type=click.Choice(["workbook", "inputs"]), help="Whose value stands where both changed it.")
@click.option("--json", "as_json", is_flag=True, help="Print the result for programs.")
def update(file: Path, inputs: Path, output: Path | None, *, dry_run: bool, prefer: Any, as_json: bool) -> None:
    """Bring what changed in the CSVs in INPUTS into the workbook FILE, in place.

    Only the bytes of the cells that change are written: own sheets, charts, pictures, comments and formats stay as
    they are, and so do the edits made in FILE. Exit code 1 when both sides changed a cell differently, when something
    was found that keeps it from being proved, or when it takes a new build (the command is printed).

    \b
    Example:
      finmodel update outputs/model.xlsx inputs --dry-run
    """
    from finmodel.patch.update import update as update_workbook

    gc.disable()  # one workbook, then the process ends: nothing is worth collecting
    with progress() as tell:
        updated = update_workbook(file, inputs, output, prefer=prefer, dry_run=dry_run, tell=tell)
    if as_json:
        click.echo(json.dumps(updated.as_dict(), ensure_ascii=False))
    else:
        for line in (*updated.moves, *updated.settled):
            click.echo(printable(str(line)))
        for text in (*(f"kept: {edit}" for edit in updated.kept), *updated.remarks):
            click.echo(printable(text), err=True)
        _say_left(updated.left)
        _say_findings((*updated.conflicts, *updated.findings))
    click.echo(printable(f"{file}: {updated}"), err=True)
    if not updated.ok:
        raise click.exceptions.Exit(1)


def _say_left(cells: tuple[str, ...]) -> None:
    if cells:
        shown = ", ".join(cells[:_SHOWN]) + (", ..." if len(cells) > _SHOWN else "")
        told = f"not calculated here, so the file asks to be recalculated when it is opened: {shown}"
        click.echo(printable(told), err=True)


@main.command()
@click.argument("inputs", type=click.Path(path_type=Path), default="inputs")
@click.option("--scenario", default="base", show_default=True, help="The scenario to calculate.")
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True,
              help="How to print.")  # fmt: skip
def calc(inputs: Path, *, scenario: str, form: str) -> None:
    """Print every value of the Python mirror, tidy: line_item,member,month,value,unit.

    \b
    Example:
      finmodel calc inputs --format csv > values.csv
    """
    from finmodel.inputs import read
    from finmodel.mirror import calculate
    from finmodel.mirror.tidy import as_csv, as_json

    results = calculate(read(inputs, scenario=scenario)).finite()
    for chunk in (as_csv if form == "csv" else as_json)(results):
        click.echo(chunk, nl=False)


@main.command()
@click.argument("source", metavar="FILE|INPUTS", type=click.Path(path_type=Path), default="inputs")
@click.option("--md", "form", flag_value="md", help="Print Markdown; so it does when nothing else is asked.")
@click.option("--json", "form", flag_value="json", help="Print the same content for programs.")
@click.option("--scenario", help="The scenario of INPUTS to report on; base when none is named.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write to this file instead.")
def report(source: Path, *, form: str | None, scenario: str | None, output: Path | None) -> None:
    """Report on a workbook, or on the CSVs in INPUTS, in a memo of one page.

    What the company is, its headline figures with their flags, what turned since the month before, what was
    overridden, how it was proved. Exit code 1 when anything is found in the workbook; a FLAG is no finding.

    \b
    Example:
      finmodel report outputs/model.xlsx --md -o outputs/memo.md
    """
    from finmodel.memo import report as make_memo
    from finmodel.page.target import save, usable

    target = output and usable(output)
    with progress() as tell:
        memo = make_memo(source, scenario=scenario, tell=tell)
    for warning in memo.warnings:
        click.echo(f"warning: {printable(warning)}", err=True)
    text = json.dumps(memo.as_dict(), ensure_ascii=False) + "\n" if form == "json" else memo.markdown()
    save(text, target) if target else click.echo(text, nl=False)
    if not memo.ok:
        click.echo(printable(f"{source}: not sound; finmodel check lists what was found"), err=True)
        raise click.exceptions.Exit(1)


@main.command()
@click.argument("line_item", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print for programs.")
def explain(line_item: str | None, *, as_json: bool) -> None:
    """Explain LINE_ITEM: unit, Excel formula by names, Python mirror, what it reads and what reads it.

    Without a name it lists them all.

    \b
    Example:
      finmodel explain gross_margin
    """
    from finmodel.explain import explain as explain_line
    from finmodel.explain import listing

    if line_item is None:
        click.echo(
            json.dumps(listing()) if as_json else "\n".join(f"{name}: {label}" for name, label in listing().items())
        )
        return
    explanation = explain_line(line_item)
    click.echo(json.dumps(explanation.as_dict()) if as_json else str(explanation))


main.add_command(diff)
main.add_command(prices)
main.add_command(refresh)
main.add_command(usage)
