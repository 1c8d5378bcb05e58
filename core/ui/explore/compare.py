"""Two groups of users compared on the page Explore: how far they are the same, and how they differ."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress

import numpy as np
import streamlit as st

from core.errors import DataError
from core.types import NOISE
from core.ui.explore.answer import bar_with_interval
from core.ui.explore.chosen import Chosen
from core.ui.explore.venn_chart import venn_figure
from core.ui.shared import figures
from core.ui.shared.bars import draw_bars
from core.ui.shared.errors import show_error
from core.ui.shared.palette import CHART_CONFIG
from core.ui.shared.segments import segment_labels
from core.ui.shared.text import _, plain
from core.views.differences import differences, mask_of
from core.views.saved import BOTH, ONLY_FIRST, ONLY_SECOND, Overlap, overlap_of

_THESE, _SAVED, _SEGMENT = "these", "saved:", "segment:"
_SECOND = "compare_second"
_N_LIFTS = 5


def draw_compare(chosen: Chosen) -> None:
    """Draw the choice of two groups of users; show how far they are the same, as a picture and as a table."""
    names = _groups(chosen)
    first = st.selectbox(_("These users"), list(names), format_func=names.__getitem__, key="compare_first")
    others = [each for each in names if each != first]
    if not others:
        st.caption(_("Save a selection to compare with."))
        return
    try:
        own = _users_of(chosen, first)
        if st.session_state.get(_SECOND) not in others:
            st.session_state[_SECOND] = _other_users(chosen, own, others)
        second = st.selectbox(_("Compared with"), others, format_func=names.__getitem__, key=_SECOND)
        other = _users_of(chosen, second)
    except DataError as error:
        show_error(error)
        return
    found = overlap_of(own, other)
    st.plotly_chart(
        venn_figure(found, names[first], names[second]), key="venn", config=CHART_CONFIG,
        alt=_("Two circles: users of the first group, of both, and of the second. The table has the same figures."),
    )  # fmt: skip
    _draw_overlap(found, names[first], names[second])
    _draw_differences(chosen, (own, other), (names[first], names[second]))


def _other_users(chosen: Chosen, own: Collection[str], others: Sequence[str]) -> str:
    """Return the first group that is not of the same users; the first of all where each is, or is not known any more.

    A selection that was just saved has the users that are chosen, and says nothing beside them.
    """
    for each in others:
        with suppress(DataError):  # a rule that fits no more says so once it is chosen
            if set(_users_of(chosen, each)) != set(own):
                return each
    return others[0]


def _draw_differences(chosen: Chosen, users: tuple[Collection[str], Collection[str]], names: tuple[str, str]) -> None:
    """Draw what the users of each group alone have more often than those of the other group."""
    explored = chosen.explored
    first, second = (mask_of(explored.results.user_ids, each) for each in users)
    facts = figures.counted_facts_of(explored.context.run, explored.context.server)
    for found, own, other in zip(differences(facts, first, second, _N_LIFTS), names, reversed(names), strict=True):
        st.markdown(_("**More often in “{own}” than in “{other}”**").format(own=plain(own), other=plain(other)))
        if not found.n_only:
            st.caption(_("All its users are in the other group, too."))
        elif not found.lifts:
            st.caption(_("Nothing distinguishes these users clearly, or they are too few to say."))
        else:
            draw_bars(bar_with_interval(each) for each in found.lifts)
    st.caption(
        _(
            "Bar: share of the users who are in that group alone. Line: share of the other group. Counted in all "
            "events: a description, no proof."
        )
    )


def _groups(chosen: Chosen) -> dict[str, str]:
    labels = segment_labels(chosen.explored.results)
    groups = {_THESE: _("the chosen users")}
    groups |= {f"{_SAVED}{each.name}": each.name for each in chosen.explored.saved.selections}
    return groups | {f"{_SEGMENT}{segment}": label for segment, label in labels.items() if segment != NOISE}


def _users_of(chosen: Chosen, group: str) -> Collection[str]:
    if group == _THESE:
        return chosen.user_ids
    if group.startswith(_SAVED):
        return chosen.explored.saved.users(group.removeprefix(_SAVED))
    results = chosen.explored.results
    members = results.user_ids[results.labels == int(group.removeprefix(_SEGMENT))]
    return [str(user) for user in members]


def _draw_overlap(found: Overlap, first: str, second: str) -> None:
    whom = {ONLY_FIRST: _("only in the first"), BOTH: _("in both"), ONLY_SECOND: _("only in the second")}
    frame = found.frame()
    st.dataframe(
        frame.assign(
            who=[whom[each] for each in frame["who"]],
            share_of_first=100 * frame["share_of_first"],
            share_of_second=100 * frame["share_of_second"],
        ).replace({np.nan: None}),
        hide_index=True,
        column_config={
            "who": st.column_config.TextColumn(_("Users")),
            "count": st.column_config.NumberColumn(_("Number"), format="localized"),
            "share_of_first": st.column_config.NumberColumn(_("% of the first"), help=plain(first), format="%.1f"),
            "share_of_second": st.column_config.NumberColumn(_("% of the second"), help=plain(second), format="%.1f"),
        },
    )
    st.caption(
        _("{n} users are in one or both.").format(n=f"{found.n_either:,}"),
        help=_("Jaccard, users of both over users of either: {jaccard}.").format(jaccard=f"{found.jaccard:.3f}"),
    )
