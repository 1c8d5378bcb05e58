"""The run that the one on view is compared with, and how users moved since."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.jobs.kinds.pack import run_before
from core.results.results import with_naming
from core.sentences import Sentence, say
from core.ui.shared.text import format_time
from core.views.change import Version
from core.views.moves import Moves, moves_with
from core.views.other_view import other_view

if TYPE_CHECKING:
    from core.results.results import Results
    from core.server import Server
    from core.store.runs import RunInfo
    from core.ui.shared.page import RunContext


def version_before(context: RunContext) -> tuple[RunInfo, Version] | None:
    """Return the run that a run is compared with, and its segments; None for the first one of the log."""
    runs = context.server.runs
    found = run_before(runs, context.run, context.segmentation)
    if found is None:
        return None
    earlier = context.server.results(found.run_id)
    named = with_naming(earlier, runs.segmentation(found.run_id))
    moves = _moves((context.run.run_id, found.run_id), context.results, earlier)
    return found, Version(named, format_time(found.created_at), moves)


def view_before(context: RunContext) -> Sentence | str:
    """Say that the run on view compares users in another way than the one before it, and why; "" where it does not."""
    before = run_before(context.server.runs, context.run, context.segmentation)
    if before is None or before.root == context.run.root:
        return ""
    return other_view(as_found(context.server, context.run), as_found(context.server, before), run_of(before))


def as_found(server: Server, run: RunInfo) -> Results:
    """Return the results of a run as its recipe made them, before any edit; else as they are."""
    root = server.runs.run(run.root)
    return server.results(run.root if root and root.state == "done" else run.run_id)


def run_of(run: RunInfo) -> Sentence:
    """Return what a run is called in a sentence."""
    return say("the run of {time}", time=format_time(run.created_at))


@st.cache_resource(max_entries=8, show_spinner=False)
def _moves(run_ids: tuple[str, str], _results: Results, _earlier: Results) -> Moves:
    """Find once how users moved between two runs."""
    return moves_with(_results, _earlier)
