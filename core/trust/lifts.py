"""How much more often segments have or pick an item than everybody, from few counts.

A rare item has next to no counts in a segment, its category has many. So the lift of an item is drawn to that of its
categories in the segment, where the log has categories that say enough, and to 1 where it has none. What is counted
later is drawn to what was known before.

References
----------
Chen, S. F. and Goodman, J. (1999). An empirical study of smoothing techniques for language modeling. Computer Speech
and Language 13(4), 359-394. doi:10.1006/csla.1999.0128 (estimates from few counts are drawn to coarser ones)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from core.population.categorised import has_categories
from core.types import FloatArray, Population

PRIOR_COUNT = 10.0
"""An item's count in a segment is drawn to what its categories, or what was known before, say of it, as if it had been
seen and expected so many times more: a rare item that no user of a small segment has is not called impossible there."""
PRIOR_IN_CATEGORY = 50.0
"""The same of the count of a category, which is drawn to what it would be if segments did not matter."""


@dataclass(frozen=True, slots=True)
class Lifts:
    """Lifts in every segment."""

    of_items: FloatArray
    """(n_segments, n_items)"""
    of_categories: FloatArray
    """(n_segments, n_categories)"""


class LiftEstimator:
    """Estimates lifts from counts of items, by the categories of a log.

    Parameters
    ----------
    population
        The log, whose categories are used if they say enough.
    """

    def __init__(self, population: Population) -> None:
        is_used = slice(None) if has_categories(population) else slice(0)
        marks = sparse.csr_array(population.items.categories[:, is_used].astype(np.float64))
        n_of_item = np.diff(marks.indptr)
        self._has_none = n_of_item == 0
        self._shares = sparse.csr_array(marks.multiply(1 / np.maximum(n_of_item, 1)[:, None]))

    def estimate(self, counts: FloatArray, everybody: FloatArray, known: Lifts | None = None) -> Lifts:
        """Estimate lifts.

        Parameters
        ----------
        counts
            (n_segments, n_items)
        everybody
            (n_items,) shares of the items, which sum to 1.
        known
            What the same segments' lifts are drawn to; 1 where it is not given.
        """
        expected = counts.sum(axis=1, keepdims=True) * everybody
        known = known or Lifts(np.ones((1, 1)), np.ones((len(counts), self._shares.shape[1])))
        in_categories = (counts @ self._shares, expected @ self._shares)
        of_categories = _lift(*in_categories, PRIOR_IN_CATEGORY, known.of_categories)
        changed = self._of_items(of_categories) / self._of_items(known.of_categories)
        return Lifts(_lift(counts, expected, PRIOR_COUNT, known.of_items * changed), of_categories)

    def _of_items(self, of_categories: FloatArray) -> FloatArray:
        """Return the mean lift of each item's categories, (n_segments, n_items); 1 for an item that has none."""
        found = np.asarray(of_categories @ self._shares.T)
        found[:, self._has_none] = 1.0
        return found


def _lift(counts: FloatArray, expected: FloatArray, prior: float, known: FloatArray) -> FloatArray:
    return np.asarray((counts + prior * known) / (expected + prior))
