"""The holdout: the last part of each user's events, kept from what learns and used to judge it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from core.compute.once import once
from core.errors import DataError
from core.population.interactions import SECONDS_PER_DAY, is_ignored, is_interaction
from core.sentences import say
from core.types import BoolArray, FloatArray, IntArray, Labels, Population, Vectors

MIN_EVENTS = 10
HELD_OUT_PERCENT = 20
LIST_LENGTH = 20
"""Items on a list by which usefulness is judged, at most."""
LIST_SHARE = 0.2
"""Of the catalogue: how much of it a list holds at most. A list of most of it finds everything for everybody."""
_NEVER = np.iinfo(np.int64).max
"""When the holdout begins of who has none."""


def list_length(n_items: int) -> int:
    """Return how long lists are by which usefulness is judged, given the items of the catalogue.

    >>> list_length(5000), list_length(100), list_length(99), list_length(24), list_length(4)
    (20, 20, 19, 4, 1)
    """
    return min(LIST_LENGTH, max(1, int(LIST_SHARE * n_items)))


@dataclass(frozen=True, slots=True)
class Split:
    """A population before the holdout, and the items that are new to its users in it."""

    train: Population
    """The same users, items and event names; only the events before each user's holdout."""
    targets: sparse.csr_array
    """(n_users, n_items) bool: items of held-out events, refunds aside, that are new to the user."""
    is_held: BoolArray
    """(n_events,) of the whole population: whether the event is held out."""

    @property
    def judged(self) -> IntArray:
        """Rows of the users who have a target."""
        return np.flatnonzero(np.diff(self.targets.indptr))


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A split, and the segments of its users before the holdout."""

    split: Split
    min_events: int
    """Users with fewer events are not judged."""
    vectors: Vectors
    """(n_users, n_dims) of the training population."""
    labels: Labels
    """(n_users,) what the recipe found there."""


def split_holdout(population: Population, min_events: int = MIN_EVENTS) -> Split:
    """Hold out the last fifth of the events, rounded up, of every user with at least ``min_events``.

    Raises
    ------
    DataError
        If nobody has enough events, or no user picks anything new in the holdout.

    Notes
    -----
    Made once for a population, and shared: do not change it.
    """
    return once(population, ("holdout", min_events), lambda: _split(population, min_events))


def _split(population: Population, min_events: int) -> Split:
    histories = population.histories
    counts = histories.counts
    n_held = np.where(counts >= min_events, -(-counts * HELD_OUT_PERCENT // 100), 0)
    if not n_held.any():
        raise DataError(
            say(
                "No user has {n} events or more (the most active has {most}), so there is nothing to judge the "
                "segments on.",
                n=min_events,
                most=int(counts.max(initial=0)),
            ),
            say("Skip the judgement with --no-holdout, or give a longer log."),
        )
    first_held = histories.offsets[1:] - n_held
    begins = np.where(n_held > 0, histories.timestamps[np.minimum(first_held, histories.n_events - 1)], _NEVER)
    split = _held_out(population, np.arange(histories.n_events) >= np.repeat(first_held, counts), begins)
    if not len(split.judged):
        raise DataError(
            say("No user has an item in the last fifth of their events that is new to them."),
            say("Skip the judgement with --no-holdout."),
        )
    return split


def split_by_day(population: Population) -> Split:
    """Hold out all events from the day on which the last fifth of the events begins: nobody's future is learnt from.

    Who has no event before that day is not judged, however few events the others have.

    Raises
    ------
    DataError
        If all events are of one day, or no user with an event before picks anything new.
    """
    times = population.histories.timestamps
    first = np.quantile(times, 1 - HELD_OUT_PERCENT / 100) // SECONDS_PER_DAY * SECONDS_PER_DAY if len(times) else 0
    split = _held_out(population, times >= first, np.full(population.n_users, first))
    is_known = (split.train.histories.counts > 0).astype(np.int8)
    targets = split.targets.multiply(is_known[:, None]).tocsr().astype(bool)
    targets.eliminate_zeros()
    if not targets.nnz:
        raise DataError(
            say("No user with an event before the last fifth of the days has an item that is new to them after it."),
            say("Give a longer log."),
        )
    return replace(split, targets=sparse.csr_array(targets))


def _held_out(population: Population, is_held: BoolArray, begins: FloatArray | IntArray) -> Split:
    """Split events, and keep of what users wrote only what is older than the holdout, which ``begins`` (n_users,)."""
    texts = population.texts.keep(population.texts.timestamps < begins[population.texts.users])
    train = replace(population, histories=population.histories.keep(~is_held), texts=texts)
    return Split(train, _targets(population, is_held), is_held)


def _targets(population: Population, is_held: BoolArray) -> sparse.csr_array:
    """Items of held-out interactions, refunds aside, that are new to the user."""
    wanted, known = (
        _pairs(population, is_held & is_interaction(population)),
        _pairs(population, ~is_held & ~is_ignored(population)),
    )
    new: sparse.csr_array = wanted - wanted.multiply(known)
    new.eliminate_zeros()
    new.sort_indices()
    return sparse.csr_array(new.astype(bool))


def _pairs(population: Population, is_meant: BoolArray) -> sparse.csr_array:
    """Mark who has an event that is meant with what, (n_users, n_items) int8 ones."""
    histories = population.histories.keep(is_meant)
    shape = (population.n_users, population.n_items)
    ones = np.ones(histories.n_events, dtype=bool)
    pairs = sparse.csr_array((ones, histories.items, histories.offsets), shape=shape)
    pairs.sum_duplicates()
    return pairs.astype(np.int8)
