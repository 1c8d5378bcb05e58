"""One interest: its items, the users most interested, and how segments differ in it."""

from __future__ import annotations

import streamlit as st

from core.interests.users import Interests
from core.results.results import Results
from core.types import Column
from core.ui.interests.tables import CONTRAST, contrast_columns, in_percent, reasons_of_none
from core.ui.shared.segments import segment_labels
from core.ui.shared.text import _, _n, count_of, plain
from core.ui.shared.user_ids import draw_letters, shown_ids
from core.views.interests import (
    MAIN,
    N_EVENTS,
    N_USERS,
    RISING,
    WEIGHED,
    items_frame,
    segments_frame,
    size_of,
    users_frame,
)

_SHOWN = 500
"""Most items that the table lists."""
_HEIGHT = 388


def draw_node(results: Results, interests: Interests, node: int) -> None:
    """Draw all that is known of a node."""
    size = size_of(interests, node)
    st.subheader(plain(interests.full_name(node)), anchor=False)
    items, events = _n("{n} item", "{n} items", size.n_items), _n("{n} event", "{n} events", size.n_events)
    users = count_of(size.n_users, results.n_users)
    counted = {"items": items, "events": events, "users": users}
    if interests.texts.n_texts:
        texts = _n("{n} text", "{n} texts", size.n_texts)
        st.write(_("{items}, {events}, {texts}, {users}.").format(**counted, texts=texts))
    else:
        st.write(_("{items}, {events}, {users}.").format(**counted))
    _draw_items(interests, node)
    _draw_users(results, interests, node)
    _draw_segments(results, interests, node)


def _draw_items(interests: Interests, node: int) -> None:
    st.markdown(_("**Items, the most typical first**"))
    items = items_frame(interests, node)
    if len(items) > _SHOWN:
        st.caption(_("The first {n} of {total}.").format(n=f"{_SHOWN:,}", total=f"{len(items):,}"))
    st.dataframe(
        items.head(_SHOWN),
        hide_index=True,
        height=_HEIGHT,
        column_order=[Column.TITLE, N_USERS, N_EVENTS],
        column_config={
            Column.TITLE: st.column_config.TextColumn(_("Item"), width="large"),
            N_USERS: st.column_config.NumberColumn(_("Users"), format="localized", width="small"),
            N_EVENTS: st.column_config.NumberColumn(_("Events"), format="localized", width="small"),
        },
    )


def _draw_users(results: Results, interests: Interests, node: int) -> None:
    st.markdown(
        _("**The users most interested**"),
        help=_(
            "By the share of this interest among all that a user is interested in, lowered for users of few events, of "
            "whom little is known."
        ),
    )
    st.caption(_("In the order of the adjusted share: the share of interests, lowered for users of few events."))
    users = users_frame(results, interests, node)
    numbers = users[Column.SEGMENT].map(segment_labels(results).number_of)
    masks = dict(zip(users[Column.USER_ID], shown_ids(users[Column.USER_ID].tolist()), strict=True))
    ids = users[Column.USER_ID].map(masks)
    st.dataframe(
        in_percent(users).assign(**{Column.SEGMENT: numbers, Column.USER_ID: ids}),
        hide_index=True,
        height=_HEIGHT,
        column_config={
            Column.USER_ID: st.column_config.TextColumn(_("User"), width="small"),
            Column.SEGMENT: st.column_config.NumberColumn(_("Segment"), width="small", help=_("-1: in no segment.")),
            WEIGHED: st.column_config.NumberColumn(
                _("Adjusted share"), format="%.0f %%", width=108,
                help=_(
                    "What the list is ordered by, so that users of few events come later: the share if the user had "
                    "done as much again as the median user, and all of it elsewhere."
                ),
            ),
            Column.SHARE: st.column_config.NumberColumn(
                _("Share of interests"), format="%.0f %%", width=124,
                help=_("Of all that the one user is interested in, which is 100 %."),
            ),
            MAIN: st.column_config.TextColumn(_("Main interest"), width="medium"),
            RISING: st.column_config.TextColumn(
                _("Rising interest"),
                width="medium",
                help=_("What a user turns to lately more than before, if anything."),
            ),
        },
    )  # fmt: skip
    draw_letters(ids)


def _draw_segments(results: Results, interests: Interests, node: int) -> None:
    st.markdown(_("**By segment**"))
    labels = segment_labels(results)
    segments = segments_frame(interests, node)
    if len(segments):
        st.dataframe(
            in_percent(segments).assign(**{Column.SEGMENT: segments[Column.SEGMENT].map(labels)})[
                [Column.SEGMENT, *CONTRAST]
            ],
            hide_index=True,
            column_config={
                Column.SEGMENT: st.column_config.TextColumn(_("Segment"), width=250),
                **contrast_columns(_("Share, segment"), _("Share, all users")),
            },
        )
    for why in reasons_of_none(interests, labels):
        st.caption(why)
    st.caption(
        _(
            "Share: how much of what users are interested in, on average over the users; 100 % is all their interests. "
            "Lift: the share of the segment over that of all users; low and high are the ends of its 95 % interval. "
            "Counted on fresh events: a random half of each user's events, while the other half alone decides which "
            "segment the user counts in. Explore and Personas count users who have a trait, "
            "and Recommend those who have one item: their figures differ."
        )
    )
