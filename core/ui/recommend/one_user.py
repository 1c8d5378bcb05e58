"""One user who is looked up by id: what the user did last, beside what the user would get."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.ingest.values.identity import read_key
from core.recommenders.user_lists import Wish
from core.results.results import Results
from core.ui.recommend.choice import Choice
from core.ui.recommend.fitted import dislikes_of, fitted_for_users, fitted_popularity, population_of
from core.ui.recommend.interest_layers import goes_by_of
from core.ui.recommend.typical import draw_user
from core.ui.shared.page import RunContext
from core.ui.shared.segments import segment_labels
from core.ui.shared.text import _, plain
from core.views.item_lists import match_users, with_codes
from core.views.typical import N_NEXT, users_at

LOOKED_UP = "one_user"
"""Key of the widget."""


def draw_one_user(context: RunContext, results: Results, choice: Choice) -> None:
    """Draw the box for an id; with one of the log, what this user did and would get."""
    st.subheader(_("One user: what they did, and what they would get"), anchor=False)
    wanted = st.text_input(
        _("Id of the user"), key=LOOKED_UP, placeholder=_("As the log has it"),
        help=_("Items that are left out above are left out here, too."),
    ).strip()  # fmt: skip
    if not wanted:
        return
    population = population_of(context)
    known = [str(each) for each in population.histories.user_ids]
    found = with_codes(match_users(wanted, known), known, read_key(context.server.store.workspace)).matched
    if len(found) != 1:
        st.warning(_("The log has no user of this id."))
        return
    row = known.index(found[0])
    segment = int(results.labels_of(np.array(found, dtype=object))[0])
    fitted = (fitted_for_users(context), fitted_popularity(context))
    wish = Wish(N_NEXT, left_out=choice.left_out, disliked=dislikes_of(context, results))
    user = users_at([row], segment, population, fitted, wish)[0]
    goes_by = goes_by_of(context, results, [row]).get(row)
    with st.container(border=True):
        st.caption(_("Segment: {segment}").format(segment=plain(segment_labels(results)[segment])))
        if segment in results.not_acted_on:
            st.warning(_("An analyst set this segment aside or rejected it: do not act on it."))
        draw_user(user, wanted, population, goes_by)
    st.caption(_("The list is made of the user's own items (EASE), not of the segment."))
