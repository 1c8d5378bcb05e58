"""How a run ended, as sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from core.results.run import Depth
from core.ui.shared.errors import shown_errors
from core.ui.shared.labels import state_label
from core.ui.shared.proof_sentences import gain_detail, gain_sentence, prediction_sentence
from core.ui.shared.segments import count_segments
from core.ui.shared.text import _, count_of, minus, plain, translated

if TYPE_CHECKING:
    from core.results.results import Results
    from core.server import Server
    from core.store.runs import RunInfo


def draw_summary(results: Results, verb: str) -> None:
    """Say what a run found; ``verb`` is what users of the log did, such as "bought"."""
    n_assigned = int(np.count_nonzero(results.labels > 0))
    found = _("{assigned} are in {segments}.").format(
        assigned=count_of(n_assigned, results.n_users), segments=count_segments(results.k)
    )
    gain = gain_sentence(results, verb)
    is_on_card = bool(prediction_sentence(results, verb, ""))  # which says it below
    predicted = "" if is_on_card else gain or _("What the segments predict was not measured.")
    detail = gain if is_on_card else ""
    silhouette = _("Separation: mean silhouette {value}, from -1 (overlapping) to 1 (clearly separate).").format(
        value=minus(f"{results.record.scores.silhouette:.2f}")
    )
    st.markdown(f"{found} {predicted}", help=f"{detail} {gain_detail(results)} {silhouette}".strip())
    for note in results.notes:
        st.caption(plain(translated(note)))


def draw_failure(server: Server, run: RunInfo) -> None:
    """Say why a run has no results, and offer to run it again."""
    message = translated(run.message) or _("It was cancelled before it was done.")
    st.warning(f"{state_label(run.state).capitalize()}: {plain(message)}", icon=":material/info:")
    if st.button(_("Run again"), icon=":material/replay:", key=f"again_{run.run_id}"):
        with shown_errors():
            if run.edit:
                server.shapes.compute_again(run.run_id)
            else:
                server.submit(run.dataset_id, run.recipe, run.left_out, depth=Depth(run.depth), version=run.version)
        st.rerun()
