"""What the vectors of an encoder know of three futures: the next items, whether a user returns, the next category.

Linear heads are fitted to frozen vectors of half of the users and tested on the other half. Beside them stands what
recency, frequency and monetary value alone know: an encoder that knows no more is no help there. Spend is a fourth
future, where values of events are money.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

import numpy as np
from scipy import sparse

from core.population.amounts import spent
from core.population.interactions import interacted, is_interaction
from core.recommenders.ease import most_popular
from core.trust.ceiling import recall_on
from core.trust.intervals import NAN
from core.trust.split import Split, list_length
from core.types import BoolArray, FloatArray, IntArray, Population, Vectors

MAX_ITEMS = 500
"""Next items are predicted among so many of the most popular ones."""
MAX_CATEGORIES = 30
LEAST_USERS = 20
"""Fewer users with an outcome, or without it, say nothing."""
LAST_SHARE = 0.2
"""Of the time of the log: the period in which a user returns or not."""
_DAY = 86_400.0
_TINY = 1e-9
_ALPHAS = tuple(10.0**power for power in range(-1, 5))
Encode = Callable[[Population], Vectors]
Score = Callable[[FloatArray, IntArray], float]


@dataclass(frozen=True, slots=True)
class Futures:
    """Gains of linear heads on vectors over the same heads on RFM features; NaN where the log does not say."""

    items: float = NAN
    """Of recall among the most popular items, new ones of the holdout."""
    returns: float = NAN
    """Of the area under the ROC curve: any event in the last fifth of the log's time."""
    category: float = NAN
    """Of the share of users whose top category of held-out events is predicted."""
    spend: float = NAN
    """Of the explained variance of the logarithm of what is spent in the held-out events."""

    def as_dict(self) -> dict[str, float]:
        """Return plain values by name: items, return, category and spend."""
        return {name.removesuffix("s") if name == "returns" else name: value for name, value in asdict(self).items()}


def measure_futures(
    population: Population, split: Split, vectors: Vectors, encode: Encode, random_state: int = 0
) -> Futures:
    """Measure what vectors know of the futures.

    Parameters
    ----------
    population
        The whole log.
    split
        Its split.
    vectors
        (n_users, n_dims) fitted to ``split.train``.
    encode
        Fits the encoder to another population: that before the last fifth of time.
    random_state
        Seeds the halves of users.
    """
    heads = _Heads(vectors, rfm_features(split.train), random_state)
    return Futures(
        items=_items_gain(split, heads),
        returns=return_gain(population, encode, random_state),
        category=_category_gain(population, split, heads),
        spend=_spend_gain(population, split, heads),
    )


def rfm_features(population: Population, now: float | None = None) -> FloatArray:
    """Return recency in days, frequency and monetary value, as logarithms, (n_users, 3).

    Money is what was ``spent``, 0 where a log does not say. ``now`` is the newest timestamp unless given; who has no
    event is as far away as the oldest event.
    """
    histories = population.histories
    users, n_users = histories.users, histories.n_users
    now = float(histories.timestamps.max()) if now is None else now
    newest = np.full(n_users, histories.timestamps.min(), dtype=np.float64)
    np.maximum.at(newest, users, histories.timestamps.astype(np.float64))
    known = spent(population)
    money = np.zeros(n_users) if known is None else np.maximum(known, 0.0)
    recency = np.maximum(now - newest, 0.0) / _DAY
    features = np.column_stack([recency, histories.counts, money]).astype(np.float64)
    return np.asarray(np.log1p(features))


def return_gain(population: Population, encode: Encode, random_state: int = 0) -> float:
    """Return what vectors know of who returns in the last fifth of time, over RFM; NaN where nearly all or none do."""
    histories = population.histories
    first, last = int(histories.timestamps.min()), int(histories.timestamps.max())
    cut = first + (1 - LAST_SHARE) * (last - first)
    is_before = histories.timestamps < cut
    texts = population.texts.keep(population.texts.timestamps < cut)
    before = replace(population, histories=histories.keep(is_before), texts=texts)
    rows = np.flatnonzero(before.histories.counts)
    returned = np.bincount(histories.users[~is_before], minlength=population.n_users)[rows] > 0
    if not _says_something(returned):
        return NAN
    known = before.of_users(rows)
    heads = _Heads(encode(known), rfm_features(known, cut), random_state)
    return heads.gain(np.arange(len(rows)), returned[:, None], lambda found, tested: _area(returned[tested], found))


