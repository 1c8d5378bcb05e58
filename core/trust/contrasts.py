"""How tastes set segments apart: in the events of their users, and from the segment that has most of a taste beside."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import sparse

from core.types import FloatArray
from core.types.figures import Contrast

ContrastOf = Callable[[int, int], Contrast | None]
"""From the row of a segment and the column of a taste."""


def no_contrast(_row: int, _column: int) -> None:
    """Habits are about no items."""


def contrasts(shares: FloatArray, events_of_groups: FloatArray, items: sparse.csc_array) -> ContrastOf:
    """Compare every segment with everybody and with the other one that has most of each taste.

    Parameters
    ----------
    shares
        (n_segments + 1, n_tastes) share of users with each taste; the last row is everybody.
    events_of_groups
        (n_segments + 1, n_items) events of the same groups with each item.
    items
        (n_items, n_tastes) the items that each taste is about.
    """
    totals = np.maximum(events_of_groups.sum(axis=1, keepdims=True), 1.0)
    event_shares = np.asarray(events_of_groups @ items) / totals
    n_items = _n_items(events_of_groups, items)

    def contrast_of(row: int, column: int) -> Contrast:
        others = np.delete(np.arange(len(shares) - 1), row)
        return Contrast(
            event_share=float(event_shares[row, column]),
            overall_event_share=float(event_shares[-1, column]),
            next_share=float(shares[others, column].max(initial=0.0)),
            next_event_share=float(event_shares[others, column].max(initial=0.0)),
            n_items=float(n_items[row, column]),
        )

    return contrast_of


def _n_items(events_of_groups: FloatArray, items: sparse.csc_array) -> FloatArray:
    """Return the number of equally frequent items, (n_groups, n_tastes): one over the chance that two events agree."""
    sums, squares = np.asarray(events_of_groups @ items), np.asarray(events_of_groups**2 @ items)
    return np.asarray(np.divide(sums**2, squares, out=np.zeros_like(sums), where=squares > 0))
