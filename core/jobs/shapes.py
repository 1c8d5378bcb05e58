"""The segments that analysts shape in a workspace: each edit makes a run of its own, and steps lead between them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import replace

from core.errors import DataError
from core.ingest.values.identity import read_key
from core.jobs.codec import decode
from core.jobs.job import new_job
from core.jobs.kinds.divide import DivideJob, Preview, live_preview, previews_of
from core.jobs.kinds.edit import EditJob, decisions_left_out, first_version, texts_left_out
from core.jobs.preliminary import Preliminary
from core.jobs.shape_history import ShapeHistory
from core.jobs.shape_labels import labels_of
from core.jobs.shape_means import NotYetDividedError, SeenUsers
from core.jobs.workspace import Workspace
from core.jobs.written_with import WrittenWith
from core.population.excluded import Excluded
from core.results.results import Results
from core.results.run import Depth
from core.results.versions import versions
from core.sentences import Sentence, say
from core.settings import current_user
from core.shaping.edits import Edit, Edited, Members, Select, edits_to_text
from core.shaping.small import small_left
from core.shaping.user_list import in_log
from core.stages.table import Stage
from core.store.dataset_info import DatasetVersion
from core.store.job_info import JobState
from core.store.naming_history import give_first_version, insert_start
from core.store.run_info import EditOrigin, RunInfo
from core.store.shape_steps import (
    Shape,
    Step,
    StepKind,
    add_shape,
    add_step,
    next_step,
    read_shape,
)
from core.types import Labels, Population, StrArray

_ID_LENGTH = 16


class Shapes(ShapeHistory):
    """The edited segments of a workspace; safe to use from several threads.

    Parameters
    ----------
    workspace
        The workspace.
    results, population
        Of a run that is done; of a dataset in memory. Both are kept by the server.
    wake, stop
        Called when a job waits; called with a run to end what is computed of it.
    """

    def __init__(
        self,
        workspace: Workspace,
        results: Callable[[str], Results],
        population: Callable[[str, Excluded | None, int | None], Population],
        wake: Callable[[], None],
        stop: Callable[[str], None],
    ) -> None:
        super().__init__(workspace)
        self._results, self._wake, self._stop = results, wake, stop
        self._seen = SeenUsers(workspace, results, population)

    def edit(
        self,
        run_id: str,
        edits: Sequence[Edit],
        *,
        name: str = "",
        written: WrittenWith | None = None,
        author: str = "",
    ) -> RunInfo:
        """Apply edits in their order to the segments of a run, as one step; return the run that comes out.

        Its results follow by a job. Where nothing has to be clustered its labels are known at once. An edit that made
        the version that stands is not made twice; its job is begun again where it was cut off.

        Parameters
        ----------
        name
            Of the segment that comes out of the last edit.
        written
            Names, notes and marks of any segments after the edits, and their order.
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
        before = self.members(run)
        key = read_key(self._workspace.path)
        wanted = [in_log(each, before.user_ids, key) for each in edits]
        standing = self._standing(run_id)
        if self._is_made_by(standing, run, wanted):  # asked for again, perhaps since its job was cut off
            return self.compute_again(standing.run_id, author)
        shorts = _shorts(wanted, before)
        self._check_stands(run, shorts)
        done, is_known = self._applied(run, before, wanted)
        given = written or WrittenWith()
        if name and done:
            given = given.named(done[-1].made, name)
        after = done[-1].members if done and is_known else None
        what = tuple(each.sentence for each in done) if is_known else shorts
        if after:
            for segment in given.segments:
                after.of_segment(segment)  # raises where it is not there
            what += tuple(texts_left_out(self._runs.segmentation(run.run_id), before, after, given))
            what += tuple(small_left(before, after))
        with self._workspace.jobs.lock:
            steps = self._check_stands(run, shorts)
            origin = EditOrigin(
                run.root, run.run_id, self._next_version(run), shorts, what, sum(each.n_users for each in done)
            )
            made = self._add(run, origin, (wanted, before, after), given, steps, author or current_user())
        self._wake()
        return made

    def labels(self, run_id: str) -> tuple[StrArray, Labels] | None:
        """Return users and labels of a run, (n_users,) each; None as long as they are not known."""
        run = self._known(run_id)
        found = labels_of(self._workspace, run)
        return (self._results(run.root).user_ids, found[0]) if found else None

    def small_after(self, run_id: str, edits: Sequence[Edit]) -> list[Sentence]:
        """Say which decisions edits would end and which segments they leave too small; nothing where not yet known."""
        before, after, seen = self.members(self._known(run_id)), self.after(run_id, edits), self._runs.segmentation
        return [*decisions_left_out(seen(run_id), before, after), *small_left(before, after)] if after else []

    def after(self, run_id: str, edits: Sequence[Edit]) -> Members | None:
        """Return who would be in which segment after edits; None where a job has to find that out."""
        run = self._known(run_id)
        done, is_known = self._applied(run, self.members(run), edits)
        return done[-1].members if done and is_known else None

    def preliminary(self, run: RunInfo) -> Preliminary | None:
        """Return the segments of an edited run that is still to be computed, where they are known already."""
        found = labels_of(self._workspace, run) if run.edit else None
        return Preliminary(found[0], self._results(run.root).points) if found else None

    def preview(self, run_id: str, segment: int) -> Preview | None:
        """Return in which ways a segment can be divided, and how well; None before ``start_preview`` has found out."""
        return next((each for each in previews_of(self._workspace, run_id) if each.segment == segment), None)

    def start_preview(self, run_id: str, segment: int) -> str:
        """Begin to divide a segment in several ways; return the job, that of a live one where there is one."""
        run = self._known(run_id)
        self.members(run).of_segment(segment)
        job = DivideJob(run_id=run_id, segment=segment)
        live = live_preview(self._workspace, run_id, segment)
        job_id = live.job_id if live else self._workspace.jobs.add(new_job(job, current_user())).job_id
        self._wake()
        return job_id

    def compute_again(self, run_id: str, author: str = "") -> RunInfo:
        """Begin the job of an edited run again where it was interrupted, cancelled or failed."""
        run = self._known(run_id)
        written = decode(self._workspace.jobs.job(run.job_id).payload, EditJob).written
        with self._workspace.jobs.lock, self._workspace.store.transaction() as con:
            job = new_job(self._job(run, run.run_id, written, author or run.created_by), author or current_user())
            of = DatasetVersion(run.dataset_id, run.version), run.recipe
            self._runs.add_with(con, run.run_id, of, job, run.edit)
        self._wake()
        return self._known(run_id)

    def _go(self, kind: StepKind, standing: RunInfo, to_run_id: str, author: str) -> RunInfo:
        """Go to a version; end what is computed of the one that is left, begin again what was ended of the other."""
        reached = super()._go(kind, standing, to_run_id, author)
        if standing.run_id != to_run_id and self._known(standing.run_id).state.is_live:
            self._stop(standing.run_id)
        if reached.edit and not reached.state.is_live and reached.state is not JobState.DONE:
            return self.compute_again(to_run_id, author)
        return reached

    def _applied(self, run: RunInfo, before: Members, edits: Sequence[Edit]) -> tuple[list[Edited], bool]:
        """Return what edits do, and whether that is all of them: a job divides what was not divided before."""
        means = self._seen.means(run)
        done: list[Edited] = []
        members = before
        for edit in edits:
            try:
                done.append(edit.apply(members, means))
            except NotYetDividedError:
                _check_rules(edits)
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
        written: WrittenWith,
        steps: Sequence[Step],
        author: str,
    ) -> RunInfo:
        """Write run, labels, names and step in one transaction; a version that was made before is gone to."""
        edits, before, after = edited
        run_id, text = _id_of(run.run_id, edits, after), edits_to_text(edits)
        job = new_job(self._job(run, run_id, written, author), author)
        is_new = self._runs.run(run_id) is None
        seen = self._runs.segmentation(run.run_id if is_new else run_id)
        named = written.on(seen) if not is_new and written.changes(seen) else None
        if is_new and after:
            named = first_version(seen, before, after, run_id, written)
        step = next_step(steps, run.root, StepKind.EDIT, (run.run_id, run_id), author)
        with self._workspace.store.transaction() as con:
            dataset = DatasetVersion(run.dataset_id, run.version)
            self._runs.add_with(con, run_id, (dataset, run.recipe_as_run), job, origin)
            add_step(con, replace(step, what=origin.what, n_users=origin.n_users))
            if is_new:
                labels, highest = (after.labels, after.highest) if after else (None, 0)
                add_shape(con, run_id, Shape(text, labels, highest))
            if named:
                insert_start(con, named, author)
            elif is_new:
                give_first_version(con, run_id)
        return self._known(run_id)

    def _is_made_by(self, made: RunInfo, run: RunInfo, edits: Sequence[Edit]) -> bool:
        """Say whether a version was made by these edits of a run."""
        shape = read_shape(self._workspace.store, made.run_id)
        return bool(made.edit and made.edit.parent == run.run_id and shape and shape.edits == edits_to_text(edits))

    def members(self, run: RunInfo) -> Members:
        """Return who is in which segment of a run; raise ``DataError`` where it is not known, or cannot be edited."""
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

    def _job(self, run: RunInfo, run_id: str, written: WrittenWith, author: str) -> EditJob:
        return EditJob(
            run_id=run_id,
            dataset_id=run.dataset_id,
            left_out=run.left_out,
            excluded=run.excluded,
            version=run.version,
            names=written.names,
            notes=written.notes,
            marks=written.marks,
            aside=written.aside,
            order=written.order,
            author=author,
        )

    def _next_version(self, run: RunInfo) -> int:
        return max((each.edit.version for each in self.versions(run.run_id) if each.edit), default=1) + 1


def _check_rules(edits: Sequence[Edit]) -> None:
    """Refuse a rule beside what a job is still to divide: the job knows no saved selections and no figures."""
    if any(isinstance(each, Select) for each in edits):
        raise DataError(
            say("A rule cannot be applied in one step with a segment that is still to be split."),
            say("Split the segment first, then choose by the rule."),
        )


def _shorts(edits: Sequence[Edit], before: Members) -> tuple[str, ...]:
    return tuple(each.short(before) for each in edits)


def _id_of(parent: str, edits: Sequence[Edit], after: Members | None) -> str:
    """Hash the run that is edited, the edits and the versions: the same edits of the same run are made once.

    What a rule means changes with the names of segments, saved selections and interests, so whom it chose counts, too.
    """
    found = after.labels.tobytes() if after and any(isinstance(each, Select) for each in edits) else b""
    text = json.dumps([parent, edits_to_text(edits), versions(), hashlib.sha256(found).hexdigest()], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:_ID_LENGTH]