class _Heads:
    """Linear heads on vectors and on RFM features, fitted to the same half of users."""

    def __init__(self, vectors: FloatArray, rfm: FloatArray, random_state: int) -> None:
        self._inputs = [_standardised(each) for each in (vectors, rfm)]
        self._is_first = np.random.default_rng(random_state).permutation(len(vectors)) % 2 == 0

    def gain(self, users: IntArray, targets: FloatArray | BoolArray, score: Score) -> float:
        """Return the score of vectors less that of RFM; NaN with too few users.

        Parameters
        ----------
        users
            (n_drawn,) rows of users with an outcome.
        targets
            (n_drawn, n_targets) what is predicted.
        score
            From predictions (n_tested, n_targets) and the places of the tested users in ``users`` to a figure.
        """
        is_first = self._is_first[users]
        tested = np.flatnonzero(~is_first)
        if min(int(is_first.sum()), len(tested)) < LEAST_USERS:
            return NAN
        goals = targets[is_first].astype(np.float64)
        own, rfm = (score(_predict(X[users[is_first]], goals, X[users[tested]]), tested) for X in self._inputs)
        return own - rfm


def _predict(X: FloatArray, goals: FloatArray, tested: FloatArray) -> FloatArray:
    """Fit a ridge regression, its penalty by leave-one-out, and predict; (n_tested, n_targets)."""
    from sklearn.linear_model import RidgeCV

    found = RidgeCV(alphas=_ALPHAS).fit(X, goals).predict(tested)
    return np.asarray(found).reshape(len(tested), -1)


def _items_gain(split: Split, heads: _Heads) -> float:
    has = interacted(split.train).astype(np.float64)
    popular = most_popular(has, MAX_ITEMS)
    has, targets = sparse.csr_array(has[:, popular]), sparse.csr_array(split.targets[:, popular])
    users = np.flatnonzero(np.diff(targets.indptr))

    def recall(found: FloatArray, tested: IntArray) -> float:
        place = {int(user): row for row, user in enumerate(users[tested])}

        def scores(rows: IntArray, _own: sparse.csr_array) -> FloatArray:
            return found[[place[int(row)] for row in rows]]

        length = list_length(split.train.n_items)
        return float(recall_on(has, targets, users[tested], scores, length).mean())

    return heads.gain(users, targets[users].toarray(), recall)


def _category_gain(population: Population, split: Split, heads: _Heads) -> float:
    held = population.histories.keep(split.is_held & is_interaction(population))
    shape = (population.n_users, population.n_items)
    pairs = sparse.csr_array((np.ones(held.n_events), (held.users, held.items)), shape=shape)
    counts = (pairs @ population.items.categories.astype(np.float64)).toarray()
    if counts.shape[1] < 2:
        return NAN
    frequent = np.sort(np.argsort(-counts.sum(axis=0), kind="stable")[:MAX_CATEGORIES])
    counts = counts[:, frequent]
    users = np.flatnonzero(counts.sum(axis=1))
    top = counts[users].argmax(axis=1)
    one_hot = np.eye(counts.shape[1])[top]
    return heads.gain(users, one_hot, lambda found, tested: float(np.mean(found.argmax(axis=1) == top[tested])))


def _spend_gain(population: Population, split: Split, heads: _Heads) -> float:
    held = replace(population, histories=population.histories.keep(split.is_held))
    money = spent(held)
    if money is None:
        return NAN
    users = np.unique(held.histories.users)
    worth = np.log1p(np.maximum(money[users], 0.0))
    return heads.gain(users, worth[:, None], lambda found, tested: _explained(worth[tested], found[:, 0]))


def _area(returned: BoolArray, found: FloatArray) -> float:
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(returned, found[:, 0])) if _is_mixed(returned) else NAN


def _explained(worth: FloatArray, found: FloatArray) -> float:
    """Return the explained variance; NaN where all spent the same."""
    variance = float(np.square(worth - worth.mean()).mean())
    return 1 - float(np.square(worth - found).mean()) / variance if variance > _TINY else NAN


def _says_something(returned: BoolArray) -> bool:
    return min(int(returned.sum()), int((~returned).sum())) >= LEAST_USERS


def _is_mixed(returned: BoolArray) -> bool:
    return bool(returned.any() and not returned.all())


def _standardised(features: FloatArray) -> FloatArray:
    spread = features.std(axis=0)
    return np.asarray((features - features.mean(axis=0)) / np.where(spread > 0, spread, 1.0), dtype=np.float64)
