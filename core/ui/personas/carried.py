"""Names that were carried over from an earlier run: how far they hold, and the questions that wait for an analyst."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from core.errors import DataError
from core.settings import current_user
from core.store.carried import CarriedState
from core.types import Persona
from core.ui.shared.text import _, non_breaking, plain, translated
from core.views.carried import left_behind, question, set_aside_before, source
from core.views.names import Answer, answer

if TYPE_CHECKING:
    from core.server import Server
    from core.store.runs import Segmentation

_REFUSED = "answer_refused"


def state_words() -> dict[str, str]:
    """Return what became of names that were carried over, in words."""
    return {
        CarriedState.CARRIED: _("carried over"),
        CarriedState.STALE: _("to be looked at"),
        CarriedState.ASKED: _("asked"),
        CarriedState.TAKEN: _("taken"),
        CarriedState.REFUSED: _("not taken"),
        CarriedState.KEPT: _("kept"),
    }


def draw_questions(server: Server, seen: Segmentation, personas: Sequence[Persona]) -> None:
    """Ask about weak matches, and say which names of the earlier run no segment has."""
    refused = st.session_state.pop(_REFUSED, None)
    if refused:
        st.error(plain(refused), icon=":material/error:")
    if seen.origin is None:
        return
    for each in seen.origin.in_state(CarriedState.ASKED):
        with st.container(border=True):
            st.write(_shown(question(seen, each)))
            _draw_buttons(server, seen, personas, each.segment, (_("Yes"), _("No")))
    for sentence in left_behind(seen.origin):
        st.caption(_shown(sentence))


def draw_source(server: Server, seen: Segmentation, personas: Sequence[Persona], segment: int) -> None:
    """Say on a card where its name comes from; where it may not hold any more, with buttons to keep it or not."""
    each = seen.origin.of_segment(segment) if seen.origin else None
    if each is None or seen.origin is None:
        return
    sentence = source(seen.origin, each)
    if each.state is CarriedState.STALE:
        st.warning(_shown(sentence), icon=":material/history:")
        _draw_buttons(server, seen, personas, segment, (_("Keep the name"), _("Use the generated name")))
    elif sentence:
        st.caption(_shown(sentence))
    if aside := set_aside_before(seen, segment):
        st.caption(_shown(aside))


def _shown(sentence: str) -> str:
    return non_breaking(plain(translated(sentence)))


def _draw_buttons(
    server: Server, seen: Segmentation, personas: Sequence[Persona], segment: int, labels: tuple[str, str]
) -> None:
    with st.container(horizontal=True):
        for label, takes in zip(labels, (True, False), strict=True):
            st.button(
                label,
                key=f"carried_{segment}_{takes}",
                on_click=_answer,
                args=(server, seen, personas, Answer(segment, takes, current_user())),
            )


def _answer(server: Server, seen: Segmentation, personas: Sequence[Persona], asked: Answer) -> None:
    try:
        answer(server.runs, seen, personas, asked)
    except DataError as error:
        st.session_state[_REFUSED] = f"{translated(error.message)} {translated(error.hint)}"
