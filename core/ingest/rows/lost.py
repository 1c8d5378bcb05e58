"""Which rejected rows of a log are lost: rows that should have been events of it."""

from __future__ import annotations

from collections.abc import Mapping

from core.ingest.rows.clean import EARLIER_STATE, NO_ITEM, NO_PRODUCT

MANY_LOST = 0.1
"""Where such a share of the rows is lost, page and commands say so in red."""


def lost_rows(rejected: Mapping[str, int], n_without_items: int) -> dict[str, int]:
    """Return reason → rejected rows that are lost.

    Earlier states of an order and what is no product are not, nor are the ``n_without_items`` rows of events that need
    no item, such as starts of an app.

    >>> lost_rows({"no item": 40, "no user": 12, "not a product": 7}, 38)
    {'no item': 2, 'no user': 12}
    """
    counts = {reason: n - n_without_items * (reason == NO_ITEM) for reason, n in rejected.items()}
    return {reason: n for reason, n in counts.items() if n > 0 and reason not in (EARLIER_STATE, NO_PRODUCT)}
