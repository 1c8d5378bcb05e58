"""Interests: the tree of what items are about, how far segments and users are interested, as picture and tables."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from core.interests.edited import EditedInterests
from core.interests.shares import WEIGHT_OF_TEXT
from core.interests.texts import N_NEAREST
from core.interests.users import Interests, TreeTexts
from core.personas.shares import percent
from core.results.edited import edited_interests
from core.results.results import Results
from core.store.interest_edits import InterestEdits
from core.ui.interests.choices import draw_way_up, key_of, pick_compared, pick_node, pick_size, place_in
from core.ui.interests.edit import draw_changes, draw_forms, draw_outcome
from core.ui.interests.node import draw_node
from core.ui.interests.tables import draw_table, reasons_of_none
from core.ui.interests.tree_chart import Look, Words, legend, tree_chart
from core.ui.shared import figures
from core.ui.shared.navigation import link
from core.ui.shared.page import RunContext, start_with_run
from core.ui.shared.palette import CHART_CONFIG, Theme, page_theme
from core.ui.shared.segments import named_results, segment_labels, translated_results
from core.ui.shared.text import _, _n, count_of
from core.views.interests import ALL_USERS, tree_frame

_LEAST_NODES = 2


def main() -> None:
    """Draw the page."""
    context = start_with_run(_("Interests"))
    results = named_results(context)
    seen = context.server.tree_edits.of(context.dataset.dataset_id)
    edited = edited_interests(translated_results(context.results), seen.edits)
    if edited is None:
        st.info(_("This run was made without interests, as a trial or by an earlier version. Run the recipe again."))
        link("segment", _("Go to Segment"))
        return
    interests = edited.interests
    if len(interests.shown) < _LEAST_NODES:
        st.info(
            _("This log has too few items, or too few users with several of them, to group items: {items}.").format(
                items=_n("{n} item", "{n} items", len(interests.items.item_ids))
            )
        )
        draw_changes(context, edited, seen)
        return
    draw_outcome()
    _draw_intro(interests)
    _explore(context, results, edited, seen)
    draw_changes(context, edited, seen)
    _draw_way_to_file()


def _draw_intro(interests: Interests) -> None:
    """Say what the tree is made from, and how old events count."""
    n_items, n_placed = len(interests.items.item_ids), int((interests.items.node_of >= 0).sum())
    st.write(
        (
            _("What items are about, from broad to narrow: {nodes} in {layers}, from {items}.")
            if interests.n_layers > 1
            else _("What items are about: {nodes}, from {items}.")
        ).format(
            nodes=_n("{n} interest", "{n} interests", len(interests.shown)),
            layers=_n("{n} layer", "{n} layers", interests.n_layers),
            items=_n("{n} item", "{n} items", n_placed),
        )
    )
    if n_placed < n_items:
        st.caption(
            _n(
                "{n} item is in no interest: nothing is known of it but its id.",
                "{n} items are in no interest: nothing is known of them but their ids.",
                n_items - n_placed,
            )
        )
    _draw_texts(interests.texts)
    days = interests.half_life_days
    age = _(
        "Newer events count more: one that is {days} days older than the newest counts half, one of {twice} days a "
        "quarter."
    ).format(days=f"{days:,.0f}", twice=f"{2 * days:,.0f}")
    st.caption(age if days else _("All events count alike, however old."), help=_where_set())


def _draw_texts(texts: TreeTexts) -> None:
    """Say how much of what users wrote is in the tree, and what it weighs."""
    if not texts.n_texts:
        return
    placed = count_of(texts.n_placed, texts.n_texts, _("texts"))
    st.caption(
        _(
            "What users wrote, such as searches and reviews, counts too: {placed} are like titles of items. Each "
            "weighs {weight} of a purchase; the others are in no interest."
        ).format(weight=percent(WEIGHT_OF_TEXT), placed=placed),
        help=_(
            "A text counts for the items whose titles are most like it, {n} at most, by the language model that reads "
            "the titles. Texts name no interest, and do not change which items belong together. Where segments are "
            "compared, texts are cut into two halves as events are: those that decide which segment a user counts in "
            "are not counted."
        ).format(n=N_NEAREST),
    )


def _where_set() -> str:
    return _(
        "The half-life is set before a run, for the whole program: the environment variable ATLAS_INTEREST_HALF_LIFE "
        "gives it in days, 0 turns it off."
    )


@st.fragment
def _explore(context: RunContext, results: Results, edited: EditedInterests, seen: InterestEdits) -> None:
    """Draw the tree, and below it the node that is clicked on or picked."""
    interests = edited.interests
    left, right = st.columns([3, 1], gap="medium", vertical_alignment="bottom")
    with left:
        segment = pick_compared(results, context.segmentation.version)
    with right:
        size = pick_size()
    theme = page_theme()
    _draw_legend(interests, segment, segment_labels(results), theme)
    place = place_in(interests, context.run.run_id, segment)
    draw_way_up(place)
    st.plotly_chart(
        _figure(
            (*figures.key_of(context), seen.version, segment), Look(size, theme, place.level, place.node), interests
        ),
        key=key_of(context.run.run_id, place),
        on_select="rerun",
        selection_mode="points",
        config=CHART_CONFIG,
        alt=_("Interests as areas, the parts of each inside it. The table below gives the same figures."),
    )
    draw_table(interests, segment)
    with st.container(border=True):
        node = pick_node(interests, seen.version)
        draw_node(results, interests, node)
        draw_forms(context, edited, seen, node)


@st.cache_resource(max_entries=16, show_spinner=False)
def _figure(key: tuple[str, int, str, int, int], look: Look, _interests: Interests) -> go.Figure:
    """Draw the tree once for what it depends on."""
    segment = key[-1]
    return tree_chart(tree_frame(_interests, segment), look, _words(segment))


def _words(segment: int) -> Words:
    if segment == ALL_USERS:
        return Words(_("{share} of what users are interested in lately"), _("{share} over all time"), is_all=True)
    return Words(_("{share} of what users of the segment are interested in"), _("{share} for all users"), is_all=False)


def _draw_legend(interests: Interests, segment: int, labels: dict[int, str], theme: Theme) -> None:
    """Say what sizes and colours mean."""
    if segment == ALL_USERS:
        means = _(
            "Figures: share of all that users are interested in. Teal: more of it lately. Brown: less. Grey: no clear "
            "change."
        )
    else:
        means = _(
            "2.0 ×: the segment's users give it twice as large a share of their interest as all users do. Teal: more. "
            "Brown: less. Grey, with ≈: may be chance, as where few users chose such items. Counted on fresh events, "
            "which did not form the segments."
        )
    hint = _("Click on an area to look into it. One too small for its name shows it when you point at it.")
    text, scale = st.columns([5, 2], gap="medium", vertical_alignment="center")
    text.caption(
        f"{means} {hint}",
        help=_(
            "Size by users: each user counts once, divided over what the user is interested in, so that parts add up. "
            "Grey: the 95 % interval of the lift holds 1; about one area in twenty has a colour by chance."
        ),
    )
    scale.html(legend(_words(segment), theme))
    for why in reasons_of_none(interests, {segment: labels.get(segment, "")}):
        st.caption(why)


def _draw_way_to_file() -> None:
    """Lead to the file of the largest interests of each user, where users who consented can be chosen."""
    st.subheader(_("Interests of each user"), anchor=False)
    st.caption(
        _("The largest interests of each user, at most five in each layer, are in interests.csv on the page Export.")
    )
    link("export", _("Go to Export"))


main()
