"""What the segments of a run predict on its holdout, segment by segment."""

from __future__ import annotations

import numpy as np

from core.trust.distinct import Cut, GainEstimator, Neighbour, Parts, PredictiveGain, least_distinct
from core.trust.habits import HabitScorer
from core.trust.holdout import uplift_pct
from core.trust.intervals import Estimate
from core.trust.placement import place_users
from core.trust.scoring import HoldoutScorer
from core.trust.segmented import Segmented
from core.trust.split import HeldOut
from core.types import NOISE, Histories, IntArray, Labels, Vectors


class HoldoutGains:
    """What the segments predict; users are assigned to them by what they did before the holdout."""

    def __init__(self, segmented: Segmented, held: HeldOut) -> None:
        self.held = held
        self.placed = place_users(held.vectors, segmented.labels)
        self.unassigned = np.full_like(self.placed, NOISE)
        scorer, habits = HoldoutScorer(held.split), HabitScorer(segmented.population, held.split)
        self.gain_estimator = GainEstimator(scorer, held.split.judged, habits)
        self.others = nearest_first(segmented.vectors, segmented.labels)
        self.own, self.of_held, self.baseline = (
            scorer.score(labels).recall for labels in (self.placed, held.labels, self.unassigned)
        )

    def of_recipe(self) -> PredictiveGain:
        """Return what the recipe's own segments before the holdout predict, against what is known of everybody."""
        return self.gain_estimator.gain(self.held.labels, self.unassigned, np.ones(len(self.unassigned), dtype=bool))

    def by_time(self) -> Estimate:
        """Return the bits per event that as many equal groups of users save, cut by when they were active alone."""
        groups = groups_by_time(self.held.split.train.histories, len(np.unique(self.held.labels)))
        return self.gain_estimator.gain(groups, self.unassigned, np.ones(len(groups), dtype=bool)).items

    def uplift_of_recipe(self) -> Estimate:
        """Return the uplift of recall by the recipe's own segments before the holdout, in percent."""
        return uplift_pct(self.of_held, self.baseline)

    def uplift(self, segment: int) -> tuple[Estimate, int]:
        """Return the uplift of recall in a segment, in percent over global popularity, and how many are judged."""
        is_own = self.placed[self.held.split.judged] == segment
        return uplift_pct(self.own[is_own], self.baseline[is_own]), int(is_own.sum())

    def of_segment(self, segment: int) -> PredictiveGain:
        """Return what a segment predicts, against what is known of everybody."""
        return self.gain_estimator.gain(self.placed, self.unassigned, self.placed == segment)

    def neighbour(self, segment: int, place: int) -> Neighbour | None:
        """Return the segment that one is least distinct from; ``place`` is its place in the order of segments."""
        others = self.others[place]
        return least_distinct(segment, self.placed, others, self.gain_estimator) if len(others) else None

    def parts(self, segment: int, cut: Cut, segmented: Segmented) -> Parts | None:
        """Return what the two parts of a segment predict better than the whole; None where it cannot be cut."""
        if cut is None:
            return None
        labels, jaccard = cut
        new = int(labels.max())
        smaller = float(np.mean(labels[segmented.labels == segment] == new))
        halves = place_users(self.held.vectors, labels)
        whole = np.where(halves == new, np.int32(segment), halves)
        gain = self.gain_estimator.gain(halves, whole, whole == segment, level=0.99)
        return Parts((1 - smaller, smaller), jaccard, gain)


def groups_by_time(histories: Histories, n_groups: int) -> Labels:
    """Return (n_users,) groups from 1 by the mean time of the events; whoever has none is in the first."""
    seconds = (histories.timestamps - histories.timestamps.min(initial=0)).astype(np.float64)
    sums = np.bincount(histories.users, seconds, histories.n_users)
    order = np.argsort(sums / np.maximum(histories.counts, 1), kind="stable")
    groups = np.empty(len(order), dtype=np.int32)
    groups[order] = 1 + np.arange(len(order)) * n_groups // len(order)
    return groups


def nearest_first(vectors: Vectors, labels: Labels) -> list[IntArray]:
    """Return for every segment the other ones by the distance of their centres, nearest first."""
    segments = np.unique(labels[labels != NOISE])
    if not len(segments):
        return []
    centres = np.stack([vectors[labels == each].mean(axis=0) for each in segments])
    distances = np.linalg.norm(centres[:, None] - centres[None], axis=2)
    orders = segments[np.argsort(distances, axis=1, kind="stable")]
    return [order[order != segment] for order, segment in zip(orders, segments, strict=True)]
