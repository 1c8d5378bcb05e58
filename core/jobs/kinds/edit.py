"""Compute what a run has of segments that edits made of those of another run."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.interests.edits import edits_from_plain
from core.jobs.earlier import earlier_edits, work_of
from core.jobs.edit_task import EditTask, FoundShape, read_found, write_start
from core.jobs.estimate import estimate_stages
from core.jobs.job import Job
from core.jobs.shape_labels import labels_of
from core.jobs.task import POPULATION, RESULTS, Task
from core.jobs.workspace import Workspace
from core.jobs.written_with import WrittenWith
from core.population.excluded import NOTHING_EXCLUDED, Excluded
from core.results.folder import read_results
from core.sentences import Sentence, say, to_plain
from core.shaping.edits import Members, left_out
from core.shaping.small import small_left
from core.stages.table import JobKind, Shares, Stage
from core.store.carried import CarriedState, Origin
from core.store.clock import now
from core.store.dataset_info import DatasetVersion
from core.store.interest_edits import newest_interest_edits
from core.store.job_info import JobState
from core.store.naming_history import insert_start
from core.store.run_info import RunInfo
from core.store.segmentations import Mark, Segmentation
from core.store.shape_steps import correct_step, keep_labels, read_shape
from core.types import Labels
from core.views.decisions import decision_sentence


class EditJob(Job, frozen=True, kw_only=True, tag=JobKind.EDIT.value):
    """Compute an edited run. What the edits are stands in the table of shapes."""

    run_id: str
    dataset_id: str
    left_out: tuple[Stage, ...] = ()
    excluded: Excluded = NOTHING_EXCLUDED
    """As of the run of a recipe that it comes from; so is the version."""
    version: int = 1
    """Of the dataset."""
    names: Mapping[int, str] = {}
    """Segment to the name that was given with the edits; so it is with all below."""
    notes: Mapping[int, str] = {}
    marks: Mapping[int, Mark] = {}
    aside: Mapping[int, bool] = {}
    order: tuple[int, ...] = ()
    author: str = ""

    @property
    def written(self) -> WrittenWith:
        """All that was given with the edits."""
        return WrittenWith(self.names, self.notes, self.marks, self.aside, self.order)

    def shares(self, workspace: Workspace) -> Shares:
        """Return about how many seconds each stage takes, from the runs of the recipe."""
        run = _known(workspace, self.run_id)
        work = work_of(workspace.store, self.dataset_id, run.recipe, self.left_out)
        stages = estimate_stages(work, earlier_edits(workspace.store, workspace.runs), JobKind.EDIT)
        return {stage: max(seconds, 0.0) for stage, seconds in stages.items()}

    def prepare(self, workspace: Workspace, folder: Path) -> Task:
        """Write the population, who is in which segment, and the edits that are still to be applied."""
        started = time.perf_counter()
        run = _known(workspace, self.run_id)
        root = workspace.runs.finished(run.root)
        workspace.store.export_population(self.dataset_id, folder / POPULATION, self.excluded, self.version)
        shape = read_shape(workspace.store, self.run_id)
        found = labels_of(workspace, run)
        before = run if found else _known(workspace, run.edit.parent if run.edit else run.root)
        labels, highest = found or labels_of(workspace, before) or _unknown()
        write_start(labels, "[]" if found or shape is None else shape.edits, folder)
        naming = workspace.runs.segmentation(before.run_id)
        info = workspace.store.dataset(self.dataset_id, self.version)
        return EditTask(
            folder=folder,
            settings=workspace.worker_settings,
            run=workspace.runs.folder(root.run_id),
            highest=highest,
            names=naming.names,
            given=self.names,
            named=workspace.runs.folder(done_version(workspace, run).run_id),
            numbers=naming.numbers,
            notes=tuple(to_plain(each) for each in _done_before(workspace, before)),
            left_out=self.left_out,
            excluded=self.excluded,
            version=info.as_version if info else DatasetVersion(self.dataset_id),
            ingest=info.report if info else {},
            seconds={Stage.STORE: time.perf_counter() - started},
            interest_edits=edits_from_plain(newest_interest_edits(workspace.store, self.dataset_id).edits),
        )

    def publish(self, workspace: Workspace, job_id: str, folder: Path) -> None:
        """Make the results those of the run; where its job applied the edits, say what they did."""
        found = read_found(folder)

        def write(con: Any) -> None:
            if found:
                self._take_over(workspace, con, found)

        workspace.runs.publish(self.run_id, job_id, folder / RESULTS, also=write)

    def _take_over(self, workspace: Workspace, con: Any, found: FoundShape) -> None:
        run = _known(workspace, self.run_id)
        keep_labels(con, self.run_id, found.labels, found.highest)
        if run.edit is None:
            return
        what = found.what
        parent = labels_of(workspace, _known(workspace, run.edit.parent))
        if parent:
            users = read_results(workspace.runs.folder(run.root)).user_ids
            seen = workspace.runs.segmentation(run.edit.parent)
            before = Members(users, *parent, seen.numbers)
            after = Members(users, found.labels, found.highest, seen.numbers)
            what = (*what, *texts_left_out(seen, before, after, self.written), *small_left(before, after))
            first = first_version(seen, before, after, self.run_id, self.written)
            if first and not workspace.runs.history(self.run_id):
                insert_start(con, first, self.author)
        correct_step(con, self.run_id, what, found.n_users)
        workspace.runs.correct_edit(con, self.run_id, replace(run.edit, what=what, n_users=found.n_users))

    def what_to_do(self, workspace: Workspace) -> str:
        """Return the sentence for an interrupted edit."""
        return say("The edit is kept. Compute its figures again.")


def texts_left_out(seen: Segmentation, before: Members, after: Members, written: WrittenWith) -> Iterator[Sentence]:
    """Say what an analyst wrote of segments that others joined or left, where no new name or note was given."""
    names, notes = (_not_in(of, to) for of, to in ((seen.names, written.names), (seen.notes, written.notes)))
    yield from left_out(names, notes, before, after)
    yield from decisions_left_out(seen, before, after, written.set_aside)


def _not_in(texts: Mapping[int, str], given: Mapping[int, str]) -> dict[int, str]:
    """Return the texts in whose place none is given, and that are not given to another segment."""
    taken = {*given.values()}
    return {each: text for each, text in texts.items() if each not in given and text not in taken}


def decisions_left_out(
    seen: Segmentation, before: Members, after: Members, set_aside: Collection[int] = ()
) -> Iterator[Sentence]:
    """Say which decisions, and which settings aside, hold no more of segments that others joined or left.

    ``set_aside`` are set aside anew by the same step.
    """
    for segment in sorted({*seen.decisions, *seen.set_aside} - set(before.unchanged_in(after))):
        number = before.number_of(segment)
        if segment in seen.decisions:
            yield say(
                "The decision on segment {segment} holds no more, since users joined or left it: {decision}.",
                segment=number,
                decision=decision_sentence(seen.decisions[segment]),
            )
        if segment in seen.set_aside and segment not in set_aside:
            yield say("Segment {segment} is not set aside any more, since users joined or left it.", segment=number)


def first_version(
    seen: Segmentation, before: Members, after: Members, run_id: str, written: WrittenWith
) -> Segmentation | None:
    """Return what of the names of a run holds for segments made of its own: that of those whom nobody joined or left.

    What was given with the edits comes on top, of segments that are there. None where there is nothing to say.
    """
    stays = before.unchanged_in(after)
    made = Segmentation(
        run_id,
        0,
        None,
        seen.author,
        now(),
        {each: seen.names[each] for each in stays if each in seen.names},
        {each: seen.notes[each] for each in stays if each in seen.notes},
        {each: number for each, number in seen.numbers.items() if each in after.segments},
        decisions={each: seen.decisions[each] for each in stays if each in seen.decisions},
        marks={each: seen.marks[each] for each in stays if each in seen.marks},
        origin=_decided_before(seen, stays),
    )
    made = written.within(after.segments).on(made)
    has_any = made.names or made.notes or made.numbers or made.decisions or made.marks or made.origin
    return made if has_any else None


def _decided_before(seen: Segmentation, stays: Collection[int]) -> Origin | None:
    """Return how decisions of an earlier run wait on segments whom nobody joined or left; None where none does."""
    waiting = [match for each in stays if (match := seen.decided_before(each))]
    if not waiting or seen.origin is None:
        return None
    kept = tuple(replace(each, name="", note="", state=CarriedState.KEPT) for each in waiting)
    return replace(seen.origin, segments=kept, unplaced=())


def _known(workspace: Workspace, run_id: str) -> RunInfo:
    run = workspace.runs.run(run_id)
    if run is None:
        raise LookupError(f"The run {run_id} is gone")
    return run


def _unknown() -> tuple[Labels, int]:
    raise LookupError("The labels before the edit are not known")


def done_version(workspace: Workspace, run: RunInfo) -> RunInfo:
    """Return the last version before a run whose figures are there, at the furthest that of the recipe."""
    before = _known(workspace, run.edit.parent) if run.edit else run
    return before if before.edit is None or before.state is JobState.DONE else done_version(workspace, before)


def _done_before(workspace: Workspace, run: RunInfo) -> list[str]:
    """Return what the edits did that led to a run, the first at the front."""
    kept: list[str] = []
    while run.edit:
        kept = [*run.edit.what, *kept]
        run = _known(workspace, run.edit.parent)
    return kept
