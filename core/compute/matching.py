"""Which segments of one labelling are which of another, by the users whom they share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.types import NOISE, BoolArray, FloatArray, IntArray, Labels


@dataclass(frozen=True, slots=True)
class Matches:
    """Segments of one labelling with their partners in another; arrays in the order of ``segments``."""

    segments: IntArray
    """(n_segments,) numbers in the first labelling."""
    partners: IntArray
    """(n_segments,) numbers in the other one; -1 for a segment without a partner. No partner is given twice."""
    jaccard: FloatArray
    """(n_segments,) users in both over users in either; 0 without a partner."""
    share: FloatArray
    """(n_segments,) share of the segment's users who are in the partner; 0 without one."""
    sizes: IntArray
    """(n_segments,) users of each segment in the first labelling."""

    def partner_of(self) -> dict[int, int]:
        """Return segment number → number of its partner, of those that have one."""
        pairs = zip(self.segments.tolist(), self.partners.tolist(), strict=True)
        return {segment: partner for segment, partner in pairs if partner != NOISE}

    def are_same(self, least: float) -> BoolArray:
        """Say which segments have a partner with a Jaccard index of ``least`` or more, (n_segments,)."""
        return np.asarray((self.partners != NOISE) & (self.jaccard >= least))

    def n_moved(self, n_common: int, stayed: Callable[[int, int], int], least: float) -> int:
        """Return how many users of both labellings are in another segment than the partner of theirs.

        Of a match with a Jaccard index below ``least`` nobody stayed.

        Parameters
        ----------
        n_common
            Users of both labellings.
        stayed
            Segment and partner → users in both; -1 and -1 are the unassigned.
        """
        pairs = zip(self.segments.tolist(), self.partners.tolist(), self.are_same(least).tolist(), strict=True)
        same = [(segment, partner) for segment, partner, is_same in pairs if is_same]
        return n_common - sum(stayed(*pair) for pair in [*same, (NOISE, NOISE)])


def match_segments(labels: Labels, other: Labels, sure: float = np.inf) -> Matches:
    """Give each segment the one of ``other`` with which it shares most users, each at most once.

    The assignment has the largest sum of Jaccard indices; but first as many pairs as can be that have an index of
    ``sure`` or more, which two weaker pairs would else outweigh.

    Parameters
    ----------
    labels, other
        (n_users,) of the same users; -1 is unassigned and forms no segment.

    Examples
    --------
    >>> found = match_segments(np.array([1, 1, 2, 2, 3]), np.array([8, 8, 7, 7, 7]))
    >>> found.partner_of(), found.jaccard.round(2).tolist()
    ({1: 8, 2: 7}, [1.0, 0.67, 0.0])
    """
    from scipy.optimize import linear_sum_assignment

    segments, others, shared, unions, sizes = _overlap(labels, other)
    jaccard = shared / np.maximum(unions, 1)
    weights = jaccard + len(segments) * (jaccard >= sure)
    rows, columns = linear_sum_assignment(weights, maximize=True)
    is_match = jaccard[rows, columns] > 0
    rows, columns = rows[is_match], columns[is_match]
    partners, best, share = np.full(len(segments), NOISE), np.zeros(len(segments)), np.zeros(len(segments))
    partners[rows], best[rows] = others[columns], jaccard[rows, columns]
    share[rows] = shared[rows, columns] / sizes[rows]
    return Matches(segments, partners, best, share, sizes.astype(np.int64))


def _overlap(labels: Labels, other: Labels) -> tuple[IntArray, IntArray, FloatArray, FloatArray, FloatArray]:
    """Return both sets of numbers, the users in both and in either of each pair, and the sizes of the first."""
    segments, rows = np.unique(labels, return_inverse=True)
    others, columns = np.unique(other, return_inverse=True)
    counts = np.bincount(rows * len(others) + columns, minlength=len(segments) * len(others))
    counts = counts.reshape(len(segments), len(others)).astype(np.float64)
    sizes, other_sizes = counts.sum(axis=1), counts.sum(axis=0)
    is_row, is_column = segments != NOISE, others != NOISE
    shared = counts[is_row][:, is_column]
    unions = sizes[is_row][:, None] + other_sizes[is_column] - shared
    return segments[is_row], others[is_column], shared, unions, sizes[is_row]
