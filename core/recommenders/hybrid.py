"""Several recommenders for users together: a sum of their scores, weighed by what finds most for users like them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from itertools import product
from typing import Any, ClassVar

import numpy as np
from scipy import sparse

from core.params import param
from core.protocols import UserRecommender
from core.recommenders.offered import first_of_equals, own_items
from core.recommenders.validation import N_GROUPS, Validation, group_of, recall, split_validation
from core.types import FloatArray, IntArray, Population

MAX_TUNED_ITEMS = 1_500
"""Weights are found on so many of the most popular items."""
MAX_TUNED_USERS = 1_000
"""And on so many users of a group, drawn at random."""
MIN_TUNED_USERS = 30
"""A group with fewer takes the recommender that finds most for all users."""
TRIED = (0.0, 0.05, 0.1, 0.25, 0.5, 1.0)
_N_PASSES = 2


@dataclass
class Hybrid:
    """Adds up standardised scores of other recommenders, with weights of their own for users with few items and many.

    Weights are chosen on a validation part: first the best recommender alone, then each weight in turn where that finds
    more, by more than its standard error.
    """

    parts: Sequence[UserRecommender] = field(default=(), repr=False)
    """What it is made of."""
    random_state: int = 0
    max_items: int = param(5_000, "So many of the most popular items can be offered.", low=1, high=50_000)
    name: ClassVar[str] = "hybrid"
    items_: IntArray = field(init=False, repr=False)
    parts_: tuple[UserRecommender, ...] = field(init=False, repr=False)
    weights_: FloatArray = field(init=False, repr=False)
    """(n_groups, n_parts) for users with few items, some and many; ``core.recommenders.validation`` says how many."""

    def fit(self, population: Population) -> Hybrid:
        """Choose the weights, then learn from all events."""
        tuned = [_copy(part, max_items=min(self.max_items, MAX_TUNED_ITEMS)) for part in self.parts]
        self.weights_ = choose_weights(split_validation(population, self.random_state), tuned, self.random_state)
        self.parts_ = tuple(_copy(part, max_items=self.max_items).fit(population) for part in self.parts)
        self.items_ = self.parts_[0].items_
        return self

    def scores(self, own: sparse.csr_array) -> FloatArray:
        """Add up what the parts say, (n_users, n_offered)."""
        weights = self.weights_[group_of(np.diff(own.indptr))].astype(np.float32)
        total = np.zeros(own.shape, dtype=np.float32)
        for place, part in enumerate(self.parts_):
            if weights[:, place].any():
                total += weights[:, [place]] * standardised(part.scores(own))
        return total

    @property
    def weights(self) -> Mapping[str, tuple[float, ...]]:
        """Name of a part to its weight for users with few items, some and many."""
        return {part.name: tuple(self.weights_[:, place].tolist()) for place, part in enumerate(self.parts_)}


def choose_weights(validation: Validation, parts: Sequence[UserRecommender], random_state: int = 0) -> FloatArray:
    """Return the weights that find most in a validation part, (n_groups, n_parts)."""
    fitted = [part.fit(validation.train) for part in parts]
    items = fitted[0].items_
    own = own_items(validation.train)[:, items]
    targets = sparse.csr_array(validation.targets[:, items])
    n_own = np.diff(own.indptr)
    users = np.random.default_rng(random_state).permutation(np.flatnonzero((np.diff(targets.indptr) > 0) & (n_own > 0)))
    equals = first_of_equals(np.asarray(own.sum(axis=0)))

    def weighed(some: IntArray) -> _Weighed:
        rows = np.sort(some[:MAX_TUNED_USERS])
        return _Weighed([standardised(part.scores(own[rows])) for part in fitted], own[rows], targets[rows], equals)

    best = weighed(users).best_alone() if len(users) else np.ones(len(parts))
    groups = [users[group_of(n_own[users]) == group] for group in range(N_GROUPS)]
    return np.array([weighed(some).climb(best) if len(some) >= MIN_TUNED_USERS else best for some in groups])


@dataclass(frozen=True)
class _Weighed:
    """Users on whom weights are tried."""

    scores: Sequence[FloatArray]
    """Of each part, (n_users, n_items)."""
    own: sparse.csr_array
    targets: sparse.csr_array
    equals: FloatArray
    """(n_items,) from ``first_of_equals``."""

    def grade(self, weights: FloatArray) -> FloatArray:
        """Return what lists with these weights find for each user, (n_users,)."""
        total = np.tile(self.equals, (self.own.shape[0], 1))
        for weight, part in zip(weights, self.scores, strict=True):
            if weight:
                total += np.float32(weight) * part
        total[self.own.tocoo().coords] = -np.inf
        return recall(total, self.targets)

    def best_alone(self) -> FloatArray:
        """Return the weights of the part that finds most alone."""
        return max(np.eye(len(self.scores)), key=lambda weights: self.grade(weights).mean())

    def climb(self, begin: FloatArray) -> FloatArray:
        """Change one weight at a time where that finds more, by its standard error at least."""
        best, reached = begin, self.grade(begin)
        for place, tried in product(list(range(len(begin))) * _N_PASSES, TRIED):
            weights = best.copy()
            weights[place] = tried
            if not weights.any():
                continue
            now = self.grade(weights)
            gain = now - reached
            if gain.mean() > gain.std() / np.sqrt(len(gain)):
                best, reached = weights, now
        return best


def standardised(scores: FloatArray) -> FloatArray:
    """Bring each row to mean 0 and standard deviation 1; a row of equal scores to 0."""
    centred = scores - scores.mean(axis=1, keepdims=True)
    spread = centred.std(axis=1, keepdims=True)
    return np.asarray(np.divide(centred, spread, out=np.zeros(scores.shape, np.float32), where=spread > 1e-12))


def _copy(part: UserRecommender, **changed: Any) -> Any:
    """Return one with the same parameters, that has learnt nothing."""
    own = {each.name: getattr(part, each.name) for each in fields(part) if each.init}  # type: ignore[arg-type]
    return type(part)(**{**own, **changed})
