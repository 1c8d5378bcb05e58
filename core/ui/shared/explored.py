"""What pages that choose users work on: the results, what rules know of the users, and saved selections."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property, partial

import streamlit as st

from core.results.results import Results
from core.shaping.known import Known
from core.store.selections import read_listed, read_selections
from core.types import Points
from core.ui.shared.page import RunContext
from core.ui.shared.segments import named_results
from core.views.map_room import with_room
from core.views.saved import SavedUsers, known_of, run_is_gone


@dataclass(frozen=True)
class Explored:
    """A finished run, and its log once something asks for it."""

    context: RunContext
    results: Results
    """Under the names that analysts gave, with the map as it is drawn."""

    @cached_property
    def known(self) -> Known:
        """What rules know of the users; the log is read for it, which takes long the first time."""
        run = self.context.run
        population = self.context.server.population(run.dataset_id, run.excluded, run.version)
        info = self.context.server.store.dataset(run.dataset_id, run.version)
        return self.saved.with_selections(known_of(self.results, population, info))

    @cached_property
    def saved(self) -> SavedUsers:
        """The saved selections of the dataset."""
        store = self.context.server.store
        selections = read_selections(store, self.context.dataset.dataset_id)
        return SavedUsers(selections, partial(read_listed, store), self._known_on, self.context.run.run_id)

    def users_of(self, name: str) -> Collection[str]:
        """Return the user ids of a saved selection; raise ``DataError`` where its rule fits no more."""
        return self.saved.users(name)

    def _known_on(self, run_id: str) -> Known:
        """Return what is known of the users of another run, for a rule that was saved with it."""
        if run_id == self.context.run.run_id:
            return self.known
        run = self.context.server.runs.run(run_id)
        if run is None or run.state != "done":
            raise run_is_gone()
        found = RunContext(
            self.context.server,
            self.context.dataset,
            run,
            self.context.server.results(run_id),
            self.context.server.runs.segmentation(run_id),
        )
        return explored_of(found).known


def explored_of(context: RunContext) -> Explored:
    """Return what the page works on."""
    results = named_results(context)
    if results.points is None:
        return Explored(context, results)
    return Explored(context, replace(results, points=_drawn_map(context.run.run_id, results.points)))


@st.cache_resource(max_entries=8, show_spinner=False)
def _drawn_map(run_id: str, _points: Points) -> Points:
    """Make room on the map of a run once."""
    return with_room(_points)
