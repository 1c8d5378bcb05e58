"""Where vectors belong: the likeliest segment, the next one, and whether the user is like its users at all.

The mixture alone gives high probabilities to users who are far from every segment, since it only compares segments. So
the cosine to the segment's direction counts too. Below what all but a few of the segment's own users have, a user
is not typical; and where the clusterer left users unassigned, each segment has a reach, beyond which a user is
unassigned as well.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.clusterers.von_mises_fisher import VonMisesFisherMixture
from core.types import NOISE, BoolArray, FloatArray, IntArray, Labels, Vectors

UNTYPICAL_SHARE = 0.02
"""Share of a segment's own users who are not typical of it."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Where users belong; arrays in their order."""

    segments: Labels
    """(n_users,) the likeliest segment, from 1; -1 out of the reach of it."""
    probabilities: FloatArray
    """(n_users,) of that segment, 0 for -1."""
    runners_up: Labels
    """(n_users,) the next one: for -1 the likeliest segment, -1 where there is no other."""
    is_typical: BoolArray
    """(n_users,) assigned, and like the users of that segment."""
    shares: FloatArray
    """(n_users, n_segments) probability of each segment, for a user who is in one of them; rows sum to 1."""


@dataclass(frozen=True)
class Assigner:
    """Puts vectors into segments; rows of all arrays are in the order of segment numbers."""

    mixture: VonMisesFisherMixture
    reaches: FloatArray
    """(n_segments,) least cosine at which a user is assigned; -inf where the clusterer assigned everyone."""
    least_cosines: FloatArray
    """(n_segments,) least cosine of a typical user."""

    def assign(self, X: Vectors) -> Assignment:
        """Place every row of (n_users, n_dims)."""
        shares = self.mixture.probabilities(X)
        users, first = np.arange(len(X)), shares.argmax(axis=1)
        probabilities = shares[users, first]
        shares[users, first] = -1.0
        runner_up = shares.argmax(axis=1) + 1 if shares.shape[1] > 1 else np.full(len(X), NOISE)
        shares[users, first] = probabilities
        cosines = _cosines(X, self.mixture, first)
        is_assigned = cosines >= self.reaches[first]
        return Assignment(
            segments=np.where(is_assigned, first + 1, NOISE).astype(np.int32),
            probabilities=np.where(is_assigned, probabilities, np.float32(0)),
            runners_up=np.where(is_assigned, runner_up, first + 1).astype(np.int32),
            is_typical=is_assigned & (cosines >= self.least_cosines[first]),
            shares=shares,
        )


def fit_assigner(X: Vectors, labels: Labels, mixture: VonMisesFisherMixture) -> Assigner:
    """Learn reach and least cosine of every segment from the users of a run.

    Parameters
    ----------
    X
        (n_users, n_dims) what was clustered.
    labels
        (n_users,) segment numbers from 1; -1 is noise.
    mixture
        Rows in the order of segment numbers.
    """
    segments = range(1, len(mixture.shares) + 1)
    own = _cosines(X, mixture, np.maximum(labels, 1) - 1)
    is_noise = labels == NOISE
    reaches = np.full(len(segments), -np.inf)
    if is_noise.any():
        first = mixture.probabilities(X[is_noise]).argmax(axis=1)
        noise = _cosines(X[is_noise], mixture, first)
        reaches = np.array([_reach(own[labels == each], noise[first == each - 1]) for each in segments])
    least = np.array([np.quantile(own[labels == each], UNTYPICAL_SHARE) for each in segments])
    return Assigner(mixture, reaches, np.maximum(least, reaches))


def _cosines(X: Vectors, mixture: VonMisesFisherMixture, segments: IntArray) -> FloatArray:
    """Return the cosine of each row to the direction that ``segments`` (n_users,) names."""
    return np.asarray(np.einsum("ud,ud->u", X, mixture.directions[segments]), dtype=np.float64)


def _reach(members: FloatArray, noise: FloatArray) -> float:
    """Return the cosine that separates a segment's users from the unassigned ones near it with the fewest mistakes."""
    cosines = np.concatenate([members, noise])
    order = np.argsort(-cosines, kind="stable")
    gains = np.cumsum(np.where(order < len(members), 1, -1))
    best = int(gains.argmax())
    return float(cosines[order[best]]) if gains[best] > 0 else np.inf
