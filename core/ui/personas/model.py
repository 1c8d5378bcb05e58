"""Names by a language model: the text that would be sent, agreement to it, how far it is, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.errors import AtlasError
from core.jobs.error_boundary import error_of
from core.jobs.kinds.name import NameJob
from core.jobs.name_versions import agreements, last_outcome
from core.naming.ask import question_of
from core.naming.endpoint import endpoint_of
from core.settings import known_author
from core.store.job_info import JobState
from core.ui.shared.errors import show_error
from core.ui.shared.labels import stage_label
from core.ui.shared.text import _, _n, format_time, language, plain, translated

if TYPE_CHECKING:
    from core.naming.ask import Question
    from core.naming.outcome import NamedSegment, Outcome
    from core.server import Server
    from core.ui.shared.page import RunContext

_EVERY_SECONDS = 2
_KIND = "name"


def draw_model(context: RunContext) -> None:
    """Offer names by a language model where the settings name one; else say how to set one."""
    st.subheader(_("Names by a language model"), anchor=False)
    server, run_id = context.server, context.run.run_id
    try:
        if endpoint_of(server.settings) is None:
            st.caption(
                _("Off: nothing is sent anywhere. Whoever runs this program can set one up, as its documentation says.")
            )
            return
        question = question_of(context.results, server.settings, language())
    except AtlasError as error:
        show_error(error)
        return
    live = next((job for job in server.jobs.live(run_id) if job.kind == _KIND), None)
    if live:
        _draw_progress(server, live.job_id)
        return
    _draw_question(context, question)
    _draw_last(context)


def _draw_question(context: RunContext, question: Question) -> None:
    """Show the text word for word; the button stays off until somebody agrees to it."""
    to = question.endpoint
    st.write(
        _(
            "One request to {model} at {url} with the text below. Names that pass the checks become a name version."
        ).format(model=plain(to.model), url=plain(to.url))
    )
    if to.is_open:
        st.warning(_("The address begins with http: the text can be read on its way."), icon=":material/lock_open:")
    for sentence in question.sent.left_out:
        st.caption(plain(translated(sentence)))
    given = agreements(context.server.jobs, context.run.run_id, question.prompt.digest)
    with st.expander(_("The text that is sent"), expanded=not given):
        st.code(question.prompt.text, language=None, wrap_lines=True, height=280)
    if given:
        author, time = plain(known_author(given[0].author)), format_time(given[0].created_at)
        agreed = _("{author} agreed to this text ({time}).") if author else _("You agreed to this text ({time}).")
        st.caption(agreed.format(author=author, time=time))
    agrees = bool(given) or st.checkbox(
        _("I have read the text and agree that it is sent to {host}.").format(host=plain(to.host)),
        key=f"agree_{question.prompt.digest[:16]}",
    )
    if st.button(_("Ask for names"), icon=":material/forum:", disabled=not agrees, key="ask_names"):
        job = NameJob(run_id=context.run.run_id, agreed=question.prompt.digest, language=question.language)
        context.server.start(job)
        st.rerun()


@st.fragment(run_every=_EVERY_SECONDS)
def _draw_progress(server: Server, job_id: str) -> None:
    job = server.job(job_id)
    if not job.state.is_live:
        st.rerun(scope="app")
    bar, button = st.columns([3, 1], vertical_alignment="center")
    stage = stage_label(job.stage) if job.stage else _("Waiting to start")
    bar.progress(min(max(job.progress, 0.0), 1.0), stage)
    if button.button(_("Cancel"), key="cancel_names", width="stretch"):
        server.cancel_job(job_id)
        st.rerun(scope="app")
    st.caption(_("You may close this tab: it goes on."))


def _draw_last(context: RunContext) -> None:
    """Say what became of the last question about this run."""
    job, outcome = last_outcome(context.server.jobs, context.server.store.workspace, context.run.run_id)
    if job is None:
        return
    if outcome:
        _draw_outcome(outcome, context.segmentation.number_of)
    elif job.state is JobState.CANCELLED:
        st.info(_("Cancelled: the names stay as they are."))
    elif job.message:
        show_error(error_of(job.message))


def _draw_outcome(outcome: Outcome, number_of: Callable[[int], int]) -> None:
    n_taken = len(outcome.names)
    taken = _n("{n} name is taken over.", "{n} names are taken over.", n_taken)
    st.write(f"**{plain(outcome.model)}:** {taken} {plain(translated(outcome.cost_line))}")
    for note in outcome.notes:
        st.caption(plain(translated(note)))
    st.markdown(
        "\n".join(f"- {_name_line(each, number_of(each.segment), outcome.before)}" for each in outcome.segments)
    )
    with st.expander(_("Claims and sentences, each held against its figure")):
        rows = [row for each in outcome.segments for row in _claim_rows(each, number_of(each.segment))]
        frame = pd.DataFrame(rows, columns=[_("Segment"), _("Outcome"), _("Text"), _("Figure")])
        st.dataframe(frame, hide_index=True, column_config={_("Outcome"): st.column_config.TextColumn(width="large")})


def _name_line(each: NamedSegment, number: int, before: Mapping[int, str]) -> str:
    """Say what became of the name of a segment."""
    old, new = plain(before.get(each.segment, "")), plain(each.proposed)
    if each.is_taken:
        return _("{segment} · **{name}**, before “{old}”").format(segment=number, name=new, old=old)
    why = plain(translated(each.why_not))
    if not each.proposed or new == old:
        return _("{segment} · {old} stays. {why}").format(segment=number, old=old, why=why)
    return _("{segment} · {old} stays, not “{name}”: {why}").format(segment=number, old=old, name=new, why=why)


def _claim_rows(each: NamedSegment, number: int) -> list[tuple[int, str, str, str]]:
    """Return number of the segment, outcome, text and figure of claims, then of sentences."""
    holds, struck = _("holds"), _("struck: {why}")
    rows = [
        (number, struck.format(why=translated(claim.why_struck)) if claim.why_struck else holds, claim.text,
         claim.figure)
        for claim in each.claims
    ]  # fmt: skip
    if each.sentence:
        rows.append((number, holds, each.sentence, ""))
    return [*rows, *((number, struck.format(why=translated(one.why)), one.text, "") for one in each.struck)]
