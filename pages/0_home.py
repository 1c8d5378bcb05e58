"""Home: where the analyst stands with a log: its segments at a glance, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from core.campaigns.words import in_short
from core.jobs.current import dataset_with_segments
from core.jobs.standing import only_name, outcomes_of, standing_of
from core.results.results import Results
from core.ui.home.tiles import draw_tiles
from core.ui.shared.advice import draw_ways
from core.ui.shared.before import version_before
from core.ui.shared.effects import heading
from core.ui.shared.labels import dataset_name, run_label
from core.ui.shared.names_line import about_versions
from core.ui.shared.navigation import link, path_of, select, selected
from core.ui.shared.new_run import draw_new_run
from core.ui.shared.page import DatasetContext, RunContext, draw_other_stands, start_with_dataset
from core.ui.shared.segments import named_results
from core.ui.shared.text import _, _n, format_day, format_time, plain, translated, visitors_day
from core.ui.shared.verdicts import draw_verdict
from core.views.advice import Does
from core.views.change import change_of_run
from core.views.home import tiles_of
from core.views.next_steps import next_steps
from core.views.step import Step
from core.views.trust import run_verdict

# On a wide screen the next steps stand beside the segments, else below them.
_STYLE = """<style>
.st-key-steps{display:grid !important;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:0.8rem 2rem}
@media (min-width:1500px){
 .st-key-home_parts{display:grid !important;grid-template-columns:minmax(0,5fr) minmax(0,2fr);gap:0 3rem}
 .st-key-steps{grid-template-columns:1fr}
}
</style>"""


def main() -> None:
    """Draw the page."""
    context = start_with_dataset(_("Home"))
    finished = context.finished()
    results = named_results(finished) if finished else None
    draw_new_run(context.server, context.dataset.dataset_id, context.run)
    if finished:
        draw_other_stands(finished.server, finished.run)
    st.markdown(_facts(context, finished), help=about_versions())
    if finished and results:
        _draw_change(finished, results)
    st.html(_STYLE)
    with st.container(key="home_parts"):
        with st.container(key="home_segments"):
            if finished and results:
                _draw_segments(results)
                _draw_outcomes(finished)
            else:
                st.write(_("This log has no segments to show yet."))
                _draw_elsewhere(context)
        with st.container(key="home_next"):
            _draw_steps(context, results)


def _facts(context: DatasetContext, finished: RunContext | None) -> str:
    """Say what the log is, how much it holds, over which time and its later version; below, the run on view."""
    info = context.dataset
    first, last = context.server.store.span(info.dataset_id)
    facts = _("**{name}** · {users} · {events} · {first} to {last}").format(
        name=plain(dataset_name(info)),
        users=_n("{n} user", "{n} users", info.report["n_users"]),
        events=_n("{n} event", "{n} events", info.report["n_events"]),
        first=format_day(first),
        last=format_day(last),
    )
    if info.version > 1:
        facts += " · " + _("data version {version}").format(version=info.version)
    if finished is None:
        return facts
    made = _("Segments of {users}: {run}").format(
        users=_n("{n} user", "{n} users", finished.results.n_users), run=plain(run_label(finished.run))
    )
    return f"{facts}  \n{made}"


def _draw_segments(results: Results) -> None:
    """Draw the verdict on the run and a tile for each segment; its advice is one of the next steps."""
    verdict = run_verdict(results)
    if verdict:
        draw_verdict(replace(verdict, advice=""))
    draw_tiles(tiles_of(results))


def _draw_change(context: RunContext, results: Results) -> None:
    """Say how users moved since the run before, with a link to both runs compared; nothing for edited segments."""
    before = version_before(context)
    if before is None or before[0].root == context.run.root:
        return
    st.markdown(plain(translated(change_of_run(results, before[1]))))
    link("runs", _("Compare both runs"))


def _draw_outcomes(context: RunContext) -> None:
    """Draw what the newest campaign changed, in a line that leads to all of it; nothing where no outcomes were read."""
    newest = next(outcomes_of(context.server, context.run), None)
    if newest is None:
        return
    found, measured = newest
    text = _("**The newest campaign** · {outcomes}").format(outcomes=heading(found))
    if measured.run_id != context.run.run_id:
        text += " · " + _("measured on the segments of the run of {time}, not on these").format(
            time=format_time(measured.created_at)
        )
    answer = in_short(found, only_name(context.server, found, measured))
    st.markdown(f"{text}  \n{plain(translated(answer))}")
    if path := path_of("export"):
        st.page_link(
            path,
            label=_("All outcomes, by segment"),
            icon=":material/arrow_forward:",
            query_params={**selected(), "run": measured.run_id},
        )


def _draw_elsewhere(context: DatasetContext) -> None:
    """Lead to the log that has segments, where this one has none."""
    other = dataset_with_segments(context.server)
    if other:
        label = _("Open {name} ({users}), which has segments").format(
            name=plain(dataset_name(other)), users=_n("{n} user", "{n} users", other.report["n_users"])
        )
        st.button(label, icon=":material/arrow_forward:", on_click=select, kwargs={"dataset": other.dataset_id})


def _draw_steps(context: DatasetContext, results: Results | None) -> None:
    st.subheader(_("What to do next"), anchor=False)
    with st.spinner(_("Examining the log"), show_time=True):
        standing = standing_of(context.server, context.dataset, context.run, visitors_day())
    steps = next_steps(standing, results)
    if not steps:
        st.write(_("Nothing is open."))
    with st.container(key="steps"):
        _draw_list(steps)


def _draw_list(steps: Sequence[Step]) -> None:
    labels = {
        "data": _("Go to Data"),
        "segment": _("Go to Segment"),
        "personas": _("Go to Personas"),
        "one_segment": _("Open segment {number}"),
        "export": _("Go to Export"),
        "runs": _("Go to Runs"),
        "edit_segments": _("Go to Edit segments"),
    }
    for place, step in enumerate(steps, 1):
        with st.container(key=f"step_{place}", gap="xsmall"):
            st.markdown(f"**{place}.** {plain(translated(step.sentence))}")
            path = path_of(step.page)
            if path:
                about = {"segment": str(step.number)} if step.number is not None else {}
                st.page_link(
                    path, label=labels[step.page].format(number=step.number), icon=":material/arrow_forward:",
                    query_params={**selected(), **about},
                )  # fmt: skip
            draw_ways([way for way in step.ways if way.does is not Does.RUN or step.page != "segment"])


main()
