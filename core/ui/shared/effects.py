"""What campaigns changed, as a picture and sentences: the same figures as the command ``readback``."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

from core.campaigns.effect import Certainty, Effect, Measure
from core.campaigns.readback import Readback
from core.campaigns.words import name_of, notes, sentences
from core.ui.shared.palette import ACCENT, CHART_CONFIG, QUIET, apply_layout
from core.ui.shared.text import _, hover, plain, translated

_PER = 100


def draw_readback(found: Readback, segment: int | None = None) -> None:
    """Draw all effects of a read-back, or those of one segment."""
    for note in (*found.count.sentences(), *notes(found)):
        st.caption(plain(translated(note)))
    for measure in Measure:
        effects = [each for each in found.effects if each.measure is measure]
        if effects:
            _draw_measure(found, effects, segment)


def _draw_measure(found: Readback, effects: Sequence[Effect], segment: int | None) -> None:
    shown = [each for each in effects if segment is None or each.segment in (None, segment)]
    if not shown:
        return
    is_rate = shown[0].measure is Measure.CONVERTED
    heading = _("More converted, of 100 users") if is_rate else _("More value, of 100 users")
    judged = [each for each in shown if each.certainty is not Certainty.TOO_FEW]
    st.markdown(f"**{heading}**")
    if judged:
        key = f"effects_{found.made_at}_{shown[0].measure}_{segment}"
        st.plotly_chart(_figure(found, judged), config=CHART_CONFIG, key=key)
    for each in shown:
        name = plain(translated(name_of(found, each)))
        st.markdown(f"{name}: " + " ".join(plain(translated(sentence)) for sentence in sentences(each)))


def _figure(found: Readback, effects: Sequence[Effect]) -> go.Figure:
    """Return a point with its 95 % interval for each effect; grey where none is shown."""
    lifts = [each.lift.scaled(_PER) for each in effects]
    colours = [ACCENT if each.certainty in (Certainty.GAIN, Certainty.LOSS) else QUIET for each in effects]
    names = [hover(translated(name_of(found, each))) for each in effects]
    figure = go.Figure()
    for name, lift, colour in zip(names, lifts, colours, strict=True):
        figure.add_scatter(
            x=[lift.value], y=[name], mode="markers", marker={"color": colour, "size": 11}, showlegend=False,
            error_x={
                "type": "data", "symmetric": False, "array": [lift.high - lift.value],
                "arrayminus": [lift.value - lift.low], "color": colour, "thickness": 2.5, "width": 6,
            },
            hovertemplate="%{x:.2f}<extra></extra>",
        )  # fmt: skip
    figure.add_vline(x=0, line_color=QUIET, line_dash="dot")
    apply_layout(figure, 90 + 36 * len(effects))
    figure.update_yaxes(autorange="reversed", title=None)
    figure.update_xaxes(title=_("difference to those held back, with its 95 % interval"))
    return figure
