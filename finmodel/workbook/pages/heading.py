"""The heading that every sheet carries: key, title, scenario and master check, purpose."""

from __future__ import annotations

from finmodel.workbook.cells import Cell, Line
from finmodel.workbook.meaning import Word

PURPOSES = {
    "Cover": "What this workbook is, whether it is sound, and the figures that matter",
    "Diligence": "What an investor asks, answered in the diligence month",
    "Assumptions": "Scalar assumptions by scenario; pick the scenario in force here",
    "Prices": "Vendor list prices by date, and what is assumed of each model",
    "Product": "Features: tokens, levers, quality, routing and usage",
    "Plans": "Price plans, actual or planned accounts, running costs",
    "Training Jobs": "One-time training jobs, and those that repeat",
    "Benchmarks": "Thresholds with their sources: what Diligence judges by",
    "Actuals": "What the ledger, invoices and logs say, to hold the plan against",
    "Self-host Inputs": "Own GPUs: throughput, fleet, people, and what a GPU hour costs",
    "Price Trajectory": "What a token costs, month by month",
    "Usage": "Accounts, users and queries",
    "Training": "One-time rows: spend, what is capitalised, amortisation (CapEx)",
    "Inference": "Monthly rows: what a query costs, and a month of them (COGS)",
    "Profit": "Revenue, margins, unit economics and cash",
    "Levers": "What each cost lever saves, which models are too large, and when a distillation pays",
    "Self-host": "API or own GPUs, and when: a comparison, which never touches profit or cash",
    "Scale": "The plan at other numbers of users, from pilot to production, and what moves the margin",
    "Governance": "What a good answer costs, who answers for a feature, and what counts as what",
    "Uncertainty": "How sure the figures are: a simulation as of build, and whether it still holds",
    "Checks": "Identities that must hold; all should read OK",
    "Changes": "Every input as generated, and as it stands now",
    "Glossary": "The terms used here, and the row in which each stands",
}
HEADING = '"Scenario: "&scenario&"   |   Checks: "&master_check'
STATUS_COLUMN = 3


def heading(sheet: str, title: str = "") -> list[Line]:
    """The first two lines of a sheet, under its name or a title of its own."""
    status = Cell("status", formula=HEADING, means=Word.HEADING)
    return [
        Line(
            0,
            {0: Cell("id", value=f"sheet[{sheet}]"), 1: Cell("title", value=title or sheet), STATUS_COLUMN: status},
            height=24,
        ),
        Line(1, {1: Cell("purpose", value=PURPOSES[sheet])}),
    ]


def header(row: int, names: tuple[str, ...], height: float | None = None) -> Line:
    """A line of column headings."""
    return Line(row, {i: Cell("header", value=name) for i, name in enumerate(names)}, height=height)
