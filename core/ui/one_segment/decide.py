"""The form for the decision on a segment; when two people decide on the same one, both decisions are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from core.errors import DataError
from core.settings import current_user, known_author
from core.store.clock import now
from core.store.naming_history import StaleVersionError
from core.store.segment_decision import Decision, DecisionState
from core.ui.shared.segments import own_personas
from core.ui.shared.text import _, format_time, plain, translated
from core.views.carried import decided_before
from core.views.decisions import MAX_COMMENT_LENGTH, MAX_OWNER_LENGTH, decision_sentence, save_decision
from core.views.doubts import doubts_about
from core.views.names import wording_of

if TYPE_CHECKING:
    from core.results.results import Results
    from core.server import Server
    from core.store.segmentations import Segmentation
    from core.types import Persona
    from core.ui.shared.page import RunContext

_CONFLICT, _REFUSED, _SAVED = "decision_conflict", "decision_refused", "decision_saved"


def draw_decision(context: RunContext, results: Results, segment: int) -> None:
    """Draw what is decided on a segment of named results, the form that decides, and how the last try ended."""
    server, seen = context.server, context.segmentation
    st.subheader(_("Decision"), anchor=False)
    _draw_outcome(server, segment)
    _draw_decided_before(server, seen, segment)
    _draw_standing(seen.decisions.get(segment))
    _draw_approved(seen, segment, own_personas(context))
    _draw_form(server, seen, segment, doubts_about(results, segment))


def _draw_decided_before(server: Server, seen: Segmentation, segment: int) -> None:
    """State what was decided on the segment in an earlier run, and offer to decide the same of its users now."""
    match = seen.decided_before(segment)
    if match is None or match.decided is None:
        return
    st.info(plain(translated(decided_before(seen, segment))), icon=":material/history:")
    st.button(
        _("Confirm it for this run"), key=f"confirm_{seen.run_id}_{segment}_{seen.version}",
        on_click=_try, args=(server, seen, segment, match.decided.confirmed(now().date())),
    )  # fmt: skip


def _draw_standing(decided: Decision | None) -> None:
    if decided is None:
        st.caption(_("Nothing is decided yet."))
        return
    st.write(_("Stands: {decision}.").format(decision=plain(translated(decision_sentence(decided)))))
    if decided.decided_at is None:
        return
    author, time = known_author(decided.author), format_time(decided.decided_at)
    line = _("Decided by {author}, {time}.") if author else _("Decided {time}.")
    st.caption(line.format(author=plain(author), time=time))


def _draw_approved(seen: Segmentation, segment: int, personas: Sequence[Persona]) -> None:
    """Show how a segment was called when it was approved, where it is called otherwise now."""
    decided = seen.decisions.get(segment)
    if decided is None or decided.approved is None:
        return
    then = wording_of(seen.as_approved(), segment, personas)
    if then == wording_of(seen, segment, personas):
        return
    st.info(
        _(
            "Approved as “{name}” (name version {version}), which exports take. It was changed since: approve it again "
            "to have them take how it is called now."
        ).format(name=plain(translated(then.name)), version=decided.approved.version),
        icon=":material/lock:",
    )
    if then.note:
        st.text(_("Note as approved: {note}").format(note=then.note))


def _draw_form(server: Server, seen: Segmentation, segment: int, doubts: Sequence[str]) -> None:
    now = seen.decisions.get(segment)
    stamp = f"{seen.run_id}_{segment}_{seen.version}"
    names = {
        DecisionState.APPROVED: _("Approve"),
        DecisionState.CHANGE: _("Change first"),
        DecisionState.REJECTED: _("Reject"),
    }
    with st.form(f"decide_{stamp}", border=True):
        for doubt in doubts:
            st.warning(plain(translated(doubt)), icon=":material/flag:")
        what, owner, due = st.columns([2, 2, 1])
        what.segmented_control(
            _("What is decided"), list(names), default=now.state if now else None,
            format_func=names.__getitem__, key=f"decision_{stamp}",
        )  # fmt: skip
        owner.text_input(_("Owner"), now.owner if now else "", max_chars=MAX_OWNER_LENGTH, key=f"owner_{stamp}")
        due.date_input(_("Due"), now.due if now else None, key=f"due_{stamp}", format="YYYY-MM-DD")
        st.text_area(
            _("Comment"), now.comment if now else "", max_chars=MAX_COMMENT_LENGTH, key=f"comment_{stamp}", height=80,
            placeholder=_("Why, for whoever reads this later; what to change, where it is to be changed first"),
        )  # fmt: skip
        about = (server, seen, segment)
        save, undo, _rest = st.columns([2, 2, 5])
        save.form_submit_button(_("Save the decision"), type="primary", width="stretch", on_click=_save, args=about)
        if now is not None:
            undo.form_submit_button(_("Take it back"), width="stretch", on_click=_try, args=(*about, None))


def _save(server: Server, seen: Segmentation, segment: int) -> None:
    stamp = f"{seen.run_id}_{segment}_{seen.version}"
    state = st.session_state[f"decision_{stamp}"]
    if state is None:
        st.session_state[_REFUSED] = _("Choose first: approve, change or reject.")
        return
    texts = {name: st.session_state[f"{name}_{stamp}"] for name in ("owner", "due", "comment")}
    _try(server, seen, segment, Decision(state=DecisionState(state), **texts))


def _try(server: Server, seen: Segmentation, segment: int, wanted: Decision | None) -> None:
    st.session_state.pop(_CONFLICT, None)
    try:
        save_decision(server.runs, seen, segment, wanted, current_user())
    except StaleVersionError as error:
        st.session_state[_CONFLICT] = (segment, error.current, wanted)
    except DataError as error:
        st.session_state[_REFUSED] = f"{translated(error.message)} {translated(error.hint)}"
    else:
        st.session_state[_SAVED] = _("The decision is saved.") if wanted else _("The decision is taken back.")


def _draw_outcome(server: Server, segment: int) -> None:
    if saved := st.session_state.pop(_SAVED, None):
        st.toast(saved, icon=":material/check:")
    if refused := st.session_state.pop(_REFUSED, None):
        st.error(plain(refused), icon=":material/error:")
    conflict = st.session_state.get(_CONFLICT)
    if conflict and conflict[0] == segment:
        _draw_conflict(server, *conflict)


def _draw_conflict(server: Server, segment: int, current: Segmentation, wanted: Decision | None) -> None:
    with st.container(border=True):
        st.warning(
            _("Your decision is not saved: somebody decided on this segment meanwhile ({time}).").format(
                time=format_time(current.created_at)
            ),
            icon=":material/edit_off:",
        )
        left, right = st.columns(2)
        both = ((left, _("Saved now"), current.decisions.get(segment)), (right, _("Yours"), wanted))
        for column, heading, decision in both:
            column.caption(heading)
            column.text(translated(decision_sentence(decision)) or _("(no decision)"))
        left.button(_("Keep the saved decision"), on_click=lambda: st.session_state.pop(_CONFLICT, None))
        right.button(_("Overwrite with yours"), on_click=_try, args=(server, current, segment, wanted))
