"""Charts of what a log holds: ``core.population.volumes`` in, Plotly figures out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.ui.shared.palette import SEQUENTIAL, apply_layout
from core.ui.shared.text import _, hover

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from core.population.volumes import Volumes

_EVENT_COLOURS = ("#5b6c84", "#a98757", "#76947f", "#96708c", "#8a8f98", "#b5827c", "#6f93ab", "#8f8f55")
"""Muted, so that none looks like the colour of a segment, of a verdict, or of more and less."""
_OWN_COLOURS = ("purchase", "refund", "view", "cart")
"""Event types that have the same colour in every log, the first ones."""
_PATTERNS = ("", "/", "x", ".", "+")
"""On the colours of more event types than there are colours; with all of them used up, they come again."""
_MAX_DAYS = 400
"""In a longer log a bar is a week: thinner bars cannot be distinguished."""
_FEW = 12
"""Up to so many events the axis has a mark for each."""


def per_day_chart(volumes: Volumes) -> go.Figure:
    """Draw events per day, or per week in a long log, stacked by event type."""
    import plotly.graph_objects as go

    counts = volumes.per_day.pivot(index="day", columns="event", values="n_events")
    if is_by_week(volumes):
        counts = counts.resample("W-MON", label="left", closed="left").sum()
    unit = _("week of %{x|%-d %b %Y}") if is_by_week(volumes) else "%{x|%a %-d %b %Y}"
    figure = go.Figure()
    for event, place in _places(counts.sum().sort_values(ascending=False).index.tolist()).items():
        figure.add_bar(
            x=counts.index,
            y=counts[event],
            name=hover(str(event)),
            marker={**_look(place), "line": {"width": 0}},
            hovertemplate=unit + "<br>%{y:,} " + _("events") + "<extra>%{fullData.name}</extra>",
        )
    figure.update_yaxes(title=_("events"), rangemode="tozero", **_ticks(float(counts.sum(axis=1).max())))
    return apply_layout(figure, barmode="stack", bargap=0.08, legend_traceorder="normal")


def _places(events: list[str]) -> dict[str, int]:
    """Return which look each of the event types has, the most frequent first: the usual ones have the same in all logs.

    >>> _places(["view", "like", "purchase", "share"]), _places(["like", "share"])
    ({'view': 2, 'like': 4, 'purchase': 0, 'share': 5}, {'like': 0, 'share': 1})
    """
    own = {each: _OWN_COLOURS.index(str(each)) for each in events if str(each) in _OWN_COLOURS}
    first = len(_OWN_COLOURS) if own else 0
    others = [each for each in events if each not in own]
    return {each: own[each] if each in own else first + others.index(each) for each in events}


def _ticks(n_most: float) -> dict[str, object]:
    """Return how an axis of counts is marked: by whole numbers, those of thousands in short."""
    if n_most > _FEW:
        return {"tickformat": "~s"}
    return {"tickformat": "d", "dtick": 1}


def _look(place: int) -> dict[str, object]:
    """Return colour and pattern of the event type at a place among the most frequent ones."""
    shape = _PATTERNS[place // len(_EVENT_COLOURS) % len(_PATTERNS)]
    return {"color": _EVENT_COLOURS[place % len(_EVENT_COLOURS)], "pattern": {"shape": shape}}


def is_by_week(volumes: Volumes) -> bool:
    """Whether the log is too long for a bar per day."""
    return (volumes.last_day - volumes.first_day).days > _MAX_DAYS


def per_hour_chart(volumes: Volumes) -> go.Figure:
    """Draw events by weekday and hour, Monday on top."""
    import plotly.graph_objects as go

    days = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]
    n_most = float(volumes.per_hour.max())
    figure = go.Figure(
        go.Heatmap(
            z=volumes.per_hour,
            x=list(range(24)),
            y=days,
            colorscale=SEQUENTIAL,
            zmin=0,
            xgap=2,
            ygap=2,
            colorbar={"title": {"text": _("events")}, "thickness": 10, "outlinewidth": 0, **_ticks(n_most)},
            hovertemplate="%{y} %{x}:00<br>%{z:,} " + _("events") + "<extra></extra>",
        )
    )
    figure.update_xaxes(title=_("hour"), dtick=3, showgrid=False)
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return apply_layout(figure)
