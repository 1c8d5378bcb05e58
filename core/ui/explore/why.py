"""Why the user who is looked at is in a segment: a sentence, bars and a table."""

from __future__ import annotations

import streamlit as st

from core.jobs.error_boundary import error_of
from core.jobs.kinds.why import WhyJob, explained_by
from core.model.changes import ATTRIBUTE, HABIT, TASTE
from core.model.why import Reason, Why
from core.store.job_info import JobState
from core.types import NOISE
from core.ui.shared.bars import Bar, draw_bars
from core.ui.shared.errors import show_error
from core.ui.shared.explored import Explored
from core.ui.shared.palette import colour_of
from core.ui.shared.segments import segment_labels
from core.ui.shared.text import _, minus, plain, translated
from core.ui.shared.waiting import wait_for
from core.views.why import Explained

_ASKED = "why_job"
_N_BARS, _MOST_TIMES, _WHOLE_FROM = 8, 1000, 10


def draw_why(explored: Explored, row: int) -> None:
    """Ask why a user is in a segment, and draw the answer once it is there."""
    server, run_id = explored.context.server, explored.context.run.run_id
    user = str(explored.results.user_ids[row])
    asked = st.session_state.get(_ASKED)
    if asked is None or asked[:2] != (run_id, user):
        asked = (run_id, user, server.start(WhyJob(run_id=run_id, user_id=user)))
        st.session_state[_ASKED] = asked
    job = server.job(asked[2])
    if job.state.is_live:
        wait_for(server, asked[2], "why")
    elif job.state is JobState.DONE:
        _draw(explored, explained_by(server.store.workspace, job))
    else:
        if job.message:
            show_error(error_of(job.message))
        st.button(_("Ask again"), key="ask_why", on_click=st.session_state.pop, args=(_ASKED, None))


def _draw(explored: Explored, found: Explained) -> None:
    labels = segment_labels(explored.results)
    for sentence in found.sentences(lambda segment: _("no segment") if segment == NOISE else labels[segment]):
        st.markdown(plain(translated(sentence)))
    for each in found.typical:
        st.markdown(f"- {plain(translated(each))}")
    if found.why is None:
        return
    colours = tuple(colour_of(labels.number_of(each)) for each in (found.why.segment, found.why.other))
    most = max((abs(each.weight) for each in found.why.reasons), default=1.0)
    draw_bars(_bar(each, most, colours) for each in found.why.reasons[:_N_BARS])
    st.caption(
        _("Each thing was changed alone and the user placed again. It is about this user only."),
        help=_(
            "Interests were left out with their events, habits made those of all users, attributes made unknown. 3 × "
            "likelier: without it, the segment would be a third as likely, compared with the other one. The weights "
            "need not add up. Probability {probability} %, log-odds {odds}."
        ).format(probability=f"{100 * found.why.probability:.1f}", odds=minus(f"{found.why.log_odds:.2f}")),
    )
    _draw_table(found.why, found)


def _bar(reason: Reason, most: float, colours: tuple[str, ...]) -> Bar:
    text = _("{times} × likelier") if reason.weight > 0 else _("{times} × less likely")
    figures = text.format(times=_times(reason.times))
    colour = colours[0 if reason.weight > 0 else 1]
    return Bar(translated(reason.about), figures, abs(reason.weight) / most, None, colour)


def _times(times: float) -> str:
    if times >= _MOST_TIMES:
        return f"> {_MOST_TIMES:,}"
    return f"{times:.0f}" if times >= _WHOLE_FROM else f"{times:.1f}"


def _draw_table(why: Why, found: Explained) -> None:
    kinds = {TASTE: _("interest"), HABIT: _("habit"), ATTRIBUTE: _("attribute")}
    with st.expander(_("All figures")):
        frame = found.frame()
        st.dataframe(
            frame.assign(
                kind=[kinds[each] for each in frame["kind"]],
                about=[translated(each.about) for each in why.reasons],
                change=[translated(each.done) for each in why.reasons],
            ),
            hide_index=True,
            column_config={
                "kind": st.column_config.TextColumn(_("Kind")),
                "about": st.column_config.TextColumn(_("What")),
                "weight": st.column_config.NumberColumn(
                    _("Log-odds"), format="%+.2f", help=_("Above 0 it speaks for the segment, below 0 against it.")
                ),
                "times": st.column_config.NumberColumn(_("Times"), format="%.1f"),
                "change": st.column_config.TextColumn(_("What was changed")),
            },
        )
