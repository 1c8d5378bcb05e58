"""Terms: the words and word pairs of item titles that can name what an item is about."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from scipy import sparse

from core.interests.phrases import nouns_come_first, phrases_of
from core.types import Items, StrArray

MAX_TERMS = 3_000
RATHER_A_NOUN = 0.5
"""A word that ends less of its phrases says more together with the one beside it."""
LEAST_FOLLOWERS = 10.0
"""Equally frequent words behind a motif."""
LEAST_PRECEDED = 0.2
"""Part of its titles in which a word stands before it."""


def title_terms(title: str) -> list[str]:
    """Return the phrases of a title, in lower case and the singular; what says nothing alone ("set", "red") ends one.

    >>> title_terms("Set of 3 RED Tea Tins")
    ['tea', 'tea tin', 'tin']
    """
    return [phrase.key for phrase in phrases_of(title)]


def ending_shares(titles: StrArray) -> dict[str, float]:
    """Return how often each term ends a noun phrase: a noun nearly always does, "traditional" hardly ever.

    Where nouns come first, any term may be one.
    """
    n_titles: Counter[str] = Counter()
    n_ending: Counter[str] = Counter()
    noun_first = nouns_come_first(titles)
    for title in titles:
        for phrase in phrases_of(str(title), noun_first=noun_first):
            n_titles[phrase.key] += 1
            n_ending[phrase.key] += phrase.is_head
    return {term: n_ending[term] / n for term, n in n_titles.items()}


def motifs(titles: StrArray, ending: Mapping[str, float]) -> frozenset[str]:
    """Return the words that say what is on a thing, or of what it is, and not which thing: "heart", "glass".

    They seldom end a noun phrase, many different words stand behind them, and some before them: what most titles begin
    with may be the thing itself ("Doormat union flag"). ``ending`` is of ``ending_shares``.
    """
    n_titles: Counter[str] = Counter()
    n_preceded: Counter[str] = Counter()
    behind: dict[str, Counter[str]] = defaultdict(Counter)
    for title in titles:
        for words in {tuple(phrase.key.split()) for phrase in phrases_of(str(title))}:
            n_titles[words[0]] += len(words) == 1
            if len(words) > 1:
                behind[words[0]][words[1]] += 1
                n_preceded[words[1]] += 1
    return frozenset(
        word
        for word, counts in behind.items()
        if ending.get(word, 1.0) < RATHER_A_NOUN
        and n_preceded[word] >= LEAST_PRECEDED * n_titles[word]
        and counts.total() ** 2 >= LEAST_FOLLOWERS * sum(n**2 for n in counts.values())
    )


def item_terms(
    items: Items, popularity: npt.ArrayLike, max_terms: int = MAX_TERMS
) -> tuple[list[str], sparse.csr_array]:
    """Return the terms that two items or more share, and which item has which: (n_items, n_terms) bool.

    At most ``max_terms``: those with the most popular items, by ``popularity`` (n_items,), users per item.
    """
    terms_by_item = [sorted(set(title_terms(title))) for title in items.titles]
    n_items_with = Counter(term for terms in terms_by_item for term in terms)
    reach: Counter[str] = Counter()
    for terms, n_users in zip(terms_by_item, np.asarray(popularity), strict=True):
        reach.update({term: float(n_users) for term in terms if n_items_with[term] > 1})
    vocabulary = sorted(sorted(reach), key=lambda term: -reach[term])[:max_terms]
    return vocabulary, _incidence(terms_by_item, vocabulary)


def _incidence(terms_by_item: list[list[str]], vocabulary: list[str]) -> sparse.csr_array:
    code_of = {term: code for code, term in enumerate(vocabulary)}
    codes = [[code_of[term] for term in terms if term in code_of] for terms in terms_by_item]
    offsets = np.concatenate([[0], np.cumsum([len(row) for row in codes], dtype=np.int64)]).astype(np.int64)
    columns = np.array([code for row in codes for code in row], dtype=np.int32)
    shape = (len(terms_by_item), len(vocabulary))
    return sparse.csr_array((np.ones(len(columns), dtype=bool), columns, offsets), shape=shape)
