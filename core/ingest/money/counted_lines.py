"""How many things an order is of, on each of its lines: that is not how many pieces a line is of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.ingest.money.discounts import numbers_of
from core.ingest.tables.evidence import Columns
from core.ingest.tables.sample import Sample
from core.ingest.tables.source import Choice, by_role
from core.store.scratch import Scratch

_ENOUGH, _MOSTLY, _HALF = 5, 0.95, 0.5
"""Orders of several lines that say so, the share of them that must, and that of those with as many things as lines."""


def without_counts_of_orders(
    scratch: Scratch,
    columns: Columns,
    sample: Sample,
    given: Sequence[Choice],
    found: Sequence[Choice],
) -> list[Choice]:
    """Return found choices without pieces that are one number on all lines of an order, and mostly that of these."""
    roles = by_role(given, found)
    pieces, order = roles.get("quantity"), roles.get("order")
    if pieces is None or order is None or pieces not in found:
        return list(found)
    orders, counts = columns[order.column].codes, numbers_of(scratch, sample, pieces.column).to_numpy()
    is_there = (orders >= 0) & ~np.isnan(counts)
    orders, counts = orders[is_there], counts[is_there]
    if not len(orders):
        return list(found)
    n_lines = np.bincount(orders)
    low, high = np.full(len(n_lines), np.inf), np.zeros(len(n_lines))
    np.minimum.at(low, orders, counts)
    np.maximum.at(high, orders, counts)
    several = n_lines > 1
    are_counts, are_lines = (low == high) & (low >= n_lines), low == n_lines
    is_count = several.sum() >= _ENOUGH and are_counts[several].mean() >= _MOSTLY and are_lines[several].mean() >= _HALF
    return [each for each in found if not (is_count and each is pieces)]
