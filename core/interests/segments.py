"""How segments differ in their interests, by events that had no part in putting users into them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy import sparse

from core.interests.shares import all_shares
from core.interests.tree import Node
from core.types import NOISE, BoolArray, FloatArray, IntArray, Labels

_Z = 1.96


@dataclass(frozen=True, slots=True, eq=False)
class FreshShares:
    """Users put into segments by one half of their events, and the shares of nodes in the other half; both ways."""

    labels: Labels
    """(n_rows,) segment; -1 is none. A user has a row for each half that is counted."""
    halves: IntArray
    """(n_rows,) 0 or 1, the half that is counted."""
    lowest: sparse.csr_array
    """(n_rows, n_nodes) float32 shares of the lowest nodes; a row adds up to 1, or to 0."""
    why_none: Mapping[int, str] = field(default_factory=dict)
    """Segment to the reason why nothing is known of it, as a sentence."""


_NOTHING = sparse.csr_array(np.empty((0, 0), dtype=np.float32))
NO_FRESH = FreshShares(np.empty(0, np.int32), np.empty(0, np.int8), _NOTHING)


def shares_kept(now: FreshShares, before: FreshShares, stays: Collection[int]) -> FreshShares:
    """Return the shares after an edit, where segments that stay hold the users whom they held before.

    Whoever a half of the events puts into such a segment is counted there and nowhere else. Where other users were
    drawn then, all is as it is now.
    """
    if len(now.labels) != len(before.labels) or not np.array_equal(now.halves, before.halves):
        return now
    own = np.array(sorted(stays), dtype=np.int32)
    others = np.where(np.isin(now.labels, own), NOISE, now.labels)
    labels = np.where(np.isin(before.labels, own), before.labels, others).astype(np.int32)
    why = {each: text for each, text in now.why_none.items() if each not in stays}
    return replace(
        now, labels=labels, why_none=why | {each: text for each, text in before.why_none.items() if each in stays}
    )


@dataclass(frozen=True, slots=True)
class SegmentInterest:
    """One node in one segment."""

    segment: int
    node: int
    share: float
    """Mean share of the node among the users of the segment who have any interest."""
    overall_share: float
    """The same of all users."""
    lift: float
    """share over overall_share; NaN where nobody has the interest."""
    low: float
    high: float
    """95 % interval of the lift, users taken as a sample of users like them."""

    @property
    def is_known(self) -> bool:
        """Whether the interval leaves out 1: the segment has more of it, or less, than all users."""
        return bool(self.low > 1 or self.high < 1)


def segment_interests(nodes: Sequence[Node], fresh: FreshShares) -> Iterator[SegmentInterest]:
    """Give every node of the tree in every segment of which something is known, by segment and node.

    Share and lift are the mean of what both halves say. The interval is as wide as that of one half: a user is in both.
    """
    if not len(fresh.labels):
        return
    shares = all_shares(nodes, fresh.lowest)
    has_any = np.asarray(fresh.lowest.sum(axis=1)).ravel() > 0
    overall = _mean_of_halves(shares, fresh.halves, has_any)[0]
    for segment in np.unique(fresh.labels[fresh.labels != NOISE]).tolist():
        share, error = _mean_of_halves(shares, fresh.halves, has_any & (fresh.labels == segment))
        with np.errstate(divide="ignore", invalid="ignore"):
            lift, low, high = ((share + step * _Z * error) / overall for step in (0, -1, 1))
        columns = [share, overall, lift, np.maximum(low, 0.0), high]
        for node in nodes:
            if node.layer:
                yield SegmentInterest(segment, node.id, *(float(column[node.id]) for column in columns))


def _mean_of_halves(shares: sparse.csr_array, halves: IntArray, is_counted: BoolArray) -> tuple[FloatArray, FloatArray]:
    """Return mean and standard error of the shares of each node, (n_nodes,); both halves are of the same users."""
    found = [_mean(shares[is_counted & (halves == half)]) for half in (0, 1) if (is_counted & (halves == half)).any()]
    if not found:
        return np.zeros(shares.shape[1]), np.full(shares.shape[1], np.nan)
    means, errors = (np.mean(each, axis=0) for each in zip(*found, strict=True))
    return means, errors


def _mean(shares: sparse.csr_array) -> tuple[FloatArray, FloatArray]:
    n_users = shares.shape[0]
    mean = np.asarray(shares.sum(axis=0), dtype=np.float64).ravel() / n_users
    squares = np.asarray(shares.power(2).sum(axis=0), dtype=np.float64).ravel() / n_users
    return mean, np.sqrt(np.maximum(squares - mean**2, 0.0) / n_users)
