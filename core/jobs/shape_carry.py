"""Edits that are carried from the versions of one run to another run, in a workspace."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.errors import DataError
from core.jobs.kinds.edit import first_version
from core.jobs.name_versions import of_analysts
from core.jobs.shapes import Shapes
from core.jobs.written_with import WrittenWith
from core.results.carried_edits import Common, Replay, Replayed, ReplayState, Was, replay, replay_names
from core.results.results import with_naming
from core.sentences import Sentence, say
from core.settings import current_user
from core.shaping.edits import Edit, Edited, Members, Split, edits_from_text
from core.store.job_info import JobState
from core.store.run_info import RunInfo
from core.store.segmentations import Segmentation
from core.store.shape_steps import correct_step, read_shape


@dataclass(frozen=True, slots=True, eq=False)
class Carry:
    """What of the edits of another run can be made on a run."""

    replay: Replay
    naming: Segmentation
    """What analysts wrote of the run, with what they wrote of the other one; segments are those after the edits."""
    names: Sequence[Replayed]

    @property
    def steps(self) -> list[Replayed]:
        """What becomes of every edit, then of every name, note and mark."""
        return [*self.replay.steps, *self.names]


class CarriedShapes(Shapes):
    """The edited segments of a workspace, and the way from one run to another."""

    def find_carry(self, run_id: str, from_run_id: str) -> Carry:
        """Return what of the edits that led to a version of another run can be made on a run; nothing is changed.

        Raises
        ------
        DataError
            Both are versions of the same segments, nobody edited the other one or wrote of it, or they share no users.
        """
        run, source = self._known(run_id), self._known(from_run_id)
        if run.root == source.root:
            raise DataError(
                say("Run {run_id} is a version of the same segments.", run_id=from_run_id),
                say("Go back to a version instead, or name another run."),
            )
        members, theirs = self.members(run), of_analysts(self._runs.history(from_run_id), self._segmentation(source))
        was = list(self._edits(source))
        if not (was or theirs.names or theirs.notes or theirs.marks):
            raise DataError(
                say("Nobody has edited or named the segments of run {run_id}.", run_id=from_run_id),
                say("Name a run with edits; the command runs lists them."),
            )
        old = self._old(source)
        common = Common.of(old.user_ids, members.user_ids)
        found = replay(common, was, members, self._seen.means(run))
        partners = common.partners(old.labels, found.members.labels)
        seen = self._segmentation(run)
        blank = replace(seen, names={}, notes={}, marks={}, decisions={})
        stays = first_version(seen, members, found.members, run.run_id, WrittenWith()) or blank
        naming, names = replay_names(partners, theirs, stays, found.members)
        return Carry(found, naming, names)

    def carry(self, run_id: str, from_run_id: str, author: str = "") -> tuple[RunInfo, list[Replayed]]:
        """Make the edits of another run on a run that stands, with what was written of it, as one step.

        Returns the version that comes out, the run itself where no edit is carried, and what became of each edit.

        Raises
        ------
        DataError
            As ``find_carry`` does.
        StaleEditError
            The run does not stand any more.
        """
        author = author or current_user()
        run = self._known(run_id)
        self._check_stands(run, (say("edits of run {run_id}", run_id=from_run_id),))
        found = self.find_carry(run_id, from_run_id)
        if found.replay.edits:
            written = WrittenWith(found.naming.names, found.naming.notes, found.naming.marks)
            run = self.edit(run_id, found.replay.edits, written=written, author=author)
            self._say(run, found.replay.steps, from_run_id)
            if self.labels(run.run_id) is None:  # the job that divides a segment writes it
                return self._known(run.run_id), found.steps
        seen = self._segmentation(run)
        parts: dict[str, Any] = {
            part: {**getattr(found.naming, part), **getattr(seen, part)} for part in ("names", "notes", "marks")
        }
        if any(parts[part] != dict(getattr(seen, part)) for part in parts):
            self._runs.save_version(replace(seen, **parts), author)
        return self._known(run.run_id), found.steps

    def _say(self, run: RunInfo, steps: Sequence[Replayed], from_run_id: str) -> None:
        """Write into the history where the edits come from, and which were not applied and why."""
        left = [each for each in steps if each.state is not ReplayState.CARRIED]
        more = [say("Edits of run {run_id} were made again.", run_id=from_run_id)]
        more += [say("Not applied here: {what} {why}", what=each.what, why=each.why) for each in left]
        if run.edit is None or run.edit.what[-len(more) :] == tuple(more):
            return
        what: tuple[Sentence | str, ...] = (*run.edit.what, *more)
        with self._workspace.store.transaction() as con:
            correct_step(con, run.run_id, what, run.edit.n_users)
            self._runs.correct_edit(con, run.run_id, replace(run.edit, what=what))

    def _segmentation(self, run: RunInfo) -> Segmentation:
        return self._runs.segmentation(run.run_id)

    def _old(self, run: RunInfo) -> Members:
        """Return who is in which segment of a version of the other run."""
        found = self.labels(run.run_id)
        if found is None:
            raise DataError(
                say("Who is in which segment of this version is still being computed."),
                say("Wait until its sizes are there."),
            )
        return Members(*found, int(found[1].max(initial=0)), self._segmentation(run).numbers)

    def _edits(self, run: RunInfo) -> Iterator[Was]:
        """Yield the edits that led to a version, the first at the front."""
        if run.edit is None:
            return
        parent = self._known(run.edit.parent)
        yield from self._edits(parent)
        shape = read_shape(self._workspace.store, run.run_id)
        edits = edits_from_text(shape.edits) if shape else ()
        before, after = self._old(parent), self._old(run)
        naming, names = self._segmentation(parent), self._names(parent)
        whats = dict(enumerate(run.edit.what[: len(edits)]))
        for place, (edit, was, now) in enumerate(self._one_by_one(parent, edits, before, after)):
            yield Was(edit, was.labels, now.labels, whats[place], naming, names)

    def _one_by_one(
        self, run: RunInfo, edits: Sequence[Edit], before: Members, after: Members
    ) -> Iterator[tuple[Edit, Members, Members]]:
        """Yield each edit of a step with who was where before and after it.

        Where a segment was divided beside other edits, who was where between them is not kept: they are taken as one.
        """
        if any(isinstance(each, Split) for each in edits) and len(edits) > 1:
            yield from ((each, before, after) for each in edits)
            return
        members = before
        for each in edits[:-1]:
            done: Edited = each.apply(members, self._seen.means(run))
            yield each, members, done.members
            members = done.members
        if edits:
            yield edits[-1], members, after

    def _names(self, run: RunInfo) -> dict[int, str]:
        naming = self._segmentation(run)
        if run.state is not JobState.DONE:
            return dict(naming.names)
        return with_naming(self._results(run.run_id), naming).names
