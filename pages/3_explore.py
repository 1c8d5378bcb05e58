"""Explore: the map and who is chosen on it or by filters; the separation of segments, and what marks them out."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.errors import DataError
from core.shaping.choice import meets
from core.types import BoolArray
from core.ui.explore.actions import draw_actions
from core.ui.explore.answer import draw_answer
from core.ui.explore.below import draw_below
from core.ui.explore.chosen import Chosen
from core.ui.explore.filters import Filters, pick_filters
from core.ui.explore.look_alikes import keep_while_same, shown_look_alikes
from core.ui.explore.map_panel import draw_map_panel
from core.ui.shared.errors import show_error
from core.ui.shared.explored import Explored, explored_of
from core.ui.shared.page import RunContext, start_with_run
from core.ui.shared.segments import named_results
from core.ui.shared.text import _


def main() -> None:
    """Draw the page."""
    context = start_with_run(_("Explore"))
    _explore_users(context)
    draw_below(context, named_results(context))


@st.fragment
def _explore_users(context: RunContext) -> None:
    """Draw the filters; below, the map, and beside it who is chosen."""
    explored = explored_of(context)
    alike = shown_look_alikes(explored)
    filters = pick_filters(explored, is_alike=alike is not None)
    is_shown = filters.choose(explored, _who_meets(explored, filters))
    left, right = st.columns([6, 5], gap="medium")
    with left:
        picked = draw_map_panel(explored, alike.mask(explored) if alike else is_shown)
    is_chosen = _both(explored, is_shown, picked.drawn)
    keep_while_same(alike, is_chosen)
    with right:
        answer = draw_answer(explored, alike.mask(explored) if alike else is_chosen, picked, alike)
        is_rule = picked.drawn is None and filters.listed is None and alike is None
        with answer.place:
            rule = None if alike else filters.rule
            draw_actions(Chosen(explored, answer.is_chosen, answer.n_chosen, rule, is_rule))


def _who_meets(explored: Explored, filters: Filters) -> BoolArray | None:
    """Return who meets the rule of the filters; None for everybody, nobody where it asks for what is not known."""
    if filters.rule is None:
        return None
    try:
        return meets(filters.rule, explored.known)
    except DataError as error:
        show_error(error)
        return np.zeros(explored.results.n_users, dtype=bool)


def _both(explored: Explored, is_shown: BoolArray | None, drawn: BoolArray | None) -> BoolArray:
    """Return who meets the filters and stands inside the shapes."""
    is_chosen = np.ones(explored.results.n_users, dtype=bool) if is_shown is None else is_shown
    return is_chosen if drawn is None else is_chosen & drawn


main()
