"""Segments followed over the number of segments: where each exists unchanged, splits or merges.

A segment that is there whatever number is asked for is a strong argument; one that exists at a single number owes much
to that number.

References
----------
Dolnicar, S. and Leisch, F. (2017). Using segment level stability to select target segments in data-driven market
segmentation studies. Marketing Letters 28, 423-436 (segment level stability across solutions).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np

from core.compute.matching import match_segments
from core.types import NOISE, BoolArray, IntArray, Labels

REACH = 3
"""Segments are followed over so many numbers of segments to either side."""
SAME = 0.75
"""Jaccard index from which a segment is the same at another number."""
MOST = 0.75
"""Share of a segment that lies in one other, or in its parts, for it to have merged or split."""
PART = 0.5
"""Share of a smaller segment's users that a larger one holds for it to be a part."""
_CRUMB = 0.05
"""Share of a segment below which what it has in another one is no part of it."""


class Fate(StrEnum):
    """What becomes of a segment at another number of segments."""

    SAME = "same"
    SPLIT = "split"
    MERGED = "merged"
    GONE = "gone"
    """Its users are spread over segments that hold many others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentAtK:
    """One segment at one number of segments."""

    k: int
    segment: int
    """At the chosen number those of the run; at others numbered from 1, the largest first."""
    size: int
    home: int
    """The segment of the run that holds most of its users; -1 where most are in none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Users that two segments of neighbouring numbers of segments share."""

    k: int
    segment: int
    to_k: int
    to_segment: int
    n_users: int
    jaccard: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FateAtK:
    """What becomes of a segment of the run at another number of segments."""

    segment: int
    k: int
    fate: Fate
    n_parts: int = 1
    """Of a segment that split."""
    jaccard: float
    """With its partner there; no segment there is the partner of two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcrossK:
    """The segments of a run over the number of segments."""

    k: int
    """Of the run."""
    segments: tuple[SegmentAtK, ...]
    """By rising k, then segment."""
    links: tuple[Link, ...]
    fates: tuple[FateAtK, ...]
    """By segment, then rising k."""
    n_sampled: int
    """Users who were clustered."""

    @property
    def ks(self) -> tuple[int, ...]:
        """All numbers of segments, rising."""
        return tuple(sorted({each.k for each in self.segments}))

    def same_at(self, segment: int) -> tuple[int, ...]:
        """Return the other numbers of segments at which a segment exists unchanged, rising."""
        return tuple(each.k for each in self.fates if each.segment == segment and each.fate is Fate.SAME)


def other_ks(k: int, n_users: int) -> list[int]:
    """Return the numbers of segments to either side of ``k`` that so many users can form.

    >>> other_ks(3, 1000)
    [2, 4, 5, 6]
    """
    return [other for other in range(max(2, k - REACH), min(k + REACH, n_users - 1) + 1) if other != k]


def follow(labels: Labels, others: Mapping[int, Labels]) -> AcrossK | None:
    """Follow segments over the number of segments.

    Parameters
    ----------
    labels
        (n_users,) of the run, -1 is unassigned.
    others
        Number of segments to the labels (n_users,) of the same users by the same recipe.

    Returns
    -------
    None with fewer than two segments.
    """
    k = len(np.unique(labels[labels != NOISE]))
    if k < 2:
        return None
    labels_at = {**others, k: labels}
    ordered = sorted(labels_at)
    return AcrossK(
        k=k,
        segments=tuple(each for other in ordered for each in _segments_at(other, labels_at[other], labels)),
        links=tuple(
            each for low, high in pairwise(ordered) for each in _links((low, labels_at[low]), (high, labels_at[high]))
        ),
        fates=tuple(_fates(labels, others)),
        n_sampled=len(labels),
    )


def _segments_at(k: int, labels: Labels, own: Labels) -> Iterator[SegmentAtK]:
    for segment in np.unique(labels[labels != NOISE]).tolist():
        homes, counts = np.unique(own[labels == segment], return_counts=True)
        yield SegmentAtK(k=k, segment=segment, size=int(counts.sum()), home=int(homes[counts.argmax()]))


def _links(low: tuple[int, Labels], high: tuple[int, Labels]) -> Iterator[Link]:
    (k, labels), (to_k, others) = low, high
    is_in_both = (labels != NOISE) & (others != NOISE)
    pairs, counts = np.unique(np.stack([labels[is_in_both], others[is_in_both]]), axis=1, return_counts=True)
    for (segment, to_segment), n_users in zip(pairs.T.tolist(), counts.tolist(), strict=True):
        n_either = int(np.count_nonzero((labels == segment) | (others == to_segment)))
        yield Link(k=k, segment=segment, to_k=to_k, to_segment=to_segment, n_users=n_users, jaccard=n_users / n_either)


def _fates(labels: Labels, others: Mapping[int, Labels]) -> Iterator[FateAtK]:
    matches = {k: match_segments(labels, others[k]) for k in sorted(others)}
    for place, segment in enumerate(np.unique(labels[labels != NOISE]).tolist()):
        for k, found in matches.items():
            yield _fate(segment, labels, (k, others[k]), float(found.jaccard[place]))


def _fate(segment: int, labels: Labels, other: tuple[int, Labels], jaccard: float) -> FateAtK:
    k, others = other
    if jaccard >= SAME:
        return FateAtK(segment=segment, k=k, fate=Fate.SAME, jaccard=jaccard)
    found, shared = _shared(labels == segment, others)
    shares = shared / np.count_nonzero(labels == segment)
    sizes = np.array([np.count_nonzero(others == each) for each in found])
    is_part = (shared >= PART * sizes) & (shares >= _CRUMB) if len(found) else np.zeros(0, dtype=bool)
    if is_part.sum() > 1 and shares[is_part].sum() >= MOST:
        return FateAtK(segment=segment, k=k, fate=Fate.SPLIT, n_parts=int(is_part.sum()), jaccard=jaccard)
    fate = Fate.MERGED if len(shares) and shares.max() >= MOST else Fate.GONE
    return FateAtK(segment=segment, k=k, fate=fate, jaccard=jaccard)


def _shared(is_member: BoolArray, others: Labels) -> tuple[IntArray, IntArray]:
    inside = others[is_member]
    found, shared = np.unique(inside[inside != NOISE], return_counts=True)
    return found, shared
