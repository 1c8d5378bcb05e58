"""What edits in a server know of users: rules are answered from memory, divided is what a job divided before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from core.jobs.kinds.divide import previews_of
from core.jobs.shape_labels import labels_of
from core.jobs.workspace import Workspace
from core.population.excluded import Excluded
from core.results.edited import with_interest_edits
from core.results.results import Results, with_naming
from core.shaping.choice import choose_where
from core.shaping.edits import Means
from core.shaping.known import Known
from core.store.interest_edits import newest_interest_edits
from core.store.job_info import JobState
from core.store.run_info import RunInfo
from core.store.selections import read_listed, read_selections
from core.types import BoolArray, Labels, Population
from core.views.saved import SavedUsers, known_of, run_is_gone


class NotYetDividedError(Exception):
    """A segment is to be divided, which takes a job."""


@dataclass(frozen=True, slots=True)
class SeenUsers:
    """Where to look for what is known of the users of runs."""

    workspace: Workspace
    results: Callable[[str], Results]
    """Of a run that is done."""
    population: Callable[[str, Excluded | None, int | None], Population]

    def means(self, run: RunInfo) -> Means:
        """Return what edits of a run need; dividing raises ``NotYetDividedError`` where no preview has done so."""
        return Means(partial(self._divide, run), partial(self._choose, run))

    def _divide(self, run: RunInfo, is_member: BoolArray, n_parts: int) -> Labels:
        found = labels_of(self.workspace, run)
        for each in previews_of(self.workspace, run.run_id):
            if found and n_parts in each.parts and np.array_equal(found[0] == each.segment, is_member):
                return each.parts[n_parts].astype(np.int32)
        raise NotYetDividedError

    def _choose(self, run: RunInfo, rule: str, labels: Labels) -> BoolArray:
        store = self.workspace.store
        saved = SavedUsers(
            read_selections(store, run.dataset_id), lambda each: read_listed(store, each), self._known_on, run.run_id
        )
        return choose_where(rule, replace(saved.with_selections(self._known(run)), labels=labels))

    def _known_on(self, run_id: str) -> Known:
        run = self.workspace.runs.run(run_id)
        if run is None:
            raise run_is_gone()
        return self._known(run)

    def _known(self, run: RunInfo) -> Known:
        """Return what rules know of the users of a run; of one that is not done yet, without its own figures."""
        runs = self.workspace.runs
        is_done = run.state is JobState.DONE
        naming = runs.segmentation(run.run_id)
        found = self.results(run.run_id if is_done else run.root)
        found = with_interest_edits(found, newest_interest_edits(self.workspace.store, run.dataset_id))
        info = self.workspace.store.dataset(run.dataset_id, run.version)
        known = known_of(found, self.population(run.dataset_id, run.excluded, run.version), info)
        if is_done:
            return replace(known, names=with_naming(found, naming).names, shown=naming.numbers)
        return replace(known, names=naming.names, figures={}, shown=naming.numbers)
