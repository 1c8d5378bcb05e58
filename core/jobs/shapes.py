"""The segments that analysts shape in a workspace: each edit makes a run of its own, and steps lead between them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from core.errors import DataError
from core.ingest.identity import read_key
from core.jobs.job import new_job
from core.jobs.kinds.edit import EditJob, first_version, labels_of
from core.jobs.preliminary import Preliminary
from core.jobs.shape_means import NotYetDividedError, SeenUsers
from core.jobs.workspace import Workspace
from core.population.excluded import Excluded
from core.results.results import Results
from core.results.run import Depth
from core.results.versions import versions
from core.sentences import say
from core.settings import current_user
from core.shaping.edits import Edit, Edited, Members, edits_to_text
from core.shaping.user_list import in_log
from core.stages.table import Stage
from core.store.dataset_info import DatasetVersion
from core.store.run_info import EditOrigin, RunInfo
from core.store.segmentations import insert_version
from core.store.shape_steps import (
    Shape,
    StaleEditError,
    Step,
    StepKind,
    add_shape,
    add_step,
    label_step,
    next_step,
    read_steps,
    standing_runs,
    undone_runs,
)
from core.types import Labels, Population, StrArray

_ID_LENGTH = 16


class Shapes:
    """The edited segments of a workspace; safe to use from several threads.

    Parameters
    ----------
    workspace
        The workspace.
    results, population
        Of a run that is done; of a dataset in memory. Both are kept by the server.
    wake
        Called when a job waits.
    """

    def __init__(
        self,
        workspace: Workspace,
        results: Callable[[str], Results],
        population: Callable[[str, Excluded | None, int | None], Population],
        wake: Callable[[], None],
    ) -> None:
        self._workspace, self._runs = workspace, workspace.runs
        self._results, self._wake = results, wake
        self._seen = SeenUsers(workspace, results, population)

    def edit(
        self,
        run_id: str,
        edits: Sequence[Edit],
        *,
        name: str = "",
        names: Mapping[int, str] | None = None,
        author: str = "",
    ) -> RunInfo:
        """Apply edits in their order to the segments of a run, as one step; return the run that comes out.

        Its results follow by a job. Where nothing has to be clustered its labels are known at once.

        Parameters
        ----------
        name
            Of the segment that the last edit makes.
        names
            Segment to name, of any segments after the edits.
        author
            The present user when not given.

        Raises
        ------
        DataError
            An edit does not fit, or what it is to be applied to is not known yet.
        StaleEditError
            The run does not stand any more.
        """
        run = self._known(run_id)
        before = self._members(run)
        key = read_key(self._workspace.path)
        wanted = [in_log(each, before.user_ids, key) for each in edits]
        shorts = _shorts(wanted, before)
        self._check_stands(run, shorts)
        done, is_known = self._applied(run, before, wanted)
        given = dict(names or {})
        if name and done:
            given[done[-1].members.highest] = name
        after = done[-1].members if done and is_known else None
        what = tuple(each.sentence for each in done) if is_known else shorts
        with self._workspace.jobs.lock:
            steps = self._check_stands(run, shorts)
            origin = EditOrigin(
                run.root, run.run_id, self._next_version(run), shorts, what, sum(each.n_users for each in done)
            )
            made = self._add(run, origin, (wanted, before, after), given, steps, author or current_user())
        self._wake()
        return made

    def undo(self, run_id: str, author: str = "") -> RunInfo:
        """Go one version back; raise ``DataError`` where the one that stands is as the recipe made it."""
        standing = self._standing(run_id)
        if standing.edit is None:
            raise DataError(say("There is nothing to undo."), say("The segments are as the recipe found them."))
        return self._go(StepKind.UNDO, standing, standing.edit.parent, author)

    def redo(self, run_id: str, author: str = "") -> RunInfo:
        """Return to the version that was undone last; raise ``DataError`` where there is none."""
        standing = self._standing(run_id)
        undone = self.undone(run_id)
        if not undone:
            raise DataError(say("There is nothing to redo."), say("Nothing was undone since the last edit."))
        return self._go(StepKind.REDO, standing, undone[-1], author)

    def back(self, run_id: str, to_run_id: str, author: str = "") -> RunInfo:
        """Go to any version of the same segments; raise ``DataError`` where it is none of them."""
        standing = self._standing(run_id)
        if self._known(to_run_id).root != standing.root:
            raise DataError(
                say("{run_id} is no version of these segments.", run_id=to_run_id), say("Choose one of the history.")
            )
        return self._go(StepKind.BACK, standing, to_run_id, author)

    def undone(self, run_id: str) -> list[str]:
        """Return the versions that can be had back by redo, the next one last."""
        return [each for each in undone_runs(self.history(run_id)) if self._runs.run(each)]

    def history(self, run_id: str) -> list[Step]:
        """Return the steps of the segments that a run belongs to, newest first."""
        return read_steps(self._workspace.store, self._known(run_id).root)

    def versions(self, run_id: str) -> list[RunInfo]:
        """Return the versions of the segments that a run belongs to, that of the recipe first."""
        run = self._known(run_id)
        found = [each for each in self._runs.runs(run.dataset_id) if each.root == run.root]
        return sorted(found, key=lambda each: each.edit.version if each.edit else 1)

    def standing(self, run_id: str) -> str:
        """Return the run that stands for the segments that a run belongs to."""
        root = self._known(run_id).root
        return standing_runs(self._workspace.store).get(root, root)

    def label(self, run_id: str, step: int, label: str) -> None:
        """Name the version that a step led to, such as "as shown on 12 May"."""
        label_step(self._workspace.store, self._known(run_id).root, step, label)

    def labels(self, run_id: str) -> tuple[StrArray, Labels] | None:
        """Return users and labels of a run, (n_users,) each; None as long as they are not known."""
        run = self._known(run_id)
        found = labels_of(self._workspace, run)
        return (self._results(run.root).user_ids, found[0]) if found else None

    def preliminary(self, run: RunInfo) -> Preliminary | None:
        """Return the segments of an edited run that is still to be computed, where they are known already."""
        found = labels_of(self._workspace, run) if run.edit else None
        return Preliminary(found[0], self._results(run.root).points) if found else None

    def compute_again(self, run_id: str, author: str = "") -> RunInfo:
        """Put the job of an edited run that was interrupted, cancelled or failed into the queue again."""
        run = self._known(run_id)
        with self._workspace.store.transaction() as con:
            job = new_job(self._job(run, run.run_id, {}, author or run.created_by), author or current_user())
            of = DatasetVersion(run.dataset_id, run.version), run.recipe
            self._runs.add_with(con, run.run_id, of, job, run.edit)
        self._wake()
        return self._known(run_id)

    def _applied(self, run: RunInfo, before: Members, edits: Sequence[Edit]) -> tuple[list[Edited], bool]:
        """Return what edits do, and whether that is all of them: a job divides what was not divided before."""
        means = self._seen.means(run)
        done: list[Edited] = []
        members = before
        for edit in edits:
            try:
                done.append(edit.apply(members, means))
            except NotYetDividedError:
                return done, False
            members = done[-1].members
        if not members.segments:
            raise DataError(say("No segment is left."), say("Leave some users in a segment."))
        return done, True

    def _add(
        self,
        run: RunInfo,
        origin: EditOrigin,
        edited: tuple[Sequence[Edit], Members, Members | None],
        names: Mapping[int, str],
        steps: Sequence[Step],
        author: str,
    ) -> RunInfo:
        """Write run, labels, names and step in one transaction; a version that was made before is gone to."""
        edits, before, after = edited
        text = edits_to_text(edits)
        run_id = _id_of(run.run_id, text)
        job = new_job(self._job(run, run_id, names, author), author)
        seen = self._runs.segmentation(run.run_id)
        first = first_version(seen, before, after, run_id, names) if after else None
        is_new = self._runs.run(run_id) is None
        step = next_step(steps, run.root, StepKind.EDIT, (run.run_id, run_id), author)
        with self._workspace.store.transaction() as con:
            self._runs.add_with(con, run_id, (DatasetVersion(run.dataset_id, run.version), run.recipe), job, origin)
            add_step(con, replace(step, what=origin.what, n_users=origin.n_users))
            if is_new:
                labels, highest = (after.labels, after.highest) if after else (None, 0)
                add_shape(con, run_id, Shape(text, labels, highest))
            if first and is_new:
                insert_version(con, first, author)
        return self._known(run_id)

    def _go(self, kind: StepKind, standing: RunInfo, to_run_id: str, author: str) -> RunInfo:
        with self._workspace.jobs.lock:
            steps = self._check_stands(standing, ())
            step = next_step(steps, standing.root, kind, (standing.run_id, to_run_id), author or current_user())
            with self._workspace.store.transaction() as con:
                add_step(con, step)
        return self._known(to_run_id)

    def _check_stands(self, run: RunInfo, wanted: Sequence[str]) -> list[Step]:
        """Return the steps so far; raise ``StaleEditError`` where the run does not stand."""
        steps = read_steps(self._workspace.store, run.root)
        if steps and steps[0].run_id != run.run_id:
            seen_at = next((place for place, step in enumerate(steps) if step.run_id == run.run_id), len(steps))
            raise StaleEditError(steps[:seen_at], wanted)
        return steps

    def _members(self, run: RunInfo) -> Members:
        root = self._runs.finished(run.root)
        if root.depth != Depth.FULL or Stage.MODEL in root.left_out:
            raise DataError(
                say("This run was made without a model, by whose space segments are edited."),
                say("Run the recipe again in full, and edit that run."),
            )
        found = labels_of(self._workspace, run)
        if found is None:
            raise DataError(
                say("Who is in which segment of this version is still being computed."),
                say("Wait until its sizes are there."),
            )
        numbers = self._runs.segmentation(run.run_id).numbers
        return Members(self._results(run.root).user_ids, *found, numbers)

    def _job(self, run: RunInfo, run_id: str, names: Mapping[int, str], author: str) -> EditJob:
        return EditJob(
            run_id=run_id,
            dataset_id=run.dataset_id,
            left_out=run.left_out,
            excluded=run.excluded,
            version=run.version,
            names=names,
            author=author,
        )

    def _next_version(self, run: RunInfo) -> int:
        return max((each.edit.version for each in self.versions(run.run_id) if each.edit), default=1) + 1

    def _standing(self, run_id: str) -> RunInfo:
        return self._known(self.standing(run_id))

    def _known(self, run_id: str) -> RunInfo:
        run = self._runs.run(run_id)
        if run is None:
            raise DataError(
                say("There is no run {run_id!r}.", run_id=run_id), say("It may have been deleted; choose another one.")
            )
        return run


def _shorts(edits: Sequence[Edit], before: Members) -> tuple[str, ...]:
    return tuple(each.short(before) for each in edits)


def _id_of(parent: str, edits: str) -> str:
    """Hash the run that is edited, the edits and the versions: the same edits of the same run are made once."""
    text = json.dumps([parent, edits, versions()], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:_ID_LENGTH]
