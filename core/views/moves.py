"""How users moved from the segments of an earlier run to those of a later one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.compute.matching import Matches, match_segments
from core.results.carried import WEAK_JACCARD
from core.results.results import Results
from core.types import NOISE, IntArray, Labels


@dataclass(frozen=True, slots=True)
class Moves:
    """Users of two runs, by their segments in both; -1 (unassigned) is the last segment of each."""

    segments: tuple[int, ...]
    """Rows of ``counts``, of the later run."""
    earlier: tuple[int, ...]
    """Columns of ``counts``, of the earlier run."""
    counts: IntArray
    """(segments, earlier) users that both runs know."""
    new: IntArray
    """(segments,) users that the earlier run does not know."""
    gone: IntArray
    """(earlier,) users that the later run does not know."""
    matches: Matches
    """Each segment of the later run with its partner in the earlier one."""

    @property
    def n_common(self) -> int:
        """Users that both runs know."""
        return int(self.counts.sum())

    @property
    def n_moved(self) -> int:
        """Users of both runs who are not in the partner of their segment; of one too weak for its name, nobody is."""
        return self.matches.n_moved(self.n_common, self.stayed, WEAK_JACCARD)

    def stayed(self, segment: int, partner: int) -> int:
        """Return how many users of a segment of the later run were in one of the earlier run."""
        return int(self.counts[self.segments.index(segment), self.earlier.index(partner)])

    def came(self, segment: int, partner: int) -> dict[int, int]:
        """Return segment of the earlier run → users who came from it, the most first."""
        row = self.counts[self.segments.index(segment)]
        return _ordered(zip(self.earlier, row.tolist(), strict=True), partner)

    def left(self, segment: int, partner: int) -> dict[int, int]:
        """Return segment of the later run → users of ``partner`` who went to it, the most first."""
        column = self.counts[:, self.earlier.index(partner)]
        return _ordered(zip(self.segments, column.tolist(), strict=True), segment)


def moves_with(results: Results, earlier: Results) -> Moves:
    """Find how the users of a run moved since an earlier one."""
    rows = pd.Index(earlier.user_ids).get_indexer(pd.Index(results.user_ids))
    is_known = rows >= 0
    is_kept = np.zeros(len(earlier.labels), dtype=bool)
    is_kept[rows[is_known]] = True
    segments, before = _groups(results.labels), _groups(earlier.labels)
    here, there = _places(results.labels, segments), _places(earlier.labels, before)
    pairs = here[is_known] * len(before) + there[rows[is_known]]
    counts = np.bincount(pairs, minlength=len(segments) * len(before)).reshape(len(segments), len(before))
    new = np.bincount(here[~is_known], minlength=len(segments))
    gone = np.bincount(there[~is_kept], minlength=len(before))
    matches = match_segments(results.labels[is_known], earlier.labels[rows[is_known]])
    return Moves(segments, before, counts, new, gone, matches)


def _ordered(counts: Iterable[tuple[int, int]], without: int) -> dict[int, int]:
    found = {segment: n for segment, n in counts if n and segment != without}
    return dict(sorted(found.items(), key=lambda each: each[1], reverse=True))


def _groups(labels: Labels) -> tuple[int, ...]:
    return (*np.unique(labels[labels != NOISE]).tolist(), NOISE)


def _places(labels: Labels, groups: tuple[int, ...]) -> IntArray:
    found = np.searchsorted(groups[:-1], labels)
    return np.where(labels == NOISE, len(groups) - 1, found).astype(np.int64)
