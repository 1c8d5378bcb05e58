"""What ``show --user`` prints: why a user is in a segment rather than in the next likely one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.cli.desk import Desk, read_named
from core.cli.log import is_workspace_given, workspace_settings
from core.cli.meter import Meter
from core.errors import DataError
from core.files.kept_log import LOG_FOLDER, has_log, lend_vectors
from core.sentences import say
from core.settings import current_user
from core.types import NOISE

if TYPE_CHECKING:
    from core.results.results import Results
    from core.views.why import Explained


def print_why(desk: Desk, run_id: str, user_id: str) -> None:
    """Print the sentence, and what each thing weighs; raise ``DataError`` where the run has no such user."""
    from core.jobs.answers import Done
    from core.jobs.why_request import WhyRequest, read_explained

    results = read_named(desk, run_id)
    asked = WhyRequest(run_id=run_id, user_id=user_id, author=current_user())
    with Meter({}) as meter:
        found = read_explained(desk.ask(asked, Done, meter.show).value)
    for line in _lines(results, found):
        print(line)


def print_why_from_files(folder: Path, user_id: str, workspace: Path | None) -> None:
    """Print the same of a folder that keeps its log and its model; who moved users by hand does not stand in it.

    Raises
    ------
    DataError
        It keeps no log, or the run has no such user.
    """
    from core.compute.machine import machine_of
    from core.model.files import load_model
    from core.pipeline.edited_run import interests_later
    from core.population.tables import read_population
    from core.results.exported import read_exported
    from core.results.run import options_without
    from core.views.why import explain_user

    if not has_log(folder):
        raise DataError(
            say("{run} holds no log.", run=str(folder)),
            say(
                "A run keeps it unless it was made with --no-population, --only-consented, or by an earlier version. "
                "Or name a run of a workspace."
            ),
        )
    results = read_exported(folder)
    population = read_population(folder / LOG_FOLDER)
    row = np.flatnonzero(population.histories.user_ids == user_id)
    if not len(row) or user_id not in results.user_ids:
        raise DataError(say("The run has no user of this id."), say("Check that the id is one of the log."))
    with workspace_settings(workspace, [folder]) as settings:
        if not is_workspace_given(workspace):
            lend_vectors(folder, settings.workspace / "cache")
        load = partial(load_model, folder, settings.workspace / "cache", machine_of(settings))
        interests = interests_later(population, options_without((), settings))()
        found = explain_user(load, replace(results, interests=interests), population, int(row[0]))
    for line in _lines(results, found):
        print(line)


def _lines(results: Results, found: Explained) -> Iterator[str]:
    from core.views.names import numbered_name

    def name_of(segment: int) -> str:
        return "no segment" if segment == NOISE else numbered_name(results, segment)

    yield from found.sentences(name_of)
    yield from (f"  {each}" for each in found.typical)
    if found.why is None:
        return
    why = found.why
    yield f"Probability {100 * why.probability:.1f} %, log-odds {why.log_odds:+.2f}, {why.n_events:,} events."
    yield "What the log-odds lose when one thing is changed; above 0, it speaks for the segment:"
    yield from (f"  {each.weight:+.2f}  {each.about}. {each.done}" for each in why.reasons)
