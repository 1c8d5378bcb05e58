"""The form that names a segment; when two people change the same one, both versions are shown side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from core.errors import DataError
from core.settings import author_words
from core.store.carried import CARRIED_OVER
from core.store.naming_history import StaleVersionError
from core.types import Persona
from core.ui.personas.carried import state_words
from core.ui.shared.text import _, format_time, plain, translated
from core.views.names import (
    AFTER,
    BEFORE,
    DECISION,
    MATCH,
    MAX_NAME_LENGTH,
    MAX_NOTE_LENGTH,
    WHAT,
    WHEN,
    WHO,
    Wording,
    history_frame,
    save_wording,
    wording_of,
)

if TYPE_CHECKING:
    from core.server import Server
    from core.store.runs import Segmentation

_CONFLICT, _REFUSED, _SAVED = "naming_conflict", "naming_refused", "naming_saved"


def draw_form(server: Server, seen: Segmentation, personas: Sequence[Persona], segment: int) -> None:
    """Draw the form for name and note of a segment; ``personas`` are those of the run, under its own names."""
    now = wording_of(seen, segment, personas)
    stamp = f"{seen.run_id}_{segment}_{seen.version}"
    with st.form(f"form_{stamp}", border=False):
        st.text_input(_("Name"), now.name, max_chars=MAX_NAME_LENGTH, key=f"name_{stamp}",
                      help=_("Leave it empty to go back to the generated name."))  # fmt: skip
        st.text_area(_("Note"), now.note, max_chars=MAX_NOTE_LENGTH, key=f"note_{stamp}", height=80)
        st.form_submit_button(_("Save"), on_click=_save, args=(server, seen, personas, segment))


def draw_outcome(server: Server, personas: Sequence[Persona]) -> None:
    """Draw the outcome of the last form: saved, refused, or in conflict with another person's."""
    saved = st.session_state.pop(_SAVED, None)
    if saved:
        st.toast(plain(saved), icon=":material/check:")
    refused = st.session_state.pop(_REFUSED, None)
    if refused:
        st.error(plain(refused), icon=":material/error:")
    conflict = st.session_state.get(_CONFLICT)
    if conflict:
        _draw_conflict(server, personas, *conflict)


def draw_history(versions: Sequence[Segmentation], personas: Sequence[Persona]) -> None:
    """Show every change of a name, a note or a decision, latest first."""
    changes = history_frame(versions, personas)
    if changes.empty:
        st.caption(_("No name, note or decision has been changed yet."))
        return
    labels = {"name": _("name"), "note": _("note"), MATCH: _("name carried over"), DECISION: _("decision")}
    is_match = changes[WHAT] == MATCH
    words = {
        side: changes[side].map(translated).mask(is_match, changes[side].map(state_words())) for side in (BEFORE, AFTER)
    }
    carried = _("carried over")
    who = changes[WHO].map(lambda each: carried if each == CARRIED_OVER else translated(author_words(each)))
    shown = changes.assign(**words, **{WHEN: changes[WHEN].map(format_time), WHAT: changes[WHAT].map(labels), WHO: who})
    headings = {"version": _("Name version"), WHEN: _("When"), WHO: _("Who"), "segment": _("Segment"), WHAT: _("What"),
                BEFORE: _("Before"), AFTER: _("After")}  # fmt: skip
    st.dataframe(shown.rename(columns=headings), hide_index=True)


def _save(server: Server, seen: Segmentation, personas: Sequence[Persona], segment: int) -> None:
    stamp = f"{seen.run_id}_{segment}_{seen.version}"
    _try(server, seen, personas, Wording(segment, st.session_state[f"name_{stamp}"], st.session_state[f"note_{stamp}"]))


def _try(server: Server, seen: Segmentation, personas: Sequence[Persona], wanted: Wording) -> None:
    st.session_state.pop(_CONFLICT, None)
    try:
        made = save_wording(server, seen, personas, wanted)
    except StaleVersionError as error:
        st.session_state[_CONFLICT] = (error.current, wanted)
    except DataError as error:
        st.session_state[_REFUSED] = f"{translated(error.message)} {translated(error.hint)}"
    else:
        name = translated(made.name_of(wanted.segment, personas))
        st.session_state[_SAVED] = _("Segment {segment} is saved as “{name}”.").format(
            segment=made.number_of(wanted.segment), name=name
        )


def _draw_conflict(server: Server, personas: Sequence[Persona], current: Segmentation, wanted: Wording) -> None:
    theirs = wording_of(current, wanted.segment, personas)
    with st.container(border=True):
        number, time = current.number_of(wanted.segment), format_time(current.created_at)
        st.warning(
            _(
                "Your change is not saved: segment {segment} was changed elsewhere while you were editing ({time})."
            ).format(segment=number, time=time),
            icon=":material/edit_off:",
        )
        left, right = st.columns(2)
        for column, heading, wording in ((left, _("Saved now"), theirs), (right, _("Yours"), wanted)):
            column.caption(heading)
            column.text(wording.name or _("(the generated name)"))
            column.text(wording.note or _("(no note)"))
        left.button(_("Keep the saved name version"), on_click=_discard)
        right.button(_("Overwrite with yours"), on_click=_try, args=(server, current, personas, wanted))


def _discard() -> None:
    st.session_state.pop(_CONFLICT, None)
