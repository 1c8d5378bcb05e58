"""Lists of items for single users, as a file: what is new to them, or what they take again."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import streamlit as st

from core.export.again_lists import AgainWish, write_again_users
from core.export.narrow import aside_sentence
from core.export.user_lists import write_user_lists
from core.recommenders.user_lists import Wish
from core.results.results import Results
from core.types import BoolArray
from core.ui.recommend.choice import Choice
from core.ui.recommend.fitted import (
    dislikes_of,
    fitted_again,
    fitted_for_users,
    fitted_popularity,
    marked,
    population_of,
)
from core.ui.shared.consent import pick_consent
from core.ui.shared.downloads import draw_downloads
from core.ui.shared.labels import dataset_name
from core.ui.shared.page import RunContext
from core.ui.shared.text import _, _n, plain, translated, visitors_day
from core.views.files import BYTES_PER_ROW, MAX_BYTES_IN_BROWSER, bytes_of, file_stem
from core.views.popularity_age import age_for_users

SHOWN, KIND, LENGTH, REFUSED = "user_lists", "user_lists_kind", "user_lists_length", "user_lists_refused"
"""Keys of the widgets."""
NEW, AGAIN = "new", "again"
_USUAL_LENGTH, _LONGEST = 10, 100


def draw_user_lists(context: RunContext, results: Results, choice: Choice) -> None:
    """Offer the lists of single users once they are asked for."""
    st.subheader(_("Lists for single users"), anchor=False)
    is_asked = st.toggle(
        _("Make lists for single users"), key=SHOWN, persist_state="session",
        help=_("A file with one row for each item of each user, by what the user has."),
    )  # fmt: skip
    if not is_asked:
        return
    kind, length = _pick_kind(), _pick_length()
    is_listed = _listed(context, results)
    n_users = int(np.count_nonzero(is_listed))
    st.write(_n("The file lists {n} user.", "The file lists {n} users.", n_users))
    if not n_users:
        return
    if kind == AGAIN and not fitted_again(context).has_repeats:
        st.info(plain(translated(fitted_again(context).why_not)))
        return
    if n_users * length * BYTES_PER_ROW > MAX_BYTES_IN_BROWSER:
        st.write(_("That is too large for the browser. The command line writes the same file:"))
        again = " --again" if kind == AGAIN else " --recommender ease"
        st.code(
            f"python -m core recommend {context.run.run_id} --workspace DIR --per-user {length}{again} --out FILE",
            language="sh",
        )
        return
    _draw_files(context, results, kind, length, is_listed, choice)


def _pick_kind() -> str:
    names = {NEW: _("New to them"), AGAIN: _("What they take again")}
    return str(
        st.segmented_control(
            _("Items"), list(names), default=NEW, required=True, format_func=names.__getitem__, key=KIND
        )
    )


def _pick_length() -> int:
    return int(
        st.number_input(_("Items for each user"), min_value=1, max_value=_LONGEST, value=_USUAL_LENGTH, key=LENGTH)
    )


def _listed(context: RunContext, results: Results) -> BoolArray:
    """Return who is listed, (n_users,) of the log: those who consented and are in no segment that is set aside."""
    user_ids = population_of(context).histories.user_ids
    is_listed: BoolArray = ~np.isin(results.labels_of(user_ids), results.not_acted_on)
    if results.not_acted_on:
        st.caption(translated(aside_sentence(map(results.number_of, results.not_acted_on))))
    consent = pick_consent(context, REFUSED, is_listed)
    return is_listed & consent.is_given if consent else is_listed


def _draw_files(
    context: RunContext, results: Results, kind: str, length: int, is_listed: BoolArray, choice: Choice
) -> None:
    population, rows = population_of(context), np.flatnonzero(is_listed)
    if kind == AGAIN:
        fitted = fitted_again(context)
        wish = AgainWish(rows, length, marked(context, choice))

        def write(for_excel: bool, path: Path) -> None:
            write_again_users(path, fitted, population.histories.user_ids, wish, for_excel=for_excel)
    else:
        learnt, popularity = fitted_for_users(context), fitted_popularity(context)
        labels = results.labels_of(population.histories.user_ids)[rows]
        wish_new = Wish(length, left_out=choice.left_out, segments=labels, disliked=dislikes_of(context, results))

        def write(for_excel: bool, path: Path) -> None:
            users = population.of_users(rows)
            write_user_lists(path, learnt, popularity, users, wish_new, for_excel=for_excel)

        made_by = _(
            "By what leads from a user's items to others (EASE); a user without a known item gets what is popular, "
            "and the column recommender says so. Other recommenders, and items that nobody has taken yet, are on "
            "the command line."
        )
        st.caption(f"{made_by} {plain(translated(age_for_users(population)))}")
    stem = file_stem(dataset_name(context.dataset), visitors_day(), context.run.run_id)
    name = "again_users" if kind == AGAIN else "recommendations_users"
    draw_downloads(lambda for_excel: bytes_of(partial(write, for_excel)), name, stem)
