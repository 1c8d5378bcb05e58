"""The audience for an item: which segments want it, and which users, as files."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import streamlit as st

from core.errors import DataError
from core.export.audience import Audience, audience_of, audience_table, segments_table, title_of
from core.export.narrow import aside_sentence
from core.personas.policy import CODE_MEANING
from core.recommenders.for_users import Ease
from core.results.audience import audience_names
from core.results.results import Results
from core.types import Column, Population
from core.ui.recommend.fitted import fitted_for_users, fitted_offers, population_of
from core.ui.recommend.items import column_config
from core.ui.shared.consent import pick_consent
from core.ui.shared.downloads import draw_table_downloads
from core.ui.shared.errors import show_error
from core.ui.shared.labels import dataset_name
from core.ui.shared.page import RunContext
from core.ui.shared.proof_sentences import response_note
from core.ui.shared.segments import draw_other_numbers, segment_labels
from core.ui.shared.text import _, plain, translated, visitors_day
from core.ui.shared.user_ids import draw_letters, shown_ids
from core.views.files import file_stem
from core.views.offers import audience_frame

WANTED, AT_MOST, RANKED, REFUSED = "wanted_item", "audience_length", "audience_users", "audience_refused"
"""Keys of the widgets."""
_USUAL_LENGTH, _N_SHOWN, _LONGEST_NAME = 1_000, 10, 40


def draw_audience(context: RunContext, results: Results) -> None:
    """Ask for an item, and show which segments want it, and which users."""
    st.subheader(_("Audience for an item"), anchor=False)
    population = population_of(context)
    titles = {str(each): title_of(population, row) for row, each in enumerate(population.items.item_ids)}
    ids = sorted(titles, key=lambda each: titles[each].casefold())
    item = st.selectbox(
        _("Item"), ids, index=None, format_func=titles.__getitem__, key=WANTED, placeholder=_("Type a title")
    )
    if item is None:
        st.caption(_("Search an item to see which segments and which users want it most, and take them along."))
        return
    stem = _stem(context, titles[item], item)
    _draw_segments(context, results, item, stem)
    if st.toggle(_("Rank the users, too"), key=RANKED, persist_state="session"):
        _draw_users(context, results, int(np.flatnonzero(population.items.item_ids == item)[0]), stem)


def _stem(context: RunContext, title: str, item: str) -> str:
    """Return how the files are called: as those of an export, with the item."""
    slug = re.sub(r"\W+", "-", title).strip("-_")[:_LONGEST_NAME] or re.sub(r"\W+", "-", item)
    return f"{file_stem(dataset_name(context.dataset), visitors_day(), context.run.run_id)}_audience_{slug}"


def _draw_segments(context: RunContext, results: Results, item: str, stem: str) -> None:
    proof = results.record.scores.offers
    table = audience_frame(fitted_offers(context, results), item, audience_names(results), proof)
    aside = results.not_acted_on
    table = table[~table[Column.SEGMENT].isin(aside)]
    labels = segment_labels(results)
    shown = table.assign(
        persona=[labels[int(each)] for each in table[Column.SEGMENT]],
        expected_response=100 * table[Column.EXPECTED_RESPONSE],
        score=100 * table[Column.SCORE],
    )
    columns = [Column.PERSONA, Column.EXPECTED_RESPONSE, Column.LIFT, Column.SCORE, Column.NEW_TO_PCT]
    if proof is None:
        columns.remove(Column.EXPECTED_RESPONSE)
    st.dataframe(
        shown,
        hide_index=True,
        column_order=columns,
        column_config={
            **column_config(),
            Column.PERSONA: st.column_config.TextColumn(_("Segment"), width=260),
            Column.SCORE: st.column_config.NumberColumn(
                _("Have it"), format="%.1f %%", width=70, help=_("Share of the segment's users who have the item.")
            ),
        },
    )
    st.caption(
        _(
            "The segment of which most are expected to pick it comes first; where that is not known, the one with the "
            "highest lift."
        )
    )
    if note := response_note(results, context.last_day, context.slightest_event):
        st.caption(note)
    if aside:
        st.caption(translated(aside_sentence(map(results.number_of, aside))))
    if set(table[Column.PERSONA]) - set(results.names.values()):
        stands = _("In the files a code stands for a name that is not written into lists of users.")
        st.caption(f"{stands} {plain(translated(CODE_MEANING))}")
    draw_table_downloads(segments_table(table), "segments", stem)
    draw_other_numbers(results)


def _draw_users(context: RunContext, results: Results, item: int, stem: str) -> None:
    """Rank users by how much what they have leads to the item."""
    population, recommender = population_of(context), fitted_for_users(context)
    length, box = st.columns(2, gap="medium", vertical_alignment="bottom")
    with length:
        at_most = st.number_input(
            _("Users at most"), min_value=1, max_value=max(population.n_users, 1),
            value=min(_USUAL_LENGTH, population.n_users), key=AT_MOST,
        )  # fmt: skip
    with box:
        consent = pick_consent(context, REFUSED)
    try:
        is_aside = np.isin(results.labels_of(population.histories.user_ids), results.not_acted_on)
        audience = audience_of(
            recommender, population, item, None if consent is None else consent.is_given, int(at_most), is_aside
        )
    except DataError as error:
        show_error(error)
        return
    st.write(" ".join(plain(translated(each)) for each in audience.sentences()))
    if not len(audience.rows):
        return
    table = _users_table(results, population, audience, recommender)
    _draw_first(results, table)
    draw_table_downloads(table, f"users_{consent.ending}" if consent else "users", stem)


def _users_table(results: Results, population: Population, audience: Audience, recommender: Ease) -> pa.Table:
    segments = results.labels_of(population.histories.user_ids)
    return audience_table(audience, population, segments, audience_names(results), recommender.name)


def _draw_first(results: Results, table: pa.Table) -> None:
    labels = segment_labels(results)
    first = table.slice(0, _N_SHOWN).to_pandas()
    ids = shown_ids(first[Column.USER_ID].tolist())
    st.dataframe(
        first.assign(
            user_id=ids,
            segment=[labels.get(int(each), "") for each in first[Column.SEGMENT]],
        ),
        hide_index=True,
        column_order=[Column.RANK, Column.USER_ID, Column.SEGMENT, Column.SCORE],
        column_config={
            Column.RANK: st.column_config.NumberColumn(_("Rank"), width=48),
            Column.USER_ID: st.column_config.TextColumn(
                _("User"), help=_("Masked unless the side bar shows ids in full; the files have them as they are.")
            ),
            Column.SEGMENT: st.column_config.TextColumn(_("Segment"), width=260),
            Column.SCORE: st.column_config.NumberColumn(
                _("Affinity"), format="%.3f",
                help=_("How much what the user has leads to the item (EASE); it orders users and is no share."),
            ),
        },
    )  # fmt: skip
    draw_letters(ids)
