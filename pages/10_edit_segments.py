"""Edit segments: merge, split and move, undo and redo, the history, and which segments became which."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.server import Server
from core.store.run_info import RunInfo
from core.trust.reach import MIN_SIZE
from core.ui.shape.act import draw_led_on, draw_not_standing, draw_refused, draw_refused_step, lead, lead_on
from core.ui.shape.carry import draw_carried, draw_carry, draw_edited_before
from core.ui.shape.forms import draw_look, draw_merge, draw_move
from core.ui.shape.history import draw_history, draw_lineage, draw_steps
from core.ui.shape.shaped import Shaped, advised, changed_verdicts, shaped_of
from core.ui.shape.split import draw_split
from core.ui.shared.advice import ASIDE, SPLIT, draw_ways
from core.ui.shared.bars import Bar, draw_bars
from core.ui.shared.navigation import link
from core.ui.shared.outcome import draw_failure
from core.ui.shared.page import start_with_dataset, stop_without_run
from core.ui.shared.palette import colour_of
from core.ui.shared.run_progress import follow_run
from core.ui.shared.text import _, _n, plain, translated
from core.views.shape import ShapedSegment

_ASKED = "shape_tabs_asked"  # what of the address opened a tab last


def main() -> None:
    """Draw the page."""
    context = start_with_dataset(_("Edit segments"))
    run = context.run
    if run is None or (run.edit is None and run.state != "done"):
        stop_without_run(context.server, run)
    lead_on(context.server, run)
    shaped = shaped_of(context.server, run)
    if shaped is None:
        _draw_waiting(context.server, run)
        return
    draw_led_on(run)
    draw_refused(shaped)
    draw_carried()
    is_open = not draw_not_standing(shaped)
    draw_steps(shaped)
    if is_open:
        draw_edited_before(shaped)
    left, right = st.columns([2, 3], gap="large")
    with left:
        _draw_segments(shaped)
    with right:
        if is_open:
            _draw_forms(shaped)
    draw_lineage(shaped)
    st.subheader(_("History"), anchor=False)
    draw_history(shaped)


def _draw_waiting(server: Server, run: RunInfo) -> None:
    """Say that edits wait for the segments of this version, how far they are, and offer the way back."""
    st.info(
        _(
            "Who is in which segment is still being computed for this segment version. Edits wait until then, or undo "
            "it."
        ),
        icon=":material/hourglass_top:",
    )
    draw_refused_step()
    st.button(_("Undo"), key="shape_undo", icon=":material/undo:", disabled=run.edit is None, on_click=lead,
              args=(lambda: server.shapes.undo(run.run_id),))  # fmt: skip
    follow_run(server, run.run_id)


def _draw_segments(shaped: Shaped) -> None:
    """Draw the segments with their sizes, and how far their figures are."""
    if shaped.run.state.is_live:
        st.info(
            _("Sizes are there; figures of this segment version are being computed."), icon=":material/hourglass_top:"
        )
    elif shaped.run.state != "done":
        draw_failure(shaped.server, shaped.run)
    for change in changed_verdicts(shaped):
        st.info(plain(translated(change)), icon=":material/compare_arrows:")
    draw_bars(_bar(shaped, each) for each in shaped.segments)
    if ways := advised(shaped):
        st.caption(_("The trust card advises, and the page Segment says why:"))
        draw_ways(ways)
    small = [each for each in shaped.segments if each.size < MIN_SIZE]
    if small:
        names = ", ".join(plain(shaped.texts[each.segment]) for each in small)
        st.warning(_("Fewer than {least} users, too few to act on: {names}. Merge them, or move their users.").format(
            least=MIN_SIZE, names=names))  # fmt: skip
    n_out = int((shaped.labels < 0).sum())
    if n_out:
        st.caption(_n("{n} user is in no segment.", "{n} users are in no segment.", n_out))
    link("personas", _("Names and notes are on Personas"))


def _bar(shaped: Shaped, segment: ShapedSegment) -> Bar:
    name = shaped.texts[segment.segment]
    users = _n("{n} user", "{n} users", segment.size)
    return Bar(
        _("{name} (set aside)").format(name=name) if segment.is_set_aside else name,
        _("{users} · {share}").format(users=users, share=f"{100 * segment.share:.1f} %"),
        segment.share,
        None,
        colour_of(segment.number),
    )


def _open_named_tab(tabs: Mapping[str, str]) -> None:
    """Open the tab that a link asks for, once: a segment that is gone stays in the address, and the tab can be left."""
    asked = {name: st.query_params[name] for name in tabs if name in st.query_params}
    if asked and asked != st.session_state.get(_ASKED):
        st.session_state["shape_tabs"] = tabs[next(reversed(asked))]
    st.session_state[_ASKED] = asked


def _draw_forms(shaped: Shaped) -> None:
    tabs = [_("Merge"), _("Split"), _("Move users"), _("Colour, order, set aside"), _("From another run")]
    _open_named_tab({SPLIT: tabs[1], ASIDE: tabs[3]})
    merge, split, move, look, carried = st.tabs(tabs, key="shape_tabs", on_change="rerun")
    with merge:
        draw_merge(shaped)
    with split:
        draw_split(shaped)
    with move:
        draw_move(shaped)
        link("explore", _("Choose users on the map, by filters or a rule"))
    with look:
        draw_look(shaped)
    with carried:
        if carried.open:  # matching two runs takes seconds in a large log
            draw_carry(shaped)


main()
