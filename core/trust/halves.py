"""The events of a log cut at random into two halves, so that what one half suggests is stated on the other.

Where events come as Poisson counts, such halves are independent: segments and facts chosen on one know nothing of the
other.

References
----------
Neufeld, A., Dharamshi, A., Gao, L. L. and Witten, D. (2024). Data thinning for convolution-closed distributions.
Journal of Machine Learning Research 25, 1-35. arXiv:2301.07276 (the idea; a Poisson count is thinned into two).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.compute.once import once
from core.population.interactions import is_refund
from core.types import BoolArray, Population


def split_events(population: Population, random_state: int = 0) -> tuple[Population, Population]:
    """Cut the events of every user into two random halves; of an odd number, either may have one more.

    A refund goes to the half of the newest event before it by the same user with the same item, so that what is taken
    back is taken from where it stands.

    Returns
    -------
    Two logs with the same users, items and attributes; every event is in one of them. Computed once for a population
    and a random state, and shared: do not change them.
    """
    return once(population, ("halves", random_state), lambda: _split(population, random_state))


def _split(population: Population, random_state: int) -> tuple[Population, Population]:
    is_first = _is_first_half(population, np.random.default_rng(random_state))
    first, second = (population.histories.keep(is_kept) for is_kept in (is_first, ~is_first))
    return replace(population, histories=first), replace(population, histories=second)


def _is_first_half(population: Population, rng: np.random.Generator) -> BoolArray:
    histories = population.histories
    order = np.lexsort((rng.random(histories.n_events), histories.users))
    place = np.arange(histories.n_events) - np.repeat(histories.offsets[:-1], histories.counts)
    starts_first = np.repeat(rng.integers(0, 2, histories.n_users), histories.counts)
    is_first = np.empty(histories.n_events, dtype=bool)
    is_first[order] = (place + starts_first) % 2 == 0
    return _with_refunds(population, is_first)


def _with_refunds(population: Population, is_first: BoolArray) -> BoolArray:
    """Put each refund where the newest earlier event of the same user and item stands that is no refund."""
    histories, is_back = population.histories, is_refund(population)
    if not is_back.any():
        return is_first
    pairs = histories.users.astype(np.int64) * population.n_items + histories.items
    order = np.argsort(pairs, kind="stable")
    kept = np.where(is_back[order], -1, np.arange(len(order)))
    newest = np.maximum.accumulate(kept)
    is_known = (newest >= 0) & (pairs[order[np.maximum(newest, 0)]] == pairs[order])
    moved = is_back[order] & is_known
    is_first[order[moved]] = is_first[order[newest[moved]]]
    return is_first
