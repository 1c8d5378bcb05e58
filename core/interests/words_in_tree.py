"""Which words of titles lie anywhere in the tree: makes, lines and variants, which say nothing of what items are about.

A thing is in one broad branch or in few, or the same users take it. A make has things of all kinds: two items with its
name are hardly more often in one branch than any two items are, and hardly more often taken together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from scipy import sparse

from core.compute.once import once
from core.interests.item_vectors import vectors_by_users
from core.interests.naming import Wording, wording_of
from core.interests.parts import parts_of_phrases
from core.interests.tree import ROOT, InterestTree
from core.types import FloatArray, IntArray, Population

HARDLY = 0.25
"""How far two items with a word are on the way from any two items to two that are in one branch, and to two of one
branch in who takes them: a word lies anywhere that is less far on both. To the first is added what few items show by
chance, one standard error. Garlands are in many branches, but who buys one buys others."""
MOSTLY, LEAST_PAIRS = 0.8, 3
"""A pair with such a word says a thing if one of its words hardly stands alone, in so many titles: "drip bag"."""
BY_CHANCE = 0.05
"""Such pairs that a whole catalogue has by chance, since the other word is frequent: a line has many things."""


def words_anywhere(of_item: Sequence[frozenset[str]], branch_of: IntArray, by_users: FloatArray) -> frozenset[str]:
    """Return the words, and pairs of words, that lie anywhere in the tree.

    Parameters
    ----------
    of_item
        The words and phrases of each title.
    branch_of
        The broad branch of each item, (n_items,), -1 for none.
    by_users
        (n_items, n_dims) who takes each item; the longer, the more is known of them.

    Examples
    --------
    >>> titles = [f"{make} {thing}" for make in ("harrow", "brant", "tamar", "windle") for thing in ("rope", "yarn")]
    >>> words, kinds = [frozenset(title.split()) for title in titles], np.array([0, 1] * 4)
    >>> sorted(words_anywhere(words, kinds, np.eye(2)[kinds]))
    ['brant', 'harrow', 'tamar', 'windle']
    """
    items_with: dict[str, list[int]] = defaultdict(list)
    for item in np.flatnonzero(branch_of != ROOT).tolist():
        for key in of_item[item]:
            items_with[key].append(item)
    usual_in_one, usual_together = _in_one(branch_of[branch_of != ROOT]), _together(by_users)
    most_together = usual_together + HARDLY * max(_together_in_branches(branch_of, by_users) - usual_together, 0.0)
    return frozenset(
        key
        for key, items in items_with.items()
        if _is_by_chance(branch_of[items], usual_in_one) and _together(by_users[items]) <= most_together
    )


def _is_by_chance(branches: IntArray, usual: float) -> bool:
    n_pairs = len(branches) * (len(branches) - 1) / 2
    if n_pairs < 1 or usual >= 1:
        return False
    error = float(np.sqrt(usual * (1 - usual) / n_pairs))
    return _in_one(branches) - usual <= HARDLY * (1 - usual) + error


def _in_one(branches: IntArray) -> float:
    """Return the share of the pairs of items that are in one branch."""
    counts, n_items = np.bincount(branches).astype(np.float64), len(branches)
    return float((counts * (counts - 1)).sum() / max(n_items * (n_items - 1), 1))


def _together(by_users: FloatArray) -> float:
    """Return the mean cosine of the users of two items, weighed by how much is known of them; 0 where nothing is."""
    cosines, weights = _pairs(by_users)
    return cosines / weights if weights > 0 else 0.0


def _together_in_branches(branch_of: IntArray, by_users: FloatArray) -> float:
    """Return the same of two items of one branch."""
    found = [_pairs(by_users[branch_of == branch]) for branch in np.unique(branch_of[branch_of != ROOT])]
    weights = sum(each[1] for each in found)
    return sum(each[0] for each in found) / weights if weights > 0 else 0.0


def _pairs(by_users: FloatArray) -> tuple[float, float]:
    """Return the sums over pairs of items of their cosines, each times its weight, and of the weights."""
    lengths = np.sqrt(np.square(by_users, dtype=np.float64).sum(axis=1))
    of_itself = np.square(lengths).sum()
    sums = by_users.sum(axis=0, dtype=np.float64)
    return float(sums @ sums - of_itself), float(np.square(lengths.sum()) - of_itself)


def without_words_anywhere(wording: Wording, branch_of: IntArray, by_users: FloatArray) -> Wording:
    """Return the phrases of a catalogue without what lies anywhere, and without most pairs that hold such a word.

    A pair that lies anywhere takes its words with it: of a watering can, no "can" is left.
    """
    anywhere = words_anywhere(wording.of_item, branch_of, by_users)
    n_items = Counter(key for found in wording.of_item for key in found)
    by_chance = BY_CHANCE / max(sum(" " not in key for key in n_items), 1)
    pairs = (key for key in n_items if " " in key)
    firm = frozenset(pair for pair in pairs if _is_firm(pair, n_items, len(wording.of_item), by_chance))
    loose = frozenset(key for key in n_items if key not in firm and not anywhere.isdisjoint({key, *key.split()}))
    kept = tuple(found - loose - _with_words(found & firm & anywhere) for found in wording.of_item)
    return replace(wording, of_item=kept, parts=_parts(kept))


def _parts(of_item: Sequence[frozenset[str]]) -> frozenset[str]:
    from sklearn.feature_extraction.text import CountVectorizer

    if not any(of_item):
        return frozenset()
    counter = CountVectorizer(analyzer=sorted)
    has = sparse.csr_array(counter.fit_transform(of_item))
    return parts_of_phrases(counter.get_feature_names_out().tolist(), has)


def phrases_anywhere(population: Population, tree: InterestTree) -> frozenset[str]:
    """Return the words and pairs of a log's titles that name nothing, since they lie anywhere in the tree.

    Found once for a log and a tree.
    """
    return once(population, ("phrases anywhere", tree), lambda: _phrases_anywhere(population, tree))


def _phrases_anywhere(population: Population, tree: InterestTree) -> frozenset[str]:
    wording = wording_of(population.items)
    kept = without_words_anywhere(wording, tree.nodes_of(1), vectors_by_users(population))
    return frozenset[str]().union(*wording.of_item) - frozenset[str]().union(*kept.of_item)


def _is_firm(pair: str, n_items: Mapping[str, int], n_titles: int, by_chance: float) -> bool:
    rare, common = sorted(n_items[word] for word in pair.split())
    is_mostly = n_items[pair] >= max(LEAST_PAIRS, MOSTLY * rare)
    return is_mostly and (common / n_titles) ** n_items[pair] <= by_chance


def _with_words(pairs: frozenset[str]) -> frozenset[str]:
    return pairs.union(*(pair.split() for pair in pairs))
