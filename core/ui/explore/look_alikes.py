"""Look-alikes on the page Explore: the users nearest to those who are chosen, in their place until these change."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from core.jobs.error_boundary import error_of
from core.jobs.kinds.nearest import NearestJob, found_by
from core.shaping.nearest import LookAlikes, is_of_whole_segments, on_whole_segments
from core.store.job_info import JobState
from core.types import BoolArray
from core.ui.explore.chosen import ACTION, Chosen
from core.ui.shared.errors import show_error
from core.ui.shared.explored import Explored
from core.ui.shared.segments import segment_labels
from core.ui.shared.text import _, count_of, plain, translated
from core.ui.shared.user_ids import draw_letters, shown_ids
from core.ui.shared.waiting import wait_for

_ASKED, _FOUND = "look_alikes_job", "look_alikes"
"""What the session keeps: the job that was asked for, and what was found last."""
_MOST, _N_USUAL, _N_SHOWN = 100_000, 500, 500


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked for."""

    run_id: str
    listed: str
    """Digest of the users whose look-alikes were asked for."""
    job_id: str
    is_of_segments: bool
    """Whether they are whole segments."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Look-alikes that are shown."""

    asked: _Asked
    found: LookAlikes

    def mask(self, explored: Explored) -> BoolArray:
        """Return who they are, (n_users,)."""
        is_one = np.zeros(explored.results.n_users, dtype=bool)
        is_one[self.found.rows] = True
        return is_one


def shown_look_alikes(explored: Explored) -> Alike | None:
    """Return the look-alikes that are shown of a run; take over those of a job that has just ended.

    Their form then closes, since it would push them down.
    """
    asked: _Asked | None = st.session_state.get(_ASKED)
    if asked:
        server = explored.context.server
        job = server.job(asked.job_id)
        if job.state is JobState.DONE:
            st.session_state[_FOUND] = Alike(asked, found_by(server.store.workspace, job))
            st.session_state[ACTION] = None
        if job.state in (JobState.DONE, JobState.CANCELLED):
            del st.session_state[_ASKED]
    return _found_of(explored)


def keep_while_same(shown: Alike | None, is_listed: BoolArray) -> None:
    """Go back to the filters and shapes once they choose other users than those whose look-alikes are shown."""
    if shown and shown.asked.listed != _digest(is_listed):
        _leave()
        st.rerun()


def draw_look_alikes(chosen: Chosen) -> None:
    """Draw the field for how many, and the button that looks for them."""
    if _found_of(chosen.explored):
        st.button(_("Back to the users whom they are like"), key="leave_look_alikes", on_click=_leave)
        return
    n_others = len(chosen.is_chosen) - chosen.n_chosen
    if not chosen.n_chosen or not n_others:
        st.caption(_("Choose some users first, and not all."))
        return
    st.caption(_("Users who are not chosen but nearest to those who are: they buy and act alike."))
    most = min(_MOST, n_others)
    n = st.number_input(_("How many"), 1, most, min(_N_USUAL, most), key="n_look_alikes")
    asked: _Asked | None = st.session_state.get(_ASKED)
    if asked and _draw_asked(chosen.explored, asked):
        return
    if st.button(_("Find look-alikes"), key="find_look_alikes", type="primary"):
        context = chosen.explored.context
        job = NearestJob(run_id=context.run.run_id, user_ids=chosen.user_ids, n=int(n))
        is_of_segments = is_of_whole_segments(chosen.explored.results.labels, chosen.is_chosen)
        st.session_state[_ASKED] = _Asked(
            context.run.run_id, _digest(chosen.is_chosen), context.server.start(job), is_of_segments
        )
        st.rerun(scope="app")


def _draw_asked(explored: Explored, asked: _Asked) -> bool:
    """Draw how far the search is, or why it failed; return whether it goes on."""
    server = explored.context.server
    job = server.job(asked.job_id)
    if job.state.is_live:
        wait_for(server, asked.job_id, "look_alikes")
        return True
    if job.message:
        show_error(error_of(job.message))
    return False


def draw_nearness(explored: Explored, shown: Alike) -> None:
    """State the proof, and list how near each user is."""
    found, results = shown.found, explored.results
    sentences = [*found.sentences(), *([on_whole_segments()] if shown.asked.is_of_segments else [])]
    st.caption(" ".join(plain(translated(each)) for each in sentences))
    rows = found.rows[:_N_SHOWN]
    labels, ids = segment_labels(results), shown_ids([str(user) for user in results.user_ids[rows]])
    st.dataframe(
        pd.DataFrame(
            {
                "user": ids,
                "nearness": 100 * found.nearness[: len(rows)],
                "segment": [labels[int(segment)] for segment in results.labels[rows]],
                "cosine": found.cosines[: len(rows)],
            }
        ),
        hide_index=True,
        height=300,
        column_config={
            "user": st.column_config.TextColumn(_("User"), width=60),
            "nearness": st.column_config.NumberColumn(
                _("Nearer than"), format=_("%.0f %% of the list"), width=110, help=_nearness_help()
            ),
            "segment": st.column_config.TextColumn(_("Segment"), width=230),
            "cosine": st.column_config.NumberColumn(
                _("Cosine"), format="%.2f", help=_("Mean over the ten nearest of those users, -1 to 1.")
            ),
        },
    )
    draw_letters(ids)
    if len(found.rows) > _N_SHOWN:
        st.caption(_("The nearest are listed: {users}.").format(users=count_of(_N_SHOWN, len(found.rows))))


def _nearness_help() -> str:
    return _(
        "Of the list, the users whom they are like, so many are less near to the others of it than this user is. 50 %: "
        "as near as its middle one. Empty for a list of fewer than 20."
    )


def _found_of(explored: Explored) -> Alike | None:
    """Return what was found last, where it is of this run."""
    found: Alike | None = st.session_state.get(_FOUND)
    return found if found and found.asked.run_id == explored.context.run.run_id else None


def _leave() -> None:
    st.session_state.pop(_FOUND, None)


def _digest(is_listed: BoolArray) -> str:
    return hashlib.sha1(np.packbits(is_listed).tobytes(), usedforsecurity=False).hexdigest()
