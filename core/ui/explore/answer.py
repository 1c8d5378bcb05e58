"""The answer beside the map: how many users are chosen, and who they are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.profiles.counted import group_lifts
from core.types import BoolArray, Lift
from core.ui.explore.filters import probability_help, separation_help
from core.ui.explore.look_alikes import Alike, draw_nearness
from core.ui.explore.map_panel import Picked
from core.ui.explore.why import draw_why
from core.ui.shared import figures
from core.ui.shared.bars import Bar, bar_of, draw_bars
from core.ui.shared.explored import Explored
from core.ui.shared.palette import ACCENT, colour_of
from core.ui.shared.segments import segment_labels
from core.ui.shared.text import _, _n, count_of, format_day, minus, plain, translated
from core.ui.shared.user_ids import listed_id
from core.views.selection import Selection, selection_of
from core.views.typical import last_events, of_item

_N_LIFTS, _N_LAST = 5, 6
_EVENT = "font-size:0.86rem;line-height:1.3;margin-bottom:0.5em;overflow-wrap:anywhere"
_WHO, _SPLIT, _USER, _NEAR = "who", "split", "user", "near"
_DID, _WHY = "did", "why"
"""Parts of what is shown, and of one user."""
_ALL = 0
"""In place of a segment: all users."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Who is chosen."""

    is_chosen: BoolArray
    """(n_users,)"""
    n_chosen: int
    place: DeltaGenerator
    """Where it is drawn what can be done with them."""


def draw_answer(explored: Explored, is_chosen: BoolArray, picked: Picked, alike: Alike | None = None) -> Answer:
    """Say how many users are chosen, how they split over segments and what they have more often than others."""
    chosen = selection_of(explored.results, is_chosen)
    st.subheader(count_of(chosen.n_selected, chosen.n_users), anchor=False)
    actions = st.container()
    part = _pick_part(chosen, picked, alike)
    with st.container():
        if part == _USER:
            _draw_user(explored, picked)
        elif part == _NEAR and alike:
            draw_nearness(explored, alike)
        elif not chosen.n_selected:
            st.write(_("No user is chosen. Draw a larger shape, or widen the filters."))
        elif part == _WHO:
            _draw_marks(explored, chosen)
        else:
            _draw_split(chosen, explored)
    return Answer(is_chosen, chosen.n_selected, actions)


def _draw_means(chosen: Selection) -> None:
    st.caption(
        _("On average, membership probability {probability} % and separation {separation} (from -1 to 1).").format(
            probability=f"{100 * chosen.probability:.0f}", separation=minus(f"{chosen.silhouette:.2f}")
        ),
        help=f"{probability_help()} {separation_help()}",
    )


def _pick_part(chosen: Selection, picked: Picked, alike: Alike | None) -> str:
    """Draw the choice of what is shown of the chosen users; return it."""
    names = {_WHO: _("Who they are"), _SPLIT: _("By segment")}
    if alike:
        names = {_NEAR: _("How near"), **names}
    if picked.user >= 0:
        names[_USER] = _("The user")
    parts = list(names)
    all_or_some = _SPLIT if chosen.n_selected == chosen.n_users else _WHO
    usual = _USER if picked.user >= 0 else _NEAR if alike else all_or_some
    asked = (picked.user, usual)
    if st.session_state.get("answer_for") != asked:  # another question: its own part first
        st.session_state["answer_for"] = asked
        st.session_state["answer_part"] = usual
    return str(
        st.segmented_control(
            _("Shown"), parts, format_func=names.__getitem__, key="answer_part", required=True,
            label_visibility="collapsed", width="stretch",
        )
    )  # fmt: skip


def _draw_split(chosen: Selection, explored: Explored) -> None:
    """Show the chosen users by segment."""
    results, is_all = explored.results, chosen.n_selected == chosen.n_users
    labels, bars = segment_labels(results), []
    for row in chosen.by_segment.to_dict("records"):
        segment, n, share = int(row["segment"]), int(row["count"]), float(row["share"])
        size = round(n / float(row["share_of_segment"]))
        template = _("{n} users · {share} %") if is_all else _("{n} of {size} · {share} %")
        of_row = template.format(n=f"{n:,}", size=f"{size:,}", share=f"{100 * share:.1f}")
        colour = colour_of(labels.number_of(segment))
        bars.append(Bar(labels[segment], of_row, share, None if is_all else size / results.n_users, colour))
    st.caption(
        _("All users are chosen. Bar: share of the users. Draw on the map, or filter, to choose some.")
        if is_all
        else _("Bar: share of the chosen users. Line: the segment's share of all users.")
    )
    draw_bars(bars)
    _draw_means(chosen)


