"""Segments side by side: their lists as cards, and what two of them have in common."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

import pandas as pd
import streamlit as st

from core.export.narrow import aside_sentence
from core.results.results import Results
from core.types import Column
from core.ui.recommend.choice import Choice
from core.ui.recommend.fitted import list_of, population_of
from core.ui.recommend.pictures import pick_pictures, picture
from core.ui.shared.bars import draw_heading
from core.ui.shared.page import RunContext
from core.ui.shared.proof_sentences import response_note
from core.ui.shared.segments import segment_labels
from core.ui.shared.text import _, _n, non_breaking, plain, translated
from core.views.item_interests import interests_of_items
from core.views.names import SegmentLabels
from core.views.offers import BOTH, FIRST, SECOND, compared_frame, most_alike, of_100

CHOSEN, LENGTH = "side_by_side", "side_by_side_length"
"""Keys of the widgets."""
_PER_ROW, _TWO = 3, 2
_ITEM = "margin:0 0 0.75rem;line-height:1.3;overflow:hidden"
_LINE = "margin:0 0 0.3rem;line-height:1.3;font-size:0.92rem"
_SMALL = "font-size:0.82rem;opacity:0.8"


def draw_side_by_side(context: RunContext, results: Results, choice: Choice) -> None:
    """Lay the lists of some segments side by side."""
    st.subheader(_("Segments side by side"), anchor=False)
    labels = segment_labels(results)
    segments = _pick(results, labels)
    if not segments:
        st.caption(_("Choose two segments to compare them, or all."))
        return
    pictures = pick_pictures(population_of(context))
    if note := response_note(results, context.last_day, context.slightest_event):
        st.caption(note)
    lists = {segment: list_of(context, results, segment, choice) for segment in segments}
    length = st.segmented_control(_("Items on each card"), [5, 10, 20], default=5, required=True, key=LENGTH)
    for first in range(0, len(segments), _PER_ROW):
        row = segments[first : first + _PER_ROW]
        for column, segment in zip(st.columns(max(len(row), _TWO), gap="medium"), row, strict=False):
            with column.container(border=True, height="stretch"):
                draw_heading(results.number_of(segment), results.names[segment])
                items = with_interests(results, segment, lists[segment][:length])
                _draw_card(items, pictures, has_response=results.record.scores.offers is not None)
    if len(segments) == _TWO:
        _draw_common(lists, segments, labels)
    elif len(segments) > _TWO:
        _say_most_alike(lists, labels)


def _pick(results: Results, labels: SegmentLabels) -> list[int]:
    options, aside = list(results.segments), results.not_acted_on
    acted_on = [each for each in options if each not in aside]
    picker, button = st.columns([5, 1], gap="medium", vertical_alignment="bottom")
    with button:
        st.button(_("All segments"), key="side_by_side_all", on_click=_choose, args=(acted_on,), width="stretch")
    with picker:
        wanted = st.session_state.get(CHOSEN, acted_on[:_TWO])
        st.session_state[CHOSEN] = [each for each in wanted if each in options]
        chosen = st.pills(
            _("Segments to lay side by side"), options, selection_mode="multi", format_func=labels.__getitem__,
            key=CHOSEN, wrap=True,
        )  # fmt: skip
    if left_out := [each for each in aside if each not in chosen]:
        st.caption(translated(aside_sentence(map(results.number_of, left_out))))
    return sorted(chosen, key=options.index)


def _choose(segments: list[int]) -> None:
    st.session_state[CHOSEN] = segments


def with_interests(results: Results, segment: int, items: pd.DataFrame) -> pd.DataFrame:
    """Return a list with the interests of its items in place of categories, where the log has none of these."""
    if items[Column.CATEGORY].astype(bool).any():
        return items
    found = interests_of_items(results.interests, segment, items[Column.ITEM_ID])
    return items.assign(category=[each.name if each else "" for each in found])


def _draw_card(items: pd.DataFrame, pictures: Mapping[str, str], *, has_response: bool) -> None:
    if items.empty:
        st.caption(_("No item is left to offer."))
        return
    columns = (Column.RANK, Column.ITEM_ID, Column.TITLE, Column.CATEGORY, Column.EXPECTED_RESPONSE, Column.REASON)
    cards = []
    for rank, item, title, category, response, reason in zip(*(items[name] for name in columns), strict=True):
        picks = _("{n} of 100 expected to pick it").format(n=of_100(response)) if has_response else ""
        small = " · ".join(f"<span>{escape(non_breaking(each))}</span>" for each in (category, picks) if each)
        cards.append(
            f'<div style="{_ITEM}">{picture(pictures.get(item, ""))}<div>{rank}. <b>{escape(str(title))}</b></div>'
            f'<div style="{_SMALL}">{small}</div>'
            f'<div style="{_SMALL}">{escape(non_breaking(translated(reason)))}</div></div>'
        )
    st.html("".join(cards))


def _draw_common(lists: dict[int, pd.DataFrame], segments: Sequence[int], labels: SegmentLabels) -> None:
    """Show what two segments both get, and what only one of them gets."""
    first, second = (labels[segment] for segment in segments)
    frame = compared_frame(*(lists[segment] for segment in segments))
    names = {
        BOTH: _("Both get"),
        FIRST: _("Only {segment} gets").format(segment=first),
        SECOND: _("Only {segment} gets").format(segment=second),
    }
    for column, (who, name) in zip(st.columns(3, gap="medium"), names.items(), strict=True):
        own = frame[frame["who"] == who]
        with column:
            counted = _n("{n} item", "{n} items", len(own))
            st.markdown(f"**{plain(name)}**: {counted}")
            if own.empty:
                continue
            st.html("".join(_line(*row) for row in own[["rank_first", "rank_second", Column.TITLE]].to_numpy()))
    st.caption(
        _(
            "Numbers are places on the lists of 20; of items on both, the place on the left list comes first. Lists "
            "are made so that two of them share at most 8 of 20 items where that costs little: how many they share is "
            "a limit, and does not say how alike the segments are."
        )
    )


def _line(first: float, second: float, title: str) -> str:
    places = " / ".join(f"{place:.0f}" for place in (first, second) if not math.isnan(place))
    return f'<div style="{_LINE}"><span style="opacity:0.7">{places}</span> {escape(title)}</div>'


def _say_most_alike(lists: dict[int, pd.DataFrame], labels: SegmentLabels) -> None:
    """Say which two lists have most in common."""
    first, second, n = most_alike(lists)
    st.caption(
        _(
            "The two lists most alike have {items} in common: {first} and {second}. Choose these two to see which."
        ).format(
            items=_n("{n} item", "{n} items", n),
            first=plain(labels[first]),
            second=plain(labels[second]),
        )
    )
