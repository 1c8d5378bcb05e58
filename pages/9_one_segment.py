"""One segment: all that a meeting needs of it, also in large type for a room; the address opens exactly this view."""

from __future__ import annotations

import streamlit as st

from core.campaigns.files import newest_readback
from core.jobs.kinds.pack import measured_runs
from core.results.results import Results
from core.sentences import Sentence
from core.server import Server
from core.store.runs import RunInfo
from core.types import Population
from core.ui.one_segment.decide import draw_decision
from core.ui.one_segment.drawn import draw_sheet
from core.ui.one_segment.pack import draw_pack
from core.ui.shared.advice import draw_ways
from core.ui.shared.before import version_before
from core.ui.shared.effects import draw_heading, draw_readback
from core.ui.shared.hours import draw_hours
from core.ui.shared.navigation import SEGMENT, draw_ways_on, named_segment
from core.ui.shared.page import RunContext, start_with_run
from core.ui.shared.segments import named_results, segment_labels
from core.ui.shared.text import _, format_day, plain, translated
from core.ui.shared.verdicts import legend
from core.views.advice import ways_of_segment
from core.views.change import change_since
from core.views.outcomes_before import MeasuredRun, Partner, measured_run, outcomes_before, partners_in
from core.views.seasons import seasons
from core.views.sheet import sheet_of, with_season
from core.views.trust import segment_views

_PRESENT, _PICKER = "present", "one_segment_picker"


def main() -> None:
    """Draw the page."""
    is_presented = st.query_params.get(_PRESENT) == "1"
    context = start_with_run(_("One segment"), is_bare=is_presented)
    results = named_results(context)
    segment = _segment(results)
    sheet = with_season(sheet_of(results, segment), _seasons(context.run.run_id, context.run, results, context.server))
    before = version_before(context)
    change = [translated(each) for each in change_since(results, segment, before[1] if before else None)]
    if is_presented:
        draw_sheet(context, results, sheet, change, is_presented=True)
        _draw_steps(results, segment, is_presented=True)
        return
    _draw_steps(results, segment, is_presented=False)
    draw_sheet(context, results, sheet, change, is_presented=False)
    if sheet.trust:
        view = next(each for each in segment_views(results) if each.segment == segment)
        if ways := ways_of_segment(results, view, context.confident):
            st.markdown(_("**Follow the advice among the risks**"))
            draw_ways(ways)
        st.html(legend())
    draw_hours(context.dataset.meta)
    if note := context.segmentation.notes.get(segment):
        st.text(_("Note: {note}").format(note=note))
    _draw_outcomes(context, results, segment)
    draw_decision(context, results, segment)
    draw_pack(context)
    draw_ways_on(results.number_of(segment), "personas", "interests", "recommend", "edit_segments", "export")


def _draw_outcomes(context: RunContext, results: Results, segment: int) -> None:
    """Draw what a campaign changed of the segment, else of the same one in an earlier run."""
    labels = segment_labels(results)
    kept = newest_readback(context.server.runs.folder(context.run.run_id), segment)
    before = None if kept else outcomes_before(segment, _measured(context))
    if not (kept or before):
        return
    st.subheader(_("Did it work?"), anchor=False)
    if kept:
        draw_heading(kept)
        draw_readback(kept, labels, segment)
    elif before:
        draw_heading(before.found)
        st.info(plain(translated(before.sentence)))
        draw_readback(before.found, {before.partner.segment: labels[segment]}, before.partner.segment)


def _measured(context: RunContext) -> list[MeasuredRun]:
    """Return the runs before this one of which outcomes were read."""
    server, found = context.server, []
    for run in measured_runs(server.runs.runs(context.dataset.dataset_id), context.run, server.runs.folder):
        partners = _partners((context.run.run_id, run.run_id), context.results, server)
        folder, day = server.runs.folder(run.run_id), format_day(run.created_at)
        found.append(measured_run(run.run_id, day, folder, server.runs.segmentation(run.run_id).numbers, partners))
    return found


def _segment(results: Results) -> int:
    """Return the segment that the address names; the first one where it names none, or one that is not there."""
    named = named_segment(results.numbers)
    if named is None and SEGMENT not in st.query_params:
        st.query_params[SEGMENT] = str(results.number_of(results.segments[0]))
    return results.segments[0] if named is None else named


def _draw_steps(results: Results, segment: int, *, is_presented: bool) -> None:
    """Draw the ways to the other segments: buttons that arrow keys press too, and a box."""
    segments, place = results.segments, results.segments.index(segment)
    back, box, onward, present = st.columns([1, 2, 1, 1], vertical_alignment="bottom")
    for cell, label, key, icon, to, end in (
        (back, _("Previous"), "Left", ":material/arrow_back:", place - 1, _("This is the first segment.")),
        (onward, _("Next"), "Right", ":material/arrow_forward:", place + 1, _("This is the last segment.")),
    ):
        cell.button(
            label, key=f"step_{key}", icon=icon, shortcut=key, width="stretch", disabled=not 0 <= to < len(segments),
            on_click=_open, args=(results.number_of(segments[to % len(segments)]),),
            help=None if 0 <= to < len(segments) else end,
        )  # fmt: skip
    if is_presented:
        present.button(_("Leave"), key="leave", shortcut="Esc", width="stretch", on_click=_present, args=(False,))
        return
    labels = segment_labels(results)
    st.session_state[_PICKER] = segment
    box.selectbox(
        _("Segment"), segments, format_func=labels.__getitem__, key=_PICKER,
        on_change=lambda: _open(results.number_of(st.session_state[_PICKER])),
    )  # fmt: skip
    present.button(
        _("Present"), key="present", icon=":material/present_to_all:", shortcut="P", width="stretch",
        on_click=_present, args=(True,), help=_("Large type without the side bar; Esc leaves it."),
    )  # fmt: skip


def _open(number: int) -> None:
    st.query_params[SEGMENT] = str(number)


def _present(is_wanted: bool) -> None:
    if is_wanted:
        st.query_params[_PRESENT] = "1"
    else:
        st.query_params.pop(_PRESENT, None)


@st.cache_resource(max_entries=500, show_spinner=False)
def _partners(run_ids: tuple[str, str], _results: Results, _server: Server) -> dict[int, Partner]:
    """Find the segments that a run and an earlier one have in common once; only then is the earlier one read."""
    return partners_in(_results, _server.results(run_ids[1]))


@st.cache_resource(max_entries=4, show_spinner=False)
def _seasons(run_id: str, _run: RunInfo, _results: Results, _server: Server) -> dict[int, Sentence]:
    """Look once per run for segments that have a season."""
    population: Population = _server.population(_run.dataset_id, _run.excluded, _run.version)
    return seasons(population, _results.labels_of(population.histories.user_ids))


main()
