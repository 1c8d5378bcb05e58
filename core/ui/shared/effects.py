"""What campaigns changed, as a picture and sentences: the same figures as the command ``readback``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import plotly.graph_objects as go
import streamlit as st

from core.campaigns.effect import Certainty, Effect, Measure
from core.campaigns.readback import Readback
from core.campaigns.words import heading_of, name_of, notes, sentences, short_lines
from core.ui.shared.palette import ACCENT, CHART_CONFIG, QUIET, apply_layout
from core.ui.shared.text import _, format_time, hover, plain, translated

_PER = 100


def draw_readback(found: Readback, labels: Mapping[int, str], segment: int | None = None) -> None:
    """Draw all effects of a read-back, or those of one segment.

    Parameters
    ----------
    labels
        Segment → number and name, as the pages of the run have it; what files call it stands where there is none.
    """
    for note in (*found.count.sentences(), *notes(found)):
        st.caption(plain(translated(note)))
    for measure in Measure:
        shown = [each for each in found.shown_for(segment) if each.measure is measure]
        if shown:
            _draw_measure(found, shown, labels, segment)


def draw_heading(found: Readback) -> None:
    """Draw of which outcomes a read-back is, and when they were read."""
    st.caption(_("Outcomes: {which}").format(which=heading(found)))


def heading(found: Readback) -> str:
    """Return of which outcomes a read-back is, and when they were read."""
    when = format_time(datetime.fromisoformat(found.made_at))
    return plain(translated(heading_of(found, when)))


def draw_earlier(kept: Sequence[Readback], labels: Mapping[int, str]) -> None:
    """Draw all read-backs of a run but the newest, each effect in a line; ``labels`` are as in ``draw_readback``."""
    if len(kept) < 2:
        return
    with st.expander(_("Earlier outcomes ({n})").format(n=len(kept) - 1)):
        for found in kept[1:]:
            st.markdown(f"**{heading(found)}**")
            st.markdown("\n".join(f"- {plain(translated(line))}" for line in short_lines(found, labels)))


def _draw_measure(found: Readback, shown: Sequence[Effect], labels: Mapping[int, str], segment: int | None) -> None:
    names = {each.segment: translated(name_of(found, each, labels)) for each in shown}
    is_rate = shown[0].measure is Measure.CONVERTED
    heading = _("More converted, of 100 users") if is_rate else _("More value, of 100 users")
    judged = [each for each in shown if each.certainty is not Certainty.TOO_FEW]
    st.markdown(f"**{heading}**")
    if judged:
        key = f"effects_{found.made_at}_{shown[0].measure}_{segment}"
        st.plotly_chart(_figure(judged, [names[each.segment] for each in judged]), config=CHART_CONFIG, key=key)
    for each in shown:
        answer, *more = (plain(translated(sentence)) for sentence in sentences(each))
        st.markdown(f"**{plain(names[each.segment])}: {answer}** {' '.join(more)}")


def _figure(effects: Sequence[Effect], names: Sequence[str]) -> go.Figure:
    """Return a point with its 95 % interval for each effect; grey where none is shown."""
    lifts = [each.lift.scaled(_PER) for each in effects]
    colours = [ACCENT if each.certainty in (Certainty.GAIN, Certainty.LOSS) else QUIET for each in effects]
    figure = go.Figure()
    for name, lift, colour in zip(names, lifts, colours, strict=True):
        figure.add_scatter(
            x=[lift.value], y=[hover(name)], mode="markers", marker={"color": colour, "size": 11}, showlegend=False,
            error_x={
                "type": "data", "symmetric": False, "array": [lift.high - lift.value],
                "arrayminus": [lift.value - lift.low], "color": colour, "thickness": 2.5, "width": 6,
            },
            hovertemplate="%{x:.2f}<extra></extra>",
        )  # fmt: skip
    figure.add_vline(x=0, line_color=QUIET, line_dash="dot")
    apply_layout(figure, 110 + 36 * len(effects))
    figure.update_yaxes(autorange="reversed", title=None)
    figure.update_xaxes(title=_("difference to those held back, with its 95 % interval"))
    return figure
