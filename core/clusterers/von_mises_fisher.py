"""How strongly each user belongs to each cluster: a von Mises-Fisher mixture at the found centres.

The directions are those of the centres, the weights the shares of the clusters, and one concentration, shared by all,
is fitted by expectation-maximisation. The concentration is estimated with the effective number of dimensions
of the deviations from the centres (participation ratio of their covariance); otherwise features that hardly vary would
push all probabilities to 1.

References
----------
Banerjee, A. et al. (2005). Clustering on the unit hypersphere using von Mises-Fisher distributions. JMLR 6,
1345-1382.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.types import NOISE, FloatArray, Labels, Vectors

_FIT_USERS = 50_000
_MAX_STEPS = 100
_TOLERANCE = 1e-4
_MAX_CONCENTRATION = 1e6
_CHUNK = 131_072


@dataclass(frozen=True)
class VonMisesFisherMixture:
    """A fitted mixture: what assigns new users with a probability."""

    directions: FloatArray
    """(n_clusters, n_dims) float32 unit rows."""
    shares: FloatArray
    """(n_clusters,) sums to 1."""
    concentration: float

    def probabilities(self, X: Vectors) -> FloatArray:
        """Return (n_users, n_clusters) float32, rows sum to 1."""
        parts = [self._of(X[start : start + _CHUNK]) for start in range(0, len(X), _CHUNK)]
        return np.vstack(parts) if parts else np.zeros((0, len(self.shares)), np.float32)

    def _of(self, X: Vectors) -> FloatArray:
        log_odds = self.concentration * (X @ self.directions.T).astype(np.float64) + np.log(self.shares)
        weights = np.exp(log_odds - log_odds.max(axis=1, keepdims=True))
        return np.asarray(weights / weights.sum(axis=1, keepdims=True), dtype=np.float32)


def fit_mixture(X: Vectors, labels: Labels, random_state: int = 0) -> VonMisesFisherMixture:
    """Fit the shared concentration at the centres of ``labels``; noise is left out.

    Parameters
    ----------
    X
        (n_users, n_dims) unit rows.
    labels
        (n_users,) 0 to n_clusters - 1 without gaps, -1 is noise.
    random_state
        Seeds the sample that the concentration is fitted on beyond 50,000 users.
    """
    members = np.flatnonzero(labels != NOISE)
    centres = _centres(X, labels)
    directions = centres / np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-12)
    shares = np.bincount(labels[members]) / len(members)
    if len(members) > _FIT_USERS:
        members = np.sort(np.random.default_rng(random_state).choice(members, _FIT_USERS, replace=False))
    n_dims = _effective_dims(X[members] - centres[labels[members]])
    concentration = _fit_concentration(X[members], directions, shares, n_dims)
    return VonMisesFisherMixture(directions.astype(np.float32), shares, concentration)


def _centres(X: Vectors, labels: Labels) -> FloatArray:
    n_clusters = labels.max(initial=0) + 1
    return np.vstack([X[labels == label].mean(axis=0, dtype=np.float64) for label in range(n_clusters)])


def _effective_dims(deviations: FloatArray) -> float:
    covariance = np.asarray(deviations.T @ deviations, dtype=np.float64)
    trace_of_square = float(np.square(covariance).sum())
    return max(2.0, float(np.trace(covariance)) ** 2 / trace_of_square) if trace_of_square > 0 else 2.0


def _fit_concentration(X: Vectors, directions: FloatArray, shares: FloatArray, n_dims: float) -> float:
    """Climb from the hard assignment; each step raises the likelihood of the mixture."""
    cosines = (X @ directions.T.astype(np.float32)).astype(np.float64)
    concentration = _concentration(float(cosines.max(axis=1).mean()), n_dims)
    for _ in range(_MAX_STEPS):
        log_odds = concentration * cosines + np.log(shares)
        weights = np.exp(log_odds - log_odds.max(axis=1, keepdims=True))
        weights /= weights.sum(axis=1, keepdims=True)
        previous, concentration = concentration, _concentration(float((weights * cosines).sum(axis=1).mean()), n_dims)
        if abs(concentration - previous) <= _TOLERANCE * previous:
            break
    return concentration


def _concentration(mean_cosine: float, n_dims: float) -> float:
    """Concentration whose mean resultant length is ``mean_cosine`` (Banerjee et al. 2005, eq. 4.4)."""
    length = min(max(mean_cosine, 1e-6), 1 - 1e-9)
    return min(length * (n_dims - length**2) / (1 - length**2), _MAX_CONCENTRATION)
