"""The versions of edited segments, and the steps between them: undo, redo, and back to any of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.errors import DataError
from core.jobs.workspace import Workspace
from core.sentences import say
from core.settings import current_user
from core.store.run_info import RunInfo
from core.store.segmentations import Segmentation
from core.store.shape_steps import (
    StaleEditError,
    Step,
    StepKind,
    add_step,
    label_step,
    next_step,
    read_steps,
    standing_runs,
    undone_runs,
)
from core.store.trail import Trail, trail_of
from core.views.shape_changes import Event, history_of


class ShapeHistory:
    """The versions of the segments of a workspace. A version is a run; nothing is deleted by going to another one."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace, self._runs = workspace, workspace.runs

    def undo(self, run_id: str, author: str = "") -> RunInfo:
        """Take back what was done last: a name, a note, a mark or a decision on the version that stands, else the edit.

        Raises
        ------
        DataError
            The version that stands is as the recipe made it, and nobody wrote of it.
        """
        standing = self._standing(run_id)
        trail = self.trail(standing)
        if trail.before and not self._is_later(StepKind.EDIT, trail.done[-1]):  # as where it was made again
            return self._write(StepKind.UNDO, standing, trail.before, author)
        if standing.edit is None:
            raise DataError(say("There is nothing to undo."), say("The segments are as the recipe found them."))
        return self._go(StepKind.UNDO, standing, standing.edit.parent, author)

    def redo(self, run_id: str, author: str = "") -> RunInfo:
        """Do again what was undone last; raise ``DataError`` where there is nothing."""
        standing = self._standing(run_id)
        trail, undone = self.trail(standing), self.undone(run_id)
        if trail.undone and not (undone and self._is_later(StepKind.UNDO, self._runs.segmentation(standing.run_id))):
            return self._write(StepKind.REDO, standing, trail.undone[-1], author)
        if not undone:
            raise DataError(say("There is nothing to redo."), say("Nothing was undone since the last edit."))
        return self._go(StepKind.REDO, standing, undone[-1], author)

    def trail(self, run: RunInfo) -> Trail:
        """Return what of the names, notes, marks and decisions of a version can be undone and redone."""
        blank = Segmentation(run.run_id, 0, None, run.created_by, run.created_at, {}, {})
        return trail_of(self._runs.history(run.run_id), blank)

    def back(self, run_id: str, to_run_id: str, author: str = "") -> RunInfo:
        """Go to any version of the same segments; raise ``DataError`` where it is none of them."""
        standing = self._standing(run_id)
        if self._known(to_run_id).root != standing.root:
            raise DataError(
                say("{run_id} is no version of these segments.", run_id=to_run_id), say("Choose one of the history.")
            )
        return self._go(StepKind.BACK, standing, to_run_id, author)

    def leave(self, run_id: str, author: str = "") -> RunInfo:
        """Leave the edits of the run before as they are: nobody is asked any more to make them on this one."""
        standing = self._standing(run_id)
        return self._go(StepKind.LEAVE, standing, standing.run_id, author)

    def undone(self, run_id: str) -> list[str]:
        """Return the versions that can be had back by redo, the next one last."""
        return [each for each in undone_runs(self.history(run_id)) if self._runs.run(each)]

    def history(self, run_id: str) -> list[Step]:
        """Return the steps of the segments that a run belongs to, newest first."""
        return read_steps(self._workspace.store, self._known(run_id).root)

    def events(self, run_id: str) -> list[Event]:
        """Return every step, and everything that analysts wrote of any version, newest first."""
        versions = self.versions(run_id)
        written = {run.run_id: self._runs.history(run.run_id) for run in versions}
        shorts = {run.run_id: run.edit.short for run in versions if run.edit}
        return history_of(self.history(run_id), written, shorts)

    def versions(self, run_id: str) -> list[RunInfo]:
        """Return the versions of the segments that a run belongs to, that of the recipe first."""
        run = self._known(run_id)
        found = [each for each in self._runs.runs(run.dataset_id) if each.root == run.root]
        return sorted(found, key=lambda each: each.edit.version if each.edit else 1)

    def standing(self, run_id: str) -> str:
        """Return the run that stands for the segments that a run belongs to."""
        return self._runs.standing(run_id)

    def all_standing(self) -> list[str]:
        """Return the runs that stand for segments that were edited."""
        return list(standing_runs(self._workspace.store).values())

    def label(self, run_id: str, step: int, label: str) -> None:
        """Name the version that a step led to, such as "as shown on 12 May"."""
        label_step(self._workspace.store, self._known(run_id).root, step, label)

    def _is_later(self, kind: StepKind, version: Segmentation) -> bool:
        """Whether the last step is of a kind, and was taken after a version was written."""
        newest = next(iter(self.history(version.run_id)), None)
        return newest is not None and newest.kind is kind and newest.created_at > version.created_at

    def _write(self, kind: StepKind, run: RunInfo, version: Segmentation, author: str) -> RunInfo:
        """Write of a run what a version of it says."""
        with self._workspace.jobs.lock:
            newest = self._runs.segmentation(run.run_id).version
            self._runs.save_version(replace(version, version=newest), author or current_user(), kind)
        return run

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

    def _standing(self, run_id: str) -> RunInfo:
        return self._known(self.standing(run_id))

    def _known(self, run_id: str) -> RunInfo:
        run = self._runs.run(run_id)
        if run is None:
            raise DataError(
                say("There is no run {run_id!r}.", run_id=run_id), say("It may have been deleted; choose another one.")
            )
        return run
