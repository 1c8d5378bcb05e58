"""The list of items for a segment, and what its figures mean."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from core.recommenders.segment_offers import MOST_HAD
from core.results.results import Results
from core.types import Column
from core.ui.recommend.best_sellers import draw_best_sellers, wants_best_sellers
from core.ui.recommend.choice import Choice
from core.ui.recommend.fitted import list_of, population_of
from core.ui.shared.page import RunContext
from core.ui.shared.proof_sentences import is_passed, response_note, span_note, what_is_picked
from core.ui.shared.rows import HEADING, row_height
from core.ui.shared.text import _, _n, count_of, non_breaking, plain, translated
from core.views.column_meanings import meaning_of
from core.views.item_interests import ItemInterest, interests_of_items
from core.views.offer_words import expected_on_few, is_ordered, list_order, offers_doubt
from core.views.offers import FEW, GOES_WITH, ORDERED_BY, gone_sentence
from core.views.popularity_age import age_in_segments

_INTEREST = "interest"
LETTERS: Mapping[str, int] = {Column.TITLE: 18, _INTEREST: 13, GOES_WITH: 25}
"""Of a line in a column of texts, where the page is 1280 pixels wide."""
_COLUMNS = (
    Column.RANK,
    Column.TITLE,
    Column.CATEGORY,
    _INTEREST,
    Column.STRENGTH,
    Column.EXPECTED_RESPONSE,
    Column.LIFT,
    Column.NEW_TO_PCT,
    GOES_WITH,
)


def draw_items(context: RunContext, results: Results, segment: int, choice: Choice) -> None:
    """Show the items to offer a segment, in the order that is chosen, or the best-sellers where these find as much."""
    if wants_best_sellers(results, segment):
        draw_best_sellers(
            context, results, segment, choice, lambda items: draw_table(items, results, [None] * len(items))
        )
        _draw_span(context, results)
        return
    size = next(profile.size for profile in results.profiles if profile.segment == segment)
    items = list_of(context, results, segment, choice)
    if items.empty:
        _draw_span(context, results)
        st.info(_("No item is left to offer: the segment's users have all of them, or none is its own."))
        return
    is_explained = _has_strength(items, results) or not is_ordered(items)
    counted, order = _n("{n} item", "{n} items", len(items)), translated(list_order(items))
    sentence = _sentence(choice.distinctiveness, is_explained=is_explained)
    st.write(sentence.format(items=counted, order=order, size=count_of(size, results.n_users)))
    for doubt in filter(None, (offers_doubt(results, segment), expected_on_few(results, segment))):
        st.info(translated(doubt))
    _draw_span(context, results)
    broad = interests_of_items(results.interests, segment, items[Column.ITEM_ID])
    if _has_item_against_interest(items, broad):
        st.caption(
            _(
                "“Whole interest” below 1 × beside “This item” above 1 ×: the segment has this one item more often "
                "than all users do, and the rest of that interest less often."
            )
        )
    draw_table(items, results, broad)
    _say_what_stands_last(items, choice)
    st.caption(translated(gone_sentence(population_of(context))))
    st.caption(
        _(
            "“This item”, “Not had yet” and “Goes with” are counted over all events. Bars on Personas are counted in "
            "half of each user's events, so shares of users with the same item are smaller there."
        )
    )
    _draw_made(context, results, items, choice)


def _draw_span(context: RunContext, results: Results) -> None:
    """Say for which days picks are expected, for the other lists of the page, too, and what a pick is."""
    if span := span_note(results, context.last_day):
        (st.warning if is_passed(results, context.last_day) else st.caption)(span)
        if picked := what_is_picked(context.slightest_event):
            st.caption(picked)


def _draw_made(context: RunContext, results: Results, items: pd.DataFrame, choice: Choice) -> None:
    """Say below a click how the list was made."""
    with st.expander(_("How this was made, and what the figures mean")):
        for note in (
            response_note(results, context.last_day, context.slightest_event),
            _about_strength(items, results, choice.distinctiveness),
        ):
            if note:
                st.write(note)
        st.write(_about(results))
        if age := age_in_segments(results.record.scores, population_of(context)):
            st.write(translated(age))
        _draw_meanings()


def _say_what_stands_last(items: pd.DataFrame, choice: Choice) -> None:
    is_had = items[Column.NEW_TO_PCT] < 100 * (1 - MOST_HAD)
    if choice.distinctiveness > 0 and is_had.any() and is_had.is_monotonic_increasing:
        st.caption(_("Items that more than two thirds of the segment have already stand last."))


def _has_item_against_interest(items: pd.DataFrame, broad: Sequence[ItemInterest | None]) -> bool:
    """Whether the segment has an item more often than all users, and less of its interest, as both are shown."""
    pairs = zip(items[Column.LIFT], broad, strict=True)
    return any(each is not None and round(each.lift, 1) < 1 < lift for lift, each in pairs)


def _about_strength(items: pd.DataFrame, results: Results, distinctiveness: float) -> str:
    """Say what the list is ordered by, where that is known."""
    if not _has_strength(items, results):
        return ""
    scores = results.record.scores
    about = (
        _strength_of_columns(scores.offer_basis.order_power_at(distinctiveness))
        if scores.offers and scores.offer_basis
        else _("Strength: how likely an item is to be picked and lift taken together, as the slider says.")
    )
    return about + " " + _("It orders the list, and 100 is the strongest item that is not put last.")


def _strength_of_columns(power: float) -> str:
    """Say how strength follows from the two columns beside it."""
    if not power:
        return _("Strength: “Expected” alone, where the slider stands.")
    if math.isinf(power):
        return _("Strength: “This item” alone, where the slider stands.")
    return _("Strength: “Expected” times “This item” to the power of {power}, where the slider stands.").format(
        power=f"{power:.3g}"
    )


def _has_strength(items: pd.DataFrame, results: Results) -> bool:
    """Whether it is known, follows from what stands beside it, and orders the list from its first place to its last."""
    scores = results.record.scores
    is_made_of_shown = scores.offers is None or bool(scores.offer_basis and scores.offer_basis.curve)
    return is_made_of_shown and items[Column.STRENGTH].notna().iloc[0] and is_ordered(items)


def _draw_meanings() -> None:
    """Say what the figures of the table and of its file mean, and what the list is ordered by."""
    st.write(translated(ORDERED_BY))
    shown = {
        _("Strength"): Column.STRENGTH,
        _("Expected"): Column.EXPECTED_RESPONSE,
        _("This item"): Column.LIFT,
        _("Not had yet"): Column.NEW_TO_PCT,
    }
    for heading, name in shown.items():
        st.markdown(f"**{heading}**: {plain(translated(meaning_of(name)))}")
    st.caption(
        _(
            "In recommendations.csv “Expected” is {expected}, from 0 to 1, “This item” {lift}, “Not had yet” {new}."
        ).format(expected=Column.EXPECTED_RESPONSE, lift=Column.LIFT, new=Column.NEW_TO_PCT)
    )


def _sentence(distinctiveness: float, *, is_explained: bool) -> str:
    if distinctiveness >= 1:
        return _("The {items} that are most this segment's own compared with all users. The segment has {size}.")
    if distinctiveness <= 0:
        return _("The {items} that users of this segment are likeliest to choose next. The segment has {size}.")
    if not is_explained:
        return _("The {items} to offer, the best first. The segment has {size}.")
    return _("The {items} to offer. {order} The segment has {size}.")


def _about(results: Results) -> str:
    proof = results.record.scores.offers
    common = _(
        "Not had yet: users of the segment who have no event with the item. This item: how many of its users have "
        "this one item, beside all users (lift); it is counted in all events, those that formed the segments included, "
        "so it is a little high."
    )
    if proof is None and results.holdout:
        return _("How many are expected to pick it is not stated here: run it again in full.") + " " + common
    if proof is None:
        no_holdout = _("How many are expected to pick it is not stated: it takes a full run whose holdout is judged.")
        return f"{no_holdout} {common}"
    learnt = _(
        "How many are expected to pick it is learnt from the held-out part of the history of users who have ten events "
        "or more; of users who stay away nobody picks anything. It is for as many days as all users take, at the pace "
        "of the last fifth of the log, to pick as much that is new to them as was held out."
    )
    return f"{learnt} {common}"


def draw_table(items: pd.DataFrame, results: Results, broad: Sequence[ItemInterest | None]) -> None:
    """Draw a list of items; ``broad`` is the interest of each, which stands in place of its categories where known."""
    columns = [*_COLUMNS]
    has_interests = any(broad)
    if has_interests or not items[Column.CATEGORY].astype(bool).any():
        columns.remove(Column.CATEGORY)
    if not has_interests:
        columns.remove(_INTEREST)
    if results.record.scores.offers is None:
        columns.remove(Column.EXPECTED_RESPONSE)
    if not _has_strength(items, results):
        columns.remove(Column.STRENGTH)
    if not items[GOES_WITH].astype(bool).any():
        columns.remove(GOES_WITH)
    shown = items.assign(
        expected_response=100 * items[Column.EXPECTED_RESPONSE],
        reason=[translated(each) for each in items[Column.REASON]],
        goes_with=[translated(each) for each in items[GOES_WITH]],
        interest=[_times_of(each) for each in broad],
    )
    is_wide = not has_interests and Column.CATEGORY not in columns
    row = row_height(shown, LETTERS, least=3)
    st.dataframe(
        shown,
        hide_index=True,
        height=row * len(items) + HEADING + 3,
        row_height=row,
        column_order=columns,
        column_config=column_config(is_wide=is_wide, few_respond=bool((items[Column.EXPECTED_RESPONSE] < FEW).all())),
        placeholder="\N{EN DASH}",
    )


def _times_of(interest: ItemInterest | None) -> str:
    if interest is None:
        return ""
    text = _("{name} {times} ×") if interest.is_known else _("{name} ≈ {times} ×")
    return non_breaking(text.format(name=interest.name, times=f"{interest.lift:.1f}"))


def column_config(*, is_wide: bool = False, few_respond: bool = False) -> dict[str, Any]:
    """Say how the columns of a list are shown, with the expected response in users of 100.

    ``is_wide`` gives titles the place of the categories; ``few_respond`` gives the expected response one more decimal.
    """
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    return {
        Column.RANK: number(_("Rank"), width=46, help=translated(meaning_of(Column.RANK))),
        Column.TITLE: text(_("Item"), width=240 if is_wide else 164, help=translated(meaning_of(Column.TITLE))),
        Column.CATEGORY: text(_("Category"), width=100, help=translated(meaning_of(Column.CATEGORY))),
        _INTEREST: text(
            _("Whole interest"), width=108,
            help=_(
                "How much of all items of this interest the segment has beside all users, as on the page Interests. "
                "With ≈ it may be chance, as few users chose such items."
            ),
        ),
        Column.STRENGTH: number(
            _("Strength"), format="%.1f", width=66,
            help=translated(meaning_of(Column.STRENGTH)),
        ),
        Column.EXPECTED_RESPONSE: number(
            _("Expected"), format="%.2f of 100" if few_respond else "%.1f of 100", width=80,
            help=_("Of 100 users of the segment, how many are expected to choose it for the first time, by any event."),
        ),
        Column.LIFT: number(
            _("This item"), format="%.2f ×", width=66,
            help=_("How many times as many of its users have this one item as of all users: its lift."),
        ),
        Column.NEW_TO_PCT: number(
            _("Not had yet"), format="%.0f %%", width=84, help=translated(meaning_of(Column.NEW_TO_PCT))
        ),
        GOES_WITH: text(
            _("Goes with"), width=236 if is_wide else 198,
            help=_(
                "Which other item, that the segment has more often than all users, leads to it at least 1.5 times as "
                "often as all users go. Both percentages are of all users, not of the segment."
            ),
        ),
    }  # fmt: skip
