"""Interests of segments on fresh events, as ``core.trust.fresh_facts`` counts tastes."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from core.interests.segments import FreshShares
from core.interests.shares import lowest_shares
from core.interests.tree import InterestTree
from core.trust.fresh_facts import fresh_ways
from core.trust.given import GivenSegments
from core.trust.refit import Refit
from core.types import Labels, Population


def fresh_shares(
    population: Population, tree: InterestTree, labels: Labels, source: Refit | GivenSegments, half_life_days: float
) -> FreshShares:
    """Put users into segments by one half of their events, and say how they spread over the tree in the other.

    Parameters
    ----------
    labels
        (n_users,) segments of all events; -1 is unassigned.
    source
        Fits the encoder of the recipe to one half.
    half_life_days
        Age at which an event counts half; 0 turns it off.
    """
    ways, why_none = fresh_ways(population, labels, source)
    nobody = sparse.csr_array(np.empty((0, len(tree.nodes)), dtype=np.float32))
    shares = [nobody, *(lowest_shares(way.counted_in.population, tree, half_life_days)[0] for way in ways)]
    sizes = [len(way.placed) for way in ways]
    return FreshShares(
        labels=np.concatenate([np.empty(0, np.int32), *(way.placed for way in ways)]),
        halves=np.repeat(np.arange(len(ways), dtype=np.int8), sizes),
        lowest=sparse.csr_array(sparse.vstack(shares)),
        why_none=why_none,
    )
