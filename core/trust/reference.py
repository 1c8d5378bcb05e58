"""What the same recipe finds where there is nothing to find: reference runs on permuted logs.

In a permuted log every user keeps their number of events and when and how they act; the items are shuffled among
all events of the same twentieth of the log's time. So popularity, its drift, activity and habits stay, and whatever
links a user's items to each other is gone. Users pick the same item again no more often than in the log: where nobody
buys a thing twice, nobody does in the permuted log.

References
----------
Gotelli, N. J. (2000). Null model analysis of species co-occurrence patterns. Ecology 81(9), 2606-2621 (the idea of
null data that keep the margins).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from core.compute.silhouette import mean_silhouette
from core.compute.threads import in_threads
from core.stages.progress import Progress, silent
from core.stages.table import Stage
from core.trust.scoring import HoldoutScorer
from core.trust.segmented import Segmented
from core.trust.split import split_holdout
from core.types import NOISE, BoolArray, FloatArray, IntArray, Labels, Population, Vectors

N_REFERENCES = 8
N_PERIODS = 20
MAX_USERS = 5_000
_MAX_ROUNDS = 30
"""Rounds of swaps that take surplus repeats away; each leaves a small part of them."""
Fit = Callable[[Population, int], tuple[Vectors, Labels]]
"""From a population and a random_state to its vectors and labels, by the run's recipe at the run's k."""


@dataclass(frozen=True, slots=True)
class NullReference:
    """The log beside its permuted copies; all on the same users, by the same protocol."""

    bits: float
    """Bits per event that the segment saves on the holdout of the log."""
    silhouette: float
    """Mean silhouette before the holdout."""
    bits_null: FloatArray
    """(n_references,) of the permuted logs."""
    silhouette_null: FloatArray
    p_bits: float
    """Chance of so many bits in a permuted log, by Student's t over the references; NaN where these are all equal."""
    p_silhouette: float
    n_sampled: int

    shuffled: Segmented | None = None
    """The first permuted log before its holdout, with its segments."""

    @property
    def n_references(self) -> int:
        """Number of permuted logs."""
        return len(self.bits_null)


class _Measured(NamedTuple):
    """What one log gives."""

    bits: float
    silhouette: float
    segmented: Segmented | None


def permute_items(population: Population, random_state: int = 0) -> Population:
    """Shuffle the items among all events of the same twentieth of the events in time order."""
    histories = population.histories
    rng = np.random.default_rng(random_state)
    items = histories.items.copy()
    periods = np.array_split(np.argsort(histories.timestamps, kind="stable"), N_PERIODS)
    for events in periods:
        items[events] = rng.permutation(items[events])
    n_repeats = len(_repeats(population, histories.items))
    for _ in range(_MAX_ROUNDS):
        repeats = _repeats(population, items)
        if len(repeats) <= n_repeats:
            break
        surplus = rng.permutation(repeats)[: len(repeats) - n_repeats]
        for events in periods:
            _swap_away(items, events, np.isin(events, surplus), rng)
    return replace(population, histories=replace(histories, items=items))


def _repeats(population: Population, items: IntArray) -> IntArray:
    """Return the events on an item that the same user has an earlier event on, in the order of the log's rows."""
    pairs = population.histories.users.astype(np.int64) * population.n_items + items
    first = np.unique(pairs, return_index=True)[1]
    is_repeat = np.ones(len(pairs), dtype=bool)
    is_repeat[first] = False
    return np.flatnonzero(is_repeat)


def _swap_away(items: IntArray, events: IntArray, is_swapped: BoolArray, rng: np.random.Generator) -> None:
    """Swap the items of some events of a period with those of as many others, drawn at random, in place."""
    moved, rest = events[is_swapped], events[~is_swapped]
    n_swapped = min(len(moved), len(rest))
    moved, others = moved[:n_swapped], rng.choice(rest, n_swapped, replace=False)
    items[moved], items[others] = items[others], items[moved]


def compare_with_null(
    population: Population,
    fit: Fit,
    min_events: int,
    random_state: int = 0,
    progress: Progress = silent,
    n_threads: int = 1,
) -> NullReference:
    """Run the recipe before the holdout of the log, and of eight permuted copies of it.

    Parameters
    ----------
    population
        The log; of more than 5,000 users so many are drawn.
    fit
        The run's recipe.
    min_events
        As for ``split_holdout``.
    n_threads
        Copies that are judged at a time.

    Raises
    ------
    DataError
        If the log cannot be judged on its holdout.
    """
    rng = np.random.default_rng(random_state)
    n_users = population.n_users
    sampled = population.of_users(np.sort(rng.permutation(n_users)[:MAX_USERS])) if n_users > MAX_USERS else population
    n_done = 0

    def measure(number: int) -> _Measured:
        nonlocal n_done
        log = permute_items(sampled, random_state + number) if number else sampled
        found = _measure(log, fit, min_events, random_state)
        n_done += 1
        progress(Stage.TRUST, 0.5 * n_done / (N_REFERENCES + 1))
        return found if number == 1 else found._replace(segmented=None)

    own, *null = in_threads(measure, range(N_REFERENCES + 1), n_threads)
    bits_null, silhouette_null = np.array([(each.bits, each.silhouette) for each in null]).T
    return NullReference(
        bits=own.bits,
        silhouette=own.silhouette,
        bits_null=bits_null,
        silhouette_null=silhouette_null,
        p_bits=chance_of(own.bits, bits_null),
        p_silhouette=chance_of(own.silhouette, silhouette_null),
        n_sampled=sampled.n_users,
        shuffled=null[0].segmented,
    )


def chance_of(value: float, null: FloatArray) -> float:
    """Return the chance of ``value`` or more in one more draw of what ``null`` (n,) was drawn from, if it is normal.

    NaN where all of ``null`` is the same: without a spread, another draw cannot be judged.

    >>> round(chance_of(3.0, np.array([0.0, 1.0, 2.0])), 3)
    0.113
    """
    from scipy.stats import t

    spread = null.std(ddof=1) * np.sqrt(1 + 1 / len(null))
    if spread <= 1e-12 * max(1.0, abs(value)):
        return float("nan")
    return float(t.sf((value - null.mean()) / spread, len(null) - 1))


def _measure(population: Population, fit: Fit, min_events: int, random_state: int) -> _Measured:
    split = split_holdout(population, min_events)
    vectors, labels = fit(split.train, random_state)
    scorer = HoldoutScorer(split)
    gain = scorer.bits(labels) - scorer.bits(np.full_like(labels, NOISE))
    segmented = Segmented(split.train, vectors, labels, random_state)
    return _Measured(float(gain.sum() / scorer.n_targets.sum()), mean_silhouette(vectors, labels), segmented)
