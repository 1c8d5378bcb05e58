"""The list of items for a segment, its order, and what is left out of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.recommenders.segment_offers import MIDDLE
from core.results.results import Results
from core.types import Column
from core.ui.shared.page import RunContext
from core.ui.shared.text import _, _n, count_of, plain, translated
from core.views.column_meanings import meaning_of
from core.views.offers import audience_frame, has_offers, offers_frame, offers_of, ordered_frame

if TYPE_CHECKING:
    from core.recommenders.segment_offers import SegmentOffers
    from core.server import Server
    from core.store.runs import RunInfo

ORDER, LEFT_OUT, WANTED = "offer_order", "not_offered", "wanted_item"
"""Keys of the widgets."""
_N_LISTED = 5


@st.cache_resource(max_entries=2, show_spinner=False)
def _fitted(run_id: str, _run: RunInfo, _results: Results, _server: Server) -> SegmentOffers:
    """Learn once per run what to offer; only another order or a shorter list needs it."""
    return offers_of(_results, _server.population(_run.dataset_id, _run.excluded, _run.version))


def fitted_offers(context: RunContext, results: Results) -> SegmentOffers:
    """Return what the run learnt of its items, made again and kept."""
    with st.spinner(_("Learning what leads to what")):
        return _fitted(context.run.run_id, context.run, results, context.server)


def draw_items(context: RunContext, results: Results, segment: int) -> None:
    """Show the items to offer a segment, in the order that is chosen."""
    size = next(profile.size for profile in results.profiles if profile.segment == segment)
    st.subheader(_("What to offer"), anchor=False)
    distinctiveness = _pick_order()
    left_out = _pick_left_out()
    if distinctiveness == MIDDLE and not left_out and has_offers(results):
        items = offers_frame(results, segment)
    else:
        fitted = fitted_offers(context, results)
        _say_unknown(left_out, set(fitted.items_.item_ids.tolist()))
        items = ordered_frame(results, fitted, segment, distinctiveness, left_out)
    if items.empty:
        st.info(_("No item is left to offer: the segment's users have all of them, or none is its own."))
        return
    st.write(
        _sentence(distinctiveness).format(
            items=_n("{n} item", "{n} items", len(items)), size=count_of(size, results.n_users)
        )
    )
    draw_table(items, results)
    st.caption(_about(results))


def _pick_order() -> float:
    """Draw the choice of what comes first; return 0 for most response to 1 for most distinctive."""
    names: Mapping[float, str] = {
        0.0: _("Most response"),
        0.25: _("More response"),
        MIDDLE: _("In between"),
        0.75: _("More distinctive"),
        1.0: _("Most distinctive"),
    }
    return float(
        st.select_slider(
            _("What comes first, from most response to most distinctive"), list(names), value=MIDDLE,
            format_func=names.__getitem__, key=ORDER,
            help=_(
                "Most response: what most users of the segment will choose next, whatever others choose. Most "
                "distinctive: what the segment chooses most often compared with all users. In between, the first ten "
                "items are the segment's own."
            ),
        )
    )  # fmt: skip


def _pick_left_out() -> list[str]:
    """Draw the field for items that are not to be offered; return their ids."""
    with st.expander(_("Leave items out"), expanded=bool(st.session_state.get(LEFT_OUT))):
        text = st.text_area(
            _("Ids of items that are not to be offered"), key=LEFT_OUT, height=90,
            help=_("One per line: sold out, withdrawn, or not for this channel. They count for this list only."),
        )  # fmt: skip
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def _say_unknown(left_out: list[str], known: set[str]) -> None:
    unknown = [each for each in left_out if each not in known]
    if left_out:
        n_found = len(left_out) - len(unknown)
        st.caption(_n("{n} item is left out.", "{n} items are left out.", n_found))
    if unknown:
        listed = plain(", ".join(unknown[:_N_LISTED]) + (", …" if len(unknown) > _N_LISTED else ""))
        counted = _n("{n} id is of no item of this log:", "{n} ids are of no item of this log:", len(unknown))
        st.warning(f"{counted} {listed}")


def _sentence(distinctiveness: float) -> str:
    if distinctiveness >= 1:
        return _("The {items} that are most this segment's own compared with all users. The segment has {size}.")
    if distinctiveness <= 0:
        return _("The {items} that users of this segment are likeliest to choose next. The segment has {size}.")
    return _(
        "The {items} that users of this segment are likely to choose next, first those that they choose more often "
        "than others. The segment has {size}."
    )


def _about(results: Results) -> str:
    proof = results.record.scores.offers
    common = _(
        "Any event with an item counts as choosing it, whatever its type, refunds aside. New to: users of the segment "
        "who have none with it. Items that nobody chose for long at the end of the log are left out. Lift is counted "
        "in all events, those that formed the segments included, so it is a little high."
    )
    if proof is None and results.holdout:
        return (
            _("No response is stated: the run is a trial or of an earlier version. Run it again for it.") + " " + common
        )
    if proof is None:
        return _("No response is stated: it takes a full run whose holdout is judged.") + " " + common
    return (
        _n(
            "Expected response: of 100 users of the segment who have ten events or more and go on as before, so many "
            "choose the item for the first time within {n} day. Learnt from the held-out part of their history; of "
            "users who stay away nobody responds.",
            "Expected response: of 100 users of the segment who have ten events or more and go on as before, so many "
            "choose the item for the first time within {n} days. Learnt from the held-out part of their history; of "
            "users who stay away nobody responds.",
            max(1, round(proof.days)),
        )
        + " "
        + common
    )


def draw_table(items: pd.DataFrame, results: Results) -> None:
    """Draw a list of items."""
    columns = [Column.RANK, Column.TITLE, Column.CATEGORY, Column.EXPECTED_RESPONSE, Column.LIFT, Column.NEW_TO_PCT,
               Column.REASON]  # fmt: skip
    if not items[Column.CATEGORY].astype(bool).any():
        columns.remove(Column.CATEGORY)
    if results.record.scores.offers is None:
        columns.remove(Column.EXPECTED_RESPONSE)
    shown = items.assign(
        expected_response=100 * items[Column.EXPECTED_RESPONSE], reason=[translated(each) for each in items["reason"]]
    )
    st.dataframe(
        shown,
        hide_index=True,
        height=35 * (len(items) + 1) + 3,
        column_order=columns,
        column_config=_column_config(shown),
    )


def _column_config(items: pd.DataFrame) -> dict[str, Any]:
    largest = float(items[Column.EXPECTED_RESPONSE].max())
    top = 1.0 if math.isnan(largest) else max(1.0, largest)
    return {
        Column.RANK: st.column_config.NumberColumn(_("Rank"), width=48, help=translated(meaning_of(Column.RANK))),
        Column.TITLE: st.column_config.TextColumn(_("Item"), width=210, help=translated(meaning_of(Column.TITLE))),
        Column.CATEGORY: st.column_config.TextColumn(
            _("Category"), width=96, help=translated(meaning_of(Column.CATEGORY))
        ),
        Column.EXPECTED_RESPONSE: st.column_config.ProgressColumn(
            _("Expected response"), format="%.1f of 100", min_value=0, max_value=top, width=124,
            help=_("How many of 100 users of the segment who go on as before choose the item for the first time."),
        ),
        Column.LIFT: st.column_config.NumberColumn(
            _("Lift"), format="%.2f ×", width=60,
            help=_("How many times as often as all users: above 1 the segment prefers it more than others do."),
        ),
        Column.NEW_TO_PCT: st.column_config.NumberColumn(
            _("New to"), format="%.0f %%", width=64, help=translated(meaning_of(Column.NEW_TO_PCT))
        ),
        Column.REASON: st.column_config.TextColumn(_("Chosen by"), width=330,
            help=_("Which other item leads to it, and how many of those who chose that one chose this one too."),
),
    }  # fmt: skip


def draw_audience(context: RunContext, results: Results) -> None:
    """Ask for an item, and show which segments want it."""
    st.subheader(_("Which segments want an item?"), anchor=False)
    population = context.server.population(context.run.dataset_id, context.run.excluded, context.run.version)
    titles = {
        str(item): str(title or item)
        for item, title in zip(population.items.item_ids, population.items.titles, strict=True)
    }
    ids = sorted(titles, key=lambda each: titles[each].casefold())
    item = st.selectbox(
        _("Item"), ids, index=None, format_func=titles.__getitem__, key=WANTED, placeholder=_("Type a title")
    )
    if item is None:
        return
    frame = audience_frame(results, fitted_offers(context, results), item)
    if results.record.scores.offers is None:
        frame = frame.drop(columns=Column.EXPECTED_RESPONSE)
    else:
        frame = frame.assign(expected_response=100 * frame[Column.EXPECTED_RESPONSE])
    st.dataframe(
        frame.assign(score=100 * frame[Column.SCORE]),
        hide_index=True,
        column_config={
            **_column_config(frame if Column.EXPECTED_RESPONSE in frame else frame.assign(expected_response=math.nan)),
            Column.SEGMENT: st.column_config.NumberColumn(_("Segment"), width=70),
            Column.PERSONA: st.column_config.TextColumn(_("Name"), width=220),
            Column.SCORE: st.column_config.NumberColumn(
                _("Have it"), format="%.1f %%", width=70, help=_("Share of the segment's users who have the item.")
            ),
        },
    )
