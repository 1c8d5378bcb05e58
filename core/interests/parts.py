"""Phrases that are a part of what one product is called: they nearly always stand beside the same other word."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from scipy import sparse

BESIDE = 0.9
"""Part of the titles with a phrase that hold another word, too."""
MOST_TITLES = 0.5
"""A word of so many titles sets nothing apart."""
PART = 0.5
"""What such a phrase is worth in a name, beside one that several products have."""


def parts_of_phrases(
    vocabulary: Sequence[str], has: sparse.csr_array, anywhere: Collection[str] = frozenset()
) -> frozenset[str]:
    """Return the phrases that nearly always stand beside another word, near or far; makes (``anywhere``) aside.

    Parameters
    ----------
    vocabulary
        Words and pairs of words.
    has
        Which title has which, (n_titles, n_phrases) bool.

    Examples
    --------
    >>> titles = ["lip oil glow", "lip oil glow", "lip balm", "lip liner", "eye liner"]
    >>> words = sorted({word for title in titles for word in title.split()})
    >>> has = sparse.csr_array([[word in title.split() for word in words] for title in titles])
    >>> sorted(parts_of_phrases(words, has))
    ['balm', 'eye', 'glow', 'oil']
    """
    counts = sparse.csr_array(has).astype(np.float32)
    n_titles = np.asarray(counts.sum(axis=0)).ravel()
    is_word = np.array([" " not in phrase and phrase not in anywhere for phrase in vocabulary], dtype=bool)
    is_word &= n_titles < MOST_TITLES * counts.shape[0]
    together = sparse.coo_array(counts.T @ counts)
    is_beside = (together.data >= BESIDE * n_titles[together.row]) & is_word[together.col]
    pairs = zip(together.row[is_beside].tolist(), together.col[is_beside].tolist(), strict=True)
    return frozenset(
        vocabulary[phrase]
        for phrase, word in pairs
        if vocabulary[word] not in {vocabulary[phrase], *vocabulary[phrase].split()}
    )
