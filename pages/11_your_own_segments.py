"""Your own segments: given labels are learnt, judged on users the network did not see, and everybody is assigned."""

from __future__ import annotations

import streamlit as st

from core.store.job_info import JobState
from core.ui.given.found import draw_found
from core.ui.given.pick import pick_labels
from core.ui.given.train import draw_newest, draw_training, jobs_of
from core.ui.shared.page import start_with_run
from core.ui.shared.text import _


def main() -> None:
    """Draw the page."""
    context = start_with_run(_("Your own segments"))
    st.write(
        _(
            "You know the segments of some users: from a CRM, a survey, or a list. A network learns from their "
            "behaviour which user belongs where, is judged on users it did not see, and assigns everybody else."
        )
    )
    jobs = jobs_of(context)
    newest = jobs[0] if jobs else None
    done = [job for job in jobs if job.state is JobState.DONE]
    left, right = st.columns([2, 3], gap="large")
    with left:
        st.subheader(_("Labels"), anchor=False)
        if picked := pick_labels(context):
            draw_training(context, picked, newest)
    with right:
        st.subheader(_("What was learnt"), anchor=False)
        draw_newest(context, newest)
        if done:
            draw_found(context, done)
        elif newest is None:
            st.write(
                _(
                    "Nothing has been trained on these segments yet. Choose labels and train on them: then this shows "
                    "for how many users the network is right, whom it assigns where, and the files."
                )
            )
            st.write(
                _(
                    "No labels at hand? “The current segments” needs none: the network then assigns users of "
                    "another log to these segments."
                )
            )


main()
