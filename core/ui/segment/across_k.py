"""Segments over the number of segments on screen: a picture of who goes where, and what becomes of each segment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.trust.across_k import AcrossK, Fate, FateAtK, SegmentAtK
from core.types import NOISE
from core.ui.shared.palette import CHART_CONFIG, apply_layout, colour_of, faint
from core.ui.shared.segments import segment_labels
from core.ui.shared.text import _, _n, hover, plain
from core.views.names import SegmentLabels

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from core.results.results import Results

_LEAST_SHARE = 0.01
"""Thinner streams, in share of all users, are left out of the picture; the table counts everybody."""
_EDGE = 0.02


def draw_across_k(results: Results) -> None:
    """Draw what becomes of the segments with more and with fewer of them; nothing where no other number was tried."""
    found = results.trust.across_k if results.trust else None
    if found is None or len(found.ks) < 2:
        return
    labels = segment_labels(results)
    st.markdown(_("**What becomes of the segments when you ask for more or fewer**"))
    st.caption(_constant(found, labels))
    st.plotly_chart(across_k_chart(found, labels), config=CHART_CONFIG, key="across_k")
    st.caption(
        _(
            "Each column is a number of segments, each bar a segment, each stream the users of two bars. Colours and "
            "numbers are those of the segment of this run that it shares most users with. Streams of less than 1 % "
            "of the users are not drawn."
        )
    )
    if found.n_sampled < len(results.labels):
        st.caption(
            _("Users are those of a sample: {n} of {total} were clustered again.").format(
                n=f"{found.n_sampled:,}", total=f"{len(results.labels):,}"
            )
        )
    with st.expander(_("Segment by segment")):
        st.dataframe(_rows(found, labels), hide_index=True, column_config=_columns(found))
        st.caption(
            _(
                "“Same”: at least three quarters of the users of either are in both (Jaccard index 0.75 or more). "
                "“Merged”: three quarters of it are in one larger segment. “In 2 parts”: three quarters of it are in "
                "two smaller segments that hold few others. “Gone”: its users are spread over segments that hold many "
                "others."
            )
        )


def _constant(found: AcrossK, labels: Mapping[int, str]) -> str:
    """Name the segments that exist at every number that was tried."""
    n_others = len(found.ks) - 1
    always = [labels[each] for each in sorted(labels) if each > 0 and len(found.same_at(each)) == n_others]
    low, high = found.ks[0], found.ks[-1]
    if not always:
        return _("No segment stays the same at every number from {low} to {high}.").format(low=low, high=high)
    names = ", ".join(map(plain, always))
    return _("The same group from {low} to {high} segments: {names}.").format(low=low, high=high, names=names)


def _rows(found: AcrossK, labels: Mapping[int, str]) -> list[dict[str, str]]:
    rows: dict[int, dict[str, str]] = {}
    for each in found.fates:
        row = rows.setdefault(each.segment, {"segment": labels.get(each.segment, str(each.segment))})
        row[str(each.k)] = _fate(each)
    return list(rows.values())


def _fate(found: FateAtK) -> str:
    if found.fate is Fate.SPLIT:
        return _n("in {n} part", "in {n} parts", found.n_parts)
    return {Fate.SAME: _("same"), Fate.MERGED: _("merged"), Fate.GONE: _("gone")}[found.fate]


def _columns(found: AcrossK) -> dict[str, Any]:
    column = st.column_config.TextColumn
    others = {
        str(k): column(
            _("at {k}").format(k=k),
            help=_("What becomes of the segment when {k} segments are asked for.").format(k=k),
        )
        for k in found.ks
        if k != found.k
    }
    return {"segment": column(_("Segment"), help=_("The segment of this run.")), **others}


def across_k_chart(found: AcrossK, labels: SegmentLabels) -> go.Figure:
    """Draw the streams of users between the segments of neighbouring numbers."""
    import plotly.graph_objects as go

    nodes = _placed(found)
    place_of = {(each.k, each.segment): place for place, (each, _x, _y) in enumerate(nodes)}
    links = [each for each in found.links if each.n_users >= _LEAST_SHARE * found.n_sampled]
    homes = {(each.k, each.segment): each.home for each in found.segments}
    figure = go.Figure(
        go.Sankey(
            arrangement="fixed",
            node={
                "label": ["" if each.home == NOISE else str(labels.number_of(each.home)) for each, _x, _y in nodes],
                "x": [x for _each, x, _y in nodes],
                "y": [y for _each, _x, y in nodes],
                "color": [colour_of(labels.number_of(each.home)) for each, _x, _y in nodes],
                "customdata": [_hover(each, labels) for each, _x, _y in nodes],
                "hovertemplate": "%{customdata}<extra></extra>",
                "pad": 6,
                "thickness": 12,
                "line": {"width": 0},
            },
            link={
                "source": [place_of[each.k, each.segment] for each in links],
                "target": [place_of[each.to_k, each.to_segment] for each in links],
                "value": [each.n_users for each in links],
                "color": [faint(colour_of(labels.number_of(homes[each.k, each.segment]))) for each in links],
                "customdata": [_n("{n} user", "{n} users", each.n_users) for each in links],
                "hovertemplate": "%{customdata}<extra></extra>",
            },
        )
    )
    for place, k in enumerate(found.ks):
        text = _("this run: {k}").format(k=k) if k == found.k else _n("{n} segment", "{n} segments", k)
        x, anchor = _across(place, len(found.ks)), {0: "left", len(found.ks) - 1: "right"}.get(place, "center")
        figure.add_annotation(x=x, y=1.06, xref="paper", yref="paper", text=text, showarrow=False, xanchor=anchor)
    return apply_layout(figure, 420, margin={"l": 8, "r": 8, "t": 40, "b": 8})


def _placed(found: AcrossK) -> list[tuple[SegmentAtK, float, float]]:
    """Return every segment with its place: columns by k, the segments of a column in the order of their homes."""
    placed: list[tuple[SegmentAtK, float, float]] = []
    for place, k in enumerate(found.ks):
        column = sorted((each for each in found.segments if each.k == k), key=lambda each: (each.home, -each.size))
        placed += [(each, _across(place, len(found.ks)), y) for each, y in zip(column, _down(column), strict=True)]
    return placed


def _down(column: Sequence[SegmentAtK]) -> list[float]:
    """Return the middles of a column's bars, from the top, in (0, 1)."""
    total, above, middles = sum(each.size for each in column), 0, []
    for each in column:
        middles.append(_EDGE + (1 - 2 * _EDGE) * (above + each.size / 2) / total)
        above += each.size
    return middles


def _across(place: int, n_columns: int) -> float:
    return _EDGE + (1 - 2 * _EDGE) * place / max(n_columns - 1, 1)


def _hover(each: SegmentAtK, labels: Mapping[int, str]) -> str:
    users = _n("{n} user", "{n} users", each.size)
    home = labels.get(each.home)
    if home is None:
        return hover(users)
    return hover(_("{users}, most of them in {segment}").format(users=users, segment=home))
