"""Users by what their items say of the items that they take later.

The first two thirds of each user's events are learnt to predict, by ridge regression between leading dimensions of
items, which new items come in the last third. Of all the ways in which users differ, this keeps those that say
something of what they take next, each by how much it says; what items were in fashion when users came says nothing,
since users are only compared with others whose last third is of about the same time.

References
----------
Izenman, A. J. (1975). Reduced-rank regression for the multivariate linear model. Journal of Multivariate Analysis
5(2), 248-264. doi:10.1016/0047-259X(75)90042-1
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import sparse

from core.compute.threads import one_thread
from core.compute.vectors import centre_of, centred_rows
from core.encoders.counts import inverse_document_frequency, leading_components, normalise_rows, signed_log1p
from core.encoders.usual_params import half_life_param
from core.params import param
from core.population.interactions import newest, signed_interactions
from core.sentences import say
from core.types import BoolArray, FloatArray, IntArray, Population, State, Vectors

N_READ = 48
"""Leading dimensions of items from which, and in which, later items are predicted."""
LATER = 1 / 3
"""Share of each user's events that are predicted from the others, rounded up."""
LEAST_EVENTS = 6
"""Users with fewer teach nothing."""
LEAST_USERS = 100
"""From fewer users nothing is learnt."""
_RARITY = 0.5
"""Power of the idf."""
_EMPHASIS = 0.5
"""Power of the spread by which leading dimensions count more: 0 all alike, 1 by what they say of later items."""
_N_TIMES = 10
"""Groups of users by when their last third is."""
_PENALTIES = np.geomspace(0.1, 1000.0, 13)
_FIT_USERS = 100_000
"""At most so many users, drawn at random, teach."""


@dataclass
class Future:
    """Leading dimensions of items, brought to the directions that predict later items.

    Attributes
    ----------
    end_, n_event_names_
        Newest event of the fitted log, in seconds since 1970, and its number of event types.
    idf_
        (n_items,) float32.
    components_
        (n_read, n_items) float32; None when no more items are counted than dimensions are read.
    predicts_
        (n_read, at most n_dims) what the dimensions of a user's items say of later ones.
    centre_
        (at most n_dims,) what is subtracted.
    notes_
        Whether too few users have events enough to learn from.
    """

    n_dims: int = param(12, "Directions kept.", label=say("Dimensions"), low=1, high=N_READ)
    half_life_days: float = half_life_param()
    random_state: int = param(
        0,
        "Random seed of the decomposition; it changes nothing where items are no more than the dimensions read.",
        low=0,
        high=2**32 - 1,
    )

    def fit_transform(self, population: Population) -> Vectors:
        """Learn what predicts later items, return (n_users, at most n_dims)."""
        self.end_, self.n_event_names_ = newest(population), len(population.event_names)
        weights = signed_interactions(population, self.half_life_days or None)
        self.idf_ = inverse_document_frequency(weights) ** _RARITY
        weighted, is_short = self._weighted(weights), weights.shape[1] <= N_READ
        self.components_ = None if is_short else leading_components(weighted, N_READ, self.random_state)
        rows, is_known = self._read(weighted), np.diff(weights.indptr) > 0
        learnt = self._learn(population)
        self.notes_: tuple[str, ...] = ()
        if learnt is None:
            self.notes_ = (say("Too few users have events enough to learn what they take later."),)
            learnt = np.eye(rows.shape[1])
        self.predicts_ = _leading(learnt, rows - centre_of(rows, is_known), self.n_dims)
        self.centre_ = centre_of(rows @ self.predicts_, is_known)
        return centred_rows(rows @ self.predicts_, self.centre_, is_known)

    def transform(self, population: Population) -> Vectors:
        """Put other users into the same space; items that the fitted log did not have are ignored."""
        weights = signed_interactions(population, self.half_life_days or None, self.end_, self.n_event_names_)
        known = sparse.csr_array(weights[:, : len(self.idf_)])
        return centred_rows(self._project(known) @ self.predicts_, self.centre_, np.diff(known.indptr) > 0)

    def get_state(self) -> State:
        """Return what was learnt as plain arrays."""
        learnt = {
            "end": np.array(self.end_),
            "n_event_names": np.array(self.n_event_names_),
            "idf": self.idf_,
            "predicts": self.predicts_,
            "centre": self.centre_,
        }
        return learnt if self.components_ is None else {**learnt, "components": self.components_}

    def set_state(self, state: State) -> None:
        """Take over what ``get_state`` returned."""
        self.end_, self.n_event_names_, self.notes_ = int(state["end"]), int(state["n_event_names"]), ()
        self.idf_, self.components_ = state["idf"], state.get("components")
        self.predicts_, self.centre_ = state["predicts"], state["centre"]

    def _weighted(self, weights: sparse.csr_array) -> sparse.csr_array:
        return normalise_rows(sparse.csr_array(signed_log1p(weights).multiply(self.idf_[None, :])))

    def _project(self, weights: sparse.csr_array) -> FloatArray:
        return self._read(self._weighted(weights))

    def _read(self, weighted: sparse.csr_array) -> FloatArray:
        rows = weighted.toarray() if self.components_ is None else weighted @ self.components_.T
        return np.asarray(rows, dtype=np.float64)

    def _learn(self, population: Population) -> FloatArray | None:
        """Return (n_read, n_read) what the dimensions of earlier items say of those of later ones; None of too few."""
        is_later = _is_later(population)
        earlier, later = (
            signed_interactions(_with(population, is_kept), self.half_life_days or None, self.end_, self.n_event_names_)
            for is_kept in (~is_later, is_later)
        )
        new = _without(later, earlier)
        users = np.flatnonzero((np.diff(earlier.indptr) > 0) & (np.diff(new.indptr) > 0))
        if len(users) < LEAST_USERS:
            return None
        if len(users) > _FIT_USERS:
            rng = np.random.default_rng(self.random_state)
            users = np.sort(rng.choice(users, _FIT_USERS, replace=False))
        groups = _groups_by_time(population, is_later)[users]
        known, predicted = (
            _less_means(self._project(sparse.csr_array(each[users])), groups) for each in (earlier, new)
        )
        return _ridge(known, predicted)


