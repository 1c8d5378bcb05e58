"""Make ready what the first visitor would wait for otherwise: libraries, the last results, the facts of its log."""

from __future__ import annotations

import threading
from importlib import import_module
from typing import TYPE_CHECKING

from core.jobs.error_boundary import run_guarded
from core.store.job_info import JobState

if TYPE_CHECKING:
    from core.server import Server

_MODULES = (
    "plotly.graph_objects",
    "core.ui.shared.figures",
    "core.ui.runs.history",
    "core.ui.shared.k_chart",
    "core.ui.data.volume_charts",
    "core.views.cards",
    "core.views.files",
    "core.views.proof",
)


def warm_up(server: Server) -> None:
    """Begin in the background; whatever goes wrong shows on the page that needs it."""
    threading.Thread(target=lambda: run_guarded(lambda: _warm(server), "atlas.log"), daemon=True).start()


def _warm(server: Server) -> None:
    for module in _MODULES:
        import_module(module)
    done = next((run for run in server.runs.runs() if run.state is JobState.DONE), None)
    if done:
        from core.ui.shared.figures import facts_of

        server.results(done.run_id)
        facts_of(done, server)
