"""The command `finmodel explain`."""

from __future__ import annotations

import json

import click


@click.command()
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