def _is_later(population: Population) -> BoolArray:
    """Mark the last third of the events of every user with enough of them, (n_events,)."""
    histories = population.histories
    n_later = np.where(histories.counts >= LEAST_EVENTS, np.ceil(LATER * histories.counts), 0).astype(np.int64)
    return np.asarray(np.arange(histories.n_events) >= np.repeat(histories.offsets[1:] - n_later, histories.counts))


def _with(population: Population, is_kept: BoolArray) -> Population:
    return replace(population, histories=population.histories.keep(is_kept))


def _without(later: sparse.csr_array, earlier: sparse.csr_array) -> sparse.csr_array:
    """Return what is later and was not there earlier: a thing bought again says nothing new."""
    known = sparse.csr_array((np.ones_like(earlier.data), earlier.indices, earlier.indptr), earlier.shape)
    new = sparse.csr_array(later - later.multiply(known))
    new.eliminate_zeros()
    return new


def _groups_by_time(population: Population, is_later: BoolArray) -> IntArray:
    """Return (n_users,) which of equal groups each user is in by the mean time of the last third of their events."""
    histories = population.histories
    users, seconds = histories.users[is_later], histories.timestamps[is_later] - histories.timestamps.min(initial=0)
    n_later = np.bincount(users, minlength=histories.n_users)
    means = np.bincount(users, seconds.astype(np.float64), histories.n_users) / np.maximum(n_later, 1)
    if not n_later.any():
        return np.zeros(histories.n_users, dtype=np.int64)
    return np.searchsorted(np.quantile(means[n_later > 0], np.linspace(0, 1, _N_TIMES + 1)[1:-1]), means)


def _less_means(rows: FloatArray, groups: IntArray) -> FloatArray:
    """Return rows less the mean of their group."""
    counts = np.maximum(np.bincount(groups, minlength=_N_TIMES), 1)
    sums = np.stack([np.bincount(groups, column, _N_TIMES) for column in rows.T], axis=1)
    return np.asarray(rows - (sums / counts[:, None])[groups])


def _ridge(known: FloatArray, predicted: FloatArray) -> FloatArray:
    """Return (n_known, n_predicted) the coefficients of ridge regression, the penalty by leaving one user out."""
    from sklearn.linear_model import RidgeCV

    with one_thread():
        model: Any = RidgeCV(_PENALTIES, fit_intercept=False).fit(known, predicted)
    return np.asarray(model.coef_.T)


def _leading(predicts: FloatArray, centred: FloatArray, n_dims: int) -> FloatArray:
    """Return the directions in which what is predicted of users differs most, each by a power of its spread."""
    expected = centred @ predicts
    values, axes = np.linalg.eigh(expected.T @ expected)
    spread = np.sqrt(np.maximum(values[::-1][:n_dims], 0.0))
    kept = spread > 1e-9 * max(float(spread[0]), 1e-300)
    scales = (spread[kept] / spread[0]) ** (_EMPHASIS - 1)
    return np.asarray(predicts @ axes[:, ::-1][:, :n_dims][:, kept] * scales) if kept.any() else predicts[:, :1]
