"""What can be undone and redone of the names, notes, marks and decisions of a run, one change at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.store.segmentations import Segmentation
from core.store.shape_steps import StepKind


@dataclass(frozen=True, slots=True)
class Trail:
    """The versions that undo and redo lead to."""

    done: tuple[Segmentation, ...]
    """Those that can be undone, the newest last, after the one that the run began with."""
    undone: tuple[Segmentation, ...]
    """Those that can be had back, the next one last."""

    @property
    def before(self) -> Segmentation | None:
        """What undo leads to; None where there is nothing to undo."""
        return self.done[-2] if len(self.done) > 1 else None


def trail_of(history: Sequence[Segmentation], blank: Segmentation) -> Trail:
    """Follow the versions of a run, in any order, from ``blank``, in which nobody wrote yet."""
    done, undone = [blank], list[Segmentation]()
    for version in sorted(history, key=lambda each: each.version):
        if version.is_start or version.is_carried_over:
            done, undone = [version], []
            continue
        kind = version.kind or _guess(version, done, undone)
        if kind is StepKind.UNDO and len(done) > 1:
            undone.append(done.pop())
        elif kind is StepKind.REDO and undone:
            done.append(undone.pop())
        else:
            done.append(version)
            undone = []
    return Trail(tuple(done), tuple(undone))


def _guess(version: Segmentation, done: Sequence[Segmentation], undone: Sequence[Segmentation]) -> StepKind:
    """Take a version of an earlier program, which kept no kind, for a step back to the one that says the same."""
    if len(done) > 1 and _says(version) == _says(done[-2]):
        return StepKind.UNDO
    return StepKind.REDO if undone and _says(version) == _says(undone[-1]) else StepKind.EDIT


def _says(version: Segmentation) -> tuple[Any, ...]:
    """Return what a version says, whoever wrote it and when."""
    return version.names, version.notes, version.numbers, version.decisions, version.marks, version.origin
