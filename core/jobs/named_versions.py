"""What analysts write of a version of edited segments that does not stand: it goes on to the one that does."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from core.jobs.shape_labels import labels_of
from core.store.run_info import RunInfo
from core.store.runs import Runs
from core.store.segmentations import Segmentation
from core.store.shape_steps import StepKind, standing_runs
from core.store.store import Store

_PARTS = ("names", "notes", "decisions", "marks")


@dataclass(frozen=True, slots=True)
class _Own:
    """A workspace, as far as labels are looked up."""

    store: Store
    runs: Runs


class NamedVersions(Runs):
    """The runs of a workspace; a name that is given to an older version is not lost on the one that stands."""

    def save_version(self, wanted: Segmentation, author: str, kind: StepKind | None = StepKind.EDIT) -> Segmentation:
        """Write a version, and what is new of it to the version that stands, for segments that have the same users.

        There it changes nothing that somebody wrote meanwhile.

        Raises
        ------
        StaleVersionError
            The newest version is another one; the error holds it.
        """
        with self._jobs.lock:
            before = self.segmentation(wanted.run_id)
            made = super().save_version(wanted, author, kind)
            self._go_on(before, made, author)
        return made

    def has_same_users(self, run_id: str, segment: int) -> bool:
        """Whether the version that stands for a run has a segment with the same users."""
        standing = self.standing(run_id)
        if standing == run_id:
            return True
        found = [labels_of(_Own(self._store, self), self._known(each)) for each in (run_id, standing)]
        masks = [each[0] == segment for each in found if each]
        return len(masks) == 2 and bool(np.array_equal(*masks))

    def standing(self, run_id: str) -> str:
        """Return the run that stands for the segments that a run belongs to."""
        root = self._known(run_id).root
        return standing_runs(self._store).get(root, root)

    def that_stand(self, dataset_id: str, also: Collection[str] = (), *, with_deleted: bool = False) -> list[RunInfo]:
        """Return the runs of a dataset that count, newest first: of recipes, and of edited segments what stands.

        Versions that were undone or edited further are in the history of their segments; ``also`` are some of them.
        """
        wanted = {*standing_runs(self._store).values(), *also}
        runs = self.runs(dataset_id, with_deleted=with_deleted)
        return [run for run in runs if run.edit is None or run.run_id in wanted]

    def _go_on(self, before: Segmentation, made: Segmentation, author: str) -> None:
        standing = self.standing(made.run_id)
        changed = set(_changed(before, made))
        if standing == made.run_id or not changed:
            return
        same = {segment for segment in changed if self.has_same_users(made.run_id, segment)}
        seen = self.segmentation(standing)
        parts: dict[str, Any] = {part: _taken(part, same, (before, made, seen)) for part in _PARTS}
        after = replace(seen, **parts)
        if after != seen:
            super().save_version(after, author)


def _changed(before: Segmentation, made: Segmentation) -> Iterator[int]:
    for part in _PARTS:
        was, now = getattr(before, part), getattr(made, part)
        yield from (each for each in {*was, *now} if was.get(each) != now.get(each))


def _taken(part: str, segments: set[int], versions: tuple[Segmentation, Segmentation, Segmentation]) -> dict[int, Any]:
    """Return a part of what is seen of the version that stands, with what changed from ``before`` to ``made``."""
    before, made, seen = (getattr(each, part) for each in versions)
    kept = dict(seen)
    for segment in segments:
        is_news = before.get(segment) != made.get(segment) and seen.get(segment) == before.get(segment)
        if is_news and segment in made:
            kept[segment] = made[segment]
        elif is_news:
            kept.pop(segment, None)
    return kept
