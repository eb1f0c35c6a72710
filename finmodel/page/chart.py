"""Charts as SVG that stands in a page: no script, no font to fetch, the same plot gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from finmodel.errors import EngineError
from finmodel.page.medium import Html
from finmodel.page.plot import Plot
from finmodel.page.writer import Writer

INKS = ("#10243E", "#C55A11", "#2E75B6", "#2E5E4E", "#7F6A93", "#8A6D1B", "#B03060", "#4F5D75")  # each 3:1 on white
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 4], [10, 4], [1, 3], [12, 3, 3, 3])
TEXT, GRID = "#3D4652", "#DDE2E7"
_WIDTH, _LYING, _HEIGHT, _BAR = 460, 330, 220, 28
_TICKS = 6  # months that are named on an axis
_PERCENT = ("share", "rate")


def figures(plots: Iterable[Plot], writer: Writer) -> list[dict[str, Html | str]]:
    """Each chart with its title and words. Raises EngineError when the chart library is not installed."""
    return [
        {"title": writer.medium.text(plot.title), "text": writer.sentence(plot.text), "svg": svg(plot, writer.currency)}
        for plot in plots
        if plot.points
    ]


def svg(plot: Plot, currency: str) -> Html:
    """Draw a plot. Raises EngineError when the chart library is not installed."""
    try:
        drawn = _lying(plot, currency) if plot.kind == "bars" else _by_month(plot, currency)
    except ImportError as error:
        raise without_charts(error) from None
    return inline(drawn)


def without_charts(missing: ImportError) -> EngineError:
    """Say what to install; the names of the packages fit every installation."""
    what = f"the chart library is not installed ({missing.name or missing}), so no page was drawn and nothing written"
    return EngineError(f"{what}; run `pip install altair vl-convert-python`, or leave the .html out")


def inline(chart: Any) -> Html:
    """An Altair chart as SVG; what it shows is said in words beside it."""
    import vl_convert

    drawn = str(vl_convert.vegalite_to_svg({**chart.to_dict(), "config": CONFIG}))
    return Html(drawn.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))


def _by_month(plot: Plot, currency: str) -> Any:
    import altair as alt

    chart = alt.Chart(alt.InlineData(values=_rows(plot)), width=_WIDTH, height=_HEIGHT)
    scale = alt.Scale(type="log") if plot.log else alt.Scale(zero=plot.kind == "stack", nice=True)
    x = alt.X("place:O", title=None, sort=list(plot.places), axis=alt.Axis(values=_ticks(plot.places), labelAngle=0))
    y = alt.Y(
        "value:Q",
        title=_unit(plot, currency),
        scale=scale,
        axis=alt.Axis(format=_format(plot), tickCount=4 if plot.log else 6),
    )
    colour = _colour(plot)
    if plot.kind == "stack":
        marks = chart.mark_bar().encode(x=x, y=y, color=colour, order=alt.Order("rank:Q"))
    else:
        dash = alt.StrokeDash(
            "series:N", scale=alt.Scale(domain=list(plot.series), range=_cycle(DASHES, plot)), legend=None
        )
        line = chart.mark_line(interpolate="step-after" if plot.kind == "steps" else "linear", strokeWidth=2.2)
        marks = line.encode(x=x, y=y, color=colour, strokeDash=dash)
    return alt.layer(marks, *_levels(plot))


def _levels(plot: Plot) -> list[Any]:
    """Lines across, each named at its left end."""
    import altair as alt

    rows = [{"value": value, "name": name, "place": plot.places[0]} for name, value in plot.levels]
    if not rows:
        return []
    base = alt.Chart(alt.InlineData(values=rows)).encode(y="value:Q")
    rule = base.mark_rule(color=TEXT, strokeDash=[3, 3])
    text = base.mark_text(align="left", dx=2, dy=-6, color=TEXT).encode(x=alt.X("place:O"), text="name:N")
    return [rule, text]


def _lying(plot: Plot, currency: str) -> Any:
    import altair as alt

    chart = alt.Chart(alt.InlineData(values=_rows(plot)), width=_LYING, height=_BAR * len(plot.places))
    y = alt.Y("place:N", title=None, sort=list(plot.places), axis=alt.Axis(labelLimit=150))
    x = alt.X("value:Q", title=_unit(plot, currency), axis=alt.Axis(tickCount=4))
    order = alt.Order("rank:Q")
    return chart.mark_bar().encode(x=x, y=y, color=_colour(plot), order=order)


def _rows(plot: Plot) -> list[dict[str, str | float]]:
    rank = {name: float(i) for i, name in enumerate(plot.series)}
    return [{"place": place, "series": name, "value": value, "rank": rank[name]} for place, name, value in plot.points]


def _colour(plot: Plot) -> Any:
    import altair as alt

    symbol = "stroke" if plot.kind in ("lines", "steps") else "square"
    asked = alt.Legend(title=None, orient="bottom", columns=3, labelLimit=160, symbolType=symbol)
    legend = asked if len(plot.series) > 1 else None
    return alt.Color("series:N", scale=alt.Scale(domain=list(plot.series), range=_cycle(INKS, plot)), legend=legend)


def _cycle(looks: tuple[Any, ...], plot: Plot) -> list[Any]:
    return [looks[i % len(looks)] for i in range(len(plot.series))]


def _ticks(places: tuple[str, ...]) -> list[str]:
    """Some of the months, evenly apart."""
    return list(places[:: -(-len(places) // _TICKS)])


def _format(plot: Plot) -> str:
    if plot.unit in _PERCENT:
        return ".0%"
    return ",.0f" if plot.unit == "USD" and not plot.log else "~g"


def _unit(plot: Plot, currency: str) -> str:
    if plot.unit in _PERCENT:
        return plot.unit
    each = " a month" if plot.unit == "USD" and not plot.stock else ""
    return f"{currency}{plot.unit.removeprefix('USD')}{each}"


_LABEL = {"labelColor": TEXT, "titleColor": TEXT, "labelFontSize": 13, "titleFontSize": 13, "titleFontWeight": "normal"}
CONFIG: dict[str, Any] = {
    "aria": False,
    "background": "#FFFFFF",
    "font": "sans-serif",
    "view": {"stroke": None},
    "axis": {**_LABEL, "domainColor": TEXT, "tickColor": TEXT, "gridColor": GRID},
    "axisX": {"grid": False},
    "legend": {**_LABEL, "symbolStrokeWidth": 3},
    "text": {"fontSize": 13, "font": "sans-serif"},
}
