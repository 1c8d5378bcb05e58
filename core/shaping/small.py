"""Segments that edits leave too small to act on."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from core.sentences import Sentence, say_n
from core.shaping.edits import Members
from core.trust.reach import MIN_SIZE


def small_left(before: Members, after: Members) -> Iterator[Sentence]:
    """Say which segments edits leave with fewer users than are worth acting on, that had more before or are new."""
    was, now = _sizes(before), _sizes(after)
    for segment, size in now.items():
        if size < MIN_SIZE <= was.get(segment, MIN_SIZE):
            yield say_n(
                "Segment {segment} has {n:,} user then, fewer than the {least} that are worth acting on.",
                "Segment {segment} has {n:,} users then, fewer than the {least} that are worth acting on.",
                size,
                segment=after.number_of(segment),
                least=MIN_SIZE,
            )


def _sizes(members: Members) -> dict[int, int]:
    segments, sizes = np.unique(members.labels[members.labels > 0], return_counts=True)
    return dict(zip(segments.tolist(), sizes.tolist(), strict=True))
