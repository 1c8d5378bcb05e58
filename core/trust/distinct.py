"""Whether two segments are really two, and whether one segment is really one.

Two groups of users are distinct when two segments predict their holdout better than one merged segment: what they
pick next, or when and how they act. Halves of one group predict nothing that the whole does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

import numpy as np

from core.clusterers.kmeans import KMeans
from core.trust.habits import HabitScorer
from core.trust.intervals import Estimate, ratio_estimate
from core.trust.scoring import HoldoutScorer
from core.trust.stability import best_jaccard
from core.types import BoolArray, FloatArray, IntArray, Labels, Vectors

MIN_BITS = 0.02
"""Bits per event; a smaller gain does not matter, however certain it is."""
N_NEAREST = 2
N_BISECTIONS = 10
STABLE_PART = 0.75
MIN_PART_SHARE = 0.15
MIN_PART = 30
_MAX_BISECTED = 3_000
_STARTS = 4
_N_KEPT = 16
"""Labellings whose grades are kept for the next comparison: two segments are each other's neighbours mostly."""


@dataclass(frozen=True, slots=True)
class PredictiveGain:
    """What one labelling predicts better than another on the holdout of the users concerned, in bits per event."""

    items: Estimate
    habits: Estimate

    @property
    def is_gain(self) -> bool:
        """Whether either gain is above 0 with its whole interval, and large enough."""
        return any(each.is_above_zero and each.value >= MIN_BITS for each in (self.items, self.habits))


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The other segment that a segment is least distinct from."""

    segment: int
    gain: PredictiveGain

    @property
    def is_distinct(self) -> bool:
        """Whether the two predict more than both merged."""
        return self.gain.is_gain


@dataclass(frozen=True, slots=True)
class Parts:
    """A segment cut into two."""

    shares: tuple[float, float]
    """Of the segment's users, the larger part first."""
    jaccard: float
    """Of the less stable part over bootstraps."""
    gain: PredictiveGain

    @property
    def is_two(self) -> bool:
        """Whether the segment holds two groups: both are stable, neither is tiny, and they differ in what they do."""
        return self.jaccard >= STABLE_PART and self.shares[1] >= MIN_PART_SHARE and self.gain.is_gain


Cut = tuple[Labels, float] | None
"""What ``bisect`` returns."""
Saved = tuple[FloatArray, FloatArray]
"""Bits that each user saves, and events of each."""


class GainEstimator:
    """Scores labels by both kinds of prediction, for the users of one split."""

    def __init__(self, scorer: HoldoutScorer, judged: IntArray, habits: HabitScorer) -> None:
        self._scorer, self._judged, self._habits = scorer, judged, habits
        self._kept: dict[bytes, tuple[FloatArray, FloatArray]] = {}
        self._lock = Lock()

    def gain(self, labels: Labels, base: Labels, is_concerned: BoolArray, level: float = 0.95) -> PredictiveGain:
        """Return the bits per event that ``labels`` saves over ``base`` among the users concerned, (n_users,) each."""
        items, habits = self.saved(labels, base, is_concerned)
        return PredictiveGain(ratio_estimate(*items, level=level), ratio_estimate(*habits, level=level))

    def saved(self, labels: Labels, base: Labels, is_concerned: BoolArray) -> tuple[Saved, Saved]:
        """Return the same of each user concerned, for items and for habits."""
        items, habits = (new - old for new, old in zip(self._bits(labels), self._bits(base), strict=True))
        is_judged, has_habits = is_concerned[self._judged], is_concerned[self._habits.users]
        targets = self._scorer.n_targets.astype(np.float64)
        return (items[is_judged], targets[is_judged]), (habits[has_habits], self._habits.n_events[has_habits])

    def _bits(self, labels: Labels) -> tuple[FloatArray, FloatArray]:
        """Grade labels; those graded last are kept, since one labelling is compared with many."""
        key = labels.tobytes()
        with self._lock:  # several numbers of segments are graded at once
            found = self._kept.pop(key, None)
        found = found or (self._scorer.bits(labels), self._habits.bits(labels))
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > _N_KEPT:
                del self._kept[next(iter(self._kept))]
        return found


def least_distinct(segment: int, labels: Labels, nearest: IntArray, gain_estimator: GainEstimator) -> Neighbour:
    """Find the neighbour that a segment could best be taken together with.

    What taking two together costs is measured among the users of the smaller one: a few users more hardly change what
    is known of a large segment, however different they are.

    Parameters
    ----------
    segment
        One of the segments.
    labels
        (n_users,) places before the holdout.
    nearest
        (n_others,) the other segments, nearest first; the first two are tried.
    gain_estimator
        Of the same users.
    """
    tried = []
    for other in nearest[:N_NEAREST]:
        gain = gain_estimator.gain(labels, *taken_together(segment, int(other), labels))
        tried.append(Neighbour(int(other), gain))
    not_distinct = [each for each in tried if not each.is_distinct]
    return not_distinct[0] if not_distinct else tried[0]


def taken_together(segment: int, other: int, labels: Labels) -> tuple[Labels, BoolArray]:
    """Return labels in which two segments are one, and the users among whom the loss is measured: the smaller one's."""
    first, second = sorted((segment, other))  # the same labels whichever of the two is asked about
    return np.where(labels == second, np.int32(first), labels), labels == _smaller(segment, other, labels)


def _smaller(segment: int, other: int, labels: Labels) -> int:
    return min(segment, other, key=lambda each: np.count_nonzero(labels == each))


def bisect(segment: int, X: Vectors, labels: Labels, random_state: int = 0) -> Cut:
    """Cut a segment in two by K-means.

    Parameters
    ----------
    X
        (n_users, n_dims), the space that was clustered.
    labels
        (n_users,)

    Returns
    -------
    Labels (n_users,) in which the smaller part has a number of its own, and the Jaccard index of the less stable part
    over bootstraps; None when the segment is too small, or its users too alike, to be cut.
    """
    users = np.flatnonzero(labels == segment)
    if len(users) < 2 * MIN_PART:
        return None
    rng = np.random.default_rng(random_state)
    cutter = KMeans(2, _STARTS, random_state)
    sample = X[np.sort(rng.permutation(users)[:_MAX_BISECTED])]
    own = cutter.fit_predict(sample)
    if len(cutter.centres_) < 2:
        return None
    worst = min(_part_stability(sample, own, random_state))
    part = _nearest(X[users], cutter.centres_)
    smaller = np.bincount(part, minlength=2).argmin()
    halves = labels.copy()
    halves[users[part == smaller]] = labels.max() + 1
    return halves, worst


def _part_stability(X: Vectors, parts: Labels, random_state: int) -> FloatArray:
    rng = np.random.default_rng(random_state)
    found = []
    for number in range(N_BISECTIONS):
        drawn = np.sort(rng.integers(0, len(X), len(X)))
        again = KMeans(2, _STARTS, random_state + number).fit_predict(X[drawn])
        users, first = np.unique(drawn, return_index=True)
        found.append(best_jaccard(parts[users], again[first], parts))
    return np.asarray(np.nanmean(found, axis=0))


def _nearest(X: Vectors, centres: FloatArray) -> IntArray:
    return np.asarray((np.square(centres).sum(axis=1) - 2 * X @ centres.T).argmin(axis=1))
