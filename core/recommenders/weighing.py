"""How much each recommender for users counts in the hybrid: weights that find most in a validation part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import product

import numpy as np
from scipy import sparse

from core.compute.threads import in_threads
from core.protocols import UserRecommender
from core.recommenders.ease import n_users_of, pairs_of
from core.recommenders.likeliest import likeliest_weights
from core.recommenders.offered import first_of_equals, own_items
from core.recommenders.validation import N_GROUPS, Validation, group_of
from core.types import BoolArray, FloatArray, IntArray

MAX_TUNED_ITEMS = 1_500
"""Weights are found on so many of the most popular items."""
MAX_TUNED_USERS = 1_000
"""And on so many users of a group, drawn at random from each validation part; with 600, users with few items of Online
Retail lost by chance what others gain."""
MIN_TUNED_USERS = 30
"""A group with fewer takes the recommender that finds most for all users; without them, the first of the table."""
TRIED = (0.0, 0.05, 0.1, 0.25, 0.5, 1.0)
LIST_LENGTH, LIST_SHARE = 20, 0.2
"""Weights are chosen by lists of so many items, but no more than this share of all."""
N_CANDIDATES = 60
"""Lists are chosen from so many of the best items of each recommender."""
MIN_ERRORS = 2.0
"""With one standard error, weights fitted chance: on Online Retail and films the hybrid fell behind its best part."""
N_HALVES, _HALF_ERROR = 8, 0.5
_N_PASSES = 2
_NO_SPREAD = 1e-12


def choose_weights(
    validations: Sequence[Validation], parts: Sequence[UserRecommender], random_state: int = 0, n_threads: int = 1
) -> FloatArray:
    """Return the weights that find most in validation parts, all of them together, (n_groups, n_parts).

    It begins with the best recommender alone, and changes one weight at a time where that finds more by more than twice
    its standard error over users, and in neither part less by one of them; and with weights under which what users
    picked is likeliest, which are taken where they find as certainly more. Those for users with few items are found on
    all users as they would look with few, and are means over random halves of them: there, no recommender is far better
    than the others.
    """
    tables = [_tables(each, parts, random_state, n_threads) for each in validations]
    everybody, as_few, *groups = (joined(each) for each in zip(*tables, strict=True))
    best = everybody.best_alone() if everybody else np.eye(len(parts))[0]
    few_items = as_few.averaged(random_state, n_threads) if as_few else best
    more_items = in_threads(lambda own: own.best_of_two(best) if own else best, groups, n_threads)
    return np.array([few_items, *more_items])


def _tables(
    validation: Validation, parts: Sequence[UserRecommender], random_state: int, n_threads: int
) -> list[Weighed | None]:
    """Return all users, all as they would look with few items, and those of each group with more."""
    fitted = in_threads(lambda part: part.fit(validation.train), parts, n_threads)
    trials = _Trials(fitted, validation, random_state)
    full, few = (own_items(log)[:, fitted[0].items_] for log in (validation.train, validation.few))
    n_full, n_few = (np.diff(each.indptr) for each in (full, few))
    meant = [(full, n_full > 0), (few, n_few > 0), *((full, group_of(n_full) == group) for group in range(1, N_GROUPS))]
    return [trials.weighed(own, is_meant) for own, is_meant in meant]


def joined(tables: Sequence[Weighed | None]) -> Weighed | None:
    """Return the users of several tables as one; None where they are too few.

    What is found counts in shares of what the best part alone finds in the same table: where few items are there to be
    picked, all parts find much of them.
    """
    known = [each for each in tables if each]
    if sum(len(each.n_targets) for each in known) < MIN_TUNED_USERS:
        return None
    width = max(each.base.shape[1] for each in known)

    def stacked(arrays: Sequence[FloatArray | BoolArray], filled: float) -> FloatArray:
        pairs = (np.pad(each, ((0, 0), (0, width - each.shape[1])), constant_values=filled) for each in arrays)
        return np.concatenate([*pairs])

    return Weighed(
        scores=[stacked(part, 0.0) for part in zip(*(each.scores for each in known), strict=True)],
        base=stacked([each.base for each in known], -np.inf),
        is_target=stacked([each.is_target for each in known], 0).astype(bool),
        n_targets=np.concatenate([each.n_targets * (each.found_alone() or 1.0) for each in known]),
        length=min(each.length for each in known),
        part=np.repeat(np.arange(len(known)), [len(each.n_targets) for each in known]),
    )


class _Trials:
    """Users who picked something in a validation part, in random order."""

    def __init__(self, fitted: Sequence[UserRecommender], validation: Validation, random_state: int) -> None:
        items = fitted[0].items_
        self._fitted = fitted
        self._had, self._targets = (sparse.csr_array(each[:, items]) for each in (validation.had, validation.targets))
        self._equals = first_of_equals(n_users_of(pairs_of(validation.train)[:, items]))
        users = np.flatnonzero(np.diff(self._targets.indptr) > 0)
        self._users = np.random.default_rng(random_state).permutation(users)

    def weighed(self, own: sparse.csr_array, is_meant: BoolArray) -> Weighed | None:
        """Score some users who have ``own``, (n_users, n_items); None where there is none."""
        some = self._users[is_meant[self._users]][:MAX_TUNED_USERS]
        if not len(some):
            return None
        rows = np.sort(some)
        scores = [part.scores(own[rows]) for part in self._fitted]
        return weigh(scores, self._had[rows], self._targets[rows], self._equals)


@dataclass(frozen=True)
class Weighed:
    """Users on whom weights are tried, with the items that may come onto their lists."""

    scores: Sequence[FloatArray]
    """Of each part, standardised, (n_users, n_candidates)."""
    base: FloatArray
    """(n_users, n_candidates) what orders equal ones; -inf for an item that does not count."""
    is_target: BoolArray
    """(n_users, n_candidates)"""
    n_targets: FloatArray | IntArray
    """(n_users,) items that a user picked."""
    length: int
    """Items of a list."""
    part: IntArray
    """(n_users,) number of the validation part that a user is of."""
    _graded: dict[bytes, FloatArray] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What weights were found to be worth, since a search comes back to many of them."""

    def grade(self, weights: FloatArray) -> FloatArray:
        """Return the share of targets on lists with these weights, (n_users,)."""
        key = np.asarray(weights, dtype=np.float64).tobytes()
        if key not in self._graded:
            self._graded[key] = self._grade(weights)
        return self._graded[key]

    def _grade(self, weights: FloatArray) -> FloatArray:
        total = self.base.copy()
        for weight, part in zip(weights, self.scores, strict=True):
            if weight:
                total += np.float32(weight) * part
        least = np.partition(total, -self.length, axis=1)[:, -self.length]
        users, places = self._targets
        n_found = np.bincount(users[total[users, places] >= least[users]], minlength=len(total))
        return np.asarray(n_found / self.n_targets)

    @cached_property
    def _targets(self) -> tuple[IntArray, IntArray]:
        """Users and places of the candidates that are targets."""
        users, places = self.is_target.nonzero()
        return users, places

    def best_alone(self) -> FloatArray:
        """Return the weights of the part that finds most alone."""
        return max(np.eye(len(self.scores)), key=lambda weights: self.grade(weights).mean())

    def found_alone(self) -> float:
        """Return the mean share of targets that the best part finds alone."""
        return float(self.grade(self.best_alone()).mean())

    def averaged(self, random_state: int = 0, n_threads: int = 1) -> FloatArray:
        """Return the mean of the weights that find most on random halves of the users.

        Each is changed from the best part alone and from the likeliest weights, where that finds more by half a
        standard error; what finds more in the end counts.
        """
        rng, n_users = np.random.default_rng(random_state), len(self.n_targets)
        halves = [rng.permutation(n_users)[: n_users // 2] for _ in range(N_HALVES)]
        best_of = partial(self._best_of, likeliest=self.likeliest())
        return np.asarray(np.mean(in_threads(best_of, halves, n_threads), axis=0))

    def _best_of(self, rows: IntArray, likeliest: FloatArray) -> FloatArray:
        half = self.of_users(rows)
        begins = half.best_alone(), likeliest
        ends = [half.climb(begin, _HALF_ERROR) for begin in begins]
        weights = ends[int(np.argmax([half.grade(each).mean() for each in ends]))]
        return np.asarray(weights / weights.sum())

    def likeliest(self) -> FloatArray:
        """Return the weights under which what users picked is likeliest."""
        return likeliest_weights(self.scores, np.isfinite(self.base), self.is_target & np.isfinite(self.base))

    def best_of_two(self, alone: FloatArray) -> FloatArray:
        """Return what a part alone is changed to, or the likeliest weights where these find certainly more."""
        first, second = (self.climb(begin) for begin in (alone, self.likeliest()))
        return second if self._is_more(self.grade(second) - self.grade(first)) else first

    def _is_more(self, gain: FloatArray, min_errors: float = MIN_ERRORS) -> bool:
        """Whether users gain by so many standard errors, and in no validation part lose more than one."""

        def errors(some: FloatArray) -> float:
            return float(some.std() / np.sqrt(len(some)))

        parts = (gain[self.part == each] for each in range(int(self.part.max(initial=0)) + 1))
        is_loss = any(len(own) >= MIN_TUNED_USERS and own.mean() < -errors(own) for own in parts)
        return bool(gain.mean() > min_errors * errors(gain)) and not is_loss

    def of_users(self, rows: IntArray) -> Weighed:
        """Take some users."""
        return replace(
            self,
            scores=[part[rows] for part in self.scores],
            base=self.base[rows],
            is_target=self.is_target[rows],
            n_targets=self.n_targets[rows],
            part=self.part[rows],
        )

    def climb(self, begin: FloatArray, min_errors: float = MIN_ERRORS) -> FloatArray:
        """Change one weight at a time where that finds more, by so many standard errors at least."""
        best, reached = begin, self.grade(begin)
        for place, tried in product(list(range(len(begin))) * _N_PASSES, TRIED):
            weights = best.copy()
            weights[place] = tried
            if not weights.any():
                continue
            now = self.grade(weights)
            if self._is_more(now - reached, min_errors):
                best, reached = weights, now
        return best


def weigh(
    scores: Sequence[FloatArray], had: sparse.csr_array, targets: sparse.csr_array, equals: FloatArray
) -> Weighed:
    """Keep the best items of each recommender for each user.

    Parameters
    ----------
    scores
        Of each recommender, (n_users, n_items).
    had
        (n_users, n_items) above 0 where a user had an item: it stands on no list.
    targets
        (n_users, n_items) above 0 where a user picks one; each user has one at least.
    equals
        (n_items,) from ``first_of_equals``.

    Examples
    --------
    >>> had, targets = sparse.csr_array([[1, 0, 0]]), sparse.csr_array([[0, 0, 1]])
    >>> made = weigh([np.array([[9.0, 1.0, 0.0]]), np.array([[9.0, 0.0, 1.0]])], had, targets, np.zeros(3))
    >>> made.grade(np.array([1, 0])).tolist(), made.grade(np.array([1, 2])).tolist()
    ([0.0], [1.0])
    """
    n_users, n_items = had.shape
    known, lists = had.tocoo().coords, np.arange(n_users)[:, None]
    n_best = min(N_CANDIDATES, n_items)
    parts, found = [standardised(each) for each in scores], []
    for part in parts:
        free = part + equals
        free[known] = -np.inf
        found.append(np.argpartition(-free, n_best - 1, axis=1)[:, :n_best])
    items = np.sort(np.hstack(found), axis=1)
    is_free = np.asarray(had.toarray())[lists, items] <= 0
    is_free[:, 1:] &= items[:, 1:] != items[:, :-1]  # it came from two recommenders
    length = min(LIST_LENGTH, max(1, int(LIST_SHARE * n_items)))
    free_first = np.argsort(~is_free, axis=1, kind="stable")[:, : max(length, int(is_free.sum(axis=1).max()))]
    items = np.take_along_axis(items, free_first, axis=1)
    return Weighed(
        scores=[part[lists, items] for part in parts],
        base=np.where(np.take_along_axis(is_free, free_first, axis=1), equals.astype(np.float32)[items], -np.inf),
        is_target=np.asarray(targets.toarray())[lists, items] > 0,
        n_targets=np.diff(targets.indptr),
        length=length,
        part=np.zeros(n_users, dtype=np.int64),
    )


def standardised(scores: FloatArray) -> FloatArray:
    """Bring each row to mean 0 and standard deviation 1; a row of equal scores to 0.

    >>> standardised(np.array([[1.0, 3.0], [2.0, 2.0]])).tolist()
    [[-1.0, 1.0], [0.0, 0.0]]
    """
    centred: FloatArray = np.subtract(scores, scores.mean(axis=1, keepdims=True), dtype=np.float32)
    spread = np.sqrt(np.einsum("ij,ij->i", centred, centred) / max(scores.shape[1], 1))
    centred *= np.divide(1, spread, out=np.zeros_like(spread), where=spread > _NO_SPREAD)[:, None]
    return centred
