"""What a clustering gives: segments, probabilities and silhouettes of users."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.clusterers.von_mises_fisher import VonMisesFisherMixture
from core.types import FloatArray, Labels
from core.types.figures import Sweep


@dataclass(frozen=True, slots=True)
class Clustering:
    """Who is in which segment, with what probability."""

    labels: Labels
    """(n_users,) segment numbers from 1, the largest first; -1 is unassigned."""
    probabilities: FloatArray
    """(n_users,) of the user's own segment; 0 for unassigned users."""
    silhouettes: FloatArray
    """(n_users,) in the space that was clustered; 0 for unassigned users."""
    mixture: VonMisesFisherMixture
    """Rows in the order of segment numbers."""
    sweep: Sweep | None = None
    """What other values of a parameter would give; None for clusterers that are given the number of segments."""
    losses: Mapping[str, Sequence[float]] | None = None
    """Mean loss of each pass by phase; None for clusterers that are not trained."""

    @property
    def k(self) -> int:
        """Number of segments."""
        return len(self.mixture.shares)
