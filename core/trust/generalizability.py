"""Generalizability: whether segments that are learnt from some users hold for others.

A classifier learns the segments from four fifths of the users and assigns the rest, five times over. It sees one half
of each user's events at a time: by the very vectors that were clustered, any cut could be learnt.

References
----------
Dolnicar, S., Grün, B. and Leisch, F. (2018). Market Segmentation Analysis. Springer. Chapter 7 (assigning users to the
segments of others). doi:10.1007/978-981-10-8818-6
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.errors import DataError
from core.trust.given import GivenSegments
from core.trust.halves import encode_halves
from core.trust.intervals import NAN
from core.trust.refit import Refit
from core.trust.segmented import Segmented
from core.types import NOISE, Labels, Vectors

N_FOLDS = 5
N_NEIGHBOURS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Generalizability:
    """How well a classifier assigns users whose segments it has not seen; means over both halves of the events."""

    accuracy: float = NAN
    """Share of them that it puts into their own segment."""
    ari: float = NAN
    """Adjusted Rand index of its segments and theirs."""
    largest_share: float = NAN
    """Accuracy by chance: of always naming the largest segment."""
    n_users: int = 0


def generalizability_of(segmented: Segmented, source: Refit | GivenSegments) -> Generalizability | None:
    """Measure it; None with fewer than two segments, and where half of the events are too few for the recipe."""
    try:
        halves = encode_halves(segmented.population, source)
    except DataError:  # the structure of the run says that halves are too short
        return None
    labels = segmented.labels[halves[0].users]
    is_member = labels != NOISE
    own = labels[is_member]
    sizes = np.unique(own, return_counts=True)[1]
    if len(sizes) < 2 or len(own) <= N_FOLDS:
        return None
    found = np.array([_agreement(half.vectors[is_member], own, source.random_state) for half in halves])
    accuracy, ari = found.mean(axis=0).tolist()
    return Generalizability(accuracy=accuracy, ari=ari, largest_share=float(sizes.max() / len(own)), n_users=len(own))


def _agreement(vectors: Vectors, labels: Labels, random_state: int) -> tuple[float, float]:
    """Return accuracy and adjusted Rand index of predictions for users, each made without the user's fold."""
    from sklearn.metrics import adjusted_rand_score
    from sklearn.neighbors import KNeighborsClassifier

    fold = np.random.default_rng(random_state).permutation(len(labels)) % N_FOLDS
    predicted = np.empty_like(labels)
    for number in range(N_FOLDS):
        is_new = fold == number
        classifier = KNeighborsClassifier(min(N_NEIGHBOURS, int((~is_new).sum())))
        predicted[is_new] = classifier.fit(vectors[~is_new], labels[~is_new]).predict(vectors[is_new])
    return float(np.mean(predicted == labels)), float(adjusted_rand_score(labels, predicted))
