"""What a worker does for users: it finds those nearest to some, says why one is in a segment, and assigns a log."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np

from core.jobs.task import POPULATION, Report, Task
from core.shaping.nearest import HiddenCheck, LookAlikes
from core.stages.table import JobKind, Stage
from core.store.interest_edits import InterestEdits

NEAREST, EXPLAINED, LISTED = "nearest.npz", "why.json", "listed.npy"
"""Of the results: look-alikes; why a user is in a segment. Of the task: the rows of the users of the list."""


class NearestTask(Task, frozen=True, kw_only=True, tag=JobKind.NEAREST.value):
    """Find the users nearest to a list."""

    run: Path
    """The folder of the run."""
    n: int

    def work(self, report: Report) -> None:
        """Leave the look-alikes, by their rows in the results of the run."""
        import pandas as pd

        from core.compute.machine import machine_of
        from core.model.files import load_model
        from core.population.tables import read_population
        from core.results.folder import read_results
        from core.shaping.nearest import find_nearest

        report(Stage.ENCODE, 0.0)
        model = load_model(self.run, self.settings.workspace / "cache", machine_of(self.settings))
        known, vectors = model.vectors(read_population(self.folder / POPULATION))
        rows = pd.Index(read_results(self.run).user_ids).get_indexer(pd.Index(known.histories.user_ids))
        is_listed = np.isin(rows, np.load(self.folder / LISTED, allow_pickle=False))
        found = find_nearest(vectors, is_listed, (model.count_known(known) > 0) & (rows >= 0), self.n)
        check = found.check
        np.savez(
            self.results / NEAREST,
            rows=rows[found.rows],
            cosines=found.cosines,
            nearness=found.nearness,
            counts=np.array([found.n_listed, found.n_candidates, found.n_blank]),
            check=np.array([check.n_hidden, check.n_nearest, check.recall, check.at_random] if check else []),
        )


def read_nearest(folder: Path) -> LookAlikes:
    """Read what ``NearestTask`` left."""
    with (folder / NEAREST).open("rb") as file, np.load(file, allow_pickle=False) as kept:
        n_hidden, n_nearest, recall, at_random = kept["check"].tolist() or (0, 0, 0.0, 0.0)
        check = HiddenCheck(int(n_hidden), int(n_nearest), recall, at_random) if n_hidden else None
        n_listed, n_candidates, n_blank = kept["counts"].tolist()
        return LookAlikes(kept["rows"], kept["cosines"], kept["nearness"], n_listed, n_candidates, n_blank, check)


class WhyTask(Task, frozen=True, kw_only=True, tag=JobKind.WHY.value):
    """Explain why a user is in a segment."""

    run: Path
    """The folder of the run."""
    user_id: str
    by_analyst: str
    """What an analyst did with the user, as text; "" for nothing."""
    interest_edits: InterestEdits

    def work(self, report: Report) -> None:
        """Leave the explanation."""
        from core.compute.machine import machine_of
        from core.model.files import load_model
        from core.population.tables import read_population
        from core.results.codec import write_json
        from core.results.edited import with_interest_edits
        from core.results.folder import read_results
        from core.sentences import from_text
        from core.views.why import explain_user

        report(Stage.ENCODE, 0.0)
        population = read_population(self.folder / POPULATION)
        results = with_interest_edits(read_results(self.run), self.interest_edits)
        (row,) = np.flatnonzero(population.histories.user_ids == self.user_id)
        load = partial(load_model, self.run, self.settings.workspace / "cache", machine_of(self.settings))
        found = explain_user(load, results, population, int(row), from_text(self.by_analyst))
        write_json(found, self.results / EXPLAINED)


class AssignTask(Task, frozen=True, kw_only=True, tag=JobKind.ASSIGN.value):
    """Assign the users of a log to given segments."""

    run: Path
    """The folder of the run whose encoder makes the vectors."""
    head: Path
    """The folder of the network."""

    def work(self, report: Report) -> None:
        """Leave the assignments."""
        from core.compute.machine import machine_of
        from core.model.files import load_model
        from core.model.head_files import ASSIGNMENTS, read_head
        from core.model.learn_users import assign_users
        from core.model.tables import write_assignments
        from core.population.tables import read_population

        report(Stage.ENCODE, 0.0)
        learnt = read_head(self.head, self.run)
        model = load_model(self.run, self.settings.workspace / "cache", machine_of(self.settings))
        found = assign_users(model, read_population(self.folder / POPULATION), learnt)
        write_assignments(found, learnt.names, self.results / ASSIGNMENTS)
