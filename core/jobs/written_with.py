"""What an analyst writes of segments together with edits of them: it is part of the same step of the history."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from core.store.segmentations import Mark, Segmentation

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class WrittenWith:
    """Names, notes, marks and an order that are given with edits; segments are those after the edits."""

    names: Mapping[int, str] = field(default_factory=dict)
    notes: Mapping[int, str] = field(default_factory=dict)
    marks: Mapping[int, Mark] = field(default_factory=dict)
    aside: Mapping[int, bool] = field(default_factory=dict)
    """Segment to whether it is set aside, whatever else its mark says."""
    order: tuple[int, ...] = ()
    """Of the segments that come first; nothing changes where it is empty."""

    @property
    def segments(self) -> set[int]:
        """All segments of which something is written."""
        return {*self.names, *self.notes, *self.marks, *self.aside, *self.order}

    @property
    def set_aside(self) -> set[int]:
        """The segments that are set aside by this."""
        of_marks = {segment for segment, mark in self.marks.items() if mark.is_set_aside}
        return of_marks | {segment for segment, is_so in self.aside.items() if is_so}

    def named(self, segment: int, name: str) -> WrittenWith:
        """Return the same with a name for a segment."""
        return replace(self, names={**self.names, segment: name})

    def within(self, segments: Collection[int]) -> WrittenWith:
        """Return what of it is about these segments."""
        order = tuple(each for each in self.order if each in segments)
        return WrittenWith(
            _of(self.names, segments),
            _of(self.notes, segments),
            _of(self.marks, segments),
            _of(self.aside, segments),
            order,
        )

    def on(self, seen: Segmentation) -> Segmentation:
        """Return a version with this on top of what it says."""
        made = seen.renamed({**seen.names, **self.names}, {**seen.notes, **self.notes})
        for segment, mark in self.marks.items():
            made = made.marked(segment, mark)
        for segment, is_aside in self.aside.items():
            made = made.marked(segment, replace(made.mark_of(segment), is_set_aside=is_aside))
        return made.reordered(self.order) if self.order else made

    def changes(self, seen: Segmentation) -> bool:
        """Say whether anything of this is new beside what a version says."""
        made = self.on(seen)
        parts = ((made.names, seen.names), (made.notes, seen.notes), (made.marks, seen.marks))
        return any(dict(now) != dict(was) for now, was in parts)


def _of(parts: Mapping[int, Part], segments: Collection[int]) -> dict[int, Part]:
    return {segment: part for segment, part in parts.items() if segment in segments}