def _draw_marks(explored: Explored, chosen: Selection) -> None:
    """Show what the chosen users have more often than all users, or than those of a segment."""
    reference = _pick_reference(explored)
    is_reference = None if reference == _ALL else explored.results.labels == reference
    facts = figures.counted_facts_of(explored.context.run, explored.context.server)
    lifts = group_lifts(facts, chosen.is_selected, _N_LIFTS, is_reference)
    if not lifts:
        nobody_else = is_reference is None and chosen.n_selected == chosen.n_users
        st.caption(
            _("All users are chosen, so there is nobody to compare them with: choose some on the map or by a filter.")
            if nobody_else
            else _("Nothing distinguishes these users clearly, or they are too few to say.")
        )
        return
    others = _("all users") if is_reference is None else _("the segment")
    st.caption(_("Bar: share of the chosen users who have the trait. Line: share of {others}.").format(others=others))
    draw_bars(map(bar_with_interval, lifts))
    st.caption(
        _(
            "Counted in all events: a description, not a proof. Interests compares shares of interests, not of users: "
            "its figures differ."
        ),
        help=_(
            "1.9 × (1.6–2.3): 1.9 times as common, with the 95 % interval. All events also placed the users on the "
            "map. Personas counts on fresh events, which did not form the segments, so its figures differ."
        ),
    )


def _pick_reference(explored: Explored) -> int:
    labels = segment_labels(explored.results)
    options = [_ALL, *explored.results.segments]
    return int(
        st.selectbox(
            _("More often than"), options, key="reference", label_visibility="collapsed",
            format_func=lambda each: _("More often than {others}").format(
                others=_("all users") if each == _ALL else labels[each]
            ),
        )
    )  # fmt: skip


def bar_with_interval(lift: Lift) -> Bar:
    """Return the bar of a fact with the interval of its lift."""
    bar = bar_of(lift, ACCENT)
    if lift.low is None or lift.high is None:
        return bar
    return replace(bar, figures=f"{bar.figures} ({lift.low:.1f}\N{EN DASH}{lift.high:.1f})")


def _draw_user(explored: Explored, picked: Picked) -> None:
    """Show one user: the segment, and what the user did last."""
    results, row = explored.results, picked.user
    user = str(results.user_ids[row])
    name = user if picked.is_searched else listed_id()(user)
    segment = segment_labels(results)[int(results.labels[row])]
    st.markdown(f"**{plain(name)}** · {plain(segment)}")
    facts = [_("membership probability {share} %").format(share=f"{100 * results.probabilities[row]:.0f}")]
    if results.stabilities is not None and np.isfinite(results.stabilities[row]):
        again = f"{100 * results.stabilities[row]:.0f}"
        facts.append(_("found again in {share} % of the resamples").format(share=again))
    st.caption(" · ".join(facts))
    parts = {_DID: _("What the user did"), _WHY: _("Why in this segment")}
    part = st.segmented_control(
        _("Of the user"), list(parts), default=_DID, format_func=parts.__getitem__, key="user_part", required=True,
        label_visibility="collapsed", width="stretch",
    )  # fmt: skip
    if part == _WHY:
        draw_why(explored, row)
    else:
        _draw_history(explored, row)


def _draw_history(explored: Explored, row: int) -> None:
    population = explored.known.population
    start, end = (int(each) for each in population.histories.offsets[row : row + 2])
    lines = []
    for did in last_events(population, start, end)[:_N_LAST]:
        _item, title, _category = of_item(population, did.item)
        what = ", ".join(translated(each) for each in did.meanings)
        lines.append(_("{day}, {item}: {what}").format(day=format_day(did.day), what=what, item=title))
    st.html("".join(f'<div style="{_EVENT}">{escape(line)}</div>' for line in lines))
    st.caption(
        _n("{n} event in all; the last ones are shown.", "{n} events in all; the last ones are shown.", end - start)
    )
