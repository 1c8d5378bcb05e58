"""The edits of another run, made again on the segments that match: what becomes of each is shown before and after."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core.errors import AtlasError
from core.jobs.standing import edited_before
from core.results.carried_edits import Replayed, ReplayState
from core.store.job_info import JobState
from core.ui.shape.act import keep_refused, lead
from core.ui.shape.shaped import Shaped
from core.ui.shared.errors import show_error
from core.ui.shared.labels import short_run_label
from core.ui.shared.navigation import link, select
from core.ui.shared.text import _, _n, plain, translated

_DONE = "shape_carried"


def draw_carry(shaped: Shaped) -> None:
    """Choose a run, look at what of its edits can be made here, and make them."""
    sources = _sources(shaped)
    if not sources:
        st.write(
            _(
                "Edits and names of another run of this log can be made again here, on the segments that match. No "
                "other run has any yet; after a new run this brings over what is done to this one."
            )
        )
        link("segment", _("Start another run"))
        return
    source = st.selectbox(
        _("Edits of"), list(sources), format_func=sources.__getitem__, key=f"carry_from_{shaped.run.run_id}"
    )
    try:
        found = shaped.server.shapes.find_carry(shaped.run.run_id, source)
    except AtlasError as error:
        show_error(error)
        return
    _draw_steps(found.steps, _("will be applied"))
    n_open = sum(each.state is ReplayState.CARRIED for each in found.steps)
    if not n_open:
        st.info(_("Nothing is left to apply here; the table says why."))
    st.button(
        _("Make these edits here"),
        key="do_carry",
        type="primary",
        disabled=not n_open,
        on_click=_carry,
        args=(shaped, source),
    )


def draw_edited_before(shaped: Shaped) -> None:
    """Offer the edits of the newest earlier run that has some, where nobody has edited this one."""
    before = edited_before(shaped.server, shaped.run)
    if before is None:
        return
    with st.container(border=True, key="edited_before"):
        what = plain(", ".join(translated(each) for each in before.what))
        had = _n(
            "An earlier run had {n} edit, which this one does not have:",
            "An earlier run had {n} edits, which this one does not have:",
            before.n_edits,
        )
        st.markdown(f"{had} {what}.")
        st.button(
            _n("Make the edit again on this run", "Make the {n} edits again on this run", before.n_edits),
            key="do_carry_before",
            icon=":material/replay:",
            on_click=_carry,
            args=(shaped, before.run.run_id),
            help=_("Each is made on the segments that match. What does not fit is named, and all can be undone."),
        )
        st.button(
            _n("Leave it", "Leave them", before.n_edits),
            key="leave_before",
            icon=":material/close:",
            on_click=lead,
            args=(lambda: shaped.server.shapes.leave(shaped.run.run_id),),
            help=_("These segments stay as the run found them, and nobody is asked again. The history keeps it."),
        )


def draw_carried() -> None:
    """Draw what became of edits that were just made again."""
    done: Sequence[Replayed] | None = st.session_state.pop(_DONE, None)
    if done is None:
        return
    with st.container(border=True):
        st.markdown(_("**Edits of another run were made here**"))
        _draw_steps(done, _("applied"))


def _carry(shaped: Shaped, source: str) -> None:
    try:
        run, st.session_state[_DONE] = shaped.server.shapes.carry(shaped.run.run_id, source)
        select(run=run.run_id)
    except AtlasError as error:
        keep_refused(error)


def _draw_steps(steps: Sequence[Replayed], carried: str) -> None:
    """List what becomes of each edit; ``carried`` says it of those that can be made here."""
    states = {
        ReplayState.CARRIED: carried,
        ReplayState.ALREADY: _("not applied, not needed"),
        ReplayState.LEFT: _("not applied"),
    }
    shown = {
        _("There"): [translated(each.what) for each in steps],
        _("Here"): [states[each.state] for each in steps],
        _("How, or why not"): [translated(each.why) for each in steps],
    }
    st.table(pd.DataFrame(shown).set_index(_("There")))


def _sources(shaped: Shaped) -> dict[str, str]:
    """Return the versions that stand of other runs that somebody edited or wrote of, with how they are called."""
    server = shaped.server
    runs = [each for each in server.runs.runs(shaped.run.dataset_id) if each.root != shaped.run.root]
    standing = {each.run_id: server.shapes.standing(each.run_id) for each in runs}
    stands = [each for each in runs if standing[each.run_id] == each.run_id and each.state is JobState.DONE]
    written = [each for each in stands if each.edit or _is_written(shaped, each.run_id)]
    return {each.run_id: short_run_label(each) for each in written}


def _is_written(shaped: Shaped, run_id: str) -> bool:
    naming = shaped.server.runs.segmentation(run_id)
    return bool(naming.names or naming.notes or naming.marks) and not naming.is_carried_over
