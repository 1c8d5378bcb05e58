"""Several recommenders for users together: a sum of their scores, weighed by what finds most for users like them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar

import numpy as np
from scipy import sparse

from core.compute.machine import Machine
from core.compute.threads import in_threads
from core.params import param
from core.protocols import UserRecommender
from core.recommenders.offered import offered_items
from core.recommenders.validation import group_of, split_late, split_validation
from core.recommenders.weighing import MAX_TUNED_ITEMS, choose_weights, standardised
from core.types import FloatArray, IntArray, Labels, Population, StrArray


@dataclass
class Hybrid:
    """Adds up standardised scores of other recommenders, with weights of their own for users with few items and many.

    Weights are chosen on two validation parts: first the best recommender alone, then each weight in turn where that
    finds more, by more than twice its standard error, or the weights under which picks are likeliest, where these do.
    """

    parts: Sequence[UserRecommender] = field(default=(), repr=False)
    """What it is made of."""
    random_state: int = 0
    machine: Machine = field(default_factory=Machine, repr=False)
    """Its threads learn side by side."""
    max_items: int = param(5_000, "So many of the most popular items can be offered.", low=1, high=50_000)
    chosen: FloatArray | None = field(default=None, repr=False)
    """(n_groups, n_parts) weights that were chosen for the log before; None chooses them."""
    name: ClassVar[str] = "hybrid"
    items_: IntArray = field(init=False, repr=False)
    parts_: tuple[UserRecommender, ...] = field(init=False, repr=False)
    """Those with a weight have learnt."""
    weights_: FloatArray = field(init=False, repr=False)
    """(n_groups, n_parts) for users with few items, some and many; ``core.recommenders.validation`` says how many."""

    def fit(self, population: Population) -> Hybrid:
        """Choose the weights, then learn from all events."""
        self.weights_ = self.choose(population) if self.chosen is None else self.chosen
        self.items_ = offered_items(population, self.max_items)
        self.parts_ = tuple(untaught(part, max_items=self.max_items) for part in self.parts)
        counted = [part for part, weights in zip(self.parts_, self.weights_.T, strict=True) if weights.any()]
        in_threads(lambda part: part.fit(population), counted, self.machine.n_threads, with_sklearn=False)
        return self

    def choose(self, population: Population) -> FloatArray:
        """Return the weights that find most in the validation parts of a log, (n_groups, n_parts)."""
        tuned = [untaught(part, max_items=min(self.max_items, MAX_TUNED_ITEMS)) for part in self.parts]
        validations = [split(population, self.random_state) for split in (split_validation, split_late)]
        return choose_weights(validations, tuned, self.random_state, self.machine.n_threads)

    def scores(self, own: sparse.csr_array, segments: Labels | None = None) -> FloatArray:
        """Add up what the parts say, (n_users, n_offered)."""
        weights = self.weights_[group_of(np.diff(own.indptr))].astype(np.float32)
        total = np.zeros(own.shape, dtype=np.float32)
        for place, part in enumerate(self.parts_):
            rows = np.flatnonzero(weights[:, place])
            if len(rows):
                some = None if segments is None else segments[rows]
                total[rows] += weights[rows, place, None] * standardised(part.scores(own[rows], some))
        return total

    def made_by(self, n_own: IntArray) -> StrArray:
        """Return what makes the list of a user with so many items: the only part with a weight, else the hybrid."""
        names = np.array([part.name for part in self.parts_])
        alone = np.where((self.weights_ > 0).sum(axis=1) == 1, names[self.weights_.argmax(axis=1)], self.name)
        return alone[group_of(n_own)]

    @property
    def weights(self) -> Mapping[str, tuple[float, ...]]:
        """Name of a part to its weight for users with few items, some and many."""
        return {part.name: tuple(self.weights_[:, place].tolist()) for place, part in enumerate(self.parts_)}


def untaught(recommender: UserRecommender, **changed: Any) -> Any:
    """Return one with the same parameters, that has learnt nothing."""
    own = {each.name: getattr(recommender, each.name) for each in fields(recommender) if each.init}  # type: ignore[arg-type]
    return type(recommender)(**{**own, **changed})
