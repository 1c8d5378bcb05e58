"""Categories that divide little: the department of a grocery that holds most of what it sells."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from core.ingest.names.naming import EXACT, certainty
from core.ingest.tables.evidence import Evidence

MOST = 0.4
"""Part of the rows that one category holds: of items, of which a department sells fewer than of what is bought."""

COARSE = 0.9
"""What the name of such a column scores of what it would."""


def is_coarser(one: Evidence, columns: Mapping[str, Evidence]) -> bool:
    """Whether one category holds most rows, and another column that is one of categories by name divides them better.

    It does where its categories are worth more of the same size.
    """
    others = (other for header, other in columns.items() if other is not one and certainty("category", header) >= EXACT)
    return _is_coarse(one) and any(
        not _is_coarse(other) and not other.is_unique and _n_even(other) > _n_even(one) for other in others
    )


def _n_even(one: Evidence) -> float:
    """Return how many categories of one size divide the rows as well: 1 by the chance that two rows share one.

    This is the inverse Simpson index.
    """
    known = one.codes[one.codes >= 0]
    return float(1 / np.sum((np.bincount(known) / len(known)) ** 2)) if len(known) else 0.0


def _is_coarse(one: Evidence) -> bool:
    known = one.codes[one.codes >= 0]
    return len(known) == 0 or int(np.bincount(known).max()) > MOST * len(known)
