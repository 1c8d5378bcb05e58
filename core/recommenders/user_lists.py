"""Lists of items for single users, block by block, so that any number of users fits into memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from scipy import sparse

from core.compute.threads import in_threads
from core.population.interactions import interacted
from core.protocols import UserRecommender
from core.recommenders.disliked import Disliked
from core.recommenders.for_users import Popularity, vectors_of
from core.recommenders.new_items import NewItems
from core.recommenders.offered import NOTHING, first_of_equals, own_items
from core.recommenders.validation import FEW
from core.types import BoolArray, FloatArray, IntArray, Labels, Population, StrArray

USERS_AT_ONCE = 1_000
"""Users whose scores are in memory, whatever the number of threads."""
_MAX_PAIRS = 20_000_000
"""Pairs of items that are compared at once."""
N_CANDIDATES = 5
"""Diversity picks from so many times as many items as a list holds."""
_LAST = -1e9
HOT, WARM, COLD = "hot", "warm", "cold"
_WORDS = np.array([COLD, WARM, HOT], dtype=object)


@dataclass(frozen=True, slots=True)
class Wish:
    """What lists are to be like."""

    length: int
    """Items of each list, at most."""
    diversity: float = 0.0
    """From 0, the best items, to 1, where an item unlike those before it goes before a better one."""
    left_out: frozenset[str] = frozenset()
    """Ids of items that are not to be offered."""
    likeness: FloatArray | None = None
    """(n_offered, n_offered) of the items of the recommender, from 0 to 1; None where diversity is 0."""
    new: NewItems | None = None
    """Items that nobody has taken yet, and their share of a list; None for no such items."""
    segments: Labels | None = None
    """(n_users,) of the users that lists are for, -1 for none; None where that is not known."""
    disliked: Disliked | None = None
    """What segments dislike; None where nothing is rated low."""
    n_threads: int = 1
    """So many threads share the users that are in memory at once."""


@dataclass(frozen=True, slots=True)
class UserLists:
    """Lists of some users."""

    rows: IntArray
    """(n_some,) rows of the users."""
    items: IntArray
    """(n_some, length) codes, best first; ``NOTHING`` where a list is shorter."""
    scores: FloatArray
    """(n_some, length) by which the recommender orders items; 0 where there is none."""
    n_known: IntArray
    """(n_some,) items of each user that the recommender knows; without any, the list is what is popular."""

    n_users: IntArray
    """(n_some, length) users of the fitted log who have the item; 0 for a new item, and where there is none."""

    @property
    def item_warmth(self) -> StrArray:
        """(n_some, length) cold for an item that nobody has, warm with fewer than five users, hot with more."""
        return _WORDS[np.digitize(self.n_users, (1, FEW))]

    @property
    def warmth(self) -> StrArray:
        """(n_some,) as from ``warmth_of``."""
        return warmth_of(self.n_known)

    @property
    def n_new(self) -> int:
        """Places of new items."""
        return int(np.count_nonzero((self.n_users == 0) & (self.items != NOTHING)))

    def n_shorter_than(self, length: int) -> int:
        """Count the lists with fewer items than this."""
        return int(np.count_nonzero((self.items != NOTHING).sum(axis=1) < length))


def warmth_of(n_known: IntArray) -> StrArray:
    """Return what is known of users by how many items are: cold without any, warm with fewer than five, else hot."""
    words: StrArray = np.array([COLD, WARM, HOT], dtype=object)
    return words[np.digitize(n_known, (1, FEW))]


def likeness_of(
    population: Population, items: IntArray, item_vectors: Callable[[Population], FloatArray] | None = None
) -> FloatArray:
    """Return how alike items are, (n_some, n_some) from 0 to 1: by their categories, else by ``item_vectors``."""
    by_vectors = None if population.items.category_names else item_vectors
    vectors = vectors_of(population, by_vectors)[items]
    return np.clip(vectors @ vectors.T, 0, 1)


def user_lists(
    recommender: UserRecommender, popularity: Popularity, users: Population, wish: Wish
) -> Iterator[UserLists]:
    """Yield the lists of all users, block by block in their order.

    Parameters
    ----------
    recommender, popularity
        Fitted to the same log, with the same items to offer.
    users
        Whose items are those of the fitted log, in the same order, and may go on with others.
    wish
        What lists are to be like. Items that a user has, gave back or rated low are left out of the user's list, and
        those that the user's segment dislikes; of items with equal scores the more popular one is first.
    """
    maker = _Maker(recommender, popularity, users, wish)
    size = max(1, USERS_AT_ONCE // wish.n_threads)
    blocks = (range(start, min(start + size, users.n_users)) for start in range(0, users.n_users, size))
    while some := [*islice(blocks, wish.n_threads)]:
        yield from in_threads(maker.lists_of, some, wish.n_threads, with_sklearn=False)


class _Maker:
    """Makes lists of some users; see ``user_lists``."""

    def __init__(self, recommender: UserRecommender, popularity: Popularity, users: Population, wish: Wish) -> None:
        items = recommender.items_
        self._recommender, self._popularity, self._wish = recommender, popularity, wish
        self._own, self._had = own_items(users), interacted(users)
        self._equals = first_of_equals(popularity.shares_)
        self._kept = np.flatnonzero(~_is_in(users.items.item_ids[items], wish.left_out))
        self._n_users = np.zeros(users.n_items, dtype=np.int64)
        self._n_users[items] = popularity.n_users_
        likeness = wish.likeness if wish.diversity > 0 else None
        self._likeness = None if likeness is None else likeness[np.ix_(self._kept, self._kept)]

    def lists_of(self, block: range) -> UserLists:
        rows, items, wish = np.arange(block.start, block.stop), self._recommender.items_, self._wish
        some = sparse.csr_array(self._own[rows][:, items])
        n_known = np.diff(some.indptr)
        labels = _of_rows(wish.segments, rows)
        scores = np.array(self._recommender.scores(some, labels), dtype=np.float32)
        is_cold = n_known == 0
        scores[is_cold] = self._popularity.scores(some[is_cold])
        spread = scores.std(axis=1, keepdims=True)
        scores += np.where(spread > 0, spread, 1) * self._equals
        scores[self._had[rows][:, items].tocoo().coords] = -np.inf
        if wish.disliked is not None:
            scores[wish.disliked.of(np.full(len(rows), -1) if labels is None else labels)[:, items]] = -np.inf
        listed, best = _best(scores[:, self._kept], wish.length, wish.diversity, self._likeness)
        codes = np.where(listed == NOTHING, NOTHING, items[self._kept][listed] if len(self._kept) else NOTHING)
        if wish.new is not None:
            codes, best = wish.new.put_last(codes, best, some, self._had[rows])
        n_takers = np.where(codes == NOTHING, 0, self._n_users[codes])
        return UserLists(rows, codes, best, n_known, n_takers)


def _of_rows(segments: Labels | None, rows: IntArray) -> Labels | None:
    return None if segments is None else segments[rows]


def _is_in(ids: StrArray, wanted: frozenset[str]) -> BoolArray:
    return np.isin(ids.astype(str), sorted(wanted)) if wanted else np.zeros(len(ids), dtype=bool)


def _best(
    scores: FloatArray, length: int, diversity: float, likeness: FloatArray | None
) -> tuple[IntArray, FloatArray]:
    """Return columns and scores of the best items of each row, (n_rows, length) both."""
    n_wanted = min(length if likeness is None else length * N_CANDIDATES, scores.shape[1])
    if not n_wanted:
        return np.full((len(scores), 0), NOTHING), np.zeros((len(scores), 0))
    top = np.sort(np.argpartition(-scores, n_wanted - 1, axis=1)[:, :n_wanted], axis=1)
    values = np.take_along_axis(scores, top, axis=1)
    order = np.argsort(-values, axis=1, kind="stable")
    top, values = np.take_along_axis(top, order, axis=1), np.take_along_axis(values, order, axis=1)
    if likeness is not None:
        n_rows = max(1, _MAX_PAIRS // n_wanted**2)
        chosen = np.vstack(
            [
                diverse(
                    values[rows],
                    likeness[top[rows][:, :, None], top[rows][:, None, :]],
                    diversity,
                    min(length, n_wanted),
                )
                for start in range(0, len(top), n_rows)
                for rows in [slice(start, start + n_rows)]
            ]
        )
        top, values = np.take_along_axis(top, chosen, axis=1), np.take_along_axis(values, chosen, axis=1)
    is_real = np.isfinite(values)
    return np.where(is_real, top, NOTHING), np.where(is_real, values, 0.0)


def diverse(scores: FloatArray, likeness: FloatArray, diversity: float, length: int) -> IntArray:
    """Pick items one after another, each for its score less how like it is to the most like one before (MMR).

    Parameters
    ----------
    scores
        (n_lists, n_candidates), best first; -inf is picked last.
    likeness
        (n_lists, n_candidates, n_candidates) from 0 to 1.
    diversity
        Weight of the likeness, from 0 to 1; the rest is that of the score, brought to the range from 0 to 1.
    length
        Items to pick.

    Returns
    -------
    (n_lists, length) places of candidates, in the order of picking.

    References
    ----------
    Carbonell, J. and Goldstein, J. (1998). The use of MMR, diversity-based reranking. SIGIR '98, 335-336.
    doi:10.1145/290941.291025

    Examples
    --------
    >>> like = np.array([[[1, 1, 0], [1, 1, 0], [0, 0, 1]]])
    >>> diverse(np.array([[3.0, 2.9, 1.0]]), like, 0.6, 3).tolist()
    [[0, 2, 1]]
    """
    is_real = np.isfinite(scores)
    low = np.where(is_real, scores, np.inf).min(axis=1, keepdims=True)
    distances = np.where(is_real, scores, 0) - np.where(np.isfinite(low), low, 0)
    relevance = distances / np.maximum(distances.max(axis=1, keepdims=True), 1e-12)
    lists = np.arange(len(scores))
    picked = np.zeros((len(scores), length), dtype=np.int64)
    nearest = np.zeros(scores.shape)
    for place in range(length):
        gains = np.where(is_real, (1 - diversity) * relevance - diversity * nearest, _LAST)
        gains[lists[:, None], picked[:, :place]] = -np.inf
        best = gains.argmax(axis=1)
        picked[:, place] = best
        nearest = np.maximum(nearest, likeness[lists, best])
    return picked
