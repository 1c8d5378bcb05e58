"""The filters of the page Explore: each is a condition of one rule, or a list of users."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from core.errors import AtlasError, DataError
from core.ingest.values.identity import read_key
from core.shaping.known import SEPARATION, is_among
from core.shaping.rule import Rule, all_of, parse_rule
from core.shaping.shown import own_rule
from core.types import BoolArray, Column
from core.ui.explore.builder import draw_builder, picked_conditions
from core.ui.explore.words import rule_words
from core.ui.shared.errors import show_error
from core.ui.shared.explored import Explored
from core.ui.shared.segments import draw_unknown_parts, pick_interests, pick_segments
from core.ui.shared.text import _, _n, plain, translated
from core.ui.shared.uploads import MOST_MB, TABLES
from core.views.item_lists import decoded, match_users, with_codes
from core.views.selection import SHARES, SILHOUETTES, Range, filter_rule

RULE, PASTED, FILE, LISTED = "rule", "pasted_users", "user_file", "listed_users"
"""Keys of the widgets, and of what the session keeps of a list."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Who is asked for."""

    rule: Rule | None = None
    """None for everybody."""
    listed: tuple[str, ...] | None = None
    """User ids of a list; None where there is none."""
    is_readable: bool = True
    """Whether the rule that is typed can be read; nobody is chosen where it cannot."""

    def choose(self, explored: Explored, meets: BoolArray | None) -> BoolArray | None:
        """Return who meets the rule and is on the list, (n_users,); None for everybody."""
        if not self.is_readable:
            return np.zeros(explored.results.n_users, dtype=bool)
        if self.listed is None:
            return meets
        on_list = is_among(explored.known.population, self.listed)
        return on_list if meets is None else meets & on_list


def pick_filters(explored: Explored, *, is_alike: bool = False) -> Filters:
    """Draw the row of filters; return what they ask for. ``is_alike`` is whether look-alikes of those are shown."""
    results = explored.results
    above = st.container()
    first, second, third, fourth, fifth = st.columns([10, 10, 6, 8, 7], gap="small", vertical_alignment="bottom")
    with first:
        segments = pick_segments(results, "segments")
    with second:
        nodes = pick_interests(results, "interests")
    with above:
        draw_unknown_parts("segments", "interests")
    names = [str(results.interests.nodes[node].name) for node in nodes] if results.interests else []
    with third.popover(_("Ranges"), width="stretch"):
        ranges = _pick_ranges(explored)
    with fourth:
        typed, error = _pick_conditions(explored)
    with fifth:
        listed = _pick_list(explored)
    if error:
        show_error(error)
    rules = [filter_rule(segments, names, ranges), picked_conditions(), typed]
    rule = all_of([each for each in rules if each])
    _draw_chosen(explored, rule, listed, is_alike=is_alike)
    return Filters(rule, listed, is_readable=error is None)


def _pick_ranges(explored: Explored) -> dict[str, tuple[Range, Range]]:
    probability = st.slider(
        _("Membership probability"), *SHARES, SHARES, 0.01,
        key="probability", bind="query-params", help=probability_help(),
    )  # fmt: skip
    silhouette = st.slider(
        _("Separation"), *SILHOUETTES, SILHOUETTES, 0.01,
        key="silhouette", bind="query-params", help=separation_help(),
    )  # fmt: skip
    ranges = {Column.PROBABILITY: (probability, SHARES), SEPARATION: (silhouette, SILHOUETTES)}
    if explored.results.stabilities is None:
        return ranges
    stability = st.slider(
        _("Found again"), *SHARES, SHARES, 0.01, key="stability", bind="query-params", help=_stability_help()
    )
    return {**ranges, Column.STABILITY: (stability, SHARES)}


def _pick_conditions(explored: Explored) -> tuple[Rule | None, DataError | None]:
    """Draw the builder of conditions; return the rule that is typed beside it, or why it cannot be read."""
    with st.popover(_("Conditions"), width="stretch"):
        if st.toggle(_("Pick conditions from lists"), key="picks_conditions", persist_state="session"):
            draw_builder(explored)  # for which the log is read
        st.markdown(_("**Or type a rule**"))
        typed = st.text_input(
            _("Rule"), key=RULE, bind="query-params", placeholder='segment:3 and last_seen<30d and not item:"tea"',
            help=_(
                "Conditions joined by and, or, not and brackets, as the command select takes them: segment:3, "
                "bought:tea, category:Kitchen, event:purchase, interest:Tea, events>=5, last_seen<30d, "
                "first_seen>=2011-05-01, seen:2011-05-01..2011-05-31, probability>=0.8, gender:female."
            ),
        )  # fmt: skip
    if not typed.strip():
        return None, None
    try:
        results = explored.results
        return own_rule(parse_rule(typed), results.numbers, results.names.values()), None
    except DataError as error:
        return None, error


def _pick_list(explored: Explored) -> tuple[str, ...] | None:
    """Draw the fields for a list of users; return those of the log, None where nothing is given.

    A file that cannot be read, or is empty, lists nobody.
    """
    with st.popover(_("User list"), width="stretch"):
        pasted = st.text_area(_("Ids of users, one a line"), key=PASTED, height=110)
        file = st.file_uploader(
            _("Or a file with their ids"), type=TABLES, key=FILE,
            max_upload_size=MOST_MB,
            help=_(
                "CSV, Excel, Parquet or text. The column with the most ids of this log counts. The file is not kept."
            ),
        )  # fmt: skip
        try:
            text = decoded(file.getvalue(), file.name) if file else pasted
        except AtlasError as error:
            show_error(error)
            text = ""
        if not file and not text.strip():
            return None
        known = explored.results.user_ids.tolist()
        found = with_codes(match_users(text, known), known, read_key(explored.context.server.store.workspace))
        draw = st.warning if found.unmatched else st.caption
        draw(" ".join(plain(translated(each)) for each in found.sentences()))
    return found.matched


def _draw_chosen(explored: Explored, rule: Rule | None, listed: tuple[str, ...] | None, *, is_alike: bool) -> None:
    """Say in words who is asked for, where anything is."""
    parts = [rule_words(rule, explored.results)] if rule else []
    parts += [_n("on the list of {n} user", "on the list of {n} users", len(listed))] if listed is not None else []
    with st.container():
        text = (
            _("Shown: look-alikes of users {rule}. The filters choose whom they are like.")
            if is_alike
            else _("Asked for: users {rule}.")
        )
        if parts:
            st.caption(text.format(rule=plain(_(" and ").join(parts))))


def probability_help() -> str:
    """Explain the probability."""
    return _(
        "How strongly a user belongs to the own segment rather than to another one, 0 to 1, from the distances to all "
        "segments. Of several users: the mean."
    )


def separation_help() -> str:
    """Explain the silhouette."""
    return _(
        "Silhouette, -1 to 1: near 1 a user is clearly inside the own segment, at 0 between two, below 0 closer to "
        "another one. Of several users: the mean."
    )


def _stability_help() -> str:
    return _(
        "In which share of the resamples with a user the user came out in the same segment, 0 to 1: users and events "
        "were drawn anew and the recipe fitted again. A narrower range leaves out users of no segment and of no "
        "resample."
    )
