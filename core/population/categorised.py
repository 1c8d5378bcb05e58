"""Whether the categories of a log say enough to compare users, or segments, by them."""

from __future__ import annotations

import numpy as np

from core.types import Population

_MIN_CATEGORISED = 0.8
"""Share of the interactions that must be with items of a category."""
_FEW_CATEGORIES = 6
"""With fewer, categories say too little."""


def has_categories(population: Population) -> bool:
    """Whether enough interactions are with items of a category, and categories are many enough to differ in."""
    items = population.items
    if len(items.category_names) < _FEW_CATEGORIES:
        return False
    counts = np.bincount(population.histories.items, minlength=items.n_items)
    is_known = np.diff(items.categories.indptr) > 0
    return bool(counts[is_known].sum() >= _MIN_CATEGORISED * counts.sum())
