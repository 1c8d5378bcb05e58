"""What a worker does for edited segments: their figures, in the space and on the map of the run they come from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from core.interests.edits import Edit as TreeEdit
from core.jobs.codec import encode
from core.jobs.preliminary import show_found
from core.jobs.task import POPULATION, Report, Task
from core.population.excluded import NOTHING_EXCLUDED, Excluded
from core.sentences import from_plain, to_plain, to_text
from core.stages.table import JobKind, Stage
from core.store.dataset_info import DatasetVersion
from core.types import Labels

if TYPE_CHECKING:
    from core.results.results import Results
    from core.shaping.divide import Parts
    from core.shaping.edits import Members
    from core.trust.of_parts import PartsJudge

_LABELS, _EDITS, _FOUND = "labels.npy", "edits.json", "found.json"
"""Files of the task: who is in which segment before; the edits that are still to be applied; what they did."""
PARTS, MEASURED = "parts.npz", "parts.json"
"""Of a segment divided in several ways: who is in which part, by the number of parts; and what was measured of each."""


@dataclass(frozen=True, slots=True)
class FoundShape:
    """What the edits did that a worker applied."""

    labels: Labels
    highest: int
    what: tuple[str, ...]
    n_users: int


class EditTask(Task, frozen=True, kw_only=True, tag=JobKind.EDIT.value):
    """Apply edits where that was not done yet, and compute what a run has of its segments."""

    run: Path
    """The folder of the run of a recipe, whose space, map and model are taken."""
    highest: int
    """The highest number that a segment had so far."""
    names: Mapping[int, str]
    """Of analysts, of the version that is read."""
    given: Mapping[int, str] = {}
    """Those that were given with the edits."""
    named: Path
    """The folder of the last version before that is done: whom nobody joined or left since is called as there."""
    numbers: Mapping[int, int]
    notes: tuple[Any, ...]
    """What was done before, as plain sentences."""
    left_out: tuple[Stage, ...] = ()
    excluded: Excluded = NOTHING_EXCLUDED
    version: DatasetVersion
    ingest: Mapping[str, Any]
    seconds: Mapping[str, float]
    interest_edits: tuple[TreeEdit, ...] = ()

    def work(self, report: Report) -> None:
        """Leave the results of a run."""
        from core.compute.machine import machine_of
        from core.ingest.tables.source import IngestReport
        from core.model.files import load_model
        from core.pipeline.edited_run import Start, kept_names, measured_of, members_in, members_of, run_shaped, shape
        from core.population.tables import read_population
        from core.results.folder import read_results, write_results
        from core.results.make import make_results
        from core.results.run import Map, options_without
        from core.shaping.edits import Members, edits_from_text
        from core.trust.untouched import measured_again
        from core.views.verdict_changes import with_changed_verdicts

        report(Stage.ENCODE, 0.0)
        model = load_model(self.run, self.settings.workspace / "cache", machine_of(self.settings))
        known, vectors = model.vectors(read_population(self.folder / POPULATION))
        root = read_results(self.run)
        labels = np.load(self.folder / _LABELS, allow_pickle=False)
        before, notes = members_in(known, Members(root.user_ids, labels, self.highest, self.numbers))
        drawn = Map(root.points, root.record.map) if root.points is not None and root.record.map else None
        start = Start(model, known, vectors, before, self.names, drawn)
        options = replace(options_without(self.left_out, self.settings), interest_edits=self.interest_edits)
        named = read_results(self.named)
        edits = edits_from_text((self.folder / _EDITS).read_text(encoding="utf-8"))
        members, done = shape(start, edits, options)
        if edits:
            what = tuple(each.sentence for each in done)
            write_found(FoundShape(members.labels, members.highest, what, sum(e.n_users for e in done)), self.folder)
        before_named = members_of(named, known)
        versions = [(members_of(root, known), root), (before_named, named)]
        kept = kept_names([(was, each.names) for was, each in versions], (before, self.names), members, self.given)
        first, last = (measured_of(each, was, members) for was, each in versions)
        measured = measured_again(first, last, members.labels)
        options = replace(options, kept=kept, measured=measured, origin=versions[0][0].labels)
        run = run_shaped(start, members.labels, replace(options, on_found=partial(show_found, self.folder)), report)
        history = (*map(from_plain, self.notes), *(each.sentence for each in done), *notes)
        results = make_results(
            replace(run, notes=(*history, *run.notes)),
            IngestReport.from_dict(self.ingest),
            self.seconds,
            self.excluded,
            self.version,
            members.highest,
        )
        results = with_changed_verdicts(named.trust, results, before_named, members)
        write_results(results, run.model, self.results)


class DivideTask(Task, frozen=True, kw_only=True, tag=JobKind.DIVIDE.value):
    """Divide a segment into two, three and more parts; measure how well that can be done, and say what each is like."""

    run: Path
    """The folder of the run of a recipe, in whose space it is divided."""
    segment: int
    highest: int = 0
    """The highest number that a segment had so far; this and all below is as of ``EditTask``."""
    names: Mapping[int, str] = {}
    named: Path
    left_out: tuple[Stage, ...] = ()
    interest_edits: tuple[TreeEdit, ...] = ()
    is_judged: bool = True
    """Whether the verdict on each part is looked for; not where segments have none, or are no better than chance."""

    def work(self, report: Report) -> None:
        """Leave the parts and what was measured of them."""
        from core.compute.machine import machine_of
        from core.model.files import load_model
        from core.pipeline.edited_run import members_in
        from core.population.tables import read_population
        from core.results.folder import read_results
        from core.shaping.divide import ways_to_divide
        from core.shaping.edits import Members
        from core.trust.of_parts import parts_judge

        report(Stage.ENCODE, 0.0)
        machine = machine_of(self.settings)
        model = load_model(self.run, self.settings.workspace / "cache", machine)
        known, vectors = model.vectors(read_population(self.folder / POPULATION))
        labels = np.load(self.folder / _LABELS, allow_pickle=False)
        users = read_results(self.run).user_ids
        members, _notes = members_in(known, Members(users, labels, self.highest))
        report(Stage.CLUSTER, 0.0)
        random_state = model.recipe.random_state
        ways = list(ways_to_divide(vectors[members.labels == self.segment], random_state))
        judge = parts_judge(known, vectors, random_state, machine) if self.is_judged and ways else None
        if judge:
            named = read_results(self.named)
            ways = [(self._judged(parts, own, judge, members, named), own) for parts, own in ways]
        by_number: dict[str, Any] = {str(parts.n_parts): own.astype(np.int8) for parts, own in ways}
        np.savez(self.results / PARTS, **by_number)
        (self.results / MEASURED).write_bytes(encode([parts for parts, _own in ways]))

    def _judged(self, parts: Parts, own: Labels, judge: PartsJudge, members: Members, named: Results) -> Parts:
        """Return a way to divide the segment with the verdict that each part would have, and its name and likes."""
        from core.pipeline.edited_run import kept_names, measured_of, members_of
        from core.pipeline.parts import words_of_parts
        from core.results.run import options_without

        numbers = [self.segment, *(self.highest + place for place in range(1, parts.n_parts))]
        labels = members.labels.copy()
        labels[members.labels == self.segment] = np.asarray(numbers, dtype=np.int32)[own - 1]
        after = members.relabelled(labels)
        if not (grades := judge.grades(labels, numbers)):
            return parts
        population = judge.segmented.population
        before = members_of(named, population)
        options = replace(
            options_without(self.left_out, self.settings),
            random_state=judge.segmented.random_state,
            interest_edits=self.interest_edits,
            kept=kept_names([(before, named.names)], (members, self.names), after, {}),
            measured=measured_of(named, before, after),
        )
        vectors, of_parts = judge.segmented.vectors, dict(zip(numbers, grades, strict=True))
        words = words_of_parts(population, vectors, labels, of_parts, options)
        names, likes = (tuple(map(to_text, each)) for each in zip(*((w.name, w.likes) for w in words), strict=True))
        return replace(parts, grades=grades, names=names, likes=likes)


def write_start(labels: Labels, edits: str, folder: Path) -> None:
    """Write what is edited into the folder of a task."""
    np.save(folder / _LABELS, labels)
    (folder / _EDITS).write_text(edits, encoding="utf-8")


def write_found(found: FoundShape, folder: Path) -> None:
    """Write what edits did for the server."""
    np.save(folder / _LABELS, found.labels)
    kept = {"what": [to_plain(each) for each in found.what], "n_users": found.n_users, "highest": found.highest}
    (folder / _FOUND).write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")


def read_found(folder: Path) -> FoundShape | None:
    """Read what the edits of a task did; None where they had been applied before."""
    if not (folder / _FOUND).exists():
        return None
    kept = json.loads((folder / _FOUND).read_text(encoding="utf-8"))
    what = tuple(from_plain(each) for each in kept["what"])
    return FoundShape(np.load(folder / _LABELS, allow_pickle=False), kept["highest"], what, kept["n_users"])
